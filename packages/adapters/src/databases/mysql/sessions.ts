import { CancelledError, ConfigurationError, DatabaseError } from '@nl2sql/core/errors';
import type { CorePool, MysqlConnection, MysqlDriver } from './driver.ts';
import { noConnection, timedOut, toDatabaseError } from './errors.ts';
import { quoteName } from './identifiers.ts';
import { pinnedSettings, pinStatement, readBackStatement, recogniseServer, SERVER_FACTS, type Server, type SessionChoices, type SessionLimits, type Whereabouts } from './server.ts';
import { compile, keep, reset, select, type Selection } from './statements.ts';
import { stopStatement } from './stop-statement.ts';

/** One verified, read-only session. It serves one caller at a time. */
export interface Session {
  readonly server: Server;
  /** Compiles without running; refuses everything but a SELECT. */
  compile(sql: string): Promise<void>;
  /** Runs a SELECT that came from outside, within the session's limits. */
  select(sql: string, values: readonly (string | number | boolean | null)[], maxRows: number): Promise<Selection>;
  /** Runs a statement of this adapter. */
  selectOwn(sql: string): Promise<Selection['rows']>;
  /** Runs a SHOW of this adapter, which not every server prepares. */
  show(sql: string): Promise<readonly (readonly (string | null)[])[]>;
}

export interface SessionsOptions extends SessionChoices {
  readonly id: string;
  /** Makes or hands over the pool, at the first call. */
  openPool(): Promise<CorePool>;
  /** True when the pool is closed with the database. */
  readonly ownsPool: boolean;
  loadDriver(): Promise<MysqlDriver>;
  /** Milliseconds to wait for a connection, in the pool's queue as well. */
  readonly connectTimeoutMs: number;
  readonly database: string;
  readonly collation: string | undefined;
}

export interface RunOptions extends SessionLimits {
  readonly signal?: AbortSignal | undefined;
}

export interface Sessions {
  run<T>(work: (session: Session) => Promise<T>, options: RunOptions): Promise<T>;
  close(): Promise<void>;
}

/** What the server is given beyond its own limit before the connection is taken from it. */
const GRACE_MS = 500;

/** What the server says of a time zone, a value or a collation that it does not know. */
const UNKNOWN_VALUES: ReadonlySet<unknown> = new Set([1231, 1253, 1273, 1298]);

/** A bound on rows for statements of the adapter, which end by themselves. */
const OWN_ROWS = 10_000_000;

/**
 * Sessions of a pool. Each is reset, pinned, verified and put in a read-only transaction before its
 * work, and rolled back and reset after it. Whatever goes wrong on the way costs the connection, so
 * that none comes back into the pool in an unknown state.
 */
export function createSessions(options: SessionsOptions): Sessions {
  const { id } = options;
  /** What ends the calls that wait or run, when the database is closed. */
  const stops = new Set<(reason: Error) => void>();
  const running = new Set<Promise<unknown>>();
  let pool: Promise<CorePool> | undefined;
  let server: Server | undefined;
  let closed = false;

  const isClosed = () => new DatabaseError('DATABASE_UNAVAILABLE', `${id} was closed.`);

  function openPool(): Promise<CorePool> {
    pool ??= options.openPool().catch((error: unknown) => {
      pool = undefined;
      throw error;
    });
    return pool;
  }

  /** Keeps background work until it has ended, for `close`. */
  function track(work: Promise<unknown>): void {
    const ended = work.catch(() => undefined).finally(() => running.delete(ended));
    running.add(ended);
  }

  async function enter(connection: MysqlConnection, limits: SessionLimits): Promise<Whereabouts> {
    if (connection.clientEncoding !== 'utf8') {
      throw new ConfigurationError('mysql({ pool }) sends statements in another character set than utf8mb4, so the server might read them differently than they were checked.', { hint: "Make the pool with `charset: 'utf8mb4'`, or without a charset." });
    }
    await reset(connection);
    server ??= await recognise(connection);
    const settings = pinnedSettings(server, limits, options);
    await keep(connection, pinStatement(settings)).catch((cause: unknown) => {
      throw UNKNOWN_VALUES.has((cause as { errno?: unknown } | null)?.errno)
        ? new ConfigurationError('The server does not know the time zone or the collation that was asked for; nothing was run.', { hint: 'Check `timeZone` and `collation`; names of time zones need the time zone tables of the server.', cause })
        : cause;
    });
    await keep(connection, 'START TRANSACTION READ ONLY');
    let [facts = []] = await keep(connection, readBackStatement(settings));
    if (facts[0] !== server.database) {
      await keep(connection, `USE ${quoteName(server.database)}`);
      [facts = []] = await keep(connection, readBackStatement(settings));
    }
    const [database, connectionId, whereabouts, connectionCharset, ...values] = facts;
    const wrong = settings.find(([, , reads], index) => values[index] !== reads)?.[0] ?? (connectionCharset === 'utf8mb4' ? (database === server.database ? undefined : 'database') : 'character_set_connection');
    if (wrong !== undefined || !connectionId || !whereabouts) {
      throw new ConfigurationError(`The session of ${id} does not keep ${wrong ?? 'its identity'} as it was set, so nothing is run in it.`, { hint: 'A proxy between here and the server may change sessions: connect to the server itself.' });
    }
    return { connectionId, server: whereabouts };
  }

  async function recognise(connection: MysqlConnection): Promise<Server> {
    await keep(connection, `USE ${quoteName(options.database)}`);
    const [facts = []] = await keep(connection, SERVER_FACTS);
    return recogniseServer(facts, options.collation);
  }

  async function leave(connection: MysqlConnection): Promise<void> {
    await keep(connection, 'ROLLBACK');
    await reset(connection);
  }

  function sessionOn(connection: MysqlConnection, known: Server, timeoutMs: number, discard: () => void): Session {
    return {
      server: known,
      compile: (sql) => compile(connection, sql),
      async select(sql, values, maxRows) {
        await compile(connection, sql);
        const start = performance.now();
        const selection = await select(connection, sql, values, maxRows);
        if (selection.unfinished) discard();
        // MySQL answers an interrupted SLEEP() with 1 and no error: what comes too late is no answer.
        else if (performance.now() - start >= timeoutMs) throw timedOut(id, timeoutMs);
        return selection;
      },
      async selectOwn(sql) {
        return (await select(connection, sql, [], OWN_ROWS)).rows;
      },
      show: (sql) => keep(connection, sql),
    };
  }

  async function runOn<T>(connection: MysqlConnection, work: (session: Session) => Promise<T>, { timeoutMs, rows }: RunOptions, stopped: Promise<never>, isStopped: () => boolean): Promise<T> {
    const ignore = () => undefined;
    connection.on('error', ignore);
    let where: Whereabouts | undefined;
    let discarded = false;
    const discard = () => {
      if (discarded) return;
      discarded = true;
      connection.destroy();
      connection.stream?.destroy?.();
      if (where !== undefined) track(stopStatement(options.loadDriver, connection.config, where));
    };
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(timedOut(id, timeoutMs)), timeoutMs + GRACE_MS);
    });
    late.catch(ignore);
    try {
      const entering = enter(connection, { timeoutMs, rows });
      where = await Promise.race([entering, stopped, late]);
      if (server === undefined) throw isClosed();
      const result = await Promise.race([work(sessionOn(connection, server, timeoutMs, discard)), stopped, late]);
      if (!discarded) await Promise.race([leave(connection), stopped, late]);
      return result;
    } catch (error) {
      // After an error of a statement the session is left like any other; after anything else it is not known.
      if (!isStatementError(error) || isStopped() || !(await leaves(connection, leave, late))) discard();
      throw error;
    } finally {
      clearTimeout(timer);
      if (!discarded) connection.release();
      connection.removeListener('error', ignore);
    }
  }

  async function acquire(stopped: Promise<never>): Promise<MysqlConnection> {
    const core = await openPool();
    let abandoned = false;
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(noConnection(id, options.connectTimeoutMs)), options.connectTimeoutMs);
    });
    const connecting = new Promise<MysqlConnection>((resolve, reject) => {
      core.getConnection((error, connection) => {
        if (error !== null && error !== undefined) return reject(error);
        if (abandoned) connection.release();
        else resolve(connection);
      });
    });
    try {
      return await Promise.race([connecting, stopped, tooLong]);
    } catch (error) {
      abandoned = true;
      connecting.then((connection) => connection.release(), () => undefined);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async run(work, runOptions) {
      const { signal } = runOptions;
      if (closed) throw isClosed();
      if (signal?.aborted) throw new CancelledError('The query was cancelled.');
      let stop: (reason: Error) => void = () => undefined;
      let isStopped = false;
      const stopped = new Promise<never>((_, reject) => {
        stop = (reason) => {
          isStopped = true;
          reject(reason);
        };
      });
      stopped.catch(() => undefined);
      const onAbort = () => stop(new CancelledError('The query was cancelled.'));
      signal?.addEventListener('abort', onAbort);
      stops.add(stop);
      try {
        const connection = await acquire(stopped);
        const working = runOn(connection, work, runOptions, stopped, () => isStopped);
        track(working);
        return await working;
      } catch (error) {
        throw toDatabaseError(error, id);
      } finally {
        signal?.removeEventListener('abort', onAbort);
        stops.delete(stop);
      }
    },
    async close() {
      closed = true;
      for (const stop of [...stops]) stop(isClosed());
      await Promise.all(running);
      const opened = await pool?.catch(() => undefined);
      pool = undefined;
      if (options.ownsPool && opened !== undefined) await new Promise<void>((resolve) => opened.end(() => resolve()));
    },
  };
}

/** True for an error that the server gave to a statement while it keeps the connection. */
function isStatementError(error: unknown): boolean {
  if (error instanceof DatabaseError) return error.code === 'DATABASE_READ_ONLY';
  const { errno, fatal } = (typeof error === 'object' && error !== null ? error : {}) as { errno?: unknown; fatal?: unknown };
  return typeof errno === 'number' && errno >= 1_000 && fatal !== true;
}

async function leaves(connection: MysqlConnection, leave: (connection: MysqlConnection) => Promise<void>, late: Promise<never>): Promise<boolean> {
  try {
    await Promise.race([leave(connection), late]);
    return true;
  } catch {
    return false;
  }
}
