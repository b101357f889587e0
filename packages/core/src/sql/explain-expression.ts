import { baseColumnOf } from './inspect-tree.ts';
import type { BinaryOperator, Call, Expression, Query } from './query-tree.ts';
import { periodOf } from './explain-period.ts';
import { conjunctsOf, isQuery, isWindow, membersOf, sourcesOf, withOperands } from './walk-tree.ts';

/** Says what an expression is, in words. `several` asks for columns to be named with their table. */
export function describe(expression: Expression, several: boolean): string {
  const say = (inner: Expression): string => describe(inner, several);
  switch (expression.kind) {
    case 'column':
      return describeColumn(expression, several);
    case 'literal':
      return expression.type === 'string' ? `'${expression.value}'` : expression.type === 'null' ? 'nothing' : expression.value;
    case 'parameter':
      return 'a fixed value';
    case 'columns':
      return 'some columns';
    case 'typed':
      return expression.value;
    case 'interval':
      return `${say(expression.value).replaceAll("'", '')}${expression.unit === null ? '' : ` ${expression.unit}`}`;
    case 'unit':
      return expression.unit;
    case 'star':
      return 'all columns';
    case 'keyword':
      return expression.word === 'current_date' ? 'today' : 'now';
    case 'unary':
      return expression.operator === 'not' ? `not (${say(expression.operand)})` : `${expression.operator === '-' ? '−' : expression.operator}${say(expression.operand)}`;
    case 'binary':
      return describeBinary(expression, several);
    case 'match':
    case 'test':
    case 'between':
    case 'in':
    case 'exists':
    case 'quantified':
    case 'quantified array':
      return describeCondition(expression, several);
    case 'subquery':
    case 'array query':
      return describeQuery(expression.query);
    case 'case':
      return describeCase(expression, several);
    case 'cast':
    case 'collate':
    case 'at time zone':
    case 'named':
      return say(expression.value);
    case 'subscript':
      return `an element of ${say(expression.value)}`;
    case 'lambda':
      return say(expression.body);
    case 'struct':
      return listed(expression.entries.map((entry) => say(entry.value)), 6, 'and');
    case 'phrase':
      return `${expression.name} of ${listed(expression.parts.flatMap((part) => (part.value === null ? [] : [say(part.value)])), 4, 'and')}`;
    case 'match against':
      return `how well ${listed(expression.columns.map(say), 4, 'and')} matches ${say(expression.words)}`;
    case 'extract':
      return `the ${expression.unit} of ${say(expression.value)}`;
    case 'tuple':
    case 'array':
    case 'grouping':
      return expression.items.map(say).join(' and ');
    case 'call':
      return describeCall(expression, several);
  }
}

function describeColumn(column: Extract<Expression, { kind: 'column' }>, several: boolean): string {
  const { target } = column;
  if (target?.kind === 'output') return target.item.alias === null ? describe(target.item.expression, several) : target.item.alias.text;
  const base = baseColumnOf(column);
  if (target?.kind === 'base' || base === null || target === null) {
    return base !== null && several ? `${base.table}.${base.column}` : (base?.column ?? column.name.text);
  }
  return 'column' in target ? target.column.text : column.name.text;
}

const ARITHMETIC: Partial<Readonly<Record<BinaryOperator, string>>> = {
  '+': '+', '-': '−', '*': '×', '/': '÷', '%': 'modulo', div: 'divided by', '||': 'followed by', '->': 'at', '->>': 'at',
};
const COMPARISON: Partial<Readonly<Record<BinaryOperator, string>>> = {
  '=': 'is', '<>': 'is not', '<': 'is less than', '<=': 'is at most', '>': 'is more than', '>=': 'is at least',
  is: 'is', 'is not': 'is not', 'is distinct from': 'is not', 'is not distinct from': 'is',
};

function describeBinary(expression: Extract<Expression, { kind: 'binary' }>, several: boolean): string {
  const period = periodOf(expression);
  if (period !== null) return `the ${period.unit} of ${describe(period.time, several)}`;
  const { operator, left, right } = expression;
  const part = (inner: Expression): string => {
    const nested = inner.kind === 'binary' && inner.operator !== operator && COMPARISON[inner.operator] === undefined;
    return nested ? `(${describe(inner, several)})` : describe(inner, several);
  };
  if (operator === 'and' || operator === 'or' || operator === 'xor') return `${part(left)} ${operator === 'xor' ? 'or else' : operator} ${part(right)}`;
  const word = COMPARISON[operator] ?? ARITHMETIC[operator] ?? operator;
  return `${part(left)} ${word} ${part(right)}`;
}

/** Says a condition as part of "where …". */
export function describeCondition(expression: Expression, several: boolean): string {
  const say = (inner: Expression): string => describe(inner, several);
  switch (expression.kind) {
    case 'match':
      return `${say(expression.value)} ${describePattern(expression, several)}`;
    case 'test': {
      if (expression.test === 'null') return `${say(expression.value)} is ${expression.negated ? 'known' : 'missing'}`;
      return `${say(expression.value)} is ${expression.negated ? 'not ' : ''}${expression.test}`;
    }
    case 'between':
      return `${say(expression.value)} is ${expression.negated ? 'not ' : ''}between ${say(expression.low)} and ${say(expression.high)}`;
    case 'in': {
      const negation = expression.negated ? 'not ' : '';
      if (isQuery(expression.list)) return `${say(expression.value)} is ${negation}among ${describeQuery(expression.list)}`;
      return `${say(expression.value)} is ${negation}${expression.list.length === 1 ? '' : 'one of '}${listed(expression.list.map(say), 8, 'or')}`;
    }
    case 'exists':
      return `there is a row in ${describeSources(expression.query)}${describeWhere(expression.query)}`;
    case 'quantified array':
      return `${say(expression.value)} ${COMPARISON[expression.operator as BinaryOperator] ?? `is ${expression.operator}`} ${expression.quantifier === 'any' ? 'one of' : 'all of'} ${say(expression.array)}`;
    case 'quantified':
      return `${say(expression.value)} ${COMPARISON[expression.operator] ?? expression.operator} ${expression.quantifier === 'any' ? 'one of' : 'all of'} ${describeQuery(expression.query)}`;
    case 'unary':
      if (expression.operator === 'not' && expression.operand.kind === 'exists') {
        return `there is no row in ${describeSources(expression.operand.query)}${describeWhere(expression.operand.query)}`;
      }
      return say(expression);
    default:
      return say(expression);
  }
}

function describePattern(expression: Extract<Expression, { kind: 'match' }>, several: boolean): string {
  const { pattern, negated, operator } = expression;
  const not = negated ? 'does not ' : '';
  const verb = (word: string): string => (negated ? word : `${word}s`);
  const text = pattern.kind === 'literal' && operator !== 'glob' && operator !== 'regexp' && expression.escape === null ? pattern.value : null;
  const match = text === null ? null : /^(%?)([^%_]*)(%?)$/.exec(text);
  if (match === null) return `${negated ? 'does not match' : 'matches'} the pattern ${describe(pattern, several)}`;
  const [, before, middle, after] = match;
  if (before !== '' && after !== '') return `${not}${verb('contain')} '${middle}'`;
  if (after !== '') return `${not}${verb('start')} with '${middle}'`;
  if (before !== '') return `${not}${verb('end')} with '${middle}'`;
  return `${negated ? 'is not' : 'is'} '${middle}' in any case`;
}

function describeCase(expression: Extract<Expression, { kind: 'case' }>, several: boolean): string {
  const branches = expression.branches.map(({ when, then }) => {
    const condition = expression.operand === null ? describeCondition(when, several) : `${describe(expression.operand, several)} is ${describe(when, several)}`;
    return `${describe(then, several)} if ${condition}`;
  });
  const otherwise = expression.otherwise === null ? '' : `, otherwise ${describe(expression.otherwise, several)}`;
  return `${listed(branches, 4, 'or')}${otherwise}`;
}

const AGGREGATES: Readonly<Record<string, string>> = {
  sum: 'the sum of', total: 'the sum of', avg: 'the average of', min: 'the lowest', max: 'the highest', group_concat: 'the list of',
  string_agg: 'the list of', array_agg: 'the list of', list: 'the list of', median: 'the median of', stddev: 'the standard deviation of',
};
const NUMBERED: Readonly<Record<string, string>> = {
  row_number: 'a running number', rank: 'the rank', dense_rank: 'the rank', ntile: 'the bucket', percent_rank: 'the relative rank',
  lag: 'the previous', lead: 'the next', first_value: 'the first', last_value: 'the last',
};
function describeCall(call: Call, several: boolean): string {
  const [first, second] = call.args;
  const say = (inner: Expression | undefined): string => (inner === undefined ? '' : describe(inner, several));
  const base = describeFunction(call, first, second, say);
  const filter = call.filter === null ? '' : ` where ${describeCondition(call.filter, several)}`;
  if (call.over === null) return base + filter;
  if (!isWindow(call.over)) return `${base}${filter} within its window`;
  const partition = call.over.partitionBy.length === 0 ? '' : ` within each ${call.over.partitionBy.map(say).join(' and ')}`;
  const order = call.over.orderBy.length === 0 ? '' : ` in order of ${call.over.orderBy.map((item) => say(item.expression)).join(', ')}`;
  return `${base}${filter}${partition}${order}`;
}

function describeFunction(call: Call, first: Expression | undefined, second: Expression | undefined, say: (inner: Expression | undefined) => string): string {
  const numbered = NUMBERED[call.name];
  if (call.over !== null && numbered !== undefined) return first === undefined ? numbered : `${numbered} ${say(first)}`;
  if (call.name === 'count') {
    if (first === undefined) return 'the number of rows';
    return call.distinct ? `the number of different ${say(first)}` : `the number of rows with ${say(first)}`;
  }
  const aggregate = call.args.length < 2 || call.name === 'group_concat' || call.name === 'string_agg' ? AGGREGATES[call.name] : undefined;
  if (aggregate !== undefined) {
    const counted = call.name === 'sum' && first?.kind === 'case' ? countedCondition(first) : null;
    if (counted !== null) return `the number of rows where ${say(counted)}`;
    return `${aggregate} ${call.distinct ? 'different ' : ''}${say(first)}`;
  }
  const period = periodOf(call);
  if (period !== null) return `the ${period.unit} of ${say(period.time)}`;
  if ((call.name === 'date_trunc' || call.name === 'date_part') && first?.kind === 'literal') return `the ${first.value} of ${say(second)}`;
  switch (call.name) {
    case 'round':
      return `${say(first)}, rounded`;
    case 'coalesce':
    case 'ifnull':
      return `${say(first)} (${say(second)} where missing)`;
    case 'nullif':
      return say(first);
    case 'lower':
    case 'upper':
    case 'trim':
      return say(first);
    case 'length':
      return `the length of ${say(first)}`;
    case 'abs':
      return `the size of ${say(first)}`;
    case 'year':
    case 'month':
    case 'day':
    case 'hour':
    case 'date':
      if (first !== undefined && first.kind !== 'literal') return `the ${call.name} of ${say(first)}`;
      return `${call.name}(${call.args.map(say).join(', ')})`;
    default:
      return `${call.name}(${call.args.map(say).join(', ')})`;
  }
}

/** `SUM(CASE WHEN x THEN 1 ELSE 0 END)` counts the rows where x. */
function countedCondition(expression: Extract<Expression, { kind: 'case' }>): Expression | null {
  const [only, ...more] = expression.branches;
  if (only === undefined || more.length > 0 || expression.operand !== null) return null;
  const zero = expression.otherwise === null || isNumber(expression.otherwise, '0');
  return zero && isNumber(only.then, '1') ? only.when : null;
}

function isNumber(expression: Expression, value: string): boolean {
  return expression.kind === 'literal' && expression.type === 'number' && expression.value === value;
}

/** A query within an expression: "the average of amount of orders where …". */
function describeQuery(query: Query): string {
  const [member] = membersOf(query);
  if (member === undefined || member.body.kind !== 'select') return 'a list of values';
  const what = listed(member.body.items.map((item) => describe(item.expression, false)), 3, 'and');
  const from = member.body.from === null ? '' : ` in ${describeSources(query)}`;
  return `${what}${from}${describeWhere(query)}`;
}

/** The sources of a query by name: `orders and customers`. */
export function describeSources(query: Query): string {
  const names = membersOf(query).flatMap((member) => {
    if (member.body.kind !== 'select') return [];
    return sourcesOf(member.body.from).map((source) => {
      if (source.kind === 'table') return source.relation?.kind === 'base' ? source.relation.table : source.name.text;
      if (source.kind === 'function') return `the elements of ${source.call.args.map((arg) => describe(arg, false)).join(', ')}`;
      if (source.kind === 'json table') return `the elements of ${describe(source.document, false)}`;
      return source.alias?.text ?? `the result over ${describeSources(source.query)}`;
    });
  });
  const distinct = [...new Set(names)];
  return distinct.length === 0 ? 'a list of values' : listed(distinct, 6, 'and');
}

function describeWhere(query: Query): string {
  const conditions = membersOf(query).flatMap((member) => (member.body.kind === 'select' ? conjunctsOf(member.body.where) : []));
  const several = membersOf(query).length > 1;
  if (conditions.length === 0 || several) return '';
  const mixed = new Set(conditions.flatMap((condition) => [...withOperands(condition)].flatMap((part) => baseColumnOf(part)?.table ?? []))).size > 1;
  return ` where ${conditions.map((condition) => describeCondition(condition, mixed)).join(' and ')}`;
}

/** `a, b and c`, cut after `most` members. */
export function listed(items: readonly string[], most: number, word: 'and' | 'or'): string {
  if (items.length > most) return `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}
