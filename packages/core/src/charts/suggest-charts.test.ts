import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell, ResultColumn } from '../protocol/index.ts';
import { suggestChartsFor } from './suggest-charts.ts';

const column = (name: string, type: ResultColumn['type']): ResultColumn => ({ name, type });
const kinds = (columns: ResultColumn[], rows: Cell[][]) =>
  suggestChartsFor(columns, rows).map((suggestion) => suggestion.chart ?? suggestion.code);

describe('suggestChartsFor', () => {
  it.each<[string, ResultColumn[], Cell[][], string[]]>([
    ['one figure', [column('total', 'decimal')], [['12.50']], ['number']],
    ['figures over time', [column('month', 'text'), column('n', 'integer')], [['2024-01', 1], ['2024-02', 2]], ['line', 'area']],
    ['losses over time', [column('day', 'date'), column('n', 'float')], [['2024-01-01', -1], ['2024-01-02', 2]], ['line']],
    ['figures over quarters', [column('quarter', 'text'), column('n', 'integer')], [['2023-Q4', 1], ['2024-Q1', 2]], ['line', 'area']],
    ['years held as numbers', [column('year', 'integer'), column('n', 'integer')], [[2023, 1], [2024, 2]], ['line', 'area']],
    ['few shares', [column('region', 'text'), column('n', 'integer')], [['a', 1], ['b', 2]], ['bar', 'pie']],
    ['negative shares', [column('region', 'text'), column('n', 'integer')], [['a', -1], ['b', 2]], ['bar']],
    ['many categories', [column('region', 'text'), column('n', 'integer')], Array.from({ length: 8 }, (_, n) => [`r${n}`, n]), ['bar']],
    ['too many categories', [column('name', 'text'), column('n', 'integer')], Array.from({ length: 60 }, (_, n) => [`r${n}`, n]), ['too_many_points']],
    ['no rows', [column('n', 'integer')], [], ['empty']],
    ['only names', [column('name', 'text')], [['a'], ['b']], ['no_measure']],
    ['only keys', [column('id', 'integer'), column('customer_id', 'integer')], [[1, 2], [2, 3]], ['identifiers_only']],
    ['one row of several figures', [column('a', 'integer'), column('b', 'integer')], [[1, 2]], ['single_row']],
    ['several figures a month', [column('month', 'text'), column('region', 'text'), column('n', 'integer')], [['2024-01', 'a', 1], ['2024-01', 'b', 2], ['2024-02', 'a', 3], ['2024-02', 'b', 4]], ['several_series']],
    ['several figures a category', [column('region', 'text'), column('n', 'integer')], [['a', 1], ['b', 2], ['a', 3]], ['several_series']],
    ['several figures without a category', [column('region', 'text'), column('n', 'integer')], [[null, 1], ['b', 2], [null, 3]], ['several_series']],
    ['one figure a name, several a date', [column('ordered_on', 'date'), column('name', 'text'), column('n', 'integer')], [['2024-01-01', 'a', 1], ['2024-01-01', 'b', 2]], ['bar', 'pie']],
    ['figures without a dimension', [column('a', 'integer')], [[1], [2]], ['no_dimension']],
  ])('%s', (_name, columns, rows, expected) => {
    expect(kinds(columns, rows)).toEqual(expected);
  });

  it('says what would be drawn as series', () => {
    const rows: Cell[][] = [['2024-01', 'a', 1], ['2024-01', 'b', 2], ['2024-02', 'a', 3]];
    expect(suggestChartsFor([column('month', 'text'), column('region', 'text'), column('revenue', 'integer')], rows)).toEqual([
      { chart: null, code: 'several_series', reason: 'The same month occurs in several rows: a chart needs one series for each region.' },
    ]);
  });

  it('draws one point for each place on its axis', () => {
    const columns = [column('month', 'text'), column('region', 'text'), column('n', 'integer')];
    const cell = fc.tuple(fc.constantFrom(null, '2024-01', '2024-02'), fc.constantFrom(null, 'a', 'b', 'c'), fc.integer());
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 6 }), (rows) => {
        for (const suggestion of suggestChartsFor(columns, rows)) {
          if (suggestion.chart === null || suggestion.x === undefined) continue;
          const at = columns.findIndex((each) => each.name === suggestion.x);
          expect(new Set(rows.map((row) => row[at])).size).toBe(rows.length);
        }
      }),
    );
  });

  it('does not depend on the first row', () => {
    const columns = [column('region', 'text'), column('n', 'integer')];
    const rows: Cell[][] = [[null, null], ['a', 1], ['b', 2]];
    expect(kinds(columns, rows)).toEqual(kinds(columns, rows.toReversed()));
  });

  it('names only columns of the result', () => {
    const cell = fc.oneof(fc.constant(null), fc.integer(), fc.string());
    fc.assert(
      fc.property(
        fc.array(fc.record({ name: fc.string({ minLength: 1 }), type: fc.constantFrom<ResultColumn['type'][]>('text', 'integer', 'date', 'unknown') }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.array(cell, { minLength: 4, maxLength: 4 }), { maxLength: 5 }),
        (columns, rows) => {
          const names = columns.map((each) => each.name);
          for (const suggestion of suggestChartsFor(columns, rows)) {
            if (suggestion.chart === null) continue;
            for (const name of [...suggestion.y, ...(suggestion.x === undefined ? [] : [suggestion.x])]) expect(names).toContain(name);
          }
        },
      ),
    );
  });
});
