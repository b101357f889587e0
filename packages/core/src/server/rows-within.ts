import type { Cell } from '../protocol/index.ts';

type Rows = readonly (readonly Cell[])[];

/** The length of rows as JSON; null when it is more than `most`, beyond which nothing is looked at. */
export function lengthWithin(rows: Rows, most: number): number | null {
  const fitting = rowsWithin(rows, { count: rows.length, bytes: most });
  return fitting.rows.length === rows.length ? fitting.bytes : null;
}

/** The first rows, as many as fit. */
export function rowsWithin(rows: Rows, { from = 0, count, bytes: most }: { readonly from?: number; readonly count: number; readonly bytes: number }): { readonly rows: Rows; readonly bytes: number } {
  let bytes = 0;
  let end = from;
  for (; end < Math.min(rows.length, from + count); end += 1) {
    const length = JSON.stringify(rows[end]).length + 1;
    if (bytes + length > most) break;
    bytes += length;
  }
  return { rows: rows.slice(from, end), bytes };
}
