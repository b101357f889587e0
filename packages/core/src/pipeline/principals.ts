import type { Principal, RunRecord } from '../contracts/index.ts';

/** Who somebody is: an id means nothing without its tenant. */
export function identityOf(principal: Principal | null): string {
  return JSON.stringify(principal === null ? null : [principal.tenantId ?? null, principal.id]);
}

/** Whether a run was asked by somebody. */
export function isOwner(principal: Principal | null, run: Pick<RunRecord, 'principalId' | 'tenantId'>): boolean {
  return run.principalId === (principal?.id ?? null) && run.tenantId === (principal?.tenantId ?? null);
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
