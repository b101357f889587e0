import { basename } from 'node:path';
import type { Dialect } from '@nl2sql/core/contracts';
import { readJsonLines, textOf, unreadable, type JsonRow } from './json-files.ts';

/** A statement of a corpus. */
export interface CorpusItem {
  readonly id: string;
  readonly dialect: Dialect;
  /** What the corpus files it under. */
  readonly category: string;
  readonly sql: string;
}

/** A statement that answers a question about a database, which may read all of that database. */
export interface GoldItem extends CorpusItem {
  /** In lower case. Its category is the source, without the number of a source of its own. */
  readonly db: string;
}

/** A statement of a grammar's own tests. */
export interface GrammarStatement {
  readonly id: string;
  /** `select`, or the kind of statement by the grammar's own name. */
  readonly kind: string;
  readonly sql: string;
}

/** What was read, and how many rows were left out. */
export interface Corpus<T> {
  readonly items: readonly T[];
  /** Why rows were left out, with their count. */
  readonly skipped: ReadonlyMap<string, number>;
}

/** Words of file names and sources, and the dialect that they stand for; null: one that the guard does not know. */
const DIALECT_WORDS: Readonly<Record<string, Dialect | null>> = {
  sqlite: 'sqlite',
  postgres: 'postgres',
  postgresql: 'postgres',
  pg: 'postgres',
  pglite: 'postgres',
  mysql: 'mysql',
  mariadb: 'mysql',
  duckdb: 'duckdb',
  bigquery: null,
  snowflake: null,
  tsql: null,
  mssql: null,
  sqlserver: null,
  db2: null,
  oracle: null,
  redshift: null,
};

/** Statements with a dialect and a category each: attacks, or benign ones. */
export function readCorpus(file: string): Corpus<CorpusItem> {
  const skipped = new Map<string, number>();
  const items = readJsonLines(file).flatMap((row) => {
    const dialect = dialectWord(textOf(row, 'dialect'));
    if (dialect == null) return leaveOut(skipped, `of the dialect ${textOf(row, 'dialect')}`);
    return [{ id: textOf(row, 'id'), dialect, category: textOf(row, 'category'), sql: statementOf(row) }];
  });
  return { items, skipped };
}

/**
 * Gold statements. Only single SELECT statements about databases that are `known` are read; the
 * dialect is `given`, or is told from the name of the file, else from the row's source, else SQLite.
 */
export function readGold(file: string, known: (db: string) => boolean, given?: Dialect): Corpus<GoldItem> {
  const skipped = new Map<string, number>();
  const ofFile = given ?? dialectWord(basename(file));
  const items = readJsonLines(file).flatMap((row) => {
    const source = textOf(row, 'source');
    const dialect = ofFile === undefined ? (dialectWord(source) ?? (dialectWord(source) === null ? null : 'sqlite')) : ofFile;
    if (dialect === null) return leaveOut(skipped, 'of another dialect');
    if (row.fields['single_select'] !== true) return leaveOut(skipped, 'not a single SELECT');
    const db = textOf(row, 'db_id').toLowerCase();
    if (!known(db)) return leaveOut(skipped, 'of a database without a schema');
    return [{ id: textOf(row, 'id'), dialect, category: source.replace(/_[a-z]*\d+[a-z]?$/u, ''), db, sql: statementOf(row) }];
  });
  return { items, skipped };
}

/** Statements of the PostgreSQL grammar's tests that it reads. */
export function readGrammarStatements(file: string): readonly GrammarStatement[] {
  return readJsonLines(file)
    .filter(({ fields }) => fields['parses'] === true)
    .map((row) => ({ id: `${textOf(row, 'file')}:${numberOf(row, 'n')}`, kind: textOf(row, 'kind'), sql: statementOf(row) }));
}

/** The dialect that a word of the text stands for; null for one that the guard does not know, undefined for none. */
export function dialectWord(text: string): Dialect | null | undefined {
  const words = text.toLowerCase().split(/[^a-z0-9]+/u);
  const word = words.find((candidate) => Object.hasOwn(DIALECT_WORDS, candidate));
  return word === undefined ? undefined : DIALECT_WORDS[word];
}

function leaveOut(skipped: Map<string, number>, why: string): [] {
  skipped.set(why, (skipped.get(why) ?? 0) + 1);
  return [];
}

/** Unlike other texts, a statement may be empty. */
function statementOf({ fields, place }: JsonRow): string {
  const { sql } = fields;
  if (typeof sql !== 'string') throw unreadable(`${place} has no text in "sql".`);
  return sql;
}

function numberOf({ fields, place }: JsonRow, name: string): number {
  const field = fields[name];
  if (typeof field !== 'number') throw unreadable(`${place} has no number in "${name}".`);
  return field;
}
