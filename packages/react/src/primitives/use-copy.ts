'use client';
import { useCallback, useEffect, useRef, useState } from 'react';

export type CopyState = 'idle' | 'copied' | 'failed';

/** For how long a copy is confirmed, in milliseconds. */
const CONFIRMED_FOR = 2_000;

/**
 * Copies text to the clipboard and says for two seconds whether that worked. A page without the
 * permission, or without HTTPS, has no clipboard: that is `failed`, not an exception.
 */
export function useCopy(): { readonly state: CopyState; readonly copy: (text: string) => Promise<void> } {
  const [state, setState] = useState<CopyState>('idle');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const copy = useCallback(async (text: string) => {
    const outcome = await write(text).then(
      () => 'copied' as const,
      () => 'failed' as const,
    );
    setState(outcome);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setState('idle'), CONFIRMED_FOR);
  }, []);

  return { state, copy };
}

/** Rejects where there is no clipboard at all, which is where the property is missing. */
async function write(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
