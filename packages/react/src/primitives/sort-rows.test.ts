import type { Cell, ColumnType } from '@nl2sql/core/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortRows } from './sort-rows.ts';

const sorted = (type: ColumnType, values: readonly Cell[], direction: 'ascending' | 'descending' = 'ascending'): readonly Cell[] => {
  const rows = values.map((value) => [value]);
  return sortRows(rows, [{ name: 'x', type }], { column: 0, direction }).map((place) => rows[place]![0]!);
};

describe('sortRows', () => {
  it('keeps the order of the answer unless asked', () => {
    expect(sortRows([['b'], ['a']], [{ name: 'x', type: 'text' }], null)).toEqual([0, 1]);
  });

  it('puts nulls last in both directions', () => {
    expect(sorted('integer', [null, 2, 1])).toEqual([1, 2, null]);
    expect(sorted('integer', [null, 1, 2], 'descending')).toEqual([2, 1, null]);
  });

  it('keeps the order of what is equal', () => {
    const rows = [['a', 1], ['b', 0], ['c', 1], ['d', 0]];
    const columns = [{ name: 'x', type: 'text' }, { name: 'y', type: 'integer' }] as const;
    expect(sortRows(rows, columns, { column: 1, direction: 'descending' })).toEqual([0, 2, 1, 3]);
  });

  it.each([
    ['integers that differ beyond 2^53', 'integer', ['9007199254740993', '9007199254740992', '-9007199254740993', '9007199254740994'], ['-9007199254740993', '9007199254740992', '9007199254740993', '9007199254740994']],
    ['decimals', 'decimal', ['10.5', '9.75', '-0.1', '10.50000000000000000001'], ['-0.1', '9.75', '10.5', '10.50000000000000000001']],
    ['instants of different offsets', 'timestamp', ['2026-01-01T10:00:00+02:00', '2026-01-01T09:30:00Z', '2026-01-01T07:00:00Z'], ['2026-01-01T07:00:00Z', '2026-01-01T10:00:00+02:00', '2026-01-01T09:30:00Z']],
    ['booleans', 'boolean', [true, false], [false, true]],
    ['texts by their numbers', 'text', ['item 10', 'item 9'], ['item 9', 'item 10']],
  ] as const)('orders %s', (_what, type, values, expected) => {
    expect(sorted(type, values)).toEqual(expected);
  });

  it('orders big integers as their values are', () => {
    fc.assert(fc.property(fc.array(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n })), (values) => {
      const expected = values.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)).map(String);
      expect(sorted('integer', values.map(String))).toEqual(expected);
    }));
  });
});
