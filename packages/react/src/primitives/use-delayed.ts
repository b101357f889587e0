'use client';
import { useEffect, useState } from 'react';

/** What is faster than this needs no placeholder, in milliseconds. */
const PLACEHOLDER_AFTER = 150;

/** True once `active` has held for 150 ms: a placeholder that flashes is worse than none. */
export function useDelayed(active: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!active) return undefined;
    const timer = setTimeout(() => setLate(true), PLACEHOLDER_AFTER);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [active]);
  return active && late;
}
