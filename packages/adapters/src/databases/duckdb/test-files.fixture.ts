import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Database } from '@nl2sql/core/contracts';
import { type DatabaseHarness, processIsBusy, trustedSql } from '@nl2sql/core/testing';
import { duckdb, type DuckdbOptions } from '../duckdb.ts';

/** A SELECT that does not end by itself. */
export const RUNAWAY = 'SELECT count(*) AS n FROM range(1000000000000) AS a (x), range(100) AS b (y) WHERE x % 7 = y LIMIT 1';

/** Two rows to ask for. */
export const ORDERS = "CREATE TABLE orders (id INTEGER PRIMARY KEY, status VARCHAR); INSERT INTO orders VALUES (1, 'paid'), (2, 'open')";

/** Runs statements on a file, which is made when it is not there. */
export async function write(file: string, ...statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  try {
    for (const statement of statements) await connection.run(statement);
    await connection.run('CHECKPOINT');
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Asks without the guard. */
export function ask(database: Database, text: string, limits: Partial<Parameters<Database['query']>[1]> = {}) {
  return database.query(trustedSql(text), { timeoutMs: 10_000, maxRows: 100, ...limits });
}

/** What the contract's cases need of this engine. */
export const harness = (files: TestFiles): DatabaseHarness => ({
  create: async (statements, options) => duckdb({ file: await files.newFile(...statements), ...options }),
  runaway: RUNAWAY,
  series: (rows) => `SELECT range AS n FROM range(1, ${rows + 1}) ORDER BY n`,
  isWorking: processIsBusy,
  disconnect: null,
});

/** A folder of database files, and the databases that a test opened. */
export interface TestFiles {
  readonly folder: string;
  newFile(...statements: readonly string[]): Promise<string>;
  open(file: string, options?: Partial<DuckdbOptions>): Database;
  closeAll(): Promise<void>;
  remove(): void;
}

export function makeTestFiles(): TestFiles {
  const folder = mkdtempSync(join(tmpdir(), 'nl2sql-duckdb-'));
  const opened: Database[] = [];
  let files = 0;
  return {
    folder,
    async newFile(...statements) {
      files += 1;
      const file = join(folder, `database-${files}.duckdb`);
      await write(file, ...statements);
      return file;
    },
    open(file, options = {}) {
      const database = duckdb({ file, ...options });
      opened.push(database);
      return database;
    },
    async closeAll() {
      for (const database of opened.splice(0)) await database.close();
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
