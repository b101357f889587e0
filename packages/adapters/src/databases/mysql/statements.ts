import { DatabaseError } from '@nl2sql/core/errors';
import { type ColumnReader, columnReader, type RawValue, readRaw } from './cells.ts';
import type { MysqlConnection, MysqlField, StatementOptions } from './driver.ts';

export interface Selection {
  readonly columns: readonly ColumnReader[];
  /** At most one more than asked for. */
  readonly rows: readonly (readonly ReturnType<ColumnReader['read']>[])[];
  /** True when the server went on sending: the connection is not to be used again. */
  readonly unfinished: boolean;
}

/**
 * Settings of one statement, which hold whatever the pool was made with. No code is made from column
 * names (`disableEval`), and no two columns of one name are folded into one.
 */
function optionsFor(sql: string, values: StatementOptions['values'] = []): StatementOptions {
  return {
    sql,
    values,
    rowsAsArray: true,
    nestTables: false,
    disableEval: true,
    namedPlaceholders: false,
    infileStreamFactory: undefined,
    supportBigNumbers: true,
    bigNumberStrings: false,
    typeCast: readRaw,
  };
}

/** Runs a statement of this adapter's session keeping, and gives its rows as texts. */
export function keep(connection: MysqlConnection, sql: string): Promise<readonly (readonly (string | null)[])[]> {
  return new Promise((resolve, reject) => {
    const { values: _none, ...options } = optionsFor(sql);
    connection.query({ ...options, typeCast: (field) => field.string() }, (error, rows) => {
      if (error === null) resolve(Array.isArray(rows) ? (rows as (string | null)[][]) : []);
      else reject(error);
    });
  });
}

/** Ends what the session holds: its transaction, locks, variables, temporary tables, prepared statements. */
export function reset(connection: MysqlConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.reset((error) => (error === null || error === undefined ? resolve() : reject(error)));
  });
}

function prepare(connection: MysqlConnection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.prepare(optionsFor(sql), (error) => (error === null ? resolve() : reject(error)));
  });
}

/** The server found no sense in the text as a subquery: what it says of any statement but a SELECT. */
const SYNTAX_ERRORS: ReadonlySet<unknown> = new Set([1064, 1149, 1221, 1235, 1295, 1327, 4043]);

/**
 * Compiles a statement without running it, and only a SELECT: nothing else can be prepared as a
 * subquery, and nothing that can is two statements.
 */
export async function compile(connection: MysqlConnection, sql: string): Promise<void> {
  const outcomes = await Promise.allSettled([prepare(connection, sql), prepare(connection, `SELECT EXISTS (\n${sql}\n)`)]);
  const [plain, framed] = outcomes.map((outcome) => (outcome.status === 'rejected' ? (outcome.reason as { errno?: unknown }) : null));
  if (framed !== null && (plain === null || SYNTAX_ERRORS.has(framed?.errno)) && !SYNTAX_ERRORS.has(plain?.errno)) {
    throw new DatabaseError('DATABASE_READ_ONLY', 'Only a SELECT is run here; the statement was not, and nothing was changed.', { cause: framed });
  }
  const failed = plain ?? framed;
  if (failed !== null) throw failed;
}

/** Runs a compiled SELECT with the protocol for prepared statements, which takes one statement only, and stops reading behind `maxRows + 1` rows. */
export function select(connection: MysqlConnection, sql: string, values: StatementOptions['values'], maxRows: number): Promise<Selection> {
  return new Promise((resolve, reject) => {
    let columns: readonly ColumnReader[] = [];
    const rows: ReturnType<ColumnReader['read']>[][] = [];
    let done = false;
    const finish = (settle: () => void) => {
      if (!done) settle();
      done = true;
      connection.removeListener('error', onLost);
    };
    const onLost = (error: Error) => finish(() => reject(error));
    connection.on('error', onLost);
    connection
      .execute(optionsFor(sql, values))
      .on('fields', (fields: readonly MysqlField[] | undefined) => {
        columns = (fields ?? []).map(columnReader);
      })
      .on('result', (row) => {
        if (done || !Array.isArray(row)) return;
        if (rows.length > maxRows) return finish(() => resolve({ columns, rows, unfinished: true }));
        rows.push(columns.map((column, index) => column.read((row[index] ?? null) as RawValue)));
      })
      .on('error', (error) => finish(() => reject(error)))
      .on('end', () => finish(() => resolve({ columns, rows, unfinished: false })));
  });
}
