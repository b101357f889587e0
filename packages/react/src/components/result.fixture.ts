import type { Cell } from '@nl2sql/core/protocol';
import type { TableResult } from './result-table.tsx';

const about = { version: 1, truncated: false, startedAt: '2026-03-01T10:00:00.000Z', finishedAt: '2026-03-01T10:00:02.000Z' } as const;

const countries = ['Germany', 'France', 'Japan', 'Brazil', 'Kenya', 'Canada', 'Norway', 'Chile'];

/** Rows of sales, as many as are asked for and the same each time. */
export function sales(count: number): TableResult {
  const rows = Array.from({ length: count }, (_, at): readonly Cell[] => [
    at + 1,
    countries[at % countries.length]!,
    ((at * 7_919) % 1_000_003) + 0.25,
    (at * 31) % 2_000,
    at % 11 === 0 ? null : `2026-0${(at % 9) + 1}-1${at % 10}`,
  ]);
  return {
    ...about,
    columns: [
      { name: 'order_id', type: 'integer' },
      { name: 'country', type: 'text' },
      { name: 'revenue', type: 'float' },
      { name: 'items', type: 'integer' },
      { name: 'shipped', type: 'date' },
    ],
    rows,
    rowCount: count,
  };
}

/** One column of every type, two of one name, and the values that are easily got wrong. */
export const everyType: TableResult = {
  ...about,
  columns: [
    { name: 'id', type: 'integer' },
    { name: 'amount', type: 'decimal' },
    { name: 'amount', type: 'decimal' },
    { name: 'note', type: 'text' },
    { name: 'paid', type: 'boolean' },
    { name: 'at', type: 'timestamp' },
    { name: 'due', type: 'date' },
    { name: 'file', type: 'bytes' },
    { name: 'tags', type: 'json' },
  ],
  rows: [
    ['9007199254740993', '12345678901234567890.50', '-1.05', '', true, '2026-03-01T23:30:00Z', '2026-03-31', 'aGVsbG8=', { vip: true, tags: ['a', 'b'] }],
    [2, '0.10', null, 'A note that is rather long, longer than any column would be wide, and that has to be opened to be read', false, '2026-03-01T10:00:00.125', null, null, null],
    [3, '1200.00', '7.50', '=HYPERLINK("http://host")', null, '2026-07-01T12:00:00+02:00', '2026-12-24', 'AA==', [1, 2]],
  ],
  rowCount: 3,
};
