import { loadLibsql } from '../../libsql.ts';
import { cancelled, isClosed, timedOut } from '../stopping.ts';
import type { WriteSession } from '../transact.ts';
import { toDatabaseError } from './errors.ts';
import { identifyFile } from './file.ts';
import { INTERRUPT_EVERY_MS, type RunOptions } from './pool.ts';
import { openWriteConnection, type WriteConnection } from './write-connection.ts';

export interface WriterOptions {
  readonly id: string;
  readonly file: string;
  readonly busyTimeoutMs: number;
}

export interface Writer {
  /** Runs work in a transaction on a connection of its own, and stops it there when the signal or the time says so, of which `stopped` tells. */
  run<T>(work: (session: WriteSession, stopped: AbortSignal) => Promise<T>, options: RunOptions & { readonly timeoutMs: number }): Promise<T>;
  close(): Promise<void>;
}

/** One transaction after the other, since a file has one writer. */
export function createWriter({ id, file, busyTimeoutMs }: WriterOptions): Writer {
  const running = new Set<AbortController>();
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  async function connect(timeoutMs: number): Promise<WriteConnection> {
    await identifyFile(file, id);
    return openWriteConnection(await loadLibsql(), file, Math.min(busyTimeoutMs, timeoutMs));
  }

  async function runInTurn<T>(work: (session: WriteSession, stopped: AbortSignal) => Promise<T>, turn: Promise<unknown>, timeoutMs: number, stopped: AbortSignal): Promise<T> {
    await Promise.race([turn, whenAborted(stopped)]);
    stopped.throwIfAborted();
    const connection = await connect(timeoutMs);
    const forget = interruptWhen(stopped, connection);
    try {
      await connection.begin();
      const session: WriteSession = {
        execute: ({ text, parameters }) => connection.execute(text, parameters).catch(told),
        query: ({ text, parameters }, maxRows) => connection.query(text, parameters, maxRows).catch(told),
        async commit() {
          forget();
          await connection.commit(id);
        },
      };
      return await work(session, stopped);
    } finally {
      forget();
      await connection.end();
    }
  }

  function told(error: unknown): never {
    throw toDatabaseError(error, id);
  }

  return {
    async run(work, { signal, timeoutMs }) {
      if (closed) throw isClosed(id);
      if (signal?.aborted) throw cancelled();
      const stop = new AbortController();
      const onAbort = () => stop.abort(cancelled());
      signal?.addEventListener('abort', onAbort);
      const timer = setTimeout(() => stop.abort(timedOut(id, timeoutMs)), timeoutMs);
      running.add(stop);
      const ended = runInTurn(work, last, timeoutMs, stop.signal);
      last = Promise.allSettled([last, ended]);
      try {
        return await ended;
      } catch (cause) {
        const error = toDatabaseError(cause, id);
        // Who hears that it was stopped takes the transaction for undone.
        throw stop.signal.aborted && error.code !== 'DATABASE_OUTCOME_UNKNOWN' ? (stop.signal.reason as Error) : error;
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        running.delete(stop);
      }
    },
    async close() {
      closed = true;
      for (const stop of running) stop.abort(isClosed(id));
      await last;
    },
  };
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Interrupts what runs as soon as the signal is aborted, until the returned function is called. */
function interruptWhen(stopped: AbortSignal, connection: WriteConnection): () => void {
  let interrupting: NodeJS.Timeout | undefined;
  const onStop = () => {
    connection.interrupt();
    interrupting = setInterval(() => connection.interrupt(), INTERRUPT_EVERY_MS);
  };
  if (stopped.aborted) onStop();
  stopped.addEventListener('abort', onStop);
  return () => {
    stopped.removeEventListener('abort', onStop);
    clearInterval(interrupting);
  };
}
