import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processIsBusy, type DatabaseHarness } from '@nl2sql/core/testing';
import Libsql from 'libsql';
import { csvFolder } from '../src/csv-folder.ts';

const home = mkdtempSync(join(tmpdir(), 'custom-adapter-'));
process.once('exit', () => rmSync(home, { recursive: true, force: true }));

/** How the contract's cases get at the adapter. */
export const harness: DatabaseHarness = {
  create: async (statements) => csvFolder({ folder: writeCsvFolder(statements) }),
  runaway: 'WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) SELECT max(n) AS n FROM numbers LIMIT 1',
  series: (rows) => `WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < ${rows}) SELECT n FROM series`,
  isWorking: processIsBusy,
  disconnect: null,
};

/** Runs the statements of a case on an empty database, and writes what is in it then as CSV files. */
function writeCsvFolder(statements: readonly string[]): string {
  const folder = mkdtempSync(join(home, 'shop-'));
  const scratch = new Libsql(':memory:');
  try {
    for (const statement of statements) scratch.exec(statement);
    const tables = scratch.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all() as { name: string; sql: string }[];
    writeFileSync(join(folder, 'schema.sql'), tables.map(({ sql }) => `${sql};\n`).join(''));
    for (const { name } of tables) {
      const select = scratch.prepare(`SELECT * FROM ${name}`).safeIntegers(true).raw(true);
      const rows = [select.columns().map((column) => column.name), ...(select.all() as unknown[][])];
      writeFileSync(join(folder, `${name}.csv`), rows.map((row) => `${row.map(field).join(',')}\n`).join(''));
    }
  } finally {
    scratch.close();
  }
  return folder;
}

function field(value: unknown): string {
  return value === null ? '' : typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : String(value);
}
