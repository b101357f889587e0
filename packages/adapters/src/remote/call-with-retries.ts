import { setTimeout as pause } from 'node:timers/promises';
import { CancelledError, isNl2SqlError, ModelError, type ErrorCode } from '@nl2sql/core/errors';

export interface CallLimits {
  /** Milliseconds that one attempt may take, its body included. */
  readonly timeoutMs: number;
  /** How many times a call is made again after a rate limit, a server error or a lost connection. */
  readonly maxRetries: number;
  /** Milliseconds before the first retry; each later pause is twice as long. */
  readonly retryDelayMs: number;
}

const RETRIED: ReadonlySet<ErrorCode> = new Set(['MODEL_RATE_LIMITED', 'MODEL_UNAVAILABLE']);
const LONGEST_BACK_OFF_MS = 8_000;
/** When a provider asks for more patience than this, the caller hears of it instead of waiting. */
const LONGEST_RETRY_AFTER_MS = 30_000;

/**
 * Calls a provider until it answers, fails for good or the retries are used up. The pause is what the
 * provider asked for, or exponential back-off with jitter (Brooker, "Exponential Backoff And Jitter",
 * AWS Architecture Blog, 2015).
 *
 * @param attempt - Makes one call; it should stop when its signal is aborted, and is left behind when it does not.
 * @param toModelError - Says what an exception of `attempt` means.
 * @throws CancelledError when `signal` is aborted, at once; ModelError otherwise.
 */
export async function callWithRetries<T>(
  attempt: (signal: AbortSignal) => PromiseLike<T>,
  toModelError: (thrown: unknown) => ModelError,
  limits: CallLimits,
  signal: AbortSignal | undefined,
): Promise<T> {
  for (let retry = 0; ; retry++) {
    try {
      return await withTimeout(attempt, limits.timeoutMs, signal);
    } catch (thrown) {
      if (signal?.aborted === true) throw new CancelledError();
      const error = isNl2SqlError(thrown) ? thrown : toModelError(thrown);
      const wait = error.retryAfterMs ?? backOff(limits.retryDelayMs, retry);
      if (retry >= limits.maxRetries || !RETRIED.has(error.code) || wait > LONGEST_RETRY_AFTER_MS) throw error;
      await pause(wait, undefined, signal === undefined ? {} : { signal }).catch(() => {
        throw new CancelledError();
      });
    }
  }
}

function backOff(firstMs: number, retry: number): number {
  const full = Math.min(LONGEST_BACK_OFF_MS, firstMs * 2 ** retry);
  return full * (0.5 + Math.random() / 2);
}

async function withTimeout<T>(attempt: (signal: AbortSignal) => PromiseLike<T>, timeoutMs: number, signal: AbortSignal | undefined): Promise<T> {
  const stopped = new AbortController();
  let giveUp: (error: Error) => void = () => {};
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = (error) => {
      reject(error);
      stopped.abort();
    };
  });
  const cancel = (): void => giveUp(new CancelledError());
  const timer = setTimeout(() => {
    giveUp(
      new ModelError('MODEL_TIMEOUT', `The model did not answer within ${timeoutMs} ms.`, {
        hint: 'Try again, use a faster model, or raise timeoutMs.',
      }),
    );
  }, timeoutMs);
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    if (signal?.aborted === true) throw new CancelledError();
    return await Promise.race([givenUp, attempt(stopped.signal)]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}
