import { DatabaseError } from '@nl2sql/core/errors';
import { type ColumnReader, columnReader, type RawValue, readRaw } from './cells.ts';
import type { MysqlConnection, MysqlField, StatementOptions } from './driver.ts';

export interface Selection {
  readonly columns: readonly ColumnReader[];
  /** At most one more than asked for. */
  readonly rows: readonly Row[];
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

/** Whether a statement that was compiled gives rows. */
export function givesRows(connection: MysqlConnection, sql: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    connection.prepare(optionsFor(sql), (error, statement) => (error === null ? resolve(statement?.columns.length !== 0) : reject(error)));
  });
}

type Row = readonly ReturnType<ColumnReader['read']>[];

/** The rows of a statement that runs, read as they are wanted. */
export interface OpenRows {
  /** Known when the first rows were read. */
  columns(): readonly ColumnReader[];
  /** The next rows; fewer than `count` only at the end. Between two calls nothing is read, and the server waits. */
  read(count: number): Promise<Row[]>;
  /** Of a statement that gives no rows, when it has ended. */
  affectedRows(): number;
}

/** Begins a compiled statement with the protocol for prepared statements, which takes one statement only. */
export function openRows(connection: MysqlConnection, sql: string, values: StatementOptions['values']): OpenRows {
  let columns: readonly ColumnReader[] = [];
  let affectedRows = 0;
  const rows: Row[] = [];
  let wanted = 0;
  let wake = () => {};
  let ended = false;
  let failure: Error | undefined;
  const isReady = () => ended || rows.length >= wanted;
  const end = (error?: Error) => {
    if (!ended) failure = error;
    ended = true;
    connection.removeListener('error', end);
    wake();
  };
  connection.on('error', end);
  connection
    .execute(optionsFor(sql, values))
    .on('fields', (fields: readonly MysqlField[] | undefined) => {
      columns = (fields ?? []).map(columnReader);
    })
    .on('result', (row) => {
      if (!Array.isArray(row)) affectedRows = Number((row as { affectedRows?: unknown }).affectedRows);
      else rows.push(columns.map((column, index) => column.read((row[index] ?? null) as RawValue)));
      if (!isReady()) return;
      connection.pause();
      wake();
    })
    .on('error', end)
    .on('end', () => end());
  return {
    columns: () => columns,
    async read(count) {
      wanted = count;
      while (!isReady()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          connection.resume();
        });
      }
      if (failure !== undefined) throw failure;
      return rows.splice(0, count);
    },
    affectedRows: () => affectedRows,
  };
}

/** Runs a compiled SELECT, and stops reading behind `maxRows + 1` rows. */
export async function select(connection: MysqlConnection, sql: string, values: StatementOptions['values'], maxRows: number): Promise<Selection> {
  const open = openRows(connection, sql, values);
  const rows = await open.read(maxRows + 1);
  const unfinished = (await open.read(1)).length > 0;
  return { columns: open.columns(), rows, unfinished };
}
