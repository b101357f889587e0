import { ConfigurationError } from '@nl2sql/core/errors';
import { type Call, createCalls } from '../calls.ts';
import { isClosed, timedOut, unlessStopped, within } from '../stopping.ts';
import type { CorePool, MysqlConnection, MysqlDriver } from './driver.ts';
import { isStatementError, noConnection, toDatabaseError } from './errors.ts';
import { quoteName } from './identifiers.ts';
import { type Access, pinnedSettings, pinStatement, readBackStatement, recogniseServer, SERVER_FACTS, type Server, type SessionChoices, type SessionLimits, type Whereabouts } from './server.ts';
import { keep, reset } from './statements.ts';
import { stopStatement } from './stop-statement.ts';

/** A connection in a transaction, reset, pinned and verified. */
export interface Entered {
  readonly id: string;
  readonly connection: MysqlConnection;
  readonly server: Server;
  readonly timeoutMs: number;
  /** Ends the connection, and what the server does for it. */
  discard(): void;
  /** From then on no signal, limit or closing stops the work. */
  finish(): void;
}

/** What the sessions of a kind are for, and how they are begun and left. */
export interface SessionKind<Session> {
  readonly access: Access;
  begin(entered: Entered): Session;
  /** Undoes what was not committed, after what went well and after an error of a statement. */
  leave(connection: MysqlConnection): Promise<void>;
  /** Whether a connection that was left is used again. */
  readonly reuse: boolean;
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

export interface Sessions<Session> {
  /** Runs work in a session of its own, and stops it in the server when the signal or the time says so, of which `stopped` tells. */
  run<T>(work: (session: Session, stopped: AbortSignal) => Promise<T>, options: RunOptions): Promise<T>;
  close(): Promise<void>;
}

/** What the server is given beyond its own limit before the connection is taken from it. */
const GRACE_MS = 500;

/** How long a ROLLBACK is waited for. */
const LEAVE_MS = 10_000;

/** What the server says of a time zone, a value or a collation that it does not know. */
const UNKNOWN_VALUES: ReadonlySet<unknown> = new Set([1231, 1253, 1273, 1298]);

/**
 * Sessions of a pool. Each is reset, pinned, verified and put in a transaction before its work. Whatever
 * goes wrong on the way costs the connection, so that none comes back into the pool in an unknown state.
 */
export function createSessions<Session>(options: SessionsOptions, kind: SessionKind<Session>): Sessions<Session> {
  const { id } = options;
  const calls = createCalls(id, toDatabaseError);
  /** Statements that are being stopped in the server. */
  const stopping = new Set<Promise<unknown>>();
  let pool: Promise<CorePool> | undefined;
  let server: Server | undefined;

  function openPool(): Promise<CorePool> {
    pool ??= options.openPool().catch((error: unknown) => {
      pool = undefined;
      throw error;
    });
    return pool;
  }

  async function enter(connection: MysqlConnection, limits: SessionLimits): Promise<Whereabouts> {
    if (connection.clientEncoding !== 'utf8') {
      throw new ConfigurationError('mysql({ pool }) sends statements in another character set than utf8mb4, so the server might read them differently than they were checked.', { hint: "Make the pool with `charset: 'utf8mb4'`, or without a charset." });
    }
    await reset(connection);
    server ??= await recognise(connection);
    const settings = pinnedSettings(server, limits, options, kind.access);
    await keep(connection, pinStatement(settings)).catch((cause: unknown) => {
      throw UNKNOWN_VALUES.has((cause as { errno?: unknown } | null)?.errno)
        ? new ConfigurationError('The server does not know the time zone or the collation that was asked for; nothing was run.', { hint: 'Check `timeZone` and `collation`; names of time zones need the time zone tables of the server.', cause })
        : cause;
    });
    await keep(connection, `START TRANSACTION READ ${kind.access === 'read' ? 'ONLY' : 'WRITE'}`);
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

  async function runOn<T>(connection: MysqlConnection, work: (session: Session, stopped: AbortSignal) => Promise<T>, { timeoutMs, rows }: RunOptions, { stop, stopped, finish }: Call): Promise<T> {
    const ignore = () => undefined;
    connection.on('error', ignore);
    let where: Whereabouts | undefined;
    let discarded = false;
    const discard = () => {
      if (discarded) return;
      discarded = true;
      connection.destroy();
      connection.stream?.destroy?.();
      if (where === undefined) return;
      const ended = stopStatement(options.loadDriver, connection.config, where).finally(() => stopping.delete(ended));
      stopping.add(ended);
    };
    const timer = setTimeout(() => stop(timedOut(id, timeoutMs)), timeoutMs + GRACE_MS);
    /** False where the session could not be left as it should, or not soon. */
    const leaves = () =>
      within(unlessStopped(kind.leave(connection), stopped), LEAVE_MS, () => new Error('The server does not answer.')).then(
        () => true,
        () => false,
      );
    let left = false;
    try {
      where = await unlessStopped(enter(connection, { timeoutMs, rows }), stopped);
      if (server === undefined) throw isClosed(id);
      const session = kind.begin({ id, connection, server, timeoutMs, discard, finish });
      const result = await unlessStopped(work(session, stopped), stopped);
      left = !discarded && (await leaves());
      return result;
    } catch (error) {
      // After an error of a statement the session is left like any other; after anything else it is not known.
      left = !discarded && isStatementError(error) && !stopped.aborted && (await leaves());
      throw error;
    } finally {
      clearTimeout(timer);
      if (!left) discard();
      else if (kind.reuse) connection.release();
      else connection.destroy();
      connection.removeListener('error', ignore);
    }
  }

  async function acquire(stopped: AbortSignal): Promise<MysqlConnection> {
    const core = await openPool();
    let abandoned = false;
    const connecting = new Promise<MysqlConnection>((resolve, reject) => {
      core.getConnection((error, connection) => {
        if (error !== null && error !== undefined) return reject(error);
        if (abandoned) connection.release();
        else resolve(connection);
      });
    });
    try {
      return await within(unlessStopped(connecting, stopped), options.connectTimeoutMs, () => noConnection(id, options.connectTimeoutMs));
    } catch (error) {
      abandoned = true;
      connecting.then((connection) => connection.release(), () => undefined);
      throw error;
    }
  }

  return {
    run: (work, runOptions) => calls.run(async (call) => runOn(await acquire(call.stopped), work, runOptions, call), runOptions.signal),
    async close() {
      await calls.close();
      await Promise.all(stopping);
      const opened = await pool?.catch(() => undefined);
      pool = undefined;
      if (options.ownsPool && opened !== undefined) await new Promise<void>((resolve) => opened.end(() => resolve()));
    },
  };
}
