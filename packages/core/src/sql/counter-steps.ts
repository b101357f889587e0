import type { Expression } from './query-tree.ts';
import { hoursOf, numberOf } from './read-bounds.ts';
import { withOperands } from './walk-tree.ts';

/** How a step changes the counter: by a number, by a factor, or by an interval of time. */
export interface Change {
  readonly rises: boolean;
  /** What is added, taken away or multiplied by; 0 for an interval of time. */
  readonly step: number;
  readonly times: boolean;
  /** The hours of an interval of time. */
  readonly hours: number | null;
  /** Whether the result has hours whatever the counter starts with. */
  readonly keepsHours: boolean;
}

/** The one column of the recursion in an expression; null when there is none, or more than one. */
export function ownColumnIn(expression: Expression, source: string): string | null {
  const own = [...withOperands(expression)].flatMap((part) => (part.kind === 'column' && part.target?.kind === 'derived' && part.target.binding.text.toLowerCase() === source ? [part.target.column.text.toLowerCase()] : []));
  return own.length === 1 ? own[0]! : null;
}

/** Types that keep the order of numbers and dates: as texts, numbers are above every number in SQLite. */
const ORDERED_TYPES = /^(?:(?:big|small|huge|tiny)?int|signed|unsigned|dec|numeric|real|double|float|date|timestamp)/;

/** Whether an expression is the column of the recursion, also as another type of numbers or dates. */
export function isExactly(expression: Expression, source: string, counter: string): boolean {
  if (expression.kind === 'cast') return ORDERED_TYPES.test(expression.type) && isExactly(expression.value, source, counter);
  return expression.kind === 'column' && expression.target?.kind === 'derived' && expression.target.binding.text.toLowerCase() === source && expression.target.column.text.toLowerCase() === counter;
}

export function changeOf(item: Expression, source: string, counter: string): Change | null {
  if (item.kind === 'cast') {
    const change = changeOf(item.value, source, counter);
    // A type may cut off what is less than a day.
    return !ORDERED_TYPES.test(item.type) || (change?.hours != null && change.hours < 24) ? null : change;
  }
  if (item.kind === 'call') return dateChange(item.name, item.args, source, counter);
  if (item.kind !== 'binary') return null;
  const [own, other] = isExactly(item.left, source, counter) ? [item.left, item.right] : [item.right, item.left];
  if (!isExactly(own, source, counter) || (item.operator === '-' && own !== item.left)) return null;
  if (item.operator === '+' || item.operator === '-') return moved(item.operator === '+', other);
  const factor = numberOf(other);
  return item.operator === '*' && factor !== null && factor >= 2 ? { rises: true, step: factor, times: true, hours: null, keepsHours: false } : null;
}

function moved(rises: boolean, by: Expression): Change | null {
  const amount = numberOf(by);
  if (amount !== null) return amount > 0 ? { rises, step: amount, times: false, hours: null, keepsHours: false } : null;
  const hours = by.kind === 'literal' ? null : hoursOf(by);
  return hours !== null && hours > 0 ? { rises, step: 0, times: false, hours, keepsHours: false } : null;
}

/** SQLite's `date(day, '+1 day')` and MySQL's `DATE_ADD(day, INTERVAL 1 DAY)`. */
function dateChange(name: string, args: readonly Expression[], source: string, counter: string): Change | null {
  const [value, by, ...more] = args;
  if (value === undefined || by === undefined || more.length > 0 || !isExactly(value, source, counter)) return null;
  if (name === 'date' || name === 'datetime') {
    const text = by.kind === 'literal' && by.type === 'string' ? /^\s*([+-]?)\s*(\d+\s+[a-z]+)\s*$/i.exec(by.value) : null;
    const hours = text === null ? null : hoursOf({ ...by, kind: 'literal', type: 'string', value: text[2]! });
    // date() cuts off what is less than a day.
    return text === null || hours === null || hours <= 0 || (name === 'date' && hours < 24) ? null : { rises: text[1] !== '-', step: 0, times: false, hours, keepsHours: name === 'datetime' };
  }
  if (by.kind !== 'interval') return null;
  if (name === 'date_add' || name === 'adddate') return moved(true, by);
  return name === 'date_sub' || name === 'subdate' ? moved(false, by) : null;
}
