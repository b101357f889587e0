import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell, ColumnType } from '../protocol/index.ts';
import { isSameResult, isTelling } from './same-result.ts';

function result(rows: readonly (readonly Cell[])[], types: readonly ColumnType[] = [], options: { ordered?: boolean; truncated?: boolean } = {}) {
  const columns = Array.from({ length: rows[0]?.length ?? 1 }, (_, index) => ({ name: `c${index}`, type: types[index] ?? ('unknown' as const) }));
  return { result: { columns, rows, truncated: options.truncated ?? false }, ordered: options.ordered ?? false };
}

describe('isSameResult', () => {
  it.each<[string, Cell[][], Cell[][]]>([
    ['rows in another order', [[1, 'a'], [2, 'b']], [[2, 'b'], [1, 'a']]],
    ['columns in another order', [['a', 1], ['b', 2]], [[1, 'a'], [2, 'b']]],
    ['numbers that differ by their last digits', [[0.1 + 0.2], [1e9 + 0.5]], [[1e9 + 0.25], [0.3]]],
    ['columns that hold the same', [[1, 1, 2], [1, 1, 3]], [[2, 1, 1], [3, 1, 1]]],
    ['lists and truth values', [[true, ['x']]], [[true, ['x']]]],
  ])('takes %s for the same', (_name, a, b) => {
    expect(isSameResult(result(a), result(b))).toBe(true);
  });

  it.each<[string, Cell[][], Cell[][]]>([
    ['another number of rows', [[1]], [[1], [1]]],
    ['another number of columns', [[1]], [[1, 1]]],
    ['rows that are there more often', [[1], [1], [2]], [[1], [2], [2]]],
    ['the same columns in other rows', [[1, 'a'], [2, 'b']], [[1, 'b'], [2, 'a']]],
    ['cells that changed places in one row', [[1, 2], [3, 4]], [[2, 1], [3, 4]]],
    ['whole numbers beside each other', [[1_000_001]], [[1_000_002]]],
    ['null and nothing', [[null]], [['']]],
    ['an infinite number and another', [[Number.POSITIVE_INFINITY]], [[5]]],
    ['columns of which one holds something else, however many are alike', [Array<Cell>(40).fill(null)], [[1, ...Array<Cell>(39).fill(null)]]],
    ['columns that are alike more often', [[1, 1, ...Array<Cell>(38).fill(null)]], [[1, ...Array<Cell>(39).fill(null)]]],
  ])('tells %s apart', (_name, a, b) => {
    expect(isSameResult(result(a), result(b))).toBe(false);
  });

  it('keeps to the order of rows when one of the statements gives one', () => {
    const [up, down] = [[[1], [2]], [[2], [1]]];
    expect(isSameResult(result(up, [], { ordered: true }), result(down))).toBe(false);
    expect(isSameResult(result(up), result(down, [], { ordered: true }))).toBe(false);
    expect(isSameResult(result(up, [], { ordered: true }), result(up))).toBe(true);
  });

  it('reads exact decimals as numbers, and texts and long integers as they are', () => {
    expect(isSameResult(result([['12.50']], ['decimal']), result([[12.5]], ['float']))).toBe(true);
    expect(isSameResult(result([['12.50']], ['text']), result([['12.5']], ['text']))).toBe(false);
    expect(isSameResult(result([['9007199254740993']], ['integer']), result([['9007199254740992']], ['integer']))).toBe(false);
  });

  it('holds for any shuffling of rows and columns, and for no change of a cell', () => {
    const tables = fc.integer({ min: 1, max: 4 }).chain((width) =>
      fc.array(fc.array(fc.constantFrom<Cell>(null, 0, 1, 2, 'a', 'b'), { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
    );
    fc.assert(
      fc.property(tables, fc.infiniteStream(fc.nat()), (rows, choices) => {
        const shuffled = <T>(items: readonly T[]) => items.map((item) => ({ item, at: choices.next().value as number })).toSorted((a, b) => a.at - b.at).map(({ item }) => item);
        const order = shuffled(rows[0]!.map((_, index) => index));
        const moved = shuffled(rows).map((row) => order.map((column) => row[column]!));
        expect(isSameResult(result(rows), result(moved))).toBe(true);
        const changed = moved.map((row, index) => (index === 0 ? row.map((cell, column) => (column === 0 ? 'elsewhere' : cell)) : row));
        expect(isSameResult(result(rows), result(changed))).toBe(false);
      }),
    );
  });
});

describe('isTelling', () => {
  it.each<[string, ReturnType<typeof result>]>([
    ['no rows', result([])],
    ['only nulls', result([[null, null], [null, null]])],
    ['a count of nothing', result([[0]])],
    ['a sum of nothing', result([['0.00']], ['decimal'])],
    ['a part of the rows', result([[1], [2]], [], { truncated: true })],
  ])('is false of %s', (_name, compared) => {
    expect(isTelling(compared)).toBe(false);
  });

  it('is true of anything that was found', () => {
    expect(isTelling(result([[null, 0], ['x', null]]))).toBe(true);
  });
});
