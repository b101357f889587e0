import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import Database from 'libsql';
import { generateRows } from './generators/index.ts';
import type { Row } from './rows.ts';
import { SCHEMA } from './schema/index.ts';

export interface DemoDatabaseOptions {
  /** Where the database goes. Missing folders are made. */
  readonly file: string;
  /** Any whole number; the same seed and day give the same rows. Default 42. */
  readonly seed?: number;
  /** The last day of the data, `YYYY-MM-DD`. Default: the current day (UTC), so that "last year" has data. */
  readonly today?: string;
  /** Replaces a file that exists. Default false: an existing file is an error. */
  readonly replace?: boolean;
}

export interface DemoDatabase {
  /** The absolute path. */
  readonly file: string;
  /** How many tables there are, views not counted. */
  readonly tables: number;
  /** How many rows all tables hold together. */
  readonly rows: number;
  /** The last day of the data, `YYYY-MM-DD`. */
  readonly today: string;
}

/**
 * Writes the database of an invented B2B company that sells shop hardware and a subscription: about
 * three years of data up to `today`, in some sixty tables, several of which look alike.
 * The file appears only when it is complete.
 *
 * @throws RangeError when `today` is not a day or `seed` is not a whole number; nothing is written.
 * @throws Error when the file exists and `replace` is not set; it is left as it is.
 *
 * @example
 * ```ts
 * import { createDemoDatabase } from '@nl2sql/example-demo-data';
 * const { file, tables, rows } = createDemoDatabase({ file: '.tmp/shop.sqlite', replace: true });
 * console.log(`${file}: ${tables} tables, ${rows} rows`);
 * ```
 */
export function createDemoDatabase(options: DemoDatabaseOptions): DemoDatabase {
  const { seed = 42, today = new Date().toISOString().slice(0, 10), replace = false } = options;
  if (!Number.isSafeInteger(seed)) throw new RangeError(`The seed must be a whole number, not ${seed}.`);
  const file = resolve(options.file);
  if (!replace && existsSync(file)) {
    throw new Error(`${file} exists and was left as it is. Choose another file, or pass replace: true.`);
  }

  const tables = generateRows(seed, today);
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}.unfinished`;
  rmSync(unfinished, { force: true });
  try {
    write(unfinished, tables);
    for (const suffix of ['-wal', '-shm', '-journal']) rmSync(`${file}${suffix}`, { force: true });
    renameSync(unfinished, file);
  } finally {
    for (const suffix of ['', '-journal']) rmSync(`${unfinished}${suffix}`, { force: true });
  }
  const rows = [...tables.values()].reduce((sum, some) => sum + some.length, 0);
  return { file, tables: tables.size, rows, today };
}

function write(file: string, tables: ReadonlyMap<string, readonly Row[]>): void {
  const database = new Database(file);
  try {
    database.exec('PRAGMA foreign_keys = OFF; BEGIN;');
    database.exec(SCHEMA);
    for (const [table, rows] of tables) {
      const columns = Object.keys(rows[0] ?? {});
      const insert = database.prepare(
        `INSERT INTO ${quoted(table)} (${columns.map(quoted).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      );
      for (const row of rows) insert.run(columns.map((column) => row[column] ?? null));
    }
    database.exec('COMMIT; ANALYZE;');
  } finally {
    database.close();
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
