'use client';
import { useEffect, useState } from 'react';

/** How often a running time is shown anew, in milliseconds. */
const EVERY = 100;

/**
 * The milliseconds since an instant (ISO 8601), counted on while it runs. Null on a server and at first in a
 * browser, since their clocks differ; null too without an instant.
 */
export function useElapsed(since: string | null, running: boolean): number | null {
  const [elapsed, setElapsed] = useState<number | null>(null);
  useEffect(() => {
    if (since === null || !running) return undefined;
    const started = Date.parse(since);
    const count = (): void => setElapsed(Math.max(0, Date.now() - started));
    count();
    const timer = setInterval(count, EVERY);
    return () => {
      clearInterval(timer);
      setElapsed(null);
    };
  }, [since, running]);
  return running ? elapsed : null;
}
