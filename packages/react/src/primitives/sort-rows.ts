import type { Cell, ColumnType, ResultColumn } from '@nl2sql/core/protocol';
import { cellText } from './cell-text.ts';

export interface Sort {
  /** The place of the column, from 0: two may have one name. */
  readonly column: number;
  readonly direction: 'ascending' | 'descending';
}

type Compare = (first: NonNullable<Cell>, second: NonNullable<Cell>) => number;

/**
 * The order in which rows are shown: places in `rows`. Nulls come last whichever the direction; equal
 * rows keep their order; integers beyond 2^53 are compared exactly.
 *
 * @example
 * ```ts
 * sortRows([['10'], ['9']], [{ name: 'n', type: 'integer' }], { column: 0, direction: 'ascending' }); // [1, 0]
 * ```
 */
export function sortRows(rows: readonly (readonly Cell[])[], columns: readonly ResultColumn[], sort: Sort | null): readonly number[] {
  const places = rows.map((_, place) => place);
  const column = sort === null ? undefined : columns[sort.column];
  if (sort === null || column === undefined) return places;
  const compare = comparisonOf(column.type);
  const sign = sort.direction === 'ascending' ? 1 : -1;
  return places.sort((first, second) => {
    const [a, b] = [rows[first]?.[sort.column] ?? null, rows[second]?.[sort.column] ?? null];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return sign * compare(a, b);
  });
}

function comparisonOf(type: ColumnType): Compare {
  switch (type) {
    case 'integer':
    case 'decimal':
    case 'float':
      return compareNumbers;
    case 'boolean':
      return (a, b) => Number(a) - Number(b);
    case 'date':
    case 'time':
    case 'timestamp':
      return compareTimes;
    default: {
      const { compare } = new Intl.Collator(undefined, { numeric: true });
      return (a, b) => compare(cellText(a) ?? '', cellText(b) ?? '');
    }
  }
}

/** Numbers near each other may be the same once they are rounded, so their digits decide. */
const compareNumbers: Compare = (a, b) => {
  const difference = Number(a) - Number(b);
  if (Number.isNaN(difference)) return compareTexts(String(a), String(b));
  return typeof a === 'number' && typeof b === 'number' ? difference : Math.sign(difference) || compareWritten(String(a), String(b));
};

function compareWritten(a: string, b: string): number {
  const [wholeA, fractionA = ''] = a.split('.') as [string, string?];
  const [wholeB, fractionB = ''] = b.split('.') as [string, string?];
  if (!/^-?\d+$/.test(wholeA) || !/^-?\d+$/.test(wholeB)) return 0;
  const length = Math.max(fractionA.length, fractionB.length);
  const difference = BigInt(wholeA + fractionA.padEnd(length, '0')) - BigInt(wholeB + fractionB.padEnd(length, '0'));
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

const compareTimes: Compare = (a, b) => {
  const difference = Date.parse(String(a)) - Date.parse(String(b));
  return Number.isNaN(difference) || difference === 0 ? compareTexts(String(a), String(b)) : difference;
};

const compareTexts = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
