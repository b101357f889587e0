import type { Principal } from '../contracts/index.ts';

/** Whose something is, and with which permissions it was found. */
export interface Owner {
  /** An id means nothing without its tenant. */
  readonly identity: string;
  readonly permissions: string;
}

export function ownerOf({ id, tenantId, roles, attributes = {} }: Principal): Owner {
  return {
    identity: JSON.stringify([tenantId ?? null, id]),
    permissions: JSON.stringify([roles.toSorted(), Object.entries(attributes).toSorted(([a], [b]) => (a < b ? -1 : 1))]),
  };
}

/** Whether what one found may be shown to another: to the same person, and with the same permissions. */
export function mayBeShown(found: Owner, to: Owner): boolean {
  return found.identity === to.identity && found.permissions === to.permissions;
}

/** Whether a host's `authenticate` gave somebody who can be told apart from others. */
export function isPrincipal(value: unknown): value is Principal {
  const principal = value as Partial<Principal> | null;
  if (typeof principal !== 'object' || principal === null) return false;
  const { id, tenantId, roles } = principal;
  return typeof id === 'string' && id !== '' && (tenantId === undefined || typeof tenantId === 'string') && Array.isArray(roles);
}
