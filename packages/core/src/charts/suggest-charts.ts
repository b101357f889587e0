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
 * The dimension is the first whose values do not repeat, so that each point is one row. Where no
 * chart would help, the one entry says why.
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
  const dimensions = (['time', 'category', 'identifier'] as const).flatMap((role) => profiles.filter((profile) => profile.role === role));
  const [first, second] = dimensions;
  if (!first) return [none('no_dimension', 'There is nothing to set the figures against.')];
  const axis = dimensions.find((profile) => !profile.repeats);
  if (!axis) {
    const needed = second ? `one series for each ${second.name}` : 'one figure for each';
    return [none('several_series', `The same ${first.name} occurs in several rows: a chart needs ${needed}.`)];
  }
  if (axis.role === 'time') {
    return [
      { chart: 'line', x: axis.name, y, reason: `${y.join(', ')} over ${axis.name}.` },
      ...(measures.some((measure) => measure.hasNegative)
        ? []
        : [{ chart: 'area' as const, x: axis.name, y, reason: `${y.join(', ')} over ${axis.name}, as amounts.` }]),
    ];
  }
  if (axis.distinct > MOST_BARS) return [none('too_many_points', `${axis.distinct} bars cannot be read.`)];
  const [only] = measures;
  const isWhole = measures.length === 1 && axis.distinct <= MOST_SLICES && only && !only.hasNegative;
  return [
    { chart: 'bar', x: axis.name, y, reason: `${y.join(', ')} by ${axis.name}.` },
    ...(isWhole ? [{ chart: 'pie' as const, x: axis.name, y, reason: `Shares of ${axis.name}.` }] : []),
  ];
}

function none(code: Extract<ChartSuggestion, { chart: null }>['code'], reason: string): ChartSuggestion {
  return { chart: null, code, reason };
}
