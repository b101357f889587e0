import type { Principal } from '@nl2sql/core/contracts';

/** Who can sign in here. A real application has users and sessions of its own. */
export const USERS: readonly (Principal & { readonly name: string })[] = [
  { id: 'ann', name: 'Ann, analyst', roles: ['analyst'] },
  { id: 'sam', name: 'Sam, support', roles: ['support'] },
];
