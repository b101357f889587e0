import { baseColumnOf } from './inspect-tree.ts';
import type { Expression } from './query-tree.ts';

/** A number that is written out. */
export function numberOf(expression: Expression): number | null {
  if (expression.kind === 'literal' && expression.type === 'number') return Number(expression.value);
  if (expression.kind === 'unary' && expression.operator === '-') {
    const value = numberOf(expression.operand);
    return value === null ? null : -value;
  }
  return null;
}

const CLOCKS = new Set(['now', 'today', 'curdate']);
const DATE_TYPES = /^(?:date|timestamp|timestamptz|datetime)/;

/** Milliseconds of a date that is written out, or told by the clock. */
export function timeOf(expression: Expression): number | null {
  if (expression.kind === 'keyword' || (expression.kind === 'call' && CLOCKS.has(expression.name) && expression.args.length === 0)) return Date.now();
  if (expression.kind === 'call' && expression.name === 'date_trunc' && expression.args[1] !== undefined) return timeOf(expression.args[1]);
  if (expression.kind === 'cast' && DATE_TYPES.test(expression.type) && expression.value.kind !== 'literal') return timeOf(expression.value);
  if (expression.kind === 'binary' && (expression.operator === '+' || expression.operator === '-')) {
    const [time, hours] = [timeOf(expression.left), hoursOf(expression.right)];
    return time === null || hours === null ? null : time + (expression.operator === '+' ? hours : -hours) * 3_600_000;
  }
  const text =
    expression.kind === 'typed' && DATE_TYPES.test(expression.type) ? expression.value
    : expression.kind === 'cast' && DATE_TYPES.test(expression.type) && expression.value.kind === 'literal' ? expression.value.value
    : expression.kind === 'literal' && expression.type === 'string' ? expression.value
    : null;
  if (text === null || !/^\d{4}-\d{2}-\d{2}/.test(text)) return null;
  const time = Date.parse(text.slice(0, 10));
  return Number.isNaN(time) ? null : time;
}

/** A date that comes from the clock or from the lowest or highest value of a column, also truncated or moved by an interval. */
export function isDateBound(expression: Expression): boolean {
  if (timeOf(expression) !== null || expression.kind === 'keyword' || isExtreme(expression)) return true;
  if (expression.kind === 'cast') return DATE_TYPES.test(expression.type) && isDateBound(expression.value);
  if (expression.kind === 'binary' && (expression.operator === '+' || expression.operator === '-')) return isDateBound(expression.left) && isShortTime(expression.right);
  if (expression.kind !== 'call') return false;
  if (CLOCKS.has(expression.name)) return expression.args.length === 0;
  const [first, ...more] = expression.args;
  // SQLite's modifiers cannot lead beyond the year 9999, nor can the intervals of MySQL's functions.
  if (DATE_FUNCTIONS.has(expression.name)) return first !== undefined && (isDateBound(first) || isText(first)) && more.every((part) => isText(part) || part.kind === 'interval');
  return expression.name === 'date_trunc' && expression.args[1] !== undefined && isDateBound(expression.args[1]);
}

const DATE_FUNCTIONS = new Set(['date', 'datetime', 'date_add', 'date_sub', 'adddate', 'subdate', 'str_to_date', 'last_day']);

function isText(expression: Expression): boolean {
  return expression.kind === 'literal' && expression.type === 'string';
}

/** A century at most, as an interval or in days. */
function isShortTime(expression: Expression): boolean {
  const days = numberOf(expression);
  const hours = days === null ? hoursOf(expression) : Math.abs(days) * 24;
  return hours !== null && hours <= HOURS_OF_A_CENTURY;
}

/** `(SELECT max(column) FROM …)`: as much as the data holds. */
export function isExtreme(expression: Expression): boolean {
  if (expression.kind === 'cast') return isExtreme(expression.value);
  if (expression.kind === 'call' && expression.name === 'date_trunc' && expression.args[1] !== undefined) return isExtreme(expression.args[1]);
  if (expression.kind !== 'subquery' || expression.query.body.kind !== 'select') return false;
  const [only, ...more] = expression.query.body.items;
  return more.length === 0 && only !== undefined && isExtremeValue(only.expression);
}

/** `max(column)` of a table: a number that the statement itself makes is none. */
export function isExtremeValue(expression: Expression): boolean {
  if (expression.kind === 'cast') return isExtremeValue(expression.value);
  if (expression.kind !== 'call') return false;
  if (expression.name === 'date_trunc') return expression.args[1] !== undefined && isExtremeValue(expression.args[1]);
  const [column, ...more] = expression.args;
  return (expression.name === 'min' || expression.name === 'max') && more.length === 0 && column !== undefined && baseColumnOf(column) !== null;
}

const HOURS: Readonly<Record<string, number>> = { second: 1 / 3600, sec: 1 / 3600, minute: 1 / 60, min: 1 / 60, hour: 1, day: 24, week: 168, month: 672, mon: 672, quarter: 2_016, year: 8_760, decade: 87_600 };
const HOURS_OF_A_CENTURY = 876_000;

/** The hours of an interval that is written out: `interval '1 month'`, `INTERVAL 30 DAYS`, `'1 day'`. */
export function hoursOf(expression: Expression): number | null {
  if (expression.kind === 'cast' && expression.type === 'interval') return hoursOf(expression.value);
  if (expression.kind === 'typed' && expression.type === 'interval') return hoursOfText(expression.value);
  if (expression.kind === 'literal') return expression.type === 'string' ? hoursOfText(expression.value) : null;
  if (expression.kind !== 'interval' || expression.value.kind !== 'literal') return null;
  return hoursOfText(`${expression.value.value} ${expression.unit ?? ''}`);
}

function hoursOfText(text: string): number | null {
  if (!/^\s*(?:\d{1,6}\s+[a-z]+\s*)+$/i.test(text)) return null;
  const parts = [...text.matchAll(/(\d+)\s+([a-z]+?)s?(?![a-z])/gi)].map(([, count, unit]) => Number(count) * (HOURS[unit!.toLowerCase()] ?? Number.NaN));
  const hours = parts.reduce((sum, part) => sum + part, 0);
  return Number.isNaN(hours) ? null : hours;
}
