import { type Call, createCalls } from '../calls.ts';
import { createSlots } from '../slots.ts';
import { keepStopping, timedOut } from '../stopping.ts';
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
  /**
   * Runs work on a connection of its own, and stops it there when the signal or the time says so, of which
   * `stopped` tells. Its caller is told at once; the connection is free when the statement has really ended.
   */
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
  const slots = createSlots(size);
  const calls = createCalls(id, toDatabaseError);

  async function connect(): Promise<SqliteConnection> {
    const identity = await identify();
    for (let connection = idle.pop(); connection !== undefined; connection = idle.pop()) {
      if (connection.identity === identity) return connection;
      connection.close();
    }
    return open(identity);
  }

  async function runOnConnection<T>(work: (connection: SqliteConnection, stopped: AbortSignal) => Promise<T>, timeoutMs: number | undefined, { stop, stopped }: Call): Promise<T> {
    let connection: SqliteConnection | undefined;
    let reusable = true;
    const forget = keepStopping(stopped, () => connection?.interrupt(), INTERRUPT_EVERY_MS);
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => stop(timedOut(id, timeoutMs)), timeoutMs);
    try {
      connection = await connect();
      stopped.throwIfAborted();
      return await work(connection, stopped);
    } catch (error) {
      reusable = !breaksConnection(error);
      throw error;
    } finally {
      clearTimeout(timer);
      forget();
      if (connection !== undefined && reusable && !connection.isWorn()) idle.push(connection);
      else connection?.close();
    }
  }

  return {
    run: (work, { signal, timeoutMs }) =>
      calls.runUntilStopped(async (call) => {
        await slots.take(call.stopped);
        return runOnConnection(work, timeoutMs, call).finally(slots.free);
      }, signal),
    async close() {
      await calls.close();
      for (const connection of idle.splice(0)) connection.close();
    },
  };
}
