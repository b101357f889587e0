import type { Cell, ColumnType, ResultColumn } from '@nl2sql/core/protocol';

const NUMERIC: ReadonlySet<ColumnType> = new Set(['integer', 'decimal', 'float']);

/** Whether the values of a column are amounts, which are aligned at their last digit. */
export const isNumeric = ({ type }: ResultColumn): boolean => NUMERIC.has(type);

/** Numbers that name things: separators would make `2,026` of a year. */
const NAMES_THINGS = /(^|[_\s])(id|key|year|zip|postcode|postal_code|phone|code|no|nr)$|[a-z]Id$/i;

/** Whether the numbers of a column are read with separators. */
export const isGrouped = (column: ResultColumn): boolean => isNumeric(column) && !(column.type === 'integer' && NAMES_THINGS.test(column.name));

/**
 * A cell as text that loses nothing: what is copied and exported. Null is null, so that it stays apart from
 * the empty text.
 *
 * @example
 * ```ts
 * cellText({ a: 1 }); // '{"a":1}'
 * ```
 */
export function cellText(cell: Cell): string | null {
  if (cell === null) return null;
  if (typeof cell === 'string') return cell;
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}

/** How many bytes a text in base64 stands for. */
export function byteLength(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return Math.max(0, Math.floor((base64.length * 3) / 4) - padding);
}

/** The digits after the point that the numbers of a column have at most, up to six, so that they line up. */
export function fractionDigits(rows: readonly (readonly Cell[])[], at: number): number {
  let most = 0;
  for (const row of rows.slice(0, SAMPLE)) {
    const text = cellText(row[at] ?? null) ?? '';
    const point = text.indexOf('.');
    if (point >= 0 && !/[eE]/.test(text)) most = Math.max(most, text.length - point - 1);
  }
  return Math.min(most, 6);
}

/** Rows that speak for all. */
export const SAMPLE = 100;
