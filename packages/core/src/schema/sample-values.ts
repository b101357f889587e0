import type { ColumnValues, Database, TableInfo } from '../contracts/index.ts';
import { isNl2SqlError } from '../errors/index.ts';
import type { Settings } from '../settings.ts';
import { columnFamily } from './column-family.ts';

/** Values kept of a whole database, shared out among its text columns. */
const VALUE_BUDGET = 300_000;

/** Values that every text column may keep, however many columns there are. */
const FEWEST_VALUES = 50;

/** Codes, flags and ratings: a column of numbers with at most this many values is worth showing. */
const FEW_VALUES = 12;

/** Tables up to this many rows are read through for columns with few values. */
const CHEAP_ROWS = 100_000;

/** How many values of one text column are read, so that large schemas stay within memory. */
export function valueLimit(tables: readonly TableInfo[], ingestion: Settings['ingestion']): number {
  const columns = tables.reduce((sum, table) => sum + table.columns.filter(isText).length, 0);
  return Math.min(ingestion.valuesPerColumn, Math.max(FEWEST_VALUES, Math.floor(VALUE_BUDGET / Math.max(1, columns))));
}

/**
 * The stored values of a table by column: those of its text columns, and of its other columns where
 * they are few and the table is small; of days the first and the last. Null when the table cannot be read.
 */
export async function sampleTable(
  database: Database,
  table: TableInfo,
  options: { readonly limit: number; readonly valueLength: number; readonly signal?: AbortSignal },
): Promise<Readonly<Record<string, ColumnValues>> | null> {
  const { limit, valueLength, signal } = options;
  if (limit === 0) return {};
  const texts = table.columns.filter(isText).map((column) => column.name);
  const countable = table.rowEstimate !== undefined && table.rowEstimate <= CHEAP_ROWS ? table.columns.filter(isCountable).map((column) => column.name) : [];
  const others = [...countable.filter((column) => !table.primaryKey.includes(column)), ...table.columns.filter(isTemporal).map((column) => column.name)];
  const read = await readValues(database, table.name, [
    { columns: texts, limit },
    { columns: others, limit: Math.min(limit, FEW_VALUES) },
  ], signal);
  if (read === null) return null;
  const [ofTexts = [], ofOthers = []] = read;
  const few = ofOthers.flatMap((known): ColumnValues[] => (known.days !== undefined ? [{ ...known, values: [], coverage: 'sample' }] : known.coverage === 'complete' ? [known] : []));
  const kept = [...ofTexts.map((known) => withoutLong(known, valueLength)), ...few];
  return Object.fromEntries(kept.filter(tellsSomething).map((known) => [known.column, known]));
}

/** Distinct values of groups of columns; null when the database will not give them. */
export async function readValues(
  database: Database,
  table: string,
  groups: readonly { readonly columns: readonly string[]; readonly limit: number }[],
  signal?: AbortSignal,
): Promise<(readonly ColumnValues[])[] | null> {
  const read: (readonly ColumnValues[])[] = [];
  try {
    for (const { columns, limit } of groups) {
      read.push(columns.length === 0 ? [] : await database.sampleValues(table, columns, { limit, ...(signal === undefined ? {} : { signal }) }));
    }
  } catch (error) {
    const lost = isNl2SqlError(error) && (error.code === 'CANCELLED' || error.code === 'DATABASE_UNAVAILABLE');
    if (lost || signal?.aborted || !isNl2SqlError(error)) throw error;
    return null;
  }
  return read;
}

/** Whether anything is known of a column: values, or days between which they lie. */
export function tellsSomething({ values, days }: ColumnValues): boolean {
  return values.length > 0 || days !== undefined;
}

function isTemporal(column: { readonly type: string }): boolean {
  return columnFamily(column.type) === 'temporal';
}

function isText(column: { readonly type: string }): boolean {
  const family = columnFamily(column.type);
  return family === 'text' || family === 'any';
}

function isCountable(column: { readonly type: string }): boolean {
  const family = columnFamily(column.type);
  return family === 'number' || family === 'boolean';
}

function withoutLong(known: ColumnValues, length: number): ColumnValues {
  const values = known.values.filter((value) => value.length <= length);
  return values.length === known.values.length ? known : { ...known, values, coverage: 'sample' };
}
