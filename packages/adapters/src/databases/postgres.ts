import type { Database } from '@nl2sql/core/contracts';
import { ConfigurationError } from '@nl2sql/core/errors';
import { createConnections } from './postgres/connections.ts';
import { loadPg, type Pool, type PoolSettings } from './postgres/driver.ts';
import { engineDatabase } from './postgres-engine/database.ts';
import { readPrivilegesAndClose } from './postgres-engine/privileges.ts';
import { beginSession } from './postgres-engine/session.ts';
import { beginWriting } from './postgres-engine/write-session.ts';
import type { PrivilegeReport } from './privileges.ts';
import { scopeOf, withoutPassword } from './scope.ts';
import { wholeNumber } from './whole-number.ts';

export { leastPrivilegeScript, type LeastPrivilegeOptions } from './postgres/least-privilege.ts';
export type { PrivilegeFinding, PrivilegeReport } from './privileges.ts';

/** A pool of the package `pg`, made by the host. */
export interface PostgresPool {
  connect(): Promise<object>;
}

/** Where a server is and who logs in, in the words of `pg`. What is left out comes from the `PG…` environment variables. */
export interface PostgresServer {
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly user?: string;
  readonly password?: string | (() => string | Promise<string>);
  /** Whether and how the connection is encrypted; an object takes the options of `node:tls`. */
  readonly ssl?: boolean | object;
}

/** How to reach the database: exactly one of `pool`, `connectionString` and `server`. */
export interface PostgresOptions {
  /** The host's pool. It is not closed with the database, and what the host set on its connections stays. */
  readonly pool?: PostgresPool;
  /** A URL as `pg` takes it: `postgres://user@host:5432/database`. */
  readonly connectionString?: string;
  readonly server?: PostgresServer;
  /**
   * The schemas that may be asked about; tables of the first are reached without its name. `'all'`: every
   * schema that the role may use, `public` first, without the server's own. Default `['public']`, so that
   * what extensions and other applications keep beside it is nobody's by accident.
   */
  readonly schemas?: readonly string[] | 'all';
  /** What `now()` and times with a zone are told in. Default `UTC`. */
  readonly timeZone?: string;
  /** The most connections at a time, of a pool that is not the host's. Default 4. */
  readonly connections?: number;
  /** Milliseconds to wait for a connection, in the pool's queue as well. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds to wait for a lock of another session before `DATABASE_BUSY`. Default 2,000. */
  readonly lockTimeoutMs?: number;
  /** Kilobytes of temporary files that one statement may fill, where the role may set this. Default 1,048,576. */
  readonly temporaryFileKb?: number;
  /** Kilobytes of memory for each sort or hash of a statement. Default: as the server has it for the role. */
  readonly workMemoryKb?: number;
  /** The most rows of a table that `sampleValues` looks at. Default 100,000. */
  readonly sampleRows?: number;
  /** Milliseconds after which `sampleValues` gives up on a table or view. Default 10,000. */
  readonly sampleTimeoutMs?: number;
  /**
   * Lets `transaction` write; `query` and all else still only read. `true`: as the role that reads. An
   * object: over connections of their own, as a role that may write, so that the other one need not.
   * Default false: nothing is written, and `transaction` fails with `DATABASE_UNSUPPORTED`.
   */
  readonly writes?: boolean | { readonly connectionString: string };
  /** True where a pooler stands between that gives every connection a server process of its own (session mode). Default false. */
  readonly sessionPooler?: boolean;
}

/**
 * A PostgreSQL database to ask, through the optional package `pg` (8.12 or newer).
 *
 * Nothing can be written by asking, whatever the role may do: a statement is sent by the extended
 * protocol, in which a second one cannot ride along, it is declared as a cursor, which only a SELECT
 * can be, and it runs in a READ ONLY transaction that is rolled back. Search path, time zone, quoting
 * rules, date style, time limits and the like are set in that transaction and verified; where that
 * cannot be, as behind a pooler in transaction mode, every call fails with `DATABASE_UNAVAILABLE`.
 * Locks of the session are released and a connection of the adapter's own is reset before it is used
 * again. An aborted signal and the time limit stop a statement in the server, and a server that does
 * not answer loses the connection.
 *
 * With `writes` a transaction can write, in sessions of their own that nothing else is run in: at
 * REPEATABLE READ, with the same settings, and on a connection that is closed afterwards. One INSERT,
 * UPDATE or DELETE is run at a time, compiled first as a part of WITH, which can be nothing else; with
 * RETURNING, on a table with rewrite rules, and where a part of its own WITH writes as well, it is
 * refused. Row counts are of rows that matched. A reading statement within a transaction cannot write
 * either. What triggers and functions do is up to the database and the role. A lock that is not to be
 * had, a deadlock and a row that changed meanwhile are `DATABASE_BUSY`, after which nothing is changed.
 *
 * A role that can only read is the second line of defence: see {@link leastPrivilegeScript} and
 * {@link checkPrivileges}. Messages of errors carry no values of rows; the server's own text is in
 * `cause`.
 *
 * Nothing is opened before the first call.
 *
 * @throws ConfigurationError when an option is out of range; from every method `MISSING_DEPENDENCY`
 * when pg is not installed
 * @throws DatabaseError from every method: `DATABASE_NOT_FOUND`, `DATABASE_UNAVAILABLE`,
 * `DATABASE_BUSY`, `DATABASE_TIMEOUT`, `DATABASE_READ_ONLY`, `DATABASE_QUERY_FAILED`; from
 * `transaction` also `DATABASE_UNSUPPORTED`, `DATABASE_OUTCOME_UNKNOWN`
 *
 * @example
 * ```ts
 * import { postgres } from '@nl2sql/adapters/databases/postgres';
 *
 * const database = postgres({ connectionString: 'postgres://nl2sql_reader@localhost/shop' });
 * const { tables } = await database.introspect();
 * console.log(database.id, tables.length);
 * await database.close();
 * ```
 */
export function postgres(options: PostgresOptions): Database {
  const { id, scope, connections, writing, schemas } = open(options);
  const sampleRows = wholeNumber('postgres', 'sampleRows', options.sampleRows ?? 100_000, 1);
  const sampleTimeoutMs = wholeNumber('postgres', 'sampleTimeoutMs', options.sampleTimeoutMs ?? 10_000, 1);
  return engineDatabase({ id, scope, connections, writing, schemas, sampleRows, sampleTimeoutMs });
}

/**
 * Says what the role of the connections can do beyond reading: being or becoming a superuser, writing,
 * creating, owning tables, reading files of the server, calling functions that run with their owner's
 * privileges. For a start-up check; nothing is changed.
 *
 * @param options - As for {@link postgres}. A pool of the host stays open.
 * @throws ConfigurationError and DatabaseError as {@link postgres}
 *
 * @example
 * ```ts
 * import { checkPrivileges } from '@nl2sql/adapters/databases/postgres';
 *
 * const { role, readOnly, findings } = await checkPrivileges({ connectionString: 'postgres://nl2sql_reader@localhost/shop' });
 * if (!readOnly) throw new Error(`${role}: ${findings.map(({ text }) => text).join(' ')}`);
 * ```
 */
export async function checkPrivileges(options: PostgresOptions): Promise<PrivilegeReport> {
  return readPrivilegesAndClose(open(options).connections);
}

function open(options: PostgresOptions) {
  const { pool, connectionString, server, schemas = ['public'], writes = false } = options;
  if ([pool, connectionString, server].filter((given) => given !== undefined).length !== 1) {
    throw new ConfigurationError('postgres() needs exactly one of `pool`, `connectionString` and `server`.');
  }
  if (typeof writes !== 'boolean' && typeof writes?.connectionString !== 'string') throw new ConfigurationError('postgres({ writes }) must be true, false or `{ connectionString }`.');
  const named = schemas === 'all' ? null : schemas;
  if (named?.length === 0 || named?.some((name) => name === '' || name.includes('\0'))) throw new ConfigurationError("postgres({ schemas }) needs names of schemas, or 'all'.");
  const [schema = 'public'] = named ?? [];
  const size = wholeNumber('postgres', 'connections', options.connections ?? 4, 1);
  const connectTimeoutMs = wholeNumber('postgres', 'connectTimeoutMs', options.connectTimeoutMs ?? 10_000, 1);
  const given = pool as Pool | undefined;
  const id = `postgres:${databaseName(server?.database ?? given?.options?.database, connectionString ?? given?.options?.connectionString)}`;
  const settings = {
    id,
    schema,
    timeZone: options.timeZone ?? 'UTC',
    lockTimeoutMs: wholeNumber('postgres', 'lockTimeoutMs', options.lockTimeoutMs ?? 2_000, 1),
    temporaryFileKb: wholeNumber('postgres', 'temporaryFileKb', options.temporaryFileKb ?? 1_048_576, 0),
    workMemoryKb: options.workMemoryKb === undefined ? undefined : wholeNumber('postgres', 'workMemoryKb', options.workMemoryKb, 64),
    sessionPooler: options.sessionPooler ?? false,
  };
  const reach = (to: Pool | object) => ({
    openPool: async () => ('connect' in to ? to : makePool({ ...to, max: size, connectionTimeoutMillis: connectTimeoutMs })),
    settings: { ...settings, own: !('connect' in to) },
    connectTimeoutMs,
  });
  const reading = given ?? server ?? { connectionString };
  const connections = createConnections({ ...reach(reading), begin: (client, held, timeoutMs, { send }) => beginSession(client, held, timeoutMs, send) });
  const writing = writes === false ? null : createConnections({ ...reach(writes === true ? reading : writes), begin: beginWriting });
  const scope = scopeIn(given?.options ?? { ...server, ...(connectionString === undefined ? {} : { connectionString }) }, named);
  return { id, scope, connections, writing, schemas: named };
}

async function makePool(settings: object): Promise<Pool> {
  const { Pool } = await loadPg();
  const pool = new Pool(settings);
  // A connection that breaks while nobody uses it is replaced; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
}

/** With the variables from which `pg` takes what is left out. */
function scopeIn({ host, port, database, user, options, connectionString }: PoolSettings, schemas: readonly string[] | null): string {
  const { PGHOST, PGPORT, PGDATABASE, PGUSER, PGOPTIONS } = process.env;
  return scopeOf(host, port, database, user, options, withoutPassword(connectionString), schemas, PGHOST, PGPORT, PGDATABASE, PGUSER, PGOPTIONS);
}

/** For events and logs: nothing but the name of the database is taken from a URL, which may hold a password. */
function databaseName(database: string | undefined, connectionString: string | undefined): string {
  if (database !== undefined) return database;
  try {
    return decodeURIComponent(new URL(connectionString ?? '').pathname.slice(1)) || 'postgres';
  } catch {
    return 'postgres';
  }
}
