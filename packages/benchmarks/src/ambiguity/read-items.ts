import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isRecord, readJsonLines, textOf, unreadable, type JsonRow } from '../guard/json-files.ts';

const LABELS = ['ambiguous', 'clear', 'unanswerable', 'off_topic'] as const;

/** What a question is over its schema. */
export type Label = (typeof LABELS)[number];

export interface InlineTable {
  readonly table: string;
  readonly columns: readonly string[];
  readonly primaryKey?: string;
}

/** A question with what should come of it. */
export interface AmbiguityItem {
  readonly id: string;
  /** Shared by two items that differ only in what makes one of them ambiguous. */
  readonly pair?: string;
  readonly question: string;
  readonly label: Label;
  /** What makes it ambiguous. */
  readonly kind?: string;
  /** The statements that answer an ambiguous question, one a reading. */
  readonly readings: readonly string[];
  readonly source: { readonly file: string } | { readonly tables: readonly InlineTable[] };
}

/**
 * Reads one item a line: `{ id, pair?, question, label, kind?, readings?, schema?, db? }`. A `db` that is
 * a file, seen from the folder of the items, is asked itself; else there must be a `schema`.
 *
 * @throws CommandError when the file is missing or a line is not an item
 */
export function readItems(file: string): readonly AmbiguityItem[] {
  return readJsonLines(file).map((row) => itemOf(row, dirname(file)));
}

function itemOf(row: JsonRow, directory: string): AmbiguityItem {
  const { pair, kind, readings } = row.fields;
  const label = LABELS.find((known) => known === row.fields['label']);
  if (label === undefined) throw unreadable(`${row.place} has no "label" out of ${LABELS.join(', ')}.`);
  return {
    id: textOf(row, 'id'),
    question: textOf(row, 'question'),
    label,
    ...(typeof pair === 'string' ? { pair } : {}),
    ...(typeof kind === 'string' ? { kind } : {}),
    readings: Array.isArray(readings) ? readings.filter((reading) => typeof reading === 'string') : [],
    source: sourceOf(row, directory),
  };
}

function sourceOf({ fields: { db, schema }, place }: JsonRow, directory: string): AmbiguityItem['source'] {
  if (typeof db === 'string') {
    const file = resolve(directory, db);
    if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) return { file };
  }
  if (!Array.isArray(schema)) throw unreadable(`${place} has neither a "schema" nor a "db" that is a file.`);
  return { tables: schema.map((table: unknown) => tableOf(table, place)) };
}

function tableOf(value: unknown, place: string): InlineTable {
  if (!isRecord(value) || typeof value['table'] !== 'string') throw unreadable(`${place} has a table without a "table" in its "schema".`);
  const { table, columns, primaryKey } = value;
  if (!Array.isArray(columns) || !columns.every((column) => typeof column === 'string')) throw unreadable(`${place} has no list of columns for ${table}.`);
  return { table, columns, ...(typeof primaryKey === 'string' ? { primaryKey } : {}) };
}
