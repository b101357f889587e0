import type { DuckDBConnection } from '@duckdb/node-api';
import { DatabaseError } from '@nl2sql/core/errors';
import { createSlots, type Slots } from '../slots.ts';
import { cancelled, isClosed, timedOut, unlessStopped } from '../stopping.ts';
import { breaksInstance, toDatabaseError } from './errors.ts';
import { quoteText } from './identifiers.ts';
import type { Opened } from './instance.ts';
import type { RefuseReach } from './reach.ts';

export interface ConnectionsOptions {
  readonly id: string;
  /** The most calls at a time that read. */
  readonly size: number;
  /** Where a name without a schema is looked up. */
  readonly schema: string;
  /** Which database is there now, so that another one is opened anew. Throws when there is none. */
  identify(): Promise<string>;
  open(): Promise<Opened>;
  /** Whether it may be closed, as what was opened here may. */
  readonly own: boolean;
  /** Whether another one may only be opened when the one before is closed. */
  readonly exclusive: boolean;
}

/** A connection of one call, which nobody used before and nobody will use afterwards. */
export interface Session {
  readonly connection: DuckDBConnection;
  readonly refuseReach: RefuseReach;
  /** Is aborted when the signal, the time or the end of the database stops the call. */
  readonly stopped: AbortSignal;
  /** From here on nothing stops the call any more. */
  finish(): void;
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
}

type Work<T> = (session: Session) => Promise<T>;

export interface Connections {
  /** Runs work in a transaction that can only read. A call that is stopped rejects at once; its place is free when the engine has stopped. */
  read<T>(work: Work<T>, options: RunOptions): Promise<T>;
  /** Runs work that may write, one after the other, and settles when it has ended. */
  write<T>(work: Work<T>, options: RunOptions): Promise<T>;
  close(): Promise<void>;
}

/** DuckDB does not remember an interrupt that comes before a statement's first step, so it is repeated until the work has ended. */
const INTERRUPT_EVERY_MS = 10;

/** An open database and how many calls use it. */
interface Shared {
  readonly identity: string;
  readonly opened: Promise<Opened>;
  readonly closed: Promise<void>;
  readonly close: () => void;
  users: number;
  retired: boolean;
}

export function createConnections({ id, size, schema, identify, open, own, exclusive }: ConnectionsOptions): Connections {
  const reading = createSlots(size);
  const writing = createSlots(1);
  const stops = new Set<AbortController>();
  const running = new Set<Promise<unknown>>();
  let current: Shared | undefined;
  let before: Promise<void> = Promise.resolve();
  let closing: Promise<void> | undefined;

  async function share(): Promise<Shared> {
    const identity = await identify();
    if (current?.identity !== identity) {
      if (current !== undefined) retire(current);
      current = begin(identity);
    }
    current.users += 1;
    return current;
  }

  function begin(identity: string): Shared {
    let close = () => {};
    const closed = new Promise<void>((resolve) => void (close = resolve));
    const opened = exclusive ? before.then(open) : open();
    before = closed;
    const shared: Shared = { identity, opened, closed, close, users: 0, retired: false };
    opened.catch(() => retire(shared));
    return shared;
  }

  /** Takes a database out of use. It is closed when the last call that uses it has ended. */
  function retire(shared: Shared): void {
    shared.retired = true;
    if (current === shared) current = undefined;
    void closeUnused(shared);
  }

  async function closeUnused(shared: Shared): Promise<void> {
    if (!shared.retired || shared.users > 0) return;
    const opened = await shared.opened.catch(() => null);
    if (own) opened?.instance.closeSync();
    shared.close();
  }

  async function runOnConnection<T>(work: Work<T>, stop: AbortController, timeoutMs: number, forget: () => void): Promise<T> {
    let shared: Shared | undefined;
    let connection: DuckDBConnection | undefined;
    let interrupting: NodeJS.Timeout | undefined;
    const interrupt = () => connection?.interrupt();
    stop.signal.addEventListener('abort', () => {
      interrupt();
      interrupting = setInterval(interrupt, INTERRUPT_EVERY_MS);
    });
    let timer: NodeJS.Timeout | undefined;
    const finish = () => {
      clearTimeout(timer);
      forget();
    };
    try {
      shared = await share();
      const { instance, refuseReach } = await shared.opened;
      stop.signal.throwIfAborted();
      connection = await instance.connect();
      timer = setTimeout(() => stop.abort(timedOut(id, timeoutMs)), timeoutMs);
      if (schema !== 'main') await useSchema(connection);
      return await work({ connection, refuseReach, stopped: stop.signal, finish });
    } catch (error) {
      if (shared !== undefined && breaksInstance(error)) retire(shared);
      throw stop.signal.aborted ? (stop.signal.reason as Error) : error;
    } finally {
      finish();
      clearInterval(interrupting);
      connection?.closeSync();
      if (shared !== undefined) {
        shared.users -= 1;
        await closeUnused(shared);
      }
    }
  }

  async function useSchema(connection: DuckDBConnection): Promise<void> {
    await connection.run(`SET schema = ${quoteText(schema)}`).catch((cause: unknown) => {
      throw new DatabaseError('DATABASE_NOT_FOUND', `${id} has no schema of the name that was given.`, { hint: 'Check `duckdb({ schemas })`.', cause });
    });
  }

  async function run<T>(work: Work<T>, slots: Slots, { signal, timeoutMs }: RunOptions, settle: (ended: Promise<T>, stopped: AbortSignal) => Promise<T>): Promise<T> {
    if (closing !== undefined) throw isClosed(id);
    if (signal?.aborted) throw cancelled();
    const stop = new AbortController();
    const onAbort = () => stop.abort(cancelled());
    const forget = () => {
      signal?.removeEventListener('abort', onAbort);
      stops.delete(stop);
    };
    signal?.addEventListener('abort', onAbort);
    stops.add(stop);
    try {
      await slots.take(stop.signal);
    } catch (error) {
      forget();
      throw error;
    }
    const ended = runOnConnection(work, stop, timeoutMs, forget).finally(slots.free);
    running.add(ended);
    void ended.catch(() => undefined).then(() => running.delete(ended));
    return settle(ended, stop.signal);
  }

  return {
    read: (work, options) =>
      run(
        async (session) => {
          try {
            await session.connection.run('BEGIN TRANSACTION READ ONLY');
            return await work(session);
          } catch (error) {
            throw toDatabaseError(error, id);
          }
        },
        reading,
        options,
        unlessStopped,
      ),
    write: (work, options) => run(work, writing, options, (ended) => ended),
    close() {
      closing ??= (async () => {
        for (const stop of [...stops]) stop.abort(isClosed(id));
        await Promise.allSettled(running);
        if (current === undefined) return;
        const { closed } = current;
        retire(current);
        await closed;
      })();
      return closing;
    },
  };
}
