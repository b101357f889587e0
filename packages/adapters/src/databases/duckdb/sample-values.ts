import type { ColumnValues, DayRange } from '@nl2sql/core/contracts';
import { dayRange } from '../day-range.ts';
import { quoteName, quoteText, type TablePath } from './identifiers.ts';
import type { ReadTexts } from './reach.ts';

/** Longer texts are prose, not values that a question names. */
const LONGEST_VALUE = 200;

/** So that a wide table does not make one enormous statement. */
const COLUMNS_PER_STATEMENT = 100;

/** Rows come out of a table in packets of this many; so many packets make a sample from all over it. */
const PACKET_ROWS = 2_048;
const PACKETS = 20;

/** Values of bytes, documents, lists, structures and shapes are nothing that a question names. */
const COMPARABLE = /^(?:VARCHAR|ENUM|U?(?:TINY|SMALL|BIG|HUGE)?INT|U?INTEGER|BIGNUM|DECIMAL|FLOAT|DOUBLE|BOOLEAN|DATE|TIME|INTERVAL|UUID)/;
const TEMPORAL = /^(?:DATE|TIMESTAMP)/;
const isPlain = (type: string | undefined, pattern: RegExp) => type !== undefined && pattern.test(type) && !type.endsWith(']');

/**
 * The distinct values of columns among at most `scanRows` rows of a table. The list is complete only when
 * every row was looked at and no value was left out. Of a larger table rows from all over it are taken, of a
 * larger view its first ones.
 *
 * @param types - The types of the table's columns.
 */
export async function sampleValues(read: ReadTexts, path: TablePath, types: ReadonlyMap<string, string>, columns: readonly string[], limit: number, scanRows: number): Promise<ColumnValues[]> {
  const source = `${quoteName(path.schema)}.${quoteName(path.table)}`;
  const count = Number((await read(`SELECT count(*) FROM (SELECT 1 FROM ${source} LIMIT ${scanRows + 1})`))[0]?.[0]);
  const whole = count <= scanRows;
  const from = whole ? source : await spread(read, source, path, scanRows);

  const found = new Map<string, { readonly values: string[]; leftOut: boolean }>(columns.map((column) => [column, { values: [], leftOut: !isPlain(types.get(column), COMPARABLE) }]));
  const asked = count === 0 ? [] : [...found].filter(([, { leftOut }]) => !leftOut);
  for (let start = 0; start < asked.length; start += COLUMNS_PER_STATEMENT) {
    const part = asked.slice(start, start + COLUMNS_PER_STATEMENT);
    for (const [index, value] of await read(part.map(([column], at) => distinctValues(at, quoteName(column), from, scanRows, limit)).join(' UNION ALL '))) {
      const column = part[Number(index)]?.[1];
      if (column === undefined) continue;
      if (value == null) column.leftOut = true;
      else column.values.push(value);
    }
  }
  const temporal = count === 0 ? [] : columns.filter((column) => isPlain(types.get(column), TEMPORAL));
  const days = new Map<string, DayRange | undefined>();
  if (temporal.length > 0) {
    const ends = temporal.map(quoteName).map((name) => `min(${name})::VARCHAR, max(${name})::VARCHAR`).join(', ');
    const [row = []] = await read(`SELECT ${ends} FROM (SELECT * FROM ${from} LIMIT ${scanRows})`);
    for (const [index, column] of temporal.entries()) days.set(column, dayRange(row[2 * index], row[2 * index + 1], whole ? 'complete' : 'sample'));
  }
  return columns.map((column) => {
    const range = days.get(column);
    const { values = [], leftOut = true } = found.get(column) ?? {};
    return { column, values: values.slice(0, limit), coverage: whole && !leftOut && values.length <= limit ? 'complete' : 'sample', ...(range === undefined ? {} : { days: range }) };
  });
}

/** Whole packets where there are enough of them, which leaves the others unread; single rows otherwise. */
async function spread(read: ReadTexts, source: string, { schema, table }: TablePath, scanRows: number): Promise<string> {
  const [row] = await read(`SELECT estimated_size FROM duckdb_tables() WHERE database_name = current_database() AND schema_name = ${quoteText(schema)} AND table_name = ${quoteText(table)}`);
  if (row === undefined) return source;
  const percent = Math.min(100, (100 * scanRows) / Math.max(Number(row[0]), scanRows + 1));
  return `${source} TABLESAMPLE ${scanRows >= PACKETS * PACKET_ROWS ? 'SYSTEM' : 'BERNOULLI'} (${percent.toFixed(6)} PERCENT) REPEATABLE (0)`;
}

/** A NULL among the values stands for prose, which is left out. Two more than the limit tell a full list from a cut one. */
function distinctValues(index: number, column: string, from: string, scanRows: number, limit: number): string {
  return (
    `(SELECT DISTINCT ${index}, CASE WHEN length(v) <= ${LONGEST_VALUE} THEN v END` +
    ` FROM (SELECT ${column}::VARCHAR AS v FROM ${from} LIMIT ${scanRows}) WHERE v IS NOT NULL LIMIT ${limit + 2})`
  );
}
