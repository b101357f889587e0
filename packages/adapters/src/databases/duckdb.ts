import { availableParallelism } from 'node:os';
import { basename, resolve } from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';
import type { Database } from '@nl2sql/core/contracts';
import { ConfigurationError, DatabaseError, unsupported } from '@nl2sql/core/errors';
import { createConnections } from './duckdb/connections.ts';
import { loadDuckdb } from './duckdb/driver.ts';
import { examineFile } from './duckdb/file.ts';
import { toPath } from './duckdb/identifiers.ts';
import { examineInstance, openFile, readTexts } from './duckdb/instance.ts';
import { introspect, readTypes } from './duckdb/introspect.ts';
import { PROMPT_NOTES } from './duckdb/prompt-notes.ts';
import { sampleValues } from './duckdb/sample-values.ts';
import { compile, select, stream } from './duckdb/select.ts';
import { beginWriting } from './duckdb/transaction.ts';
import { readFilePrivileges } from './file-privileges.ts';
import type { PrivilegeReport } from './privileges.ts';
import { BATCH_ROWS, relayRows } from './relay-rows.ts';
import { scopeOf } from './scope.ts';
import { transact } from './transact.ts';
import { wholeNumber } from './whole-number.ts';

export type { PrivilegeFinding, PrivilegeReport } from './privileges.ts';

/** A `DuckDBInstance` of the package `@duckdb/node-api`, made by the host. */
export interface DuckdbInstance {
  connect(): Promise<object>;
}

/** How to reach the database: exactly one of `file` and `instance`. */
export interface DuckdbOptions {
  /** Path of the database file, absolute or from the working directory. It is never made. */
  readonly file?: string;
  /**
   * The host's instance, as for a database in memory. It has to be closed up first, which no statement can
   * undo (`SET GLOBAL enable_external_access = false`, and so on; the error names what is missing), and is
   * not closed with the database. Limits of memory and threads, and the time zone, stay the host's.
   */
  readonly instance?: DuckdbInstance;
  /** What events and logs call a database that has no file: `duckdb:shop`. Default `memory`. */
  readonly name?: string;
  /**
   * Opens the file for writing and offers `transaction`. Only then; default is reading only. Of one file,
   * let one process have one such database, and nothing else that has it open.
   */
  readonly writes?: boolean;
  /**
   * The schemas that may be asked about; tables of the first are reached without its name. `'all'`: every
   * schema, `main` first. Default `['main']`.
   */
  readonly schemas?: readonly string[] | 'all';
  /** What `now()` and times with a zone are told in. Default `UTC`. */
  readonly timeZone?: string;
  /**
   * The most statements at a time; further ones wait their turn. Default 2: while it runs, each takes one
   * of the threads (`UV_THREADPOOL_SIZE`, 4 where it is not set) that Node also reads files with.
   */
  readonly connections?: number;
  /** Mebibytes that all statements together may use; none is moved to a file. Default 1,024. */
  readonly memoryLimitMb?: number;
  /** The most threads that all statements together compute with. Default: the processors, at most 4. */
  readonly threads?: number;
  /** The most rows of a table that `sampleValues` looks at. Default 100,000. */
  readonly sampleRows?: number;
  /** Milliseconds after which `sampleValues` gives up on a table or view. Default 10,000. */
  readonly sampleTimeoutMs?: number;
}

/** Reading the catalog or compiling a statement is quick; an engine that takes longer is in trouble. */
const CATALOG_TIMEOUT_MS = 30_000;

/**
 * A DuckDB file as a database to ask, through the optional package `@duckdb/node-api`.
 *
 * Nothing can be written through it unless `writes` says so: the file is opened for reading only, every
 * statement has to be one SELECT by the engine's own word, and runs in a read-only transaction on a
 * connection of its own. The engine reaches no other file, no network and no extension, writes no
 * temporary file, and no statement changes its settings; that is read back before the first statement
 * runs. Functions that reach beyond the tables, run a text as SQL or change the engine are refused, also
 * within views and macros of the file. An aborted signal and the time limit stop a statement inside the
 * engine; where it is within one call of a function, as `repeat()` of a huge text, it stops after that.
 *
 * An open file is shared with other processes that only read, and locked against those that write;
 * `close()` lets go of it. It may be replaced while it is in use: the next call reads the new one. While
 * it is gone, calls fail with `DATABASE_NOT_FOUND` and work again when it is back. Messages of errors
 * carry no values of rows; the engine's own text is in `cause`.
 *
 * Nothing is opened before the first call.
 *
 * @throws ConfigurationError when an option is out of range; from every method `MISSING_DEPENDENCY`
 * when @duckdb/node-api is not installed
 * @throws DatabaseError from every method: `DATABASE_NOT_FOUND`, `DATABASE_NOT_A_DATABASE`,
 * `DATABASE_UNAVAILABLE`, `DATABASE_BUSY`, `DATABASE_TIMEOUT`, `DATABASE_READ_ONLY`, `DATABASE_QUERY_FAILED`
 *
 * @example
 * ```ts
 * import { duckdb } from '@nl2sql/adapters/databases/duckdb';
 *
 * const database = duckdb({ file: 'shop.duckdb' });
 * const { tables } = await database.introspect();
 * console.log(database.id, tables.length);
 * await database.close();
 * ```
 */
export function duckdb(options: DuckdbOptions): Database {
  const { writes = false, schemas: named = ['main'], timeZone = 'UTC' } = options;
  const file = toFile(options);
  const id = `duckdb:${file === undefined ? (options.name ?? 'memory') : basename(file)}`;
  const schemas = named === 'all' ? null : named;
  if (schemas?.length === 0 || schemas?.some((name) => name === '' || /[.\0]/.test(name))) throw new ConfigurationError("duckdb({ schemas }) needs names of schemas without a dot, or 'all'.");
  const schema = schemas?.[0] ?? 'main';
  const sampleRows = wholeNumber('duckdb', 'sampleRows', options.sampleRows ?? 100_000, 1);
  const sampleTimeoutMs = wholeNumber('duckdb', 'sampleTimeoutMs', options.sampleTimeoutMs ?? 10_000, 1);
  const memoryLimitMb = wholeNumber('duckdb', 'memoryLimitMb', options.memoryLimitMb ?? 1_024, 16);
  const threads = wholeNumber('duckdb', 'threads', options.threads ?? Math.min(4, availableParallelism()), 1);
  const connections = createConnections({
    id,
    schema,
    size: wholeNumber('duckdb', 'connections', options.connections ?? 2, 1),
    own: file !== undefined,
    exclusive: writes,
    async identify() {
      if (file === undefined) return '';
      const state = await examineFile(file, id);
      // What is written here changes the content of the file, and is no reason to open it anew.
      return writes ? state.file : `${state.file} ${state.content}`;
    },
    open: async () => (file === undefined ? examineInstance(options.instance as DuckDBInstance, id) : openFile(await loadDuckdb(), { file, writes, memoryLimitMb, threads, timeZone }, id)),
  });

  return {
    id,
    scope: scopeOf(file ?? null, schemas),
    dialect: 'duckdb',
    capabilities: { cancel: true, explain: true, stream: true, write: writes },
    promptNotes: PROMPT_NOTES,
    introspect: ({ signal } = {}) =>
      connections.read(
        async ({ connection }) => {
          const state = file === undefined ? undefined : await examineFile(file, id);
          const { tables } = await introspect(readTexts(connection), schemas);
          return { tables, ...(state === undefined ? {} : { revisions: new Map(tables.map(({ name }) => [name, `${state.file} ${state.content}`])) }) };
        },
        { signal, timeoutMs: CATALOG_TIMEOUT_MS },
      ),
    sampleValues: (table, columns, { limit, signal }) =>
      connections.read(
        async ({ connection }) => {
          const read = readTexts(connection);
          const path = toPath(table, schema);
          const types = await readTypes(read, path);
          if (types.size === 0 || columns.some((column) => !types.has(column)) || !(schemas?.includes(path.schema) ?? true)) {
            throw new DatabaseError('DATABASE_QUERY_FAILED', `${id} has no table of that name with these columns.`, { hint: 'Take names as introspect() gives them.' });
          }
          return sampleValues(read, path, types, columns, limit, sampleRows);
        },
        { signal, timeoutMs: sampleTimeoutMs },
      ),
    query: (sql, { signal, timeoutMs, maxRows }) => connections.read((session) => select(session, sql, maxRows), { signal, timeoutMs }),
    stream: (sql, { signal, timeoutMs, maxRows, batchRows = BATCH_ROWS }) =>
      relayRows(
        (give, leaving) => connections.read((session) => stream(session, sql, { maxRows, batchRows }, (batch) => give(batch, session.stopped)), { signal: leaving, timeoutMs }),
        signal,
      ),
    transaction: async (work, { signal, timeoutMs, end }) => {
      if (!writes) throw unsupported(id, 'transaction');
      const outcome = await connections.write(async (session) => transact({ id, session: await beginWriting(session, id), work, end, stopped: session.stopped }), { signal, timeoutMs });
      return outcome();
    },
    explain: (sql, { signal } = {}) => connections.read((session) => compile(session, sql), { signal, timeoutMs: CATALOG_TIMEOUT_MS }),
    close: () => connections.close(),
  };
}

/**
 * Says whether the process may write to the file, or put another in its place: DuckDB knows no roles, so
 * that the permissions of the file are the only ones. For a start-up check; nothing is changed.
 *
 * @throws ConfigurationError and DatabaseError as {@link duckdb}
 *
 * @example
 * ```ts
 * import { checkPrivileges } from '@nl2sql/adapters/databases/duckdb';
 *
 * const { readOnly, findings } = await checkPrivileges({ file: 'shop.duckdb' });
 * if (!readOnly) throw new Error(findings.map(({ text }) => text).join(' '));
 * ```
 */
export async function checkPrivileges(options: { readonly file: string }): Promise<PrivilegeReport> {
  const file = toFile(options) as string;
  await examineFile(file, `duckdb:${basename(file)}`);
  return readFilePrivileges(file);
}

function toFile({ file, instance }: DuckdbOptions): string | undefined {
  if ((file === undefined) === (instance === undefined)) throw new ConfigurationError('duckdb() needs exactly one of `file` and `instance`.');
  if (file === undefined) return undefined;
  if (typeof file !== 'string' || file === '' || file === ':memory:') {
    throw new ConfigurationError('duckdb({ file }) needs the path of a database file. A database in memory is handed over as `instance`.');
  }
  return resolve(file);
}
