import type { ColumnValues } from '@nl2sql/core/contracts';
import { dayRange, isDay } from '../day-range.ts';
import type { SqliteConnection } from './connection.ts';
import { isInterrupt } from './errors.ts';
import { quoteName } from './identifiers.ts';

/** Longer texts are prose, not values that a question names. */
const LONGEST_VALUE = 200;

/** SQLite takes at most 500 parts in a compound SELECT. */
const COLUMNS_PER_STATEMENT = 100;

/** Of a table that is too large to be read whole, rows from this many places are read. */
const PLACES = 20;

/**
 * The distinct values of columns among at most `scanRows` rows of a table, in the order in which they
 * come up. The list is complete only when every row was looked at and no value was left out.
 */
export async function sampleValues(connection: SqliteConnection, table: string, columns: readonly string[], limit: number, scanRows: number): Promise<ColumnValues[]> {
  const source = `main.${quoteName(table)}`;
  const [[count] = []] = await connection.selectOwn(`SELECT count(*) FROM (SELECT 1 FROM ${source} LIMIT ${scanRows + 1})`);
  const whole = Number(count) <= scanRows;
  const rowsOf = whole ? firstRows(source, scanRows) : await spreadRows(connection, source, scanRows);

  const found: ColumnValues[] = [];
  for (let start = 0; start < columns.length; start += COLUMNS_PER_STATEMENT) {
    const part = columns.slice(start, start + COLUMNS_PER_STATEMENT);
    const values = part.map((): string[] => []);
    const leftOut = new Set<number>();
    for (const [column, value] of await connection.selectOwn(part.map((name, index) => distinctValues(index, rowsOf(name), limit)).join(' UNION ALL '))) {
      if (value === null) leftOut.add(Number(column));
      else values[Number(column)]?.push(String(value));
    }
    const dated = [...part.entries()].filter(([index]) => !leftOut.has(index) && values[index]?.length !== 0 && values[index]?.every(isDay));
    const ends = dated.map(([index, name]) => `SELECT ${index}, min(CAST(v AS TEXT)), max(CAST(v AS TEXT)) FROM (${rowsOf(name)}) WHERE v IS NOT NULL`);
    const rows = ends.length === 0 ? [] : await connection.selectOwn(ends.join(' UNION ALL '));
    const days = new Map(rows.map(([index, from, to]) => [Number(index), dayRange(textOf(from), textOf(to), whole ? 'complete' : 'sample')]));
    for (const [index, column] of part.entries()) {
      const all = values[index] ?? [];
      const range = days.get(index);
      found.push({
        column,
        values: all.slice(0, limit),
        coverage: whole && all.length <= limit && !leftOut.has(index) ? 'complete' : 'sample',
        ...(range === undefined ? {} : { days: range }),
      });
    }
  }
  return found;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : null);

/** A NULL among the values stands for bytes and prose, which are left out. Two more than the limit tell a full list from a cut one. */
function distinctValues(index: number, rows: string, limit: number): string {
  return (
    `SELECT * FROM (SELECT DISTINCT ${index}, CASE WHEN typeof(v) <> 'blob' AND length(v) <= ${LONGEST_VALUE} THEN CAST(v AS TEXT) END` +
    ` FROM (${rows}) WHERE v IS NOT NULL LIMIT ${limit + 2})`
  );
}

type RowsOf = (column: string) => string;

function firstRows(source: string, scanRows: number): RowsOf {
  return (column) => `SELECT ${quoteName(column)} AS v FROM ${source} LIMIT ${scanRows}`;
}

/** Rows from evenly spaced places, since neighbouring rows are often alike. Views and tables without row ids give their first rows. */
async function spreadRows(connection: SqliteConnection, source: string, scanRows: number): Promise<RowsOf> {
  const [[lowest, highest] = []] = await connection.selectOwn(`SELECT min(_rowid_), max(_rowid_) FROM ${source}`).catch((error: unknown) => {
    if (isInterrupt(error)) throw error;
    return [];
  });
  if (typeof lowest !== 'bigint' || typeof highest !== 'bigint') return firstRows(source, scanRows);
  const step = (highest - lowest) / BigInt(PLACES) + 1n;
  const rows = Math.ceil(scanRows / PLACES);
  return (column) =>
    Array.from({ length: PLACES }, (_, place) => {
      const from = lowest + step * BigInt(place);
      return `SELECT * FROM (SELECT ${quoteName(column)} AS v FROM ${source} WHERE _rowid_ >= ${from} AND _rowid_ < ${from + step} ORDER BY _rowid_ LIMIT ${rows})`;
    }).join(' UNION ALL ');
}
