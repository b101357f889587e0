import { loadLibsql } from '../../libsql.ts';
import { createCalls } from '../calls.ts';
import { createSlots } from '../slots.ts';
import { keepStopping, timedOut } from '../stopping.ts';
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
  const calls = createCalls(id, toDatabaseError);
  const turns = createSlots(1);

  async function connect(timeoutMs: number): Promise<WriteConnection> {
    await identifyFile(file, id);
    return openWriteConnection(await loadLibsql(), file, Math.min(busyTimeoutMs, timeoutMs));
  }

  async function runInTurn<T>(work: (session: WriteSession, stopped: AbortSignal) => Promise<T>, timeoutMs: number, stopped: AbortSignal): Promise<T> {
    const connection = await connect(timeoutMs);
    const forget = keepStopping(stopped, () => connection.interrupt(), INTERRUPT_EVERY_MS);
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
    run: (work, { signal, timeoutMs }) =>
      calls.run(async ({ stop, stopped }) => {
        const timer = setTimeout(() => stop(timedOut(id, timeoutMs)), timeoutMs);
        try {
          await turns.take(stopped);
          return await runInTurn(work, timeoutMs, stopped).finally(turns.free);
        } finally {
          clearTimeout(timer);
        }
      }, signal),
    close: () => calls.close(),
  };
}
