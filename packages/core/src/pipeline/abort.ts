import { CancelledError, isNl2SqlError } from '../errors/index.ts';

/**
 * Waits for work, but no longer than until the signal is aborted; then it rejects with the signal's
 * reason, also when the work itself goes on.
 */
export async function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  if (signal.aborted) throw abortError(signal);
  let stop = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(abortError(signal));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** The error that an aborted signal stands for. */
export function abortError(signal: AbortSignal): Error {
  return isNl2SqlError(signal.reason) ? signal.reason : new CancelledError();
}
