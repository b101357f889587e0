import { basename, resolve } from 'node:path';
import type { Database } from '@nl2sql/core/contracts';
import { ConfigurationError } from '@nl2sql/core/errors';
import { hostFiles, temporaryFiles } from './pglite/files.ts';
import { createSessions } from './pglite/sessions.ts';
import { engineDatabase } from './postgres-engine/database.ts';
import { readPrivilegesAndClose } from './postgres-engine/privileges.ts';
import type { PrivilegeReport } from './privileges.ts';
import { scopeOf } from './scope.ts';
import { wholeNumber } from './whole-number.ts';

export type { PrivilegeFinding, PrivilegeReport } from './privileges.ts';

/** Where the database is: `dataDir`, or `setUp` for one that is made here. */
export interface PgliteOptions {
  /** The directory of a database that PGlite has made, absolute or from the working directory. It is never made here. It has to be writable, and nothing else may have it open. */
  readonly dataDir?: string;
  /**
   * SQL that fills a new database, which is gone when it is closed. It runs as it is, once, at the first
   * call. The database lies in a directory of the system's temporary folder, of about 40 MB.
   */
  readonly setUp?: readonly string[];
  /**
   * The schemas that may be asked about; tables of the first are reached without its name. `'all'`: every
   * schema, `public` first, without the server's own. Default `['public']`.
   */
  readonly schemas?: readonly string[] | 'all';
  /** What `now()` and times with a zone are told in. Default `UTC`. */
  readonly timeZone?: string;
  /** As whom statements run that read. Default `pg_read_all_data`: it reads every table, and no file. */
  readonly role?: string;
  /** Lets `transaction` write, as the superuser of the database; all else still only reads. Default false. */
  readonly writes?: boolean;
  /** Milliseconds to wait behind other statements before `DATABASE_BUSY`; the start of the engine does not count. Default 10,000. */
  readonly waitTimeoutMs?: number;
  /** The most rows of a table that `sampleValues` looks at. Default 100,000. */
  readonly sampleRows?: number;
  /** Milliseconds after which `sampleValues` gives up on a table or view. Default 10,000. */
  readonly sampleTimeoutMs?: number;
}

/**
 * PostgreSQL in this process, through the optional package `@electric-sql/pglite`: no server to set up.
 *
 * The engine runs in a thread, which the first call starts: that takes about half a second, several
 * for a new database (`setUp`), and some 700 MB of memory until the database is closed. There is one
 * engine with one session, so statements run one after the other; a stream reads the rest of its rows
 * ahead as soon as another call waits for its turn.
 *
 * Nothing can be written by asking: statements run as through the adapter `postgres`, each as a cursor
 * in a READ ONLY transaction that is rolled back, with pinned settings, as a role that is no superuser.
 * No extension is loaded. With `writes` a transaction writes as through `postgres`; all other calls wait
 * for it, so one that it waits for itself fails with `DATABASE_BUSY`.
 *
 * PGlite cannot interrupt a statement: an aborted signal and the time limit end its thread, and the
 * next call starts another one over the same files, in which everything is that was committed.
 *
 * An idle database does not keep the process alive.
 *
 * @throws ConfigurationError when an option is out of range or `setUp` fails; from every method
 * `MISSING_DEPENDENCY` when PGlite is not installed
 * @throws DatabaseError from every method: `DATABASE_NOT_FOUND`, `DATABASE_NOT_A_DATABASE`,
 * `DATABASE_UNAVAILABLE`, `DATABASE_BUSY`, `DATABASE_TIMEOUT`, `DATABASE_READ_ONLY`, `DATABASE_QUERY_FAILED`;
 * from `transaction` also `DATABASE_UNSUPPORTED`, `DATABASE_OUTCOME_UNKNOWN`
 *
 * @example
 * ```ts
 * import { pglite } from '@nl2sql/adapters/databases/pglite';
 *
 * const database = pglite({
 *   setUp: ['CREATE TABLE orders (id integer PRIMARY KEY, amount numeric)', 'INSERT INTO orders VALUES (1, 12.50)'],
 * });
 * const { tables } = await database.introspect();
 * console.log(database.id, tables.length);
 * await database.close();
 * ```
 */
export function pglite(options: PgliteOptions): Database {
  const { id, scope, reading, writing, schemas } = open(options);
  return engineDatabase({
    id,
    scope,
    connections: reading,
    writing,
    schemas,
    sampleRows: wholeNumber('pglite', 'sampleRows', options.sampleRows ?? 100_000, 1),
    sampleTimeoutMs: wholeNumber('pglite', 'sampleTimeoutMs', options.sampleTimeoutMs ?? 10_000, 1),
  });
}

/**
 * Says what the role that statements run as can do beyond reading, as the `checkPrivileges` of PostgreSQL
 * does. For a start-up check; nothing is changed. The default role reads every table, which is a finding:
 * make one that may read the permitted tables, and name it as `role`.
 *
 * @param options - As for {@link pglite}. What is opened is closed again.
 * @throws ConfigurationError and DatabaseError as {@link pglite}
 *
 * @example
 * ```ts
 * import { checkPrivileges } from '@nl2sql/adapters/databases/pglite';
 *
 * const { readOnly } = await checkPrivileges({
 *   setUp: [
 *     'CREATE TABLE orders (id integer)',
 *     'REVOKE EXECUTE ON FUNCTION pg_terminate_backend FROM PUBLIC',
 *     'CREATE ROLE reader',
 *     'GRANT SELECT ON orders TO reader',
 *   ],
 *   role: 'reader',
 * });
 * console.log(readOnly);
 * ```
 */
export async function checkPrivileges(options: PgliteOptions): Promise<PrivilegeReport> {
  return readPrivilegesAndClose(open(options).reading);
}

function open(options: PgliteOptions) {
  const { dataDir, setUp, schemas = ['public'], timeZone = 'UTC', role = 'pg_read_all_data', writes = false } = options;
  if ((dataDir === undefined) === (setUp === undefined)) throw new ConfigurationError('pglite() needs exactly one of `dataDir` and `setUp`.');
  if (dataDir === '') throw new ConfigurationError('pglite({ dataDir }) needs the path of a directory.');
  const named = schemas === 'all' ? null : schemas;
  if (named?.length === 0 || named?.some((name) => name === '' || name.includes('\0'))) throw new ConfigurationError("pglite({ schemas }) needs names of schemas, or 'all'.");
  if (role === '' || role.includes('\0')) throw new ConfigurationError('pglite({ role }) needs the name of a role.');
  if (typeof writes !== 'boolean') throw new ConfigurationError('pglite({ writes }) must be true or false.');
  const [schema = 'public'] = named ?? [];
  const directory = dataDir === undefined ? undefined : resolve(dataDir);
  const id = directory === undefined ? 'pglite:temporary' : `pglite:${basename(directory)}`;
  const settings = {
    id,
    schema,
    timeZone,
    lockTimeoutMs: 0,
    temporaryFileKb: 1_048_576,
    workMemoryKb: undefined,
    own: true,
    sessionPooler: true,
  };
  const { reading, writing } = createSessions({
    settings,
    files: directory === undefined ? temporaryFiles(setUp ?? [], id) : hostFiles(directory, id),
    role,
    waitTimeoutMs: wholeNumber('pglite', 'waitTimeoutMs', options.waitTimeoutMs ?? 10_000, 1),
  });
  return { id, scope: scopeOf(directory ?? setUp, role, named), reading, writing: writes ? writing : null, schemas: named };
}
