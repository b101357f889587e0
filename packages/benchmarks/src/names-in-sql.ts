import type { CompletedResult } from '@nl2sql/core/protocol';
import Database from 'libsql';
import { wordsOf } from './sql-text.ts';

/** Column names by table name. */
export type Shape = ReadonlyMap<string, readonly string[]>;

/**
 * The tables of a database that a statement reads, found by asking SQLite: the statement is compiled
 * in an empty database, and each table that is missing is added until it compiles. Null when it
 * cannot be compiled with the tables of the database.
 */
export function tablesRead(sql: string, shape: Shape): string[] | null {
  const byFoldedName = new Map([...shape.keys()].map((table) => [table.toLowerCase(), table]));
  const found: string[] = [];
  const database = new Database(':memory:');
  try {
    for (;;) {
      const problem = problemOf(database, sql);
      if (problem === null) return found;
      const missing = /no such table: (?:main\.)?(.*)$/su.exec(problem)?.[1];
      const table = missing === undefined ? undefined : byFoldedName.get(missing.toLowerCase());
      if (table === undefined || found.includes(table)) return null;
      found.push(table);
      createTable(database, table, shape.get(table)!);
    }
  } finally {
    database.close();
  }
}

/** Tables and columns that SQLite has without a definition. */
const BUILT_IN = /^(?:sqlite_.*|pragma_.*|rowid|oid|_rowid_)$/u;

/**
 * What a completed run used outside its lock, a sentence each; empty when it kept to it. Checked apart
 * from the pipeline's own guard: the statement must compile in a database that holds nothing but the
 * locked tables with their locked columns. (This SQLite never reads a double-quoted word as a text.)
 */
export function lockViolations(result: Pick<CompletedResult, 'sql' | 'lock' | 'proof'>): string[] {
  const locked = new Map(result.lock.tables.map(({ table, columns }) => [fold(table), new Set(columns.map(fold))]));
  const violations = [
    ...result.proof.used.tables
      .filter((table) => !locked.has(fold(table)))
      .map((table) => `The proof lists the table ${table}, which is not locked.`),
    ...result.proof.used.columns
      .filter(({ table, column }) => !locked.get(fold(table))?.has(fold(column)))
      .map(({ table, column }) => `The proof lists the column ${table}.${column}, which is not locked.`),
  ];
  const lockedColumns = new Set([...locked.values()].flatMap((columns) => [...columns]));
  for (const word of new Set(wordsOf(result.sql))) {
    if (BUILT_IN.test(word) && !lockedColumns.has(word)) violations.push(`The statement names ${word}, which every database has.`);
  }
  const database = new Database(':memory:');
  try {
    for (const { table, columns } of result.lock.tables) createTable(database, table, columns);
    const problem = problemOf(database, result.sql);
    if (problem !== null) violations.push(`The statement does not compile on the lock alone: ${problem}.`);
  } finally {
    database.close();
  }
  return violations;
}

function createTable(database: Database.Database, table: string, columns: readonly string[]): void {
  // A table needs a column; one without any is only counted or joined to.
  const list = columns.length === 0 ? ['no locked column'] : columns;
  database.exec(`CREATE TABLE ${quote(table)} (${list.map(quote).join(', ')})`);
}

function problemOf(database: Database.Database, sql: string): string | null {
  try {
    database.prepare(sql);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function fold(name: string): string {
  return name.toLowerCase();
}
