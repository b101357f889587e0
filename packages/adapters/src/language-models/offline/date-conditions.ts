import type { CompareOp, Days, Span } from './cue.ts';
import type { Condition, Expression, Literal } from './query-form.ts';
import type { ColumnView } from './schema-view.ts';
import { dayOf, yearsSpan } from './written-spans.ts';

export const text = (value: string): Literal => ({ kind: 'text', text: value });
const literal = (value: string | number): Literal =>
  typeof value === 'number' ? { kind: 'number', value } : text(value);

export const namedYear = (column: ColumnView): boolean =>
  column.readings.some((reading) => reading.words.some((word) => word.stem === 'year'));
const holdsDates = (column: ColumnView): boolean =>
  column.type !== 'number' &&
  !namedYear(column) &&
  (column.type === 'date' || column.readings.some((reading) => reading.words.some((word) => word.stem === 'date')));
export const holdsTime = (column: ColumnView): boolean =>
  namedYear(column) || holdsDates(column) || column.type === 'date';
export const isDate = (value: string): boolean => /^\d{4}-\d{1,2}(?:-\d{1,2})?(?:[ T]\d|$)/.test(value);
export const isYear = (value: number): boolean => Number.isInteger(value) && value >= 1000 && value <= 2999;

/** A condition that a value lies between two, which a year leaves at its first and its last day. */
export function betweenCondition(left: Expression, column: ColumnView, low: string | number, high: string | number): Condition {
  const years = typeof low === 'number' && typeof high === 'number' && isYear(low) && isYear(high);
  if (years && holdsDates(column) && left.kind === 'column') return within(left, yearsSpan(low, high));
  return { kind: 'between', left, low: literal(low), high: literal(high) };
}

export function numberCondition(
  left: Expression,
  column: ColumnView,
  op: CompareOp,
  value: number,
  temporal: boolean,
): Condition {
  if (isYear(value) && holdsDates(column) && left.kind === 'column') return daysCondition(left, op, yearsSpan(value, value));
  const asText = column.type === 'text' && !temporal && op === '=' && left.kind === 'column';
  return { kind: 'compare', left, op, right: asText ? text(String(value)) : { kind: 'number', value } };
}

const at = (left: Expression, op: CompareOp, day: string): Condition => ({ kind: 'compare', left, op, right: text(day) });

const within = (left: Expression, { from, to }: Omit<Days, 'kind'>): Condition => ({
  kind: 'and',
  parts: [at(left, '>=', from), at(left, '<', to)],
});

const isOneDay = ({ from, to }: Omit<Days, 'kind'>): boolean => Date.parse(to) - Date.parse(from) === 86_400_000;

/** Compares with a stretch of days so that a time within a day counts as that day. */
function daysCondition(left: Expression, op: CompareOp, days: Omit<Days, 'kind'>): Condition {
  switch (op) {
    case '=':
      return within(left, days);
    case '<>':
      return { kind: 'or', parts: [at(left, '<', days.from), at(left, '>=', days.to)] };
    case '<':
      return at(left, '<', days.from);
    case '<=':
      return at(left, '<', days.to);
    case '>':
      // A single day is compared as it is written, which is how statements over dates are written too.
      return isOneDay(days) ? at(left, '>', days.from) : at(left, '>=', days.to);
    case '>=':
      return at(left, '>=', days.from);
  }
}

/** The days of a stretch of time that may be told from today. */
function daysOf(span: Span, today: string): Omit<Days, 'kind'> {
  if (span.kind === 'days') return span;
  const [year = 1970, month = 1, day = 1] = today.split('-').map(Number);
  const monday = day - ((new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7);
  if (span.kind === 'recent') {
    const back = { day: [0, 0, 1], week: [0, 0, 7], month: [0, 1, 0], quarter: [0, 3, 0], year: [1, 0, 0] }[span.unit];
    const [years = 0, months = 0, days = 0] = back.map((size) => size * span.count);
    // The last day of a month that is shorter stands for the days that it does not have.
    const last = new Date(Date.UTC(year - years, month - months, 0)).getUTCDate();
    const from = dayOf(year - years, month - months, (months + years > 0 ? Math.min(day, last) : day) - days);
    return { from: dayOf(Number(from.slice(0, 4)), Number(from.slice(5, 7)), Number(from.slice(8)) + 1), to: dayOf(year, month, day + 1) };
  }
  const first = (offset: number): string => {
    switch (span.unit) {
      case 'year':
        return dayOf(year + offset, 1, 1);
      case 'quarter':
        return dayOf(year, 3 * Math.floor((month - 1) / 3) + 1 + 3 * offset, 1);
      case 'month':
        return dayOf(year, month + offset, 1);
      case 'week':
        return dayOf(year, month, monday + 7 * offset);
      case 'day':
        return dayOf(year, month, day + offset);
    }
  };
  return { from: first(span.offset), to: first(span.offset + 1) };
}

/** A condition on a stretch of time; null where the column cannot tell it, as a year cannot tell a month. */
export function spanCondition(left: Expression, column: ColumnView, op: CompareOp, span: Span, today: string): Condition | null {
  const days = daysOf(span, today);
  if (holdsDates(column)) return daysCondition(left, op, days);
  if (!namedYear(column) || span.kind === 'recent' || !days.from.endsWith('-01-01') || !days.to.endsWith('-01-01')) return null;
  const [first, last] = [Number(days.from.slice(0, 4)), Number(days.to.slice(0, 4)) - 1];
  const year = (value: number): Literal => ({ kind: 'number', value });
  if (op === '=' && first !== last) return { kind: 'between', left, low: year(first), high: year(last) };
  if (op === '<>' && first !== last) return null;
  return { kind: 'compare', left, op, right: year(op === '<' || op === '>=' ? first : last) };
}
