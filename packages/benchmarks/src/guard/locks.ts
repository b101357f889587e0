import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Dialect } from '@nl2sql/core/contracts';
import type { Lock, LockedTable } from '@nl2sql/core/protocol';
import { isRecord, readJsonFile, unreadable } from './json-files.ts';

/** What a corpus may read. */
export interface LockFile {
  readonly lock: Lock;
  /** The schema of unqualified tables, where the file names one for the dialect. */
  readonly schemas: ReadonlyMap<string, string>;
  /** Tables that have no hidden columns, where the file lists the hidden ones. */
  readonly completeTables: readonly string[];
}

/** The tables of each database, by its name in lower case. */
export type Schemas = ReadonlyMap<string, readonly LockedTable[]>;

/** The lock file that is given, else the one beside the corpus. */
export function lockFileOf(corpus: string, given: string | undefined): string {
  const file = given ?? join(dirname(corpus), 'lock.json');
  if (given === undefined && !existsSync(file)) throw unreadable(`There is no lock.json beside ${corpus}: name one with --lock FILE.`);
  return file;
}

/** Reads `{ lock: { tables: { table: [column] }, schema: { dialect: name } } }`. */
export function readLockFile(file: string): LockFile {
  const content = readJsonFile(file);
  const inner = isRecord(content['lock']) ? content['lock'] : content;
  const { tables, schema, hidden } = inner;
  if (!isRecord(tables)) throw unreadable(`${file} has no "tables".`);
  const locked = Object.entries(tables).map(([table, columns]) => ({ table, columns: namesOf(columns, `${file}: ${table}`) }));
  const schemas = Object.entries(isRecord(schema) ? schema : {}).flatMap(([dialect, name]) =>
    typeof name === 'string' ? [[dialect, name] as const] : [],
  );
  const hiddenColumns = isRecord(hidden) && Array.isArray(hidden['columns']) ? namesOf(hidden['columns'], `${file}: hidden.columns`) : null;
  const completeTables = locked.map(({ table }) => table).filter((table) => hiddenColumns?.some((column) => column.startsWith(`${table}.`)) === false);
  return { lock: lockOf(locked), schemas: new Map(schemas), completeTables };
}

/** Reads `{ database: [{ table, columns: [] }] }`. */
export function readSchemas(file: string): Schemas {
  return new Map(
    Object.entries(readJsonFile(file)).map(([db, tables]) => {
      if (!Array.isArray(tables)) throw unreadable(`${file}: ${db} is not a list of tables.`);
      return [db.toLowerCase(), tables.map((table: unknown) => tableOf(table, `${file}: ${db}`))];
    }),
  );
}

/**
 * The lock of someone who may read a whole database.
 *
 * A schema says how SQLite spells its names. Whoever makes such a database in PostgreSQL either
 * quotes them, and they stay, or does not, and they are folded to lower case: the lock has both.
 * `sales.orders` is a table in a schema of its own in PostgreSQL alone; elsewhere it is `orders`.
 */
export function lockOfDatabase(tables: readonly LockedTable[], dialect: Dialect): Lock {
  const spellings = (name: string): readonly string[] => (dialect === 'postgres' ? [...new Set([name, foldAscii(name)])] : [name]);
  const spelled = tables.flatMap(({ table, columns }) =>
    spellings(dialect === 'postgres' ? table : table.slice(table.lastIndexOf('.') + 1)).map((name) => ({
      table: name,
      columns: [...new Set(columns.flatMap(spellings))],
    })),
  );
  return lockOf(uniqueTables(spelled, dialect));
}

/**
 * A lock that allows every name that a statement writes, so that only something else can be wrong with
 * it: each word is a table, and a column of each.
 */
export function lockOfWords(sql: string): Lock {
  const names = wordsIn(sql);
  return lockOf(names.map((table) => ({ table, columns: names })));
}

/** The words of a statement as they are written and in lower case, and no more than {@link MOST_WORDS} of them. */
export function wordsIn(sql: string): readonly string[] {
  const words = sql.match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? [];
  return [...new Set(words.flatMap((word) => [word, foldAscii(word)]))].slice(0, MOST_WORDS);
}

export const EMPTY_LOCK: Lock = lockOf([]);

const MOST_WORDS = 500;

function lockOf(tables: readonly LockedTable[]): Lock {
  return { tables, joins: [], values: [] };
}

/** Tables that one database cannot hold at once, because their names differ in case alone, become one. */
function uniqueTables(tables: readonly LockedTable[], dialect: Dialect): readonly LockedTable[] {
  const key = (name: string): string => (dialect === 'postgres' ? name : foldAscii(name));
  return [...new Map(tables.map((table) => [key(table.table), table])).values()];
}

function foldAscii(name: string): string {
  return name.replace(/[A-Z]/gu, (letter) => letter.toLowerCase());
}

function tableOf(value: unknown, place: string): LockedTable {
  if (!isRecord(value) || typeof value['table'] !== 'string') throw unreadable(`${place} holds something without a "table".`);
  return { table: value['table'], columns: namesOf(value['columns'], `${place}.${value['table']}`) };
}

function namesOf(value: unknown, place: string): readonly string[] {
  if (!Array.isArray(value) || !value.every((name) => typeof name === 'string')) throw unreadable(`${place} has no list of columns.`);
  return value;
}
