import { CancelledError, DatabaseError } from '@nl2sql/core/errors';

/** What a caller is told who stopped the call. */
export function cancelled(): CancelledError {
  return new CancelledError('The query was cancelled.');
}

/** What a caller is told whose statement took too long. */
export function timedOut(id: string, timeoutMs: number): DatabaseError {
  return new DatabaseError('DATABASE_TIMEOUT', `The statement ran longer than ${timeoutMs} ms on ${id} and was stopped.`, {
    hint: 'Ask for less, for example a shorter period, or raise the time limit.',
  });
}

/** What a caller is told when the database was closed, before the call or during it. */
export function isClosed(id: string): DatabaseError {
  return new DatabaseError('DATABASE_UNAVAILABLE', `${id} was closed.`);
}

/** What the work settles with, or as soon as the signal is aborted its reason. */
export function unlessStopped<T>(work: Promise<T>, stopped: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onStop = () => reject(stopped.reason as Error);
    if (stopped.aborted) onStop();
    stopped.addEventListener('abort', onStop, { once: true });
    work.then(resolve, reject).finally(() => stopped.removeEventListener('abort', onStop));
  });
}

/** What the work settles with, or after that time the error. */
export function within<T>(work: Promise<T>, timeMs: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const isLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), timeMs);
  });
  return Promise.race([work, isLate]).finally(() => clearTimeout(timer));
}

/** Does something as soon as the signal is aborted, and again and again until the returned function is called. */
export function keepStopping(stopped: AbortSignal, stop: () => void, everyMs: number): () => void {
  let again: NodeJS.Timeout | undefined;
  const onStop = () => {
    stop();
    again = setInterval(stop, everyMs);
  };
  if (stopped.aborted) onStop();
  stopped.addEventListener('abort', onStop);
  return () => {
    stopped.removeEventListener('abort', onStop);
    clearInterval(again);
  };
}
