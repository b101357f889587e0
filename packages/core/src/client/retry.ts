/** How often something that failed is tried again, and how long the pauses are. */
export interface RetryPolicy {
  /** Tries in all; 6 by default. */
  readonly attempts: number;
  /** Milliseconds: the longest pause before the second try, doubled for each further one; 500 by default. */
  readonly baseMs: number;
  /** Milliseconds: the longest pause of all; 15,000 by default. */
  readonly maxMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 6, baseMs: 500, maxMs: 15_000 };

/** A server that asks for a longer wait than this, in milliseconds, is not waited for. */
export const LONGEST_RETRY_AFTER_MS = 60_000;

/**
 * Milliseconds before the next try: a random share of the pause, so that readers who lost a server
 * together do not come back together, but never less than the server asks for.
 */
export function pauseAfter(failures: number, policy: RetryPolicy, retryAfterMs: number | null): number {
  const longest = Math.min(policy.maxMs, policy.baseMs * 2 ** (failures - 1));
  return Math.max(retryAfterMs ?? 0, Math.random() * longest);
}

/** Resolves after some milliseconds, or at once when one of the signals aborts. */
export function pause(ms: number, ...signals: readonly (AbortSignal | undefined)[]): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      for (const signal of signals) signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    for (const signal of signals) {
      if (signal?.aborted) return done();
      signal?.addEventListener('abort', done);
    }
  });
}
