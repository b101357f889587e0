import type { QueryResult } from '../contracts/index.ts';
import type { Cell, ColumnType } from '../protocol/index.ts';

/** The rows of a statement, and whether it puts them in order. */
export interface ComparedResult {
  readonly result: QueryResult;
  readonly ordered: boolean;
}

/** A cell as it is compared: an exact decimal, which comes as a text, is a number. */
type Value = string | number | null;
type Row = readonly Value[];

const RELATIVE_TOLERANCE = 1e-6;
/** Columns to place before the orders are given up. Only columns that hold the same values can stand for each other. */
const MOST_PLACED = 1_000;
const NUMBERS: ReadonlySet<ColumnType> = new Set(['integer', 'decimal', 'float']);

/**
 * Whether something can be concluded from a result being the same as another. Nothing can from one
 * that was cut, nor where nothing was found: no rows, or no cell but nulls, zeros and empty texts.
 */
export function isTelling({ result }: ComparedResult): boolean {
  return !result.truncated && valuesOf(result).some((row) => row.some((value) => value !== null && value !== 0 && value !== ''));
}

/**
 * Whether two results hold the same rows as often, in the same order if either is put in one. The
 * columns may be in another order; numbers are equal within 1e-6 of the larger one, whole numbers only
 * if they are the same. What would take long to decide counts as different.
 */
export function isSameResult(a: ComparedResult, b: ComparedResult): boolean {
  if (a.result.rows.length !== b.result.rows.length || a.result.columns.length !== b.result.columns.length) return false;
  const [left, right] = [valuesOf(a.result), valuesOf(b.result)];
  const arranged = a.ordered || b.ordered ? (rows: readonly Row[]) => rows : (rows: readonly Row[]) => rows.toSorted(compareRows);
  const target = arranged(left);
  for (const order of columnOrders(left, right, a.result.columns.length)) {
    const rows = arranged(right.map((row) => order.map((column) => row[column]!)));
    if (target.every((row, index) => row.every((value, column) => areEqual(value, rows[index]![column]!)))) return true;
  }
  return false;
}

/** Orders of the right columns in which each holds the values of the left one, the order as it is first. */
function* columnOrders(left: readonly Row[], right: readonly Row[], width: number): Generator<readonly number[]> {
  const [wanted, offered] = [left, right].map((rows) =>
    Array.from({ length: width }, (_, column) => rows.map((row) => row[column]!).toSorted(compareValues)),
  ) as [Value[][], Value[][]];
  const fitting = wanted.map((values, column) =>
    Array.from({ length: width }, (_, index) => (column + index) % width).filter((other) =>
      values.every((value, index) => areEqual(value, offered[other]![index]!)),
    ),
  );
  let toPlace = MOST_PLACED;
  function* place(placed: readonly number[]): Generator<readonly number[]> {
    if (placed.length === width) {
      yield placed;
      return;
    }
    for (const column of fitting[placed.length]!) {
      if (placed.includes(column)) continue;
      // Counted at each step: where too few columns fit, no order is ever whole.
      if (toPlace <= 0) return;
      toPlace -= 1;
      yield* place([...placed, column]);
    }
  }
  yield* place([]);
}

function valuesOf({ columns, rows }: QueryResult): Row[] {
  return rows.map((row) => row.map((cell, column) => valueOf(cell, columns[column]?.type ?? 'unknown')));
}

function valueOf(cell: Cell, type: ColumnType): Value {
  if (cell === null || typeof cell === 'number') return cell;
  if (typeof cell !== 'string') return JSON.stringify(cell);
  const number = NUMBERS.has(type) && cell.trim() !== '' ? Number(cell) : Number.NaN;
  // An integer too long for a number stays a text, since two that differ would become one.
  return Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number)) ? number : cell;
}

function areEqual(a: Value, b: Value): boolean {
  if (a === b) return true;
  // Two whole numbers are counts or keys: neighbours of a million are as different as those of one.
  if (typeof a !== 'number' || typeof b !== 'number' || (Number.isInteger(a) && Number.isInteger(b))) return false;
  // An infinite number is within any share of itself from every other.
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  return Math.abs(a - b) <= RELATIVE_TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}

function compareRows(a: Row, b: Row): number {
  const column = a.findIndex((value, index) => compareValues(value, b[index]!) !== 0);
  return column === -1 ? 0 : compareValues(a[column]!, b[column]!);
}

/** Nulls, then numbers, then texts. */
function compareValues(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  return rank(a) - rank(b);
}

function rank(value: Value): number {
  return value === null ? 0 : typeof value === 'number' ? 1 : 2;
}
