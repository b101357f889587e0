import type { CompareOp, DatePeriod } from './cue.ts';
import type { Condition, Expression, Literal } from './query-form.ts';
import type { ColumnView } from './schema-view.ts';

export const text = (value: string): Literal => ({ kind: 'text', text: value });
const literal = (value: string | number): Literal =>
  typeof value === 'number' ? { kind: 'number', value } : text(value);

const namedYear = (column: ColumnView): boolean =>
  column.readings.some((reading) => reading.words.some((word) => word.stem === 'year'));
const holdsDates = (column: ColumnView): boolean =>
  column.type !== 'number' &&
  !namedYear(column) &&
  (column.type === 'date' || column.readings.some((reading) => reading.words.some((word) => word.stem === 'date')));
export const holdsTime = (column: ColumnView): boolean =>
  namedYear(column) || holdsDates(column) || column.type === 'date';
export const isDate = (value: string): boolean => /^\d{4}-\d{1,2}(?:-\d{1,2})?(?:[ T]\d|$)/.test(value);
const isYear = (value: number): boolean => Number.isInteger(value) && value >= 1000 && value <= 2999;

export function bound(column: ColumnView, value: string | number, side: 'low' | 'high'): Literal {
  if (typeof value === 'number' && isYear(value) && holdsDates(column))
    return text(side === 'low' ? `${value}-01-01` : `${value}-12-31`);
  return literal(value);
}

export function numberCondition(
  left: Expression,
  column: ColumnView,
  op: CompareOp,
  value: number,
  temporal: boolean,
): Condition {
  if (!(isYear(value) && holdsDates(column) && left.kind === 'column')) {
    const asText = column.type === 'text' && !temporal && op === '=' && left.kind === 'column';
    return { kind: 'compare', left, op, right: asText ? text(String(value)) : { kind: 'number', value } };
  }
  if (op === '=') return yearCondition(left, value);
  const boundary = op === '>' || op === '<=' ? `${value}-12-31` : `${value}-01-01`;
  return { kind: 'compare', left, op, right: text(boundary) };
}

const yearCondition = (left: Expression, year: number): Condition => ({
  kind: 'and',
  parts: [
    { kind: 'compare', left, op: '>=', right: text(`${year}-01-01`) },
    { kind: 'compare', left, op: '<', right: text(`${year + 1}-01-01`) },
  ],
});

export function periodCondition(left: Expression, column: ColumnView, period: DatePeriod, today: string): Condition {
  const [year = 1970, month = 1, day = 1] = today.split('-').map(Number);
  if (period.unit === 'year' && !holdsDates(column))
    return { kind: 'compare', left, op: '=', right: { kind: 'number', value: year + period.offset } };
  const at = (y: number, m: number, d: number): string => new Date(Date.UTC(y, m - 1, d)).toISOString().slice(0, 10);
  const monday = day - ((new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7);
  const span = (offset: number): string => {
    if (period.unit === 'year') return at(year + offset, 1, 1);
    if (period.unit === 'month') return at(year, month + offset, 1);
    return period.unit === 'week' ? at(year, month, monday + 7 * offset) : at(year, month, day + offset);
  };
  return {
    kind: 'and',
    parts: [
      { kind: 'compare', left, op: '>=', right: text(span(period.offset)) },
      { kind: 'compare', left, op: '<', right: text(span(period.offset + 1)) },
    ],
  };
}
