import type { Principal } from '../contracts/index.ts';

/** Who somebody is: an id means nothing without its tenant. */
export function identityOf(principal: Principal | null): string {
  return JSON.stringify(principal === null ? null : [principal.tenantId ?? null, principal.id]);
}
