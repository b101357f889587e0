import { ConfigurationError } from '@nl2sql/core/errors';
import { scopeOf, withoutPassword } from '../scope.ts';
import type { WriteSession } from '../transact.ts';
import { wholeNumber } from '../whole-number.ts';
import { type CorePool, loadMysql2, toCorePool } from './driver.ts';
import { READING, type Session } from './read-session.ts';
import { createSessions, type Sessions } from './sessions.ts';
import { WRITING } from './write-session.ts';

/** A pool of `mysql2/promise`, made by the host; what is needed of it is checked when it is handed over. */
export interface MysqlPool {
  getConnection(): Promise<unknown>;
  end(): Promise<void>;
  readonly pool: unknown;
}

/** Where a server is and who logs in, in the words of `mysql2`. */
export interface MysqlServer {
  /** Default `localhost`. */
  readonly host?: string;
  /** Default 3306. */
  readonly port?: number;
  /** Path of the server's socket, instead of host and port. */
  readonly socketPath?: string;
  readonly user?: string;
  readonly password?: string;
  readonly database?: string;
  /** TLS with the options of `node:tls`. Default: none. */
  readonly ssl?: object;
}

/** How to reach the database: exactly one of `pool`, `connectionString` and `server`. */
export interface MysqlOptions {
  /** The host's pool. It is not closed with the database, and what the host set on its connections is reset. */
  readonly pool?: MysqlPool;
  /** A URL as `mysql2` takes it: `mysql://user@host:3306/database`. */
  readonly connectionString?: string;
  readonly server?: MysqlServer;
  /** The databases that may be asked about. Tables of the first are reached without its name. Default: the one of the connection. */
  readonly databases?: readonly string[];
  /** The time zone of NOW() and of TIMESTAMP columns, as an offset or a name that the server knows. Default `+00:00`. */
  readonly timeZone?: string;
  /** The collation of texts in statements, one of utf8mb4. Default: the database's, or `utf8mb4_general_ci` where that is of another character set. */
  readonly collation?: string;
  /** Whether a selected column has to be grouped or aggregated. Default as the server comes: true for MySQL, false for MariaDB. */
  readonly onlyFullGroupBy?: boolean;
  /** The most combinations of rows that the server may expect to look at for a statement (`max_join_size`). Default: no bound. */
  readonly maxJoinSize?: number;
  /** The most connections at a time, of a pool that is not the host's. Default 4. */
  readonly connections?: number;
  /** Milliseconds to wait for a connection, in the pool's queue as well. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** The most rows of a table that `sampleValues` looks at. Default 100,000. */
  readonly sampleRows?: number;
  /** Milliseconds after which `sampleValues` gives up on a table or view. Default 10,000. */
  readonly sampleTimeoutMs?: number;
  /**
   * Lets `transaction` write; all else still only reads. `true`: as the user who reads. An object: over
   * connections of their own, as a user who may write, so that the other one need not. Default false:
   * nothing is written, and `transaction` fails with `DATABASE_UNSUPPORTED`.
   */
  readonly writes?: boolean | { readonly connectionString: string };
}

/** What options describe. */
interface Opened {
  readonly id: string;
  readonly scope: string;
  readonly sessions: Sessions<Session>;
  /** Null where the host has not asked for writing. */
  readonly writing: Sessions<WriteSession> | null;
}

const TIME_ZONE = /^(?:[+-]\d\d:\d\d|[A-Za-z][\w+-]*(?:\/[\w+-]+)*)$/;

/**
 * The sessions that options describe, which are checked here.
 *
 * @throws ConfigurationError
 */
export function openSessions(options: MysqlOptions): Opened {
  const { pool, connectionString, server, databases = [], timeZone = '+00:00', collation, writes = false } = options;
  if ([pool, connectionString, server].filter((given) => given !== undefined).length !== 1) {
    throw new ConfigurationError('mysql() needs exactly one of `pool`, `connectionString` and `server`.');
  }
  if (typeof writes !== 'boolean' && typeof writes?.connectionString !== 'string') throw new ConfigurationError('mysql({ writes }) must be true, false or `{ connectionString }`.');
  if (databases.includes('')) throw new ConfigurationError('mysql({ databases }) needs names of databases.');
  if (!TIME_ZONE.test(timeZone)) throw new ConfigurationError('mysql({ timeZone }) must be an offset such as +02:00 or a name such as Europe/Paris.');
  if (collation !== undefined && !/^utf8mb4_[a-z0-9_]+$/.test(collation)) throw new ConfigurationError('mysql({ collation }) must be a collation of utf8mb4.');
  if (options.maxJoinSize !== undefined) wholeNumber('mysql', 'maxJoinSize', options.maxJoinSize, 1);
  const connections = wholeNumber('mysql', 'connections', options.connections ?? 4, 1);
  const connectTimeoutMs = wholeNumber('mysql', 'connectTimeoutMs', options.connectTimeoutMs ?? 10_000, 1);
  const given = pool === undefined ? undefined : toCorePool(pool);
  const database = databases[0] ?? server?.database ?? given?.config.connectionConfig.database ?? databaseIn(connectionString);
  if (database === undefined || database === '') {
    throw new ConfigurationError('mysql() needs the name of a database.', { hint: 'Name it where the server is named, or in `mysql({ databases })`.' });
  }
  const ownPool = { connectionLimit: connections, connectTimeout: connectTimeoutMs, database, flags: ['-LOCAL_FILES'] };
  const at = (to: CorePool | object) => ({
    id: `mysql:${database}`,
    openPool: async () => ('getConnection' in to ? to : toCorePool((await loadMysql2()).createPool({ ...to, ...ownPool }))),
    ownsPool: !('getConnection' in to),
    loadDriver: () => loadMysql2(),
    connectTimeoutMs,
    database,
    collation,
    timeZone,
    onlyFullGroupBy: options.onlyFullGroupBy,
    maxJoinSize: options.maxJoinSize,
  });
  const reading = given ?? (connectionString === undefined ? withoutUndefined(server) : { uri: connectionString });
  const sessions = createSessions(at(reading), READING);
  const writing = writes === false ? null : createSessions(at(writes === true ? reading : { uri: writes.connectionString }), WRITING);
  const { host, port, socketPath, user } = given?.config.connectionConfig ?? server ?? {};
  const scope = scopeOf(host, port, socketPath, user, database, withoutPassword(connectionString), databases);
  return { id: `mysql:${database}`, scope, sessions, writing };
}

function databaseIn(connectionString: string | undefined): string | undefined {
  if (connectionString === undefined) return undefined;
  if (!URL.canParse(connectionString)) throw new ConfigurationError('mysql({ connectionString }) must be a URL such as mysql://reader@localhost/shop.');
  return decodeURIComponent(new URL(connectionString).pathname.slice(1));
}

function withoutUndefined(server: MysqlServer | undefined): object {
  return Object.fromEntries(Object.entries(server ?? {}).filter(([, value]) => value !== undefined));
}
