'use client';
import { useEffect, useState } from 'react';

export interface Expiry {
  readonly isExpired: boolean;
  /** Whole minutes, the one that has begun included; null without an end, and before the clock was looked at. */
  readonly minutesLeft: number | null;
}

const MINUTE = 60_000;

/**
 * How long something may still be answered, to the minute. The first render does not look at the clock,
 * so that a server and a browser render the same. What is late is for the server to say in the end.
 *
 * @param expiresAt - ISO 8601; null for what does not expire.
 *
 * @example
 * ```tsx
 * import { useExpiry } from '@nl2sql/react/headless';
 *
 * export function Remaining({ expiresAt }: { expiresAt: string | null }) {
 *   const { isExpired, minutesLeft } = useExpiry(expiresAt);
 *   return <p>{isExpired ? 'Expired' : minutesLeft !== null && `${minutesLeft} min left`}</p>;
 * }
 * ```
 */
export function useExpiry(expiresAt: string | null): Expiry {
  const [now, setNow] = useState<number | null>(null);
  const until = expiresAt === null ? Number.NaN : Date.parse(expiresAt);
  useEffect(() => {
    if (Number.isNaN(until)) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      const left = until - Date.now();
      setNow(Date.now());
      if (left > 0) timer = setTimeout(look, left % MINUTE || MINUTE);
    };
    look();
    return () => clearTimeout(timer);
  }, [until]);

  if (now === null || Number.isNaN(until)) return { isExpired: false, minutesLeft: null };
  return { isExpired: now >= until, minutesLeft: Math.max(0, Math.ceil((until - now) / MINUTE)) };
}
