import { ordersItsRows } from '../sql-text.ts';
import type { EngineResult } from './engine.ts';

/** How the names of the columns of two answers differ; null when they do not. */
export function howColumnsDiffer(expected: EngineResult, actual: EngineResult): string | null {
  const [before, after] = [expected.columns.join(', '), actual.columns.join(', ')];
  return before === after ? null : `columns (${before}) and (${after})`;
}

/** How the rows of two answers to a statement differ; null when they do not. They are in order where the statement orders them. */
export function howRowsDiffer(expected: EngineResult, actual: EngineResult, sql: string): string | null {
  if (expected.rows.length !== actual.rows.length) return `${expected.rows.length} and ${actual.rows.length} rows`;
  const [before, after] = [expected, actual].map(({ rows }) => {
    const lines = rows.map((row) => JSON.stringify(gathersInAnyOrder(sql) ? row.map(sortedList) : row));
    return ordersItsRows(sql) ? lines : lines.sort();
  }) as [string[], string[]];
  const at = before.findIndex((line, index) => line !== after[index]);
  return at === -1 ? null : `row ${at + 1}: ${before[at]} and ${after[at]}`;
}

/** Aggregates that make a list, without an order of their own: the engine may gather in any. */
function gathersInAnyOrder(sql: string): boolean {
  return /\b(?:json_arrayagg|json_group_array|jsonb?_agg|array_agg|list)\s*\((?!.*\border\s+by\b[^()]*\))/isu.test(sql);
}

function sortedList(cell: string | null): string | null {
  if (cell === null || !cell.startsWith('[')) return cell;
  try {
    const list: unknown = JSON.parse(cell);
    return Array.isArray(list) ? JSON.stringify(list.map((element) => JSON.stringify(element)).toSorted()) : cell;
  } catch {
    return cell;
  }
}
