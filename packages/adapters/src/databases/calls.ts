import type { Nl2SqlError } from '@nl2sql/core/errors';
import { cancelled, isClosed, unlessStopped } from './stopping.ts';

/** A call that runs. */
export interface Call {
  /** Aborted with the reason when the call is to stop. */
  readonly stopped: AbortSignal;
  stop(reason: Error): void;
  /** From then on nothing stops it. */
  finish(): void;
}

type Work<T> = (call: Call) => Promise<T>;

/** The calls of one database. The signal of its caller stops a call, and the end of the database all of them. */
export interface Calls {
  /** Settles when the work has ended. */
  run<T>(work: Work<T>, signal: AbortSignal | undefined): Promise<T>;
  /** Rejects as soon as the call is stopped, though its work may go on for a while. */
  runUntilStopped<T>(work: Work<T>, signal: AbortSignal | undefined): Promise<T>;
  /** Refuses further calls, stops those that run, and fulfils when their work has ended. */
  close(): Promise<void>;
}

/** @param toDatabaseError - What an exception of the work is told as. */
export function createCalls(id: string, toDatabaseError: (cause: unknown, id: string) => Nl2SqlError): Calls {
  const running = new Map<Call, Promise<unknown>>();
  let closed = false;

  function begin<T>(work: Work<T>, signal: AbortSignal | undefined): { readonly ended: Promise<T>; readonly stopped: AbortSignal } {
    if (closed) throw isClosed(id);
    if (signal?.aborted) throw cancelled();
    const call = createCall();
    const onAbort = () => call.stop(cancelled());
    signal?.addEventListener('abort', onAbort);
    const ended = work(call)
      .catch((cause: unknown) => {
        const error = toDatabaseError(cause, id);
        // Who hears that it was stopped takes a transaction for undone.
        throw call.stopped.aborted && error.code !== 'DATABASE_OUTCOME_UNKNOWN' ? (call.stopped.reason as Error) : error;
      })
      .finally(() => {
        signal?.removeEventListener('abort', onAbort);
        running.delete(call);
      });
    running.set(call, ended);
    return { ended, stopped: call.stopped };
  }

  return {
    async run(work, signal) {
      return begin(work, signal).ended;
    },
    async runUntilStopped(work, signal) {
      const { ended, stopped } = begin(work, signal);
      return unlessStopped(ended, stopped);
    },
    async close() {
      closed = true;
      const ended = [...running.values()];
      for (const call of running.keys()) call.stop(isClosed(id));
      await Promise.allSettled(ended);
    },
  };
}

function createCall(): Call {
  const controller = new AbortController();
  let finishing = false;
  return {
    stopped: controller.signal,
    stop(reason) {
      if (!finishing) controller.abort(reason);
    },
    finish() {
      finishing = true;
    },
  };
}
