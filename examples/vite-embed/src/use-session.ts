import { useCallback, useEffect, useState } from 'react';

interface Session {
  readonly user: string | null;
  readonly users: readonly { readonly id: string; readonly name: string }[];
}

/** Who is signed in, and a way to sign in as somebody else. Null until it is known. */
export function useSession(): readonly [Session | null, (user: string) => Promise<void>] {
  const [session, setSession] = useState<Session | null>(null);
  const load = useCallback(async () => setSession((await (await fetch('/api/session')).json()) as Session), []);
  const signIn = useCallback(
    async (user: string) => {
      await fetch('/api/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user }) });
      await load();
    },
    [load],
  );
  useEffect(() => void load(), [load]);
  return [session, signIn];
}
