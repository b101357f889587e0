import type { ChartKind, ChartSuggestion, ResultColumn } from '../protocol/index.ts';

const CHARTS: ReadonlySet<unknown> = new Set<ChartKind>(['bar', 'line', 'pie', 'area', 'number']);
const CODES: ReadonlySet<unknown> = new Set<Extract<ChartSuggestion, { chart: null }>['code']>([
  'empty', 'single_row', 'no_measure', 'no_dimension', 'too_many_points', 'identifiers_only', 'several_series',
]);
const MOST = 10;
const LONGEST_REASON = 500;

/**
 * Chart suggestions reduced to what a chart is: its kind, columns of the result, and a reason as plain
 * text. An entry of any other form is left out, and so is every key that a suggestion does not have. The
 * copies inherit nothing, so that no name can be looked up beyond them.
 */
export function closedSuggestions(suggested: unknown, columns: readonly ResultColumn[]): readonly ChartSuggestion[] {
  if (!Array.isArray(suggested)) return [];
  const names = new Set<unknown>(columns.map((column) => column.name));
  return suggested.slice(0, MOST).flatMap((entry: unknown) => {
    const closed = closedSuggestion(entry, names);
    return closed === null ? [] : [closed];
  });
}

function closedSuggestion(entry: unknown, names: ReadonlySet<unknown>): ChartSuggestion | null {
  if (typeof entry !== 'object' || entry === null) return null;
  const own = new Map<string, unknown>(Object.entries(entry));
  const [chart, x, y, reason] = ['chart', 'x', 'y', 'reason'].map((key) => own.get(key));
  if (typeof reason !== 'string') return null;
  const said = { reason: reason.slice(0, LONGEST_REASON) };
  if (chart === null) return CODES.has(own.get('code')) ? bare({ chart, code: own.get('code'), ...said }) : null;
  const drawn = CHARTS.has(chart) && Array.isArray(y) && y.length > 0 && y.every((name) => names.has(name));
  if (!drawn || (x !== undefined && !names.has(x))) return null;
  return bare({ chart, ...(x === undefined ? {} : { x }), y: [...y], ...said });
}

function bare(suggestion: object): ChartSuggestion {
  return Object.assign(Object.create(null) as object, suggestion) as ChartSuggestion;
}
