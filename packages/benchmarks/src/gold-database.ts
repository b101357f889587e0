import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CompletedResult } from '@nl2sql/core/protocol';
import Database from 'libsql/promise';
import { CommandError } from './command-line.ts';
import type { Rows, Value } from './compare-results.ts';
import { tablesRead } from './names-in-sql.ts';
import { ordersItsRows, quoteAsText } from './sql-text.ts';

const GOLD_TIMEOUT_MS = 60_000;

/** What a gold statement answers. */
export interface GoldAnswer {
  readonly rows: Rows;
  /** Whether the rows have an order. */
  readonly ordered: boolean;
  /** The tables that the statement reads. */
  readonly tables: readonly string[];
}

/** A database in which gold statements run: opened for reading, apart from the pipeline. */
export interface GoldDatabase {
  /** The answer of a statement, which runs once only; null when it cannot be run. */
  answer(sql: string): Promise<GoldAnswer | null>;
  close(): void;
}

/**
 * Opens a SQLite file for reading.
 *
 * @throws CommandError when it is not one
 */
export async function openGoldDatabase(file: string): Promise<GoldDatabase> {
  const database = openReadOnly(file);
  const known = new Map<string, Promise<GoldAnswer | null>>();

  async function rowsOf(sql: string): Promise<unknown[][]> {
    const statement = await database.prepare(sql);
    const timeout = setTimeout(() => database.interrupt(), GOLD_TIMEOUT_MS);
    try {
      return (await statement.raw(true).safeIntegers(true).all()) as unknown[][];
    } finally {
      clearTimeout(timeout);
    }
  }

  /** Many gold statements put texts in double quotes, which SQLite once took and this build does not. */
  async function withTextsQuoted(sql: string): Promise<string> {
    try {
      await database.prepare(sql);
      return sql;
    } catch (error) {
      const word = /^no such column: (.*)$/su.exec(error instanceof Error ? error.message : '')?.[1];
      const rewritten = word === undefined ? null : quoteAsText(sql, word);
      if (rewritten === null) throw error;
      return withTextsQuoted(rewritten);
    }
  }

  async function run(gold: string): Promise<GoldAnswer | null> {
    try {
      const sql = await withTextsQuoted(gold);
      const rows = await rowsOf(sql);
      return {
        rows: rows.map((row) => row.map(goldValue)),
        ordered: ordersItsRows(sql),
        tables: tablesRead(sql, shape) ?? [],
      };
    } catch {
      return null;
    }
  }

  const shape = new Map<string, string[]>();
  const columns = await rowsOf(
    `SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c
     WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!'`,
  ).catch((): never => {
    throw new CommandError(`${file} is not a SQLite database.`);
  });
  for (const [table, column] of columns) {
    shape.set(String(table), [...(shape.get(String(table)) ?? []), String(column)]);
  }
  return {
    answer(sql) {
      const answer = known.get(sql) ?? run(sql);
      known.set(sql, answer);
      return answer;
    },
    close: () => database.close(),
  };
}

function openReadOnly(file: string): Database {
  try {
    return new Database(`${pathToFileURL(resolve(file)).href}?mode=ro`, {});
  } catch {
    throw new CommandError(`${file} cannot be opened.`);
  }
}

function goldValue(value: unknown): Value {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number') return finite(value);
  if (value instanceof Uint8Array || value instanceof ArrayBuffer) return Buffer.from(value as Uint8Array).toString('base64');
  return String(value);
}

/**
 * The rows of a run as they are compared: the numbers that travel as texts, because a JSON number
 * could not hold them, are numbers again.
 */
export function predictedRows(result: Pick<CompletedResult, 'columns' | 'rows'>): Rows {
  return result.rows.map((row) =>
    row.map((cell, column): Value => {
      if (cell === null) return null;
      if (typeof cell === 'number') return finite(cell);
      if (typeof cell === 'boolean') return Number(cell);
      if (typeof cell !== 'string') return JSON.stringify(cell);
      return isNumberAsText(cell, result.columns[column]?.type) ? Number(cell) : cell;
    }),
  );
}

function isNumberAsText(cell: string, type: CompletedResult['columns'][number]['type'] | undefined): boolean {
  if (type === 'decimal') return /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/iu.test(cell);
  return type === 'integer' && /^-?\d+$/u.test(cell) && !Number.isSafeInteger(Number(cell));
}

/** Infinite numbers have no distance to others: compared as texts. */
function finite(value: number): Value {
  return Number.isFinite(value) ? value : String(value);
}
