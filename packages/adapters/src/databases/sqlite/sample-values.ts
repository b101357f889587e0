import type { ColumnValues } from '@nl2sql/core/contracts';
import type { SqliteConnection } from './connection.ts';
import { quoteName } from './identifiers.ts';

/** Longer texts are prose, not values that a question names. */
const LONGEST_VALUE = 200;

/** SQLite takes at most 500 parts in a compound SELECT. */
const COLUMNS_PER_STATEMENT = 100;

/**
 * The distinct values of columns among the first `scanRows` rows of a table, most frequent first.
 * The list is complete only when the table has no further rows and nothing was left out.
 */
export async function sampleValues(connection: SqliteConnection, table: string, columns: readonly string[], limit: number, scanRows: number): Promise<ColumnValues[]> {
  const found: ColumnValues[] = [];
  for (let start = 0; start < columns.length; start += COLUMNS_PER_STATEMENT) {
    const part = columns.slice(start, start + COLUMNS_PER_STATEMENT);
    const values = new Map<number, string[]>();
    const incomplete = new Set<number>();
    let scanned = 0;
    for (const [column, value, kind] of await connection.selectOwn(statement(table, part, limit, scanRows))) {
      if (kind === 'rows') scanned = Number(value);
      else if (kind === 'left out') incomplete.add(Number(column));
      else values.set(Number(column), [...(values.get(Number(column)) ?? []), String(value)]);
    }
    for (const [index, column] of part.entries()) {
      const all = values.get(index) ?? [];
      const complete = scanned <= scanRows && all.length <= limit && !incomplete.has(index);
      found.push({ column, values: all.slice(0, limit), coverage: complete ? 'complete' : 'sample' });
    }
  }
  return found;
}

/** One statement that reads the rows once: per column its values and whether some were left out, and the number of rows read. */
function statement(table: string, columns: readonly string[], limit: number, scanRows: number): string {
  const source = `main.${quoteName(table)}`;
  const parts = columns.map((_, index) => {
    const usable = `typeof(c${index}) <> 'blob' AND length(c${index}) <= ${LONGEST_VALUE}`;
    return (
      `SELECT * FROM (SELECT ${index}, CAST(c${index} AS TEXT), 'value' FROM scanned WHERE c${index} IS NOT NULL AND ${usable} GROUP BY 2 ORDER BY count(*) DESC, 2 LIMIT ${limit + 1})` +
      ` UNION ALL SELECT * FROM (SELECT ${index}, NULL, 'left out' FROM scanned WHERE c${index} IS NOT NULL AND NOT (${usable}) LIMIT 1)`
    );
  });
  return (
    `WITH scanned(${columns.map((_, index) => `c${index}`).join(', ')}) AS MATERIALIZED (SELECT ${columns.map((column) => quoteName(column)).join(', ')} FROM ${source} LIMIT ${scanRows + 1})\n` +
    `${parts.join('\nUNION ALL ')}\nUNION ALL SELECT NULL, count(*), 'rows' FROM scanned`
  );
}
