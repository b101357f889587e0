import type { Cell, ResultColumn } from '@nl2sql/core/protocol';
import { cellText, SAMPLE } from '../primitives/cell-text.ts';

const NARROWEST = 8;
const WIDEST = 40;
/** What a timestamp, and the count of bytes, take whatever their text. */
const SHOWN: Readonly<Partial<Record<ResultColumn['type'], number>>> = { timestamp: 20, bytes: 12 };

/**
 * The width of each column in characters, from its name and the first rows. It stays as rows arrive and are
 * scrolled, since a table that measures what it draws jumps.
 */
export function columnWidths(columns: readonly ResultColumn[], rows: readonly (readonly Cell[])[]): readonly number[] {
  const sample = rows.slice(0, SAMPLE);
  return columns.map(({ name, type }, at) => {
    const longest = SHOWN[type] ?? Math.max(0, ...sample.map((row) => (cellText(row[at] ?? null) ?? '').length * 1.15));
    // The name shares its place with the arrow of the sort.
    return Math.round(Math.min(WIDEST, Math.max(NARROWEST, longest, name.length + 3)));
  });
}
