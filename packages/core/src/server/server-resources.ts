import type { IdempotencyKeys } from './idempotency-keys.ts';
import type { ResolvedServerOptions } from './options.ts';
import type { RunRegistry } from './run-registry.ts';

/** What the operations of one handler share. */
export interface ServerResources {
  readonly options: ResolvedServerOptions;
  readonly runs: RunRegistry;
  readonly keys: IdempotencyKeys;
}

/** A reply that is not for any cache: it is one principal's. */
export function json(value: unknown): Response {
  return new Response(JSON.stringify(value), { headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' } });
}
