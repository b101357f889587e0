import type { ColumnValues, DayRange } from '@nl2sql/core/contracts';
import { dayRange } from '../day-range.ts';
import { quoteName } from './identifiers.ts';
import type { ValueSource } from './introspect.ts';
import type { Send } from './session.ts';

/** Longer texts are prose, not values that a question names. */
const LONGEST_VALUE = 200;

/** A character has at most four bytes; of a long text that is stored apart, the bytes are known without reading it. */
const LONGEST_VALUE_BYTES = 4 * LONGEST_VALUE;

/** So that a wide table does not make one enormous statement. */
const COLUMNS_PER_STATEMENT = 100;

/**
 * The distinct values of columns among at most `scanRows` rows of a table. The list is complete only
 * when every row was looked at and no value was left out. Of a larger table rows from all over it are
 * taken, of a larger view its first ones.
 */
export async function sampleValues(send: Send, table: ValueSource, columns: readonly string[], limit: number, scanRows: number): Promise<ColumnValues[]> {
  const { comparable, paged, rowEstimate } = table;
  const source = `${quoteName(table.schema)}.${quoteName(table.name)}`;
  const rowCount = Number((await send(`SELECT count(*) FROM (SELECT 1 FROM ${source} LIMIT ${scanRows + 1}) AS r`)).rows[0]?.[0]);
  const whole = rowCount <= scanRows;
  const spread = !whole && paged && rowEstimate > scanRows;
  const from = spread ? `${source} TABLESAMPLE SYSTEM (${(100 * scanRows) / rowEstimate}) REPEATABLE (0)` : source;

  const found = new Map<string, { readonly values: string[]; leftOut: boolean }>(columns.map((column) => [column, { values: [], leftOut: comparable.get(column) !== true }]));
  const asked = rowCount === 0 ? [] : [...found].filter(([, { leftOut }]) => !leftOut);
  for (let start = 0; start < asked.length; start += COLUMNS_PER_STATEMENT) {
    const part = asked.slice(start, start + COLUMNS_PER_STATEMENT);
    const statement = part.map(([column], index) => distinctValues(index, quoteName(column), from, scanRows, limit)).join(' UNION ALL ');
    for (const [index, value] of (await send(statement)).rows) {
      const column = part[Number(index)]?.[1];
      if (column === undefined) continue;
      if (value == null) column.leftOut = true;
      else column.values.push(value);
    }
  }
  const temporal = rowCount === 0 ? [] : columns.filter((column) => table.temporal.has(column));
  const days = new Map<string, DayRange | undefined>();
  if (temporal.length > 0) {
    const names = temporal.map(quoteName);
    const ends = names.map((name) => `min(${name})::text, max(${name})::text`).join(', ');
    const [row = []] = (await send(`SELECT ${ends} FROM (SELECT ${names.join(', ')} FROM ${from} LIMIT ${scanRows}) AS r`)).rows;
    for (const [index, column] of temporal.entries()) days.set(column, dayRange(row[2 * index], row[2 * index + 1], whole ? 'complete' : 'sample'));
  }
  return columns.map((column) => {
    const range = days.get(column);
    const { values = [], leftOut = true } = found.get(column) ?? {};
    return { column, values: values.slice(0, limit), coverage: whole && !leftOut && values.length <= limit ? 'complete' : 'sample', ...(range === undefined ? {} : { days: range }) };
  });
}

/** A NULL among the values stands for prose, which is left out. Two more than the limit tell a full list from a cut one. */
function distinctValues(index: number, column: string, from: string, scanRows: number, limit: number): string {
  return (
    `SELECT * FROM (SELECT DISTINCT ${index}, CASE WHEN octet_length(v) <= ${LONGEST_VALUE_BYTES} AND length(v) <= ${LONGEST_VALUE} THEN v END` +
    ` FROM (SELECT ${column}::text AS v FROM ${from} LIMIT ${scanRows}) AS r WHERE v IS NOT NULL LIMIT ${limit + 2}) AS c${index}`
  );
}
