import type { Cell, ResultColumn } from '../protocol/index.ts';

/** What a result column is for a chart. */
export interface ColumnProfile {
  readonly name: string;
  /** `measure`: a quantity; `time`: an ordered date; `category`: a label; `identifier`: a key. */
  readonly role: 'measure' | 'time' | 'category' | 'identifier';
  /** Different non-null values. */
  readonly distinct: number;
  /** Whether two rows hold the same value, or both none. */
  readonly repeats: boolean;
  readonly hasNegative: boolean;
}

const NUMERIC: ReadonlySet<string> = new Set(['integer', 'decimal', 'float']);
const TEMPORAL: ReadonlySet<string> = new Set(['date', 'timestamp', 'time']);

/** Profiles each column over all rows: one odd first row changes nothing. */
export function profileColumns(
  columns: readonly ResultColumn[],
  rows: readonly (readonly Cell[])[],
): readonly ColumnProfile[] {
  return columns.map((column, index) => {
    const values = rows.map((row) => row[index] ?? null).filter((value) => value !== null);
    const distinct = new Set(values.map(String)).size;
    return {
      name: column.name,
      role: roleOf(column, values),
      distinct,
      repeats: distinct < values.length || rows.length - values.length > 1,
      hasNegative: NUMERIC.has(column.type) && values.some((value) => Number(value) < 0),
    };
  });
}

function roleOf(column: ResultColumn, values: readonly Cell[]): ColumnProfile['role'] {
  if (TEMPORAL.has(column.type) || isTimeLike(column, values)) return 'time';
  if (/(?:^|_)(?:id|uuid|key)$|[a-z]I[dD]$/u.test(column.name)) return 'identifier';
  return NUMERIC.has(column.type) ? 'measure' : 'category';
}

/** Databases without date types hold dates as text, and years as numbers; a quarter is written `2024-Q1`. */
function isTimeLike(column: ResultColumn, values: readonly Cell[]): boolean {
  if (values.length === 0) return false;
  if (/(?:^|_)year$/iu.test(column.name)) return values.every((value) => /^[12]\d{3}$/u.test(String(value)));
  return column.type === 'text' && values.every((value) => /^\d{4}(?:-Q[1-4]|(?:-\d{2}){1,2}(?:[T ].*)?)$/u.test(String(value)));
}
