import type { Cell, ChartSuggestion, ResultColumn } from '../protocol/index.ts';
import { profileColumns, type ColumnProfile } from './profile-columns.ts';

const MOST_BARS = 50;
const MOST_SLICES = 6;

/**
 * Suggests charts, best first, from the columns' types and roles:
 *
 * | dimension | measures | suggestion |
 * |---|---|---|
 * | none, one row | 1 | number |
 * | time | 1 or more | line, area |
 * | category, up to 50 | 1 or more | bar |
 * | category, up to 6, nothing negative | 1 | bar, pie |
 *
 * Where no chart would help, the one entry says why.
 *
 * @example
 * ```ts
 * import { suggestChartsFor } from '@nl2sql/core';
 * const [first] = suggestChartsFor(
 *   [{ name: 'month', type: 'date' }, { name: 'revenue', type: 'decimal' }],
 *   [['2024-01-01', 10], ['2024-02-01', 12]],
 * );
 * first?.chart; // 'line'
 * ```
 */
export function suggestChartsFor(
  columns: readonly ResultColumn[],
  rows: readonly (readonly Cell[])[],
): readonly ChartSuggestion[] {
  if (rows.length === 0) return [none('empty', 'There are no rows to draw.')];
  const profiles = profileColumns(columns, rows);
  const measures = profiles.filter((profile) => profile.role === 'measure');
  if (measures.length === 0) {
    const onlyKeys = profiles.every((profile) => profile.role === 'identifier');
    return [
      onlyKeys
        ? none('identifiers_only', 'Keys are not quantities.')
        : none('no_measure', 'No column holds a quantity.'),
    ];
  }
  if (rows.length === 1) {
    const [only] = measures;
    return measures.length === 1 && only
      ? [{ chart: 'number', y: [only.name], reason: 'One figure answers the question.' }]
      : [none('single_row', 'One row does not make a chart.')];
  }
  return overDimension(profiles, measures);
}

function overDimension(profiles: readonly ColumnProfile[], measures: readonly ColumnProfile[]): ChartSuggestion[] {
  const y = measures.map((measure) => measure.name);
  const time = profiles.find((profile) => profile.role === 'time');
  if (time) {
    return [
      { chart: 'line', x: time.name, y, reason: `${y.join(', ')} over ${time.name}.` },
      ...(measures.some((measure) => measure.hasNegative)
        ? []
        : [{ chart: 'area' as const, x: time.name, y, reason: `${y.join(', ')} over ${time.name}, as amounts.` }]),
    ];
  }
  const category = profiles.find((profile) => profile.role === 'category') ?? profiles.find((profile) => profile.role === 'identifier');
  if (!category) return [none('no_dimension', 'There is nothing to set the figures against.')];
  if (category.distinct > MOST_BARS) return [none('too_many_points', `${category.distinct} bars cannot be read.`)];
  const [only] = measures;
  const isWhole = measures.length === 1 && category.distinct <= MOST_SLICES && only && !only.hasNegative;
  return [
    { chart: 'bar', x: category.name, y, reason: `${y.join(', ')} by ${category.name}.` },
    ...(isWhole ? [{ chart: 'pie' as const, x: category.name, y, reason: `Shares of ${category.name}.` }] : []),
  ];
}

function none(code: Extract<ChartSuggestion, { chart: null }>['code'], reason: string): ChartSuggestion {
  return { chart: null, code, reason };
}
