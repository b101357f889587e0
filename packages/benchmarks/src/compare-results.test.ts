import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalResults, equalValues, type Rows, type Value } from './compare-results.ts';

const asSet = { ordered: false };
const inOrder = { ordered: true };

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom<Value>(null, 'a', 'b', '1'),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(1_000_000, 1_000_000.5, 1_000_001, 1_000_001.5, 1_000_002),
);

/** Small tables, full of repetitions and of numbers that are nearly the same. */
const table = (rows: { min: number; max: number }, columns: { min: number; max: number }): fc.Arbitrary<Value[][]> =>
  fc
    .integer(columns)
    .chain((width) =>
      fc.array(fc.array(value, { minLength: width, maxLength: width }), { minLength: rows.min, maxLength: rows.max }),
    );

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) => permutations(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]));
}

/** The definition, tried out one by one. */
function equalByDefinition(predicted: Rows, gold: Rows, ordered: boolean): boolean {
  if (predicted.length !== gold.length) return false;
  if (gold.length === 0) return true;
  if (predicted[0]!.length !== gold[0]!.length) return false;
  const rowOrders = ordered ? [gold.map((_, index) => index)] : permutations(gold.map((_, index) => index));
  return permutations(gold[0]!.map((_, index) => index)).some((columns) =>
    rowOrders.some((order) =>
      gold.every((row, index) => row.every((cell, column) => equalValues(predicted[order[index]!]![columns[column]!]!, cell))),
    ),
  );
}

describe('equalValues', () => {
  it('compares numbers within a relative tolerance', () => {
    expect(equalValues(1_000_000, 1_000_000.9)).toBe(true);
    expect(equalValues(1_000_000, 1_000_002)).toBe(false);
    expect(equalValues(0, 1e-12)).toBe(false);
    expect(equalValues(-1, 1)).toBe(false);
  });

  it('compares texts letter for letter, and never with a number', () => {
    expect(equalValues('Paris', 'paris')).toBe(false);
    expect(equalValues('12', 12)).toBe(false);
    expect(equalValues(null, 0)).toBe(false);
    expect(equalValues(null, null)).toBe(true);
  });
});

describe('equalResults', () => {
  it('takes two empty results for the same', () => {
    expect(equalResults([], [], asSet)).toBe(true);
    expect(equalResults([], [[1]], asSet)).toBe(false);
  });

  it('counts repeated rows', () => {
    expect(equalResults([['a'], ['a'], ['b']], [['a'], ['b'], ['b']], asSet)).toBe(false);
  });

  it('wants one order of the columns for all rows', () => {
    expect(equalResults([[1, 2], [4, 3]], [[2, 1], [4, 3]], asSet)).toBe(false);
    expect(equalResults([[1, 2], [3, 4]], [[2, 1], [4, 3]], asSet)).toBe(true);
  });

  it('wants the same number of columns', () => {
    expect(equalResults([[1, 1]], [[1]], asSet)).toBe(false);
  });

  it('looks at the order of the rows when it matters', () => {
    expect(equalResults([['b'], ['a']], [['a'], ['b']], inOrder)).toBe(false);
    expect(equalResults([['b'], ['a']], [['a'], ['b']], asSet)).toBe(true);
    expect(equalResults([[1, 'a'], [2, 'b']], [['a', 1], ['b', 2]], inOrder)).toBe(true);
  });

  it('pairs rows whose sums differ in the last digits', () => {
    const predicted: Rows = [['x', 0.1 + 0.2], ['y', 0.3], ['y', 0.6]];
    const gold: Rows = [['y', 0.1 + 0.2], ['y', 0.6], ['x', 0.3]];
    expect(equalResults(predicted, gold, asSet)).toBe(true);
  });

  it('agrees with the definition on small tables, in and out of order', () => {
    const pair = table({ min: 0, max: 4 }, { min: 1, max: 3 }).chain((gold) =>
      fc.tuple(
        fc.constant(gold),
        fc.oneof(
          table({ min: gold.length, max: gold.length }, { min: gold[0]?.length ?? 1, max: gold[0]?.length ?? 1 }),
          fc.shuffledSubarray(gold, { minLength: gold.length }),
          fc.constant(gold.map((row) => row.map((cell) => (typeof cell === 'number' ? cell * (1 + 4e-7) : cell)).reverse())),
        ),
        fc.boolean(),
      ),
    );
    fc.assert(
      fc.property(pair, ([gold, predicted, ordered]) => {
        expect(equalResults(predicted, gold, { ordered })).toBe(equalByDefinition(predicted, gold, ordered));
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not change when rows and columns are permuted', () => {
    const shuffled = table({ min: 1, max: 30 }, { min: 1, max: 8 }).chain((gold) =>
      fc.tuple(
        fc.constant(gold),
        fc.shuffledSubarray(gold, { minLength: gold.length }),
        fc.shuffledSubarray(gold[0]!.map((_, index) => index), { minLength: gold[0]!.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([gold, rows, columns]) => {
        expect(equalResults(rows.map((row) => columns.map((column) => row[column]!)), gold, asSet)).toBe(true);
        expect(equalResults(gold.map((row) => columns.map((column) => row[column]!)), gold, inOrder)).toBe(true);
      }),
    );
  });

  it('notices one changed cell', () => {
    const changed = table({ min: 1, max: 20 }, { min: 1, max: 6 }).chain((gold) =>
      fc.tuple(fc.constant(gold), fc.nat(gold.length - 1), fc.nat(gold[0]!.length - 1)),
    );
    fc.assert(
      fc.property(changed, ([gold, row, column]) => {
        const predicted = gold.map((cells, index) => (index === row ? cells.with(column, 'another value') : cells));
        expect(equalResults(predicted, gold, asSet)).toBe(false);
      }),
    );
  });

  it('is quick with ten columns that look alike, whether they match or not', () => {
    const bit = (row: number, column: number): number => (Math.imul(row * 31 + column * 17 + 7, 2654435761) >>> (11 + (column % 5))) & 1;
    const gold = Array.from({ length: 2_000 }, (_, row) => Array.from({ length: 10 }).map((__, column) => bit(row, column)));
    const balanced = gold.map((row) => [...row, ...row.map((cell) => 1 - cell)].slice(5, 15));
    const shuffledColumns = balanced.map((row) => row.toReversed()).toReversed();
    expect(equalResults(shuffledColumns, balanced, asSet)).toBe(true);
    const broken = balanced.map((row, index) => (index < 2 ? row.map((cell, column) => (column === index ? 1 - cell : cell)) : row));
    expect(equalResults(broken, balanced, asSet)).toBe(false);
  });
});
