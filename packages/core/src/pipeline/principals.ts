import type { Principal } from '../contracts/index.ts';

/** Who somebody is: an id means nothing without its tenant. */
export function identityOf(principal: Principal | null): string {
  return JSON.stringify(principal === null ? null : [principal.tenantId ?? null, principal.id]);
}

/** A principal as they are now: what the host does to its own object during a run changes nothing. */
export function snapshotOf(principal: Principal | null | undefined): Principal | null {
  if (principal == null) return null;
  const { id, tenantId, roles, attributes } = principal;
  return Object.freeze({
    id,
    ...(tenantId === undefined ? {} : { tenantId }),
    roles: frozenList(roles),
    ...(attributes === undefined
      ? {}
      : { attributes: Object.freeze(Object.fromEntries(Object.entries(attributes ?? {}).map(([name, value]) => [name, frozenList(value)]))) }),
  });
}

function frozenList<T>(value: T): T {
  return Array.isArray(value) ? (Object.freeze([...value]) as T & readonly unknown[]) : value;
}
