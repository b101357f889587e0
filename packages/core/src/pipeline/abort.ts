import { CancelledError, isNl2SqlError } from '../errors/index.ts';

/** Rejects when the signal is aborted: with its reason when that is an error of this library. */
export function whenAborted(signal: AbortSignal): Promise<never> {
  const reject = (): Promise<never> => Promise.reject(abortError(signal));
  if (signal.aborted) return reject();
  return new Promise<never>((_resolve, fail) => {
    signal.addEventListener('abort', () => fail(abortError(signal)), { once: true });
  });
}

/** The error that an aborted signal stands for. */
export function abortError(signal: AbortSignal): Error {
  return isNl2SqlError(signal.reason) ? signal.reason : new CancelledError();
}
