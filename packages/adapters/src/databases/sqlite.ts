import { basename, resolve } from 'node:path';
import type { Database } from '@nl2sql/core/contracts';
import { ConfigurationError, unsupported } from '@nl2sql/core/errors';
import { loadLibsql } from '../libsql.ts';
import { readFilePrivileges } from './file-privileges.ts';
import type { PrivilegeReport } from './privileges.ts';
import { BATCH_ROWS, giveInBatches, relayRows } from './relay-rows.ts';
import { scopeOf } from './scope.ts';
import { toQueryResult } from './sqlite/cells.ts';
import { openConnection } from './sqlite/connection.ts';
import { identifyFile, revisionOf } from './sqlite/file.ts';
import { introspect } from './sqlite/introspect.ts';
import { createPool } from './sqlite/pool.ts';
import { sampleValues } from './sqlite/sample-values.ts';
import { createWriter } from './sqlite/writer.ts';
import { transact } from './transact.ts';
import { wholeNumber } from './whole-number.ts';

export type { PrivilegeFinding, PrivilegeReport } from './privileges.ts';

export interface SqliteOptions {
  /** Path of the database file, absolute or from the working directory. It is never made. */
  readonly file: string;
  /** The most statements at a time; further ones wait their turn. Default 4. */
  readonly connections?: number;
  /** Milliseconds to wait for another process's write lock before `DATABASE_BUSY`. Default 2,000. */
  readonly busyTimeoutMs?: number;
  /** The most rows of a table that `sampleValues` looks at. Default 100,000. */
  readonly sampleRows?: number;
  /** Milliseconds after which `sampleValues` gives up on a table or view. Default 10,000. */
  readonly sampleTimeoutMs?: number;
  /**
   * Lets `transaction` write, over connections of their own; all else still only reads. Default false:
   * nothing is written, and `transaction` fails with `DATABASE_UNSUPPORTED`.
   */
  readonly writes?: boolean;
}

const PROMPT_NOTES: readonly string[] = [
  'SQLite. Write names that are reserved words or have spaces in double quotes, texts in single quotes.',
  "There is no date type: dates are ISO texts, or numbers where the samples show numbers. Use date(), strftime('%Y', d), strftime('%m', d), strftime('%Y-%m', d), julianday(a) - julianday(b); strftime() gives text, so compare it with text. There is no EXTRACT, YEAR(), DATE_TRUNC, DATEDIFF or INTERVAL: write date('now', '-1 month').",
  'There is no boolean type: true is 1 and false is 0.',
  'Integer divided by integer drops the fraction: multiply by 1.0 or CAST(x AS REAL) first. Casts are CAST(x AS INTEGER | REAL | TEXT), not x::type.',
  'Join texts with ||. There is no LEFT() or RIGHT(): use substr(), instr(), replace(), trim(); group_concat() joins the texts of a group.',
  'Comparing texts is case-sensitive: add COLLATE NOCASE to compare without case. LIKE ignores the case of ASCII letters; there is no ILIKE.',
  'Limit rows with LIMIT n OFFSET m at the end, not TOP or FETCH FIRST. NULL sorts first; NULLS LAST is understood.',
  'There is no ROLLUP or CUBE, no QUALIFY, no DISTINCT ON, and ANY and ALL take no subquery; WITH and window functions are there.',
];

/**
 * A SQLite file as a database to ask, through the optional package `libsql`.
 *
 * Nothing can be written by asking: the file is opened with `mode=ro`, `query_only` is on,
 * `trusted_schema` is off, and a statement runs as a subquery, which only a SELECT can be. Functions
 * and virtual tables that reach beyond the file (`readfile`, `writefile`, `load_extension`, raw pages)
 * are refused. Statements run off the main thread; an aborted signal and the time limit stop them
 * inside SQLite.
 *
 * A statement does its work before its first row is given; `stream` reads the rows in batches then, each
 * with the column types that hold for its own rows.
 *
 * With `writes` a transaction can write, each on a connection of its own that is closed afterwards, and
 * one after the other, since a file has one writer. It begins with BEGIN IMMEDIATE; while another process
 * writes it waits for `busyTimeoutMs` and is `DATABASE_BUSY` then. Foreign keys are enforced in it,
 * `trusted_schema` is off, and `query_only` is on while it reads. One INSERT, UPDATE or DELETE is run at a
 * time, compiled first with a RETURNING at its end, which nothing else can have; one with a RETURNING of its
 * own or on a virtual table is refused, and so is a REPLACE, which is to be written as INSERT OR REPLACE.
 * Triggers of the file run.
 *
 * The file may be replaced while it is in use: the next call reads the new one. While it is gone,
 * calls fail with `DATABASE_NOT_FOUND` and work again when it is back.
 *
 * Nothing is opened before the first call.
 *
 * @throws ConfigurationError when an option is out of range; from every method `MISSING_DEPENDENCY`
 * when libsql is not installed
 * @throws DatabaseError from every method: `DATABASE_NOT_FOUND`, `DATABASE_NOT_A_DATABASE`,
 * `DATABASE_UNAVAILABLE`, `DATABASE_BUSY`, `DATABASE_TIMEOUT`, `DATABASE_QUERY_FAILED`; from `transaction`
 * also `DATABASE_READ_ONLY`, `DATABASE_UNSUPPORTED`, `DATABASE_OUTCOME_UNKNOWN`
 *
 * @example
 * ```ts
 * import { sqlite } from '@nl2sql/adapters/databases/sqlite';
 *
 * const database = sqlite({ file: 'shop.sqlite' });
 * const { tables } = await database.introspect();
 * console.log(database.id, tables.length);
 * await database.close();
 * ```
 */
export function sqlite(options: SqliteOptions): Database {
  const { file, id } = toFile(options.file);
  const busyTimeoutMs = wholeNumber('sqlite', 'busyTimeoutMs', options.busyTimeoutMs ?? 2_000, 0);
  const sampleRows = wholeNumber('sqlite', 'sampleRows', options.sampleRows ?? 100_000, 1);
  const sampleTimeoutMs = wholeNumber('sqlite', 'sampleTimeoutMs', options.sampleTimeoutMs ?? 10_000, 1);
  const pool = createPool({
    id,
    size: wholeNumber('sqlite', 'connections', options.connections ?? 4, 1),
    identify: () => identifyFile(file, id),
    open: async (identity) => openConnection(await loadLibsql(), file, identity, busyTimeoutMs),
  });
  const writer = options.writes === true ? createWriter({ id, file, busyTimeoutMs }) : null;

  return {
    id,
    scope: scopeOf(file),
    dialect: 'sqlite',
    capabilities: { cancel: true, explain: true, stream: true, write: writer !== null },
    promptNotes: PROMPT_NOTES,
    introspect: ({ signal } = {}) =>
      pool.run(
        async (connection) => {
          const revision = await revisionOf(file, connection.identity);
          const { tables } = await introspect(connection);
          return { tables, revisions: new Map(tables.map(({ name }) => [name, revision])) };
        },
        { signal },
      ),
    sampleValues: (table, columns, { limit, signal }) =>
      pool.run((connection) => sampleValues(connection, table, columns, limit, sampleRows), { signal, timeoutMs: sampleTimeoutMs }),
    query: ({ text, parameters }, { signal, timeoutMs, maxRows }) =>
      pool.run(async (connection) => toQueryResult(await connection.select(text, parameters, maxRows), maxRows), { signal, timeoutMs }),
    stream: ({ text, parameters }, { signal, timeoutMs, maxRows, batchRows = BATCH_ROWS }) =>
      relayRows(
        (give, leaving) =>
          pool.run(
            async (connection, stopped) => {
              const selection = await connection.open(text, parameters, maxRows);
              try {
                await giveInBatches(selection.read, { maxRows, batchRows }, (rows, truncated) => give({ ...toQueryResult({ columns: selection.columns, rows }, rows.length), truncated }, stopped));
              } finally {
                selection.close();
              }
            },
            { signal: leaving, timeoutMs },
          ),
        signal,
      ),
    async transaction(work, { signal, timeoutMs, end }) {
      if (writer === null) throw unsupported(id, 'transaction');
      const outcome = await writer.run((session, stopped) => transact({ id, session, work, end, stopped }), { signal, timeoutMs });
      return outcome();
    },
    explain: ({ text }, { signal } = {}) => pool.run((connection) => connection.compile(text), { signal }),
    async close() {
      await Promise.all([pool.close(), writer?.close()]);
    },
  };
}

/**
 * Says whether the process may write to the file, or put another in its place: SQLite knows no roles, so
 * that the permissions of the file are the only ones. For a start-up check; nothing is changed.
 *
 * @throws ConfigurationError and DatabaseError as {@link sqlite}
 *
 * @example
 * ```ts
 * import { checkPrivileges } from '@nl2sql/adapters/databases/sqlite';
 *
 * const { readOnly, findings } = await checkPrivileges({ file: 'shop.sqlite' });
 * if (!readOnly) throw new Error(findings.map(({ text }) => text).join(' '));
 * ```
 */
export async function checkPrivileges(options: { readonly file: string }): Promise<PrivilegeReport> {
  const { file, id } = toFile(options.file);
  await identifyFile(file, id);
  return readFilePrivileges(file);
}

function toFile(path: string): { readonly file: string; readonly id: string } {
  if (typeof path !== 'string' || path === '') throw new ConfigurationError('sqlite({ file }) needs the path of a database file.');
  const file = resolve(path);
  return { file, id: `sqlite:${basename(file)}` };
}
