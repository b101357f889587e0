import type { DuckDBConnection } from '@duckdb/node-api';
import { DatabaseError } from '@nl2sql/core/errors';
import { type Call, createCalls } from '../calls.ts';
import { createSlots, type Slots } from '../slots.ts';
import { keepStopping, timedOut } from '../stopping.ts';
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
  /** Takes the database out of use where an error says that the engine takes no further statement. */
  examine(error: unknown): void;
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
  const calls = createCalls(id, toDatabaseError);
  const reading = createSlots(size);
  const writing = createSlots(1);
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

  async function runOnConnection<T>(work: Work<T>, timeoutMs: number, call: Call): Promise<T> {
    const { stop, stopped, finish } = call;
    let shared: Shared | undefined;
    let connection: DuckDBConnection | undefined;
    let timer: NodeJS.Timeout | undefined;
    const examine = (error: unknown) => {
      if (shared !== undefined && breaksInstance(error)) retire(shared);
    };
    const forget = keepStopping(stopped, () => connection?.interrupt(), INTERRUPT_EVERY_MS);
    try {
      shared = await share();
      const { instance, refuseReach } = await shared.opened;
      stopped.throwIfAborted();
      connection = await instance.connect();
      timer = setTimeout(() => stop(timedOut(id, timeoutMs)), timeoutMs);
      if (schema !== 'main') await useSchema(connection);
      return await work({ connection, refuseReach, stopped, finish, examine });
    } catch (error) {
      examine(error);
      throw error;
    } finally {
      clearTimeout(timer);
      forget();
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

  async function runIn<T>(slots: Slots, work: Work<T>, timeoutMs: number, call: Call): Promise<T> {
    await slots.take(call.stopped);
    return runOnConnection(work, timeoutMs, call).finally(slots.free);
  }

  const readOnly =
    <T>(work: Work<T>): Work<T> =>
    async (session) => {
      await session.connection.run('BEGIN TRANSACTION READ ONLY');
      return work(session);
    };

  return {
    read: (work, { signal, timeoutMs }) => calls.runUntilStopped((call) => runIn(reading, readOnly(work), timeoutMs, call), signal),
    write: (work, { signal, timeoutMs }) => calls.run((call) => runIn(writing, work, timeoutMs, call), signal),
    close() {
      closing ??= (async () => {
        await calls.close();
        if (current === undefined) return;
        const { closed } = current;
        retire(current);
        await closed;
      })();
      return closing;
    },
  };
}
