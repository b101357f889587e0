import { setImmediate } from 'node:timers/promises';
import { TextDecoder } from 'node:util';
import { DatabaseError } from '@nl2sql/core/errors';
import type { LibsqlConnection, LibsqlStatement, LibsqlValue, OpenLibsql } from '../../libsql.ts';
import { readOnlyUri } from './file.ts';

/** A stored value: `bytes` keeps a blob apart from a text. */
export type StoredValue = null | bigint | number | string | { readonly bytes: Buffer };

export interface Selection {
  /** `type` is the declared type of a plain column, null for an expression. */
  readonly columns: readonly { readonly name: string; readonly type: string | null }[];
  /** At most `maxRows + 1`. */
  readonly rows: readonly (readonly StoredValue[])[];
}

/** A statement whose rows are read as they are wanted. */
export interface OpenSelection {
  readonly columns: Selection['columns'];
  /** The next rows; fewer than `count` only at the end. */
  read(count: number): Promise<StoredValue[][]>;
  /** Ends the statement, which holds a lock on the file while it has rows left. */
  close(): void;
}

/** One read-only connection. It runs one statement at a time. */
export interface SqliteConnection {
  /** Which file it has open, as `identifyFile` tells it. */
  readonly identity: string;
  /** Begins a statement that came from outside: all of its work is done, and at most `maxRows + 1` rows are to be read. */
  open(sql: string, parameters: readonly (string | number | boolean | null)[], maxRows: number): Promise<OpenSelection>;
  /** Runs a statement that came from outside. */
  select(sql: string, parameters: readonly (string | number | boolean | null)[], maxRows: number): Promise<Selection>;
  /** Runs a statement of this adapter, which may read the catalog. */
  selectOwn(sql: string, parameters?: readonly string[]): Promise<Selection['rows']>;
  /** Compiles without running. */
  compile(sql: string): Promise<void>;
  interrupt(): void;
  /** Whether it has run so many statements that another one should take its place. */
  isWorn(): boolean;
  close(): void;
}

/** How many statements a connection keeps before it is replaced. */
const KEPT_STATEMENTS = 1_000;

/** Rows that are turned into JavaScript values between two turns of the event loop. */
const ROWS_PER_TURN = 500;

const NO_LIMIT = -1;

/**
 * What libsql brings along that reaches beyond the tables of the database: the functions that SQLite
 * marks `SQLITE_DIRECTONLY` (readfile, writefile, load_extension and their like), those of the cipher,
 * and virtual tables over files and raw pages. The names come from the library itself, so that one
 * that a later version adds is not missed.
 */
const OUTSIDE_NAMES = `
  SELECT lower(name) FROM pragma_function_list WHERE flags & 0x80000 OR name LIKE 'sqlite3%' OR name IN ('lsmode', 'sqlite_crypt', 'sqlite_log')
  UNION
  SELECT lower(name) FROM pragma_module_list
   WHERE name NOT IN ('json_each', 'json_tree', 'generate_series', 'fts3', 'fts4', 'fts5', 'rtree', 'rtree_i32', 'geopoly')`;

/** What a connection is held to, and how it is read back: an unknown PRAGMA is ignored without a word. */
const SETTINGS = 'PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON;';
const SETTINGS_HOLD =
  'SELECT (SELECT trusted_schema FROM pragma_trusted_schema) = 0 AND (SELECT cell_size_check FROM pragma_cell_size_check) = 1 AND (SELECT query_only FROM pragma_query_only) = 1';

/**
 * Opens a file so that nothing can be written through it: `mode=ro` for the file itself, `query_only`
 * for everything that may be attached, `trusted_schema` off so that a view of the file cannot call
 * what it should not, `cell_size_check` so that a damaged or forged page is an error and no data, and
 * every statement runs as a subquery, which only a SELECT can be.
 *
 * libsql keeps extensions off. It offers neither SQLite's defensive mode, which is about writing, nor
 * its run-time limits, and its authorizer refuses every function, `count` among them.
 */
export async function openConnection(Libsql: OpenLibsql, file: string, identity: string, busyTimeoutMs: number): Promise<SqliteConnection> {
  const { native, decoder, outside, kept } = await openHeld(Libsql, readOnlyUri(file), `PRAGMA busy_timeout = ${busyTimeoutMs}; ${SETTINGS}`, SETTINGS_HOLD);
  return {
    identity,
    async open(sql, parameters, maxRows) {
      refuseOutsideNames(sql, outside);
      return openSelection(native, sql, parameters.map(toParameter), maxRows + 1, decoder);
    },
    async select(sql, parameters, maxRows) {
      refuseOutsideNames(sql, outside);
      return select(native, sql, parameters.map(toParameter), maxRows + 1, decoder);
    },
    async selectOwn(sql, parameters = []) {
      return (await select(native, sql, parameters, NO_LIMIT, decoder)).rows;
    },
    async compile(sql) {
      refuseOutsideNames(sql, outside);
      await prepare(native, sql, 1);
    },
    interrupt: () => native.interrupt(),
    isWorn: () => kept.length > KEPT_STATEMENTS,
    close: () => native.close(),
  };
}

/** A connection that is held to its settings. */
export interface HeldConnection {
  readonly native: LibsqlConnection;
  readonly decoder: TextDecoder;
  /** Names that reach beyond the tables of the database, in lower case. */
  readonly outside: ReadonlySet<string>;
  readonly kept: readonly unknown[];
}

/** @param holds - A SELECT that gives 1 when every setting is as it was set. */
export async function openHeld(Libsql: OpenLibsql, uri: string, settings: string, holds: string): Promise<HeldConnection> {
  const kept: unknown[] = [];
  const native = keepStatements(new Libsql(uri).defaultSafeIntegers(true), kept);
  try {
    await native.exec(settings);
    if ((await plainRows(native, holds))[0]?.[0] !== 1n) throw new DatabaseError('DATABASE_UNAVAILABLE', 'SQLite does not keep the settings that make it safe to use, so nothing is run.');
    const [[encoding] = []] = await plainRows(native, 'PRAGMA encoding');
    const outside = new Set((await plainRows(native, OUTSIDE_NAMES)).map(([name]) => String(name)));
    return { native, decoder: new TextDecoder(String(encoding)), outside, kept };
  } catch (error) {
    native.close();
    throw error;
  }
}

/**
 * Keeps every statement and its rows from being collected as long as the connection is in use. Collecting
 * one waits, on the main thread, until no other statement runs on the connection: behind one that does not
 * end by itself the process would stand still, and could not even stop it.
 */
function keepStatements(native: LibsqlConnection, kept: unknown[]): LibsqlConnection {
  const keepRows = (statement: LibsqlStatement): LibsqlStatement => ({
    get reader() {
      return statement.reader;
    },
    raw: () => keepRows(statement.raw()),
    columns: () => statement.columns(),
    async iterate(parameters) {
      const rows = await statement.iterate(parameters);
      kept.push(rows);
      return rows;
    },
  });
  return {
    async prepare(sql) {
      const statement = await native.prepare(sql);
      kept.push(statement);
      return keepRows(statement);
    },
    exec: (sql) => native.exec(sql),
    defaultSafeIntegers: (on) => native.defaultSafeIntegers(on),
    interrupt: () => native.interrupt(),
    close: () => native.close(),
  };
}

/** Rows of a statement of ours whose texts are known to be well-formed. */
export async function plainRows(native: LibsqlConnection, sql: string): Promise<readonly (readonly LibsqlValue[])[]> {
  return [...(await (await native.prepare(sql)).raw().iterate([]))];
}

/** Only for the wording of a refusal: what is refused is everything but a SELECT. */
const WRITES = /^\s*(?:insert|replace|update|delete|create|drop|alter|attach|detach|pragma|vacuum|reindex|analyze|begin|savepoint|release|commit|rollback)\b/i;

interface Prepared {
  readonly columns: Selection['columns'];
  readonly statement: LibsqlStatement;
}

/**
 * Compiles a statement inside a frame that makes it safe to run:
 *
 * - As the body of a common table expression it can only be a SELECT, and compiling takes the first
 *   statement of a text only.
 * - The window over all rows makes SQLite finish the work within the first step, the one that libsql
 *   runs off the main thread. The outer LIMIT bounds the rows whatever the statement says.
 * - Texts come as bytes and bytes as hexadecimal text, because libsql ends the process on a text that
 *   is not well-formed UTF-8.
 */
async function prepare(native: LibsqlConnection, sql: string, limit: number): Promise<Prepared> {
  // Compiled inside the frame first: on its own, a PRAGMA would take effect while it is compiled.
  await native.prepare(`SELECT * FROM (\n${sql}\n) LIMIT 0`).catch((cause: unknown) => {
    throw WRITES.test(sql) ? new DatabaseError('DATABASE_READ_ONLY', 'Only a SELECT is run here; the statement was not, and nothing was changed.', { cause }) : cause;
  });
  const columns = (await native.prepare(sql)).columns();
  const names = columns.map((_, index) => `c${index}`);
  const values = names.map((name) => `CASE typeof(${name}) WHEN 'text' THEN CAST(${name} AS BLOB) WHEN 'blob' THEN hex(${name}) ELSE ${name} END`);
  const statement = await native.prepare(
    `WITH nl2sql_statement(${names.join(', ')}) AS (\n${sql}\n)\n` +
      `SELECT ${values.join(', ')}, count(*) OVER () FROM (SELECT * FROM nl2sql_statement LIMIT ${limit})`,
  );
  return { columns: columns.map(({ name, type }) => ({ name, type })), statement: statement.raw() };
}

/** By whole words and not by syntax: nothing can be hidden from it, and no table is called `readfile`. */
export function refuseOutsideNames(sql: string, outside: ReadonlySet<string>): void {
  for (const [word] of sql.toLowerCase().matchAll(/[\p{L}\p{N}_$]+/gu)) {
    if (outside.has(word) || word.startsWith('pragma_')) {
      throw new DatabaseError('DATABASE_QUERY_FAILED', `The statement uses ${word}, which reaches beyond the tables of the database; it was not run.`);
    }
  }
}

async function openSelection(native: LibsqlConnection, sql: string, parameters: readonly LibsqlValue[], limit: number, decoder: TextDecoder): Promise<OpenSelection> {
  const { columns, statement } = await prepare(native, sql, limit);
  const stored = (await statement.iterate(parameters))[Symbol.iterator]();
  let ended = false;
  /** The next row; null at the end, and after an error as well: SQLite would begin the statement anew, on the main thread. */
  const next = () => {
    if (ended) return null;
    ended = true;
    const row = stored.next();
    if (row.done === true) return null;
    ended = false;
    return row.value;
  };
  return {
    columns,
    async read(count) {
      const rows: StoredValue[][] = [];
      while (rows.length < count) {
        const row = next();
        if (row === null) break;
        rows.push(row.slice(0, columns.length).map((value) => toStoredValue(value, decoder)));
        if (rows.length % ROWS_PER_TURN === 0) await setImmediate();
      }
      return rows;
    },
    close() {
      if (ended) return;
      native.interrupt();
      try {
        // SQLite ends it when it is asked for a row that has not been handed over yet.
        while (next() !== null);
      } catch {
        // It was interrupted.
      }
    },
  };
}

/** All rows of a statement, at most `limit`. */
export async function select(native: LibsqlConnection, sql: string, parameters: readonly LibsqlValue[], limit: number, decoder: TextDecoder): Promise<Selection> {
  const selection = await openSelection(native, sql, parameters, limit, decoder);
  return { columns: selection.columns, rows: await selection.read(Number.POSITIVE_INFINITY) };
}

function toStoredValue(value: LibsqlValue, decoder: TextDecoder): StoredValue {
  if (typeof value === 'string') return { bytes: Buffer.from(value, 'hex') };
  return value instanceof Uint8Array ? decoder.decode(value) : value;
}

/** libsql binds every number as REAL and does not take a boolean. */
export function toParameter(value: string | number | boolean | null): LibsqlValue {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
}
