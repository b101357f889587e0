/**
 * One promise of a contract, as a test that any runner can run. `run` rejects when the promise is
 * broken, with an error that says how.
 *
 * @example
 * ```ts
 * import { memory } from '@nl2sql/adapters/vector-stores/memory';
 * import { vectorStoreCases } from '@nl2sql/core/testing';
 * import { test } from 'vitest';
 *
 * for (const { name, run } of vectorStoreCases) test(name, () => run({ create: () => memory() }));
 * ```
 */
export interface ContractCase<Harness> {
  readonly name: string;
  run(harness: Harness): Promise<void>;
}
