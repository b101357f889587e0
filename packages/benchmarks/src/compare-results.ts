import { hasPerfectMatching } from './perfect-matching.ts';

/** A cell as it is compared: every kind of number is a `number`, and finite. */
export type Value = string | number | null;

/** The rows of one result, all of one length. */
export type Rows = readonly (readonly Value[])[];

const RELATIVE_TOLERANCE = 1e-6;

/** Numbers are equal within 1e-6 of the larger one; texts letter for letter; null equals null. */
export function equalValues(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== 'number' || typeof b !== 'number') return false;
  return Math.abs(a - b) <= RELATIVE_TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}

/**
 * Whether two results are the same: there is one order of the columns for which the rows can be
 * paired one to one with all their values equal. With `ordered`, the rows are paired in their order.
 * Two empty results are the same, whatever their columns.
 *
 * @example
 * ```ts
 * equalResults([['Paris', 2]], [[2.0000001, 'Paris']], { ordered: false }); // true
 * ```
 */
export function equalResults(predicted: Rows, gold: Rows, options: { readonly ordered: boolean }): boolean {
  if (predicted.length !== gold.length) return false;
  if (gold.length === 0) return true;
  if (predicted[0]!.length !== gold[0]!.length) return false;
  return options.ordered || gold.length === 1 ? equalInOrder(predicted, gold) : equalAsMultisets(predicted, gold);
}

function equalInOrder(predicted: Rows, gold: Rows): boolean {
  const columns = gold[0]!.map((_, index) => index);
  return hasPerfectMatching(columns.length, (goldColumn) =>
    columns.filter((column) => gold.every((row, index) => equalValues(predicted[index]![column]!, row[goldColumn]!))),
  );
}

function equalAsMultisets(predicted: Rows, gold: Rows): boolean {
  const width = gold[0]!.length;
  const predictedColumns = describeColumns(predicted, width);
  const goldColumns = describeColumns(gold, width);
  const fitting = goldColumns.map((wanted, goldColumn) =>
    predictedColumns
      .flatMap((offered, column) => (fits(offered, wanted) ? [column] : []))
      .sort((a, b) => Number(b === goldColumn) - Number(a === goldColumn)),
  );
  if (fitting.some((columns) => columns.length === 0)) return false;
  const order = fitting.map((_, column) => column).sort((a, b) => fitting[a]!.length - fitting[b]!.length);
  return place(predicted, gold, { order, fitting, placed: [], sameAs: findTwins(predicted, width) });
}

interface Placement {
  /** Gold columns, the one with the fewest fitting columns first. */
  readonly order: readonly number[];
  readonly fitting: readonly (readonly number[])[];
  /** The predicted columns that stand for the first gold columns of `order`. */
  readonly placed: readonly number[];
  /** For each predicted column the first one with the same values in every row. */
  readonly sameAs: readonly number[];
}

/** Places one more column; a choice is given up as soon as the columns placed so far do not match. */
function place(predicted: Rows, gold: Rows, placement: Placement): boolean {
  const { order, fitting, placed, sameAs } = placement;
  if (placed.length === order.length) return true;
  const goldColumn = order[placed.length]!;
  const tried = new Set<number>();
  for (const column of fitting[goldColumn]!) {
    if (placed.includes(column) || tried.has(sameAs[column]!)) continue;
    tried.add(sameAs[column]!);
    const next = [...placed, column];
    const matches =
      next.length === 1 || equalRowSets(project(predicted, next), project(gold, order.slice(0, next.length)));
    if (matches && place(predicted, gold, { ...placement, placed: next })) return true;
  }
  return false;
}

function project(rows: Rows, columns: readonly number[]): Rows {
  return rows.map((row) => columns.map((column) => row[column]!));
}

function findTwins(rows: Rows, width: number): number[] {
  const columns = Array.from({ length: width }, (_, index) => index);
  return columns.map((column) => columns.find((other) => rows.every((row) => row[other] === row[column]))!);
}

interface ColumnSignature {
  readonly nulls: number;
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
}

function describeColumns(rows: Rows, width: number): ColumnSignature[] {
  return Array.from({ length: width }, (_, column) => {
    const values = rows.map((row) => row[column]!);
    return {
      nulls: values.filter((value) => value === null).length,
      texts: values.filter((value) => typeof value === 'string').sort(),
      numbers: values.filter((value) => typeof value === 'number').sort((a, b) => a - b),
    };
  });
}

/** Pairing sorted numbers in turn is enough: what a number may be paired with is a range that rises with it. */
function fits(offered: ColumnSignature, wanted: ColumnSignature): boolean {
  return (
    offered.nulls === wanted.nulls &&
    offered.texts.length === wanted.texts.length &&
    offered.texts.every((text, index) => text === wanted.texts[index]) &&
    offered.numbers.every((number, index) => equalValues(number, wanted.numbers[index]!))
  );
}

/** Whether the rows can be paired one to one, the columns standing as they are. */
function equalRowSets(predicted: Rows, gold: Rows): boolean {
  if (haveSameKeys(predicted, gold)) return true;
  // Only in a column with numbers that are near each other and not the same can rows differ and be equal.
  const loose = gold[0]!.map((_, column) => column).filter((column) => hasNearNumbers(predicted, gold, column));
  if (loose.length === 0) return false;
  const pivot = mostDiverse(gold, loose);
  const keyOf = (row: readonly Value[]): string =>
    JSON.stringify(row.map((value, column) => (typeof value === 'number' && loose.includes(column) ? [] : value)));
  const buckets = new Map<string, { readonly index: number; readonly at: number }[]>();
  gold.forEach((row, index) => {
    const key = keyOf(row);
    const bucket = buckets.get(key) ?? [];
    if (bucket.length === 0) buckets.set(key, bucket);
    bucket.push({ index, at: Number(row[pivot]) });
  });
  for (const bucket of buckets.values()) bucket.sort((a, b) => a.at - b.at);

  return hasPerfectMatching(predicted.length, (left) => {
    const row = predicted[left]!;
    const bucket = buckets.get(keyOf(row)) ?? [];
    const found: number[] = [];
    const at = Number(row[pivot]);
    for (let index = firstNear(bucket, at); index < bucket.length; index += 1) {
      const candidate = bucket[index]!;
      if (candidate.at > at && !equalValues(candidate.at, at)) break;
      if (loose.every((column) => equalValues(row[column]!, gold[candidate.index]![column]!))) found.push(candidate.index);
    }
    return found;
  });
}

function hasNearNumbers(predicted: Rows, gold: Rows, column: number): boolean {
  const numbers = [...predicted, ...gold].map((row) => row[column]).filter((value) => typeof value === 'number');
  const distinct = [...new Set(numbers)].sort((a, b) => a - b);
  return distinct.some((number, index) => index > 0 && equalValues(number, distinct[index - 1]!));
}

function haveSameKeys(predicted: Rows, gold: Rows): boolean {
  const counts = new Map<string, number>();
  for (const row of gold) {
    const key = JSON.stringify(row);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return predicted.every((row) => {
    const key = JSON.stringify(row);
    const left = counts.get(key) ?? 0;
    counts.set(key, left - 1);
    return left > 0;
  });
}

function mostDiverse(rows: Rows, columns: readonly number[]): number {
  const diversity = columns.map((column) => new Set(rows.map((row) => row[column])).size);
  return columns[diversity.indexOf(Math.max(...diversity))]!;
}

/** The first place in a sorted bucket whose number is near enough to `at`, or above it. */
function firstNear(bucket: readonly { readonly at: number }[], at: number): number {
  let low = 0;
  let high = bucket.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = bucket[middle]!.at;
    if (value < at && !equalValues(value, at)) low = middle + 1;
    else high = middle;
  }
  return low;
}
