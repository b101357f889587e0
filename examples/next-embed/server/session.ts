import type { Principal } from '@nl2sql/core/contracts';
import { cookies } from 'next/headers';

const USERS: readonly Principal[] = [{ id: 'ann', roles: ['analyst'] }];

/** Who sends the request. A real application asks its own sign-in, not a cookie with a bare name. */
export async function currentUser(): Promise<Principal | null> {
  const id = (await cookies()).get('user')?.value;
  return USERS.find((user) => user.id === id) ?? null;
}

/** What the button for signing in does, on the server. */
export async function signIn(): Promise<void> {
  'use server';
  (await cookies()).set('user', 'ann', { httpOnly: true, sameSite: 'lax' });
}
