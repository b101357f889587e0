import { cancelled, isClosed, timedOut } from '../stopping.ts';
import { breaksConnection, toDatabaseError } from './errors.ts';
import type { SqliteConnection } from './connection.ts';

export interface PoolOptions {
  readonly id: string;
  readonly size: number;
  /** Which file is there now. Throws when there is none. */
  identify(): Promise<string>;
  open(identity: string): Promise<SqliteConnection>;
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
}

export interface Pool {
  /** Runs work on a connection of its own, and stops it there when the signal or the time says so, of which `stopped` tells. */
  run<T>(work: (connection: SqliteConnection, stopped: AbortSignal) => Promise<T>, options: RunOptions): Promise<T>;
  close(): Promise<void>;
}

/**
 * SQLite does not remember an interrupt that comes before a statement's first step, so it is repeated
 * until the statement has ended.
 */
export const INTERRUPT_EVERY_MS = 5;

/** A bounded number of connections, each with one statement at a time, because an interrupt hits all statements of a connection. */
export function createPool({ id, size, identify, open }: PoolOptions): Pool {
  const idle: SqliteConnection[] = [];
  const waiting: (() => void)[] = [];
  const running = new Set<Promise<void>>();
  /** What ends the calls that wait or run, when the pool closes. */
  const stops = new Set<(reason: Error) => void>();
  let taken = 0;
  let closed = false;

  /** Calls `stop` when the signal is aborted or the pool closes, until the returned function is called. */
  function whenStopped(signal: AbortSignal | undefined, stop: (reason: Error) => void): () => void {
    const onAbort = () => stop(cancelled());
    signal?.addEventListener('abort', onAbort);
    stops.add(stop);
    return () => {
      signal?.removeEventListener('abort', onAbort);
      stops.delete(stop);
    };
  }

  async function takeSlot(signal: AbortSignal | undefined): Promise<void> {
    if (taken < size) {
      taken += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const enter = () => {
        forget();
        resolve();
      };
      const forget = whenStopped(signal, (reason) => {
        waiting.splice(waiting.indexOf(enter), 1);
        forget();
        reject(reason);
      });
      waiting.push(enter);
    });
  }

  /** Hands the slot on to who waits longest. */
  function freeSlot(): void {
    const next = waiting.shift();
    if (next === undefined) taken -= 1;
    else next();
  }

  async function connect(): Promise<SqliteConnection> {
    const identity = await identify();
    for (let connection = idle.pop(); connection !== undefined; connection = idle.pop()) {
      if (connection.identity === identity) return connection;
      connection.close();
    }
    return open(identity);
  }

  /** Settles the caller's promise as soon as it can, and ends when the statement has really ended. */
  async function runOnConnection<T>(
    work: (connection: SqliteConnection, stopped: AbortSignal) => Promise<T>,
    { signal, timeoutMs }: RunOptions,
    resolve: (value: T) => void,
    reject: (reason: Error) => void,
  ): Promise<void> {
    let connection: SqliteConnection | undefined;
    let interrupting: NodeJS.Timeout | undefined;
    const stopped = new AbortController();
    const stop = (reason: Error) => {
      reject(reason);
      stopped.abort(reason);
      connection?.interrupt();
      interrupting ??= setInterval(() => connection?.interrupt(), INTERRUPT_EVERY_MS);
    };
    const forget = whenStopped(signal, stop);
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => stop(timedOut(id, timeoutMs)), timeoutMs);
    let reusable = true;
    if (signal?.aborted) stop(cancelled());
    if (closed) stop(isClosed(id));
    try {
      connection = await connect();
      if (interrupting === undefined) resolve(await work(connection, stopped.signal));
    } catch (error) {
      reusable = !breaksConnection(error);
      reject(toDatabaseError(error, id));
    } finally {
      clearTimeout(timer);
      clearInterval(interrupting);
      forget();
      if (connection !== undefined && reusable && !closed && !connection.isWorn()) idle.push(connection);
      else connection?.close();
      freeSlot();
    }
  }

  return {
    async run(work, options) {
      if (closed) throw isClosed(id);
      if (options.signal?.aborted) throw cancelled();
      await takeSlot(options.signal);
      return new Promise((resolve, reject) => {
        const ended = runOnConnection(work, options, resolve, reject);
        running.add(ended);
        void ended.then(() => running.delete(ended));
      });
    },
    async close() {
      closed = true;
      for (const stop of [...stops]) stop(isClosed(id));
      await Promise.all(running);
      for (const connection of idle.splice(0)) connection.close();
    },
  };
}
