import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@nl2sql/core/contracts';
import { type DatabaseHarness, processIsBusy, trustedSql } from '@nl2sql/core/testing';
import Libsql from 'libsql';
import { loadLibsql } from '../../libsql.ts';
import { sqlite, type SqliteOptions } from '../sqlite.ts';

/** A SELECT that does not end by itself. */
export const RUNAWAY = 'WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) SELECT max(n) AS n FROM numbers LIMIT 1';

/** Two rows to ask for. */
export const ORDERS = "CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT); INSERT INTO orders VALUES (1, 'paid'), (2, 'open')";

/** Runs statements on a file, which is made when it is not there. */
export function write(file: string, ...statements: readonly string[]): void {
  const writer = new Libsql(file);
  for (const statement of statements) writer.exec(statement);
  writer.close();
}

/** Asks without the guard. */
export function ask(database: Database, text: string, limits: Partial<Parameters<Database['query']>[1]> = {}) {
  return database.query(trustedSql(text), { timeoutMs: 10_000, maxRows: 100, ...limits });
}

/** What the contract's cases need of this engine. */
export const harness = (files: TestFiles): DatabaseHarness => ({
  create: async (statements, options) => sqlite({ file: files.newFile(...statements), ...options }),
  runaway: RUNAWAY,
  series: (rows) => `WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < ${rows}) SELECT n FROM series`,
  isWorking: processIsBusy,
  disconnect: null,
});

/** A folder of database files, and the databases that a test opened. */
export interface TestFiles {
  readonly folder: string;
  newFile(...statements: readonly string[]): string;
  open(file: string, options?: Partial<SqliteOptions>): Database;
  closeAll(): Promise<void>;
  remove(): void;
}

export async function makeTestFiles(): Promise<TestFiles> {
  // Before the tests write their files with libsql, as in an application that uses it for this only.
  await loadLibsql();
  const folder = mkdtempSync(join(tmpdir(), 'nl2sql-sqlite-'));
  const opened: Database[] = [];
  let files = 0;
  return {
    folder,
    newFile(...statements) {
      files += 1;
      const file = join(folder, `database-${files}.sqlite`);
      write(file, ...statements);
      return file;
    },
    open(file, options = {}) {
      const database = sqlite({ file, ...options });
      opened.push(database);
      return database;
    },
    async closeAll() {
      for (const database of opened.splice(0)) await database.close();
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
