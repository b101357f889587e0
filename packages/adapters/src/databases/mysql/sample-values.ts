import type { ColumnValues } from '@nl2sql/core/contracts';
import { DatabaseError } from '@nl2sql/core/errors';
import { dayRange } from '../day-range.ts';
import { quoteName, quoteText } from './identifiers.ts';
import type { Session } from './read-session.ts';

/** Longer texts are prose, not values that a question names. */
const LONGEST_VALUE = 200;

/** So that a wide table does not make one enormous statement. */
const COLUMNS_PER_STATEMENT = 50;

const BYTES = /^(?:(?:tiny|medium|long)?blob|(?:var)?binary|geometry|point|linestring|polygon|multi\w+|geometrycollection|geomcollection|vector)$/i;

const TEMPORAL = /^(?:date|datetime|timestamp)$/i;

const textOf = (value: unknown) => (typeof value === 'string' ? value : null);

export interface SampleOptions {
  readonly limit: number;
  readonly scanRows: number;
  /** Databases beside the main one whose tables are called `database.table`. */
  readonly databases: readonly string[];
}

/**
 * The distinct values of columns among the first `scanRows` rows of a table. The list is complete only
 * when every row was looked at and no value was left out.
 */
export async function sampleValues(session: Session, name: string, columns: readonly string[], { limit, scanRows, databases }: SampleOptions): Promise<ColumnValues[]> {
  if (columns.length === 0) return [];
  const [database, table] = splitName(name, session.server.database, databases);
  const source = `${quoteName(database)}.${quoteName(table)}`;
  const types = new Map(
    (await session.selectOwn(`SELECT COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ${quoteText(database)} AND TABLE_NAME = ${quoteText(table)}`)).map(
      ([column, type]) => [String(column).toLowerCase(), String(type)] as const,
    ),
  );
  if (columns.some((column) => !types.has(column.toLowerCase()))) {
    throw new DatabaseError('DATABASE_QUERY_FAILED', 'The values of a table or column were asked for that is not there or may not be read.');
  }
  const [[count] = []] = await session.selectOwn(`SELECT count(*) FROM (SELECT ${quoteName(columns[0] ?? '')} FROM ${source} LIMIT ${scanRows + 1}) AS counted`);
  const whole = Number(count) <= scanRows;

  const temporal = Number(count) === 0 ? [] : columns.filter((column) => TEMPORAL.test(types.get(column.toLowerCase()) ?? ''));
  const names = temporal.map(quoteName);
  const ends = names.map((name) => `CAST(MIN(${name}) AS CHAR), CAST(MAX(${name}) AS CHAR)`).join(', ');
  const [row = []] = temporal.length === 0 ? [] : await session.selectOwn(`SELECT ${ends} FROM (SELECT ${names.join(', ')} FROM ${source} LIMIT ${scanRows}) AS looked_at`);
  const days = new Map(temporal.map((column, index) => [column, dayRange(textOf(row[2 * index]), textOf(row[2 * index + 1]), whole ? 'complete' : 'sample')]));

  const found = new Map<string, { readonly values: string[]; leftOut: boolean }>(columns.map((column) => [column, { values: [], leftOut: BYTES.test(types.get(column.toLowerCase()) ?? '') }]));
  const asked = Number(count) === 0 ? [] : [...found].filter(([, { leftOut }]) => !leftOut);
  for (let start = 0; start < asked.length; start += COLUMNS_PER_STATEMENT) {
    const part = asked.slice(start, start + COLUMNS_PER_STATEMENT);
    const statement = part.map(([column], index) => distinctValues(index, source, column, types.get(column.toLowerCase()) ?? '', scanRows, limit)).join(' UNION ALL ');
    for (const [index, value] of await session.selectOwn(statement)) {
      const column = part[Number(index)]?.[1];
      if (column === undefined) continue;
      if (value === null || value === undefined) column.leftOut = true;
      else column.values.push(String(value));
    }
  }
  return columns.map((column) => {
    const range = days.get(column);
    const { values = [], leftOut = true } = found.get(column) ?? {};
    return { column, values: values.slice(0, limit), coverage: whole && !leftOut && values.length <= limit ? 'complete' : 'sample', ...(range === undefined ? {} : { days: range }) };
  });
}

/** A NULL among the values stands for prose, which is left out. Two more than the limit tell a full list from a cut one. */
function distinctValues(index: number, source: string, column: string, type: string, scanRows: number, limit: number): string {
  const name = quoteName(column);
  const value = type.toLowerCase() === 'bit' ? `CAST(${name} + 0 AS CHAR)` : `CAST(${name} AS CHAR)`;
  return (
    `(SELECT DISTINCT ${index}, CASE WHEN CHAR_LENGTH(v) <= ${LONGEST_VALUE} THEN v END FROM` +
    ` (SELECT ${value} COLLATE utf8mb4_bin AS v FROM (SELECT ${name} FROM ${source} LIMIT ${scanRows}) AS looked_at WHERE ${name} IS NOT NULL) AS vals LIMIT ${limit + 2})`
  );
}

/** A dot belongs to the name unless one of the described databases stands before it. */
function splitName(name: string, main: string, databases: readonly string[]): readonly [database: string, table: string] {
  const database = databases.find((candidate) => candidate !== main && name.startsWith(`${candidate}.`));
  return database === undefined ? [main, name] : [database, name.slice(database.length + 1)];
}
