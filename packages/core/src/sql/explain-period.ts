import type { Call, Expression } from './query-tree.ts';

/** What a format makes of a time, as `strftime` and `date_format` write it, and as `to_char` does. */
const FORMATS: Readonly<Record<string, string>> = {
  '%Y': 'year', '%m': 'month', '%d': 'day', '%Y-%m': 'month', '%Y-%m-%d': 'day', '%w': 'weekday', '%H': 'hour', '%W': 'week', '%j': 'day of the year',
};
const TEMPLATES: Readonly<Record<string, string>> = {
  YYYY: 'year', MM: 'month', DD: 'day', 'YYYY-MM': 'month', 'YYYY-MM-DD': 'day', 'YYYY-"Q"Q': 'quarter', Q: 'quarter', HH24: 'hour',
};

interface Period {
  readonly unit: string;
  readonly time: Expression;
}

/** The period of a time that an expression stands for, when it is written as one; otherwise null. */
export function periodOf(expression: Expression): Period | null {
  if (expression.kind === 'binary') return expression.operator === '||' ? quarterOf(partsOf(expression)) : null;
  if (expression.kind !== 'call') return null;
  const { name, args } = expression;
  if (name === 'concat') return quarterOf(args);
  if (name === 'date' && args.length === 3 && textOf(args[1]) === '-6 days' && textOf(args[2]) === 'weekday 1') return period('week', args[0]);
  return formatted(expression);
}

function formatted({ name, args }: Call): Period | null {
  const [first, second] = args;
  if (name === 'strftime' && first?.kind === 'literal' && FORMATS[first.value] !== undefined) return period(FORMATS[first.value], second);
  const format = textOf(second);
  const unit = format === null ? undefined : (name === 'to_char' ? TEMPLATES : name === 'strftime' || name === 'date_format' ? FORMATS : {})[format];
  if (unit === undefined || first === undefined) return null;
  // The first day of a period, written as a day, stands for the period.
  return unit === 'day' ? (beginningOf(first) ?? period(unit, first)) : period(unit, first);
}

function beginningOf(expression: Expression): Period | null {
  if (expression.kind !== 'call') return null;
  const [first, second] = expression.args;
  if (expression.name === 'date_trunc') return first?.kind === 'literal' ? period(first.value, second) : null;
  const weekday = expression.name === 'subdate' && second?.kind === 'call' && second.name === 'weekday';
  return weekday ? period('week', first) : null;
}

/** A year, `-Q` and what follows: the quarter of the time that the year is of. */
function quarterOf(parts: readonly Expression[]): Period | null {
  const [year, mark] = parts;
  if (parts.length !== 3 || textOf(mark) !== '-Q' || year?.kind !== 'call') return null;
  return period('quarter', year.name === 'year' ? year.args[0] : formatted(year)?.time);
}

function partsOf(expression: Expression): Expression[] {
  return expression.kind === 'binary' && expression.operator === '||' ? [...partsOf(expression.left), ...partsOf(expression.right)] : [expression];
}

const textOf = (expression: Expression | undefined): string | null =>
  expression?.kind === 'literal' && expression.type === 'string' ? expression.value : null;

const period = (unit: string | undefined, time: Expression | undefined): Period | null =>
  unit === undefined || time === undefined ? null : { unit, time };
