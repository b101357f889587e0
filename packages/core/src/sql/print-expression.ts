import { printName, printStoredName, type DialectRules } from './dialect-rules.ts';
import { printSql } from './print-sql.ts';
import type { BinaryOperator, Call, Column, Expression, Frame, FrameBound, OrderItem, Window } from './query-tree.ts';
import { isQuery, isWindow } from './walk-tree.ts';

/** How tightly an expression holds together. Only pairs on which all engines agree go without parentheses. */
const PRECEDENCE = { or: 1, and: 2, not: 3, comparison: 4, bits: 5, sum: 6, product: 7, unary: 9, primary: 10 } as const;

const BINARY_PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  or: PRECEDENCE.or, and: PRECEDENCE.and, xor: PRECEDENCE.or,
  '=': PRECEDENCE.comparison, '<>': PRECEDENCE.comparison, '<': PRECEDENCE.comparison, '<=': PRECEDENCE.comparison,
  '>': PRECEDENCE.comparison, '>=': PRECEDENCE.comparison, is: PRECEDENCE.comparison, 'is not': PRECEDENCE.comparison,
  'is not distinct from': PRECEDENCE.comparison,
  '&': PRECEDENCE.bits, '|': PRECEDENCE.bits, '<<': PRECEDENCE.bits, '>>': PRECEDENCE.bits, '||': PRECEDENCE.bits,
  '->': PRECEDENCE.bits, '->>': PRECEDENCE.bits,
  '+': PRECEDENCE.sum, '-': PRECEDENCE.sum, '*': PRECEDENCE.product, '/': PRECEDENCE.product, '%': PRECEDENCE.product, div: PRECEDENCE.product,
};
/** Operators whose neighbours always stand in parentheses, unless they are of the same kind. */
const APART = new Set<BinaryOperator>(['&', '|', '<<', '>>', '||', '->', '->>', 'xor']);

function precedenceOf(expression: Expression): number {
  switch (expression.kind) {
    case 'binary':
      return BINARY_PRECEDENCE[expression.operator];
    case 'unary':
      return expression.operator === 'not' ? PRECEDENCE.not : PRECEDENCE.unary;
    case 'match':
    case 'test':
    case 'between':
    case 'in':
    case 'quantified':
      return PRECEDENCE.comparison;
    case 'collate':
    case 'interval':
      return PRECEDENCE.unary;
    case 'column':
      return expression.target?.kind === 'output' ? precedenceOf(expression.target.item.expression) : PRECEDENCE.primary;
    default:
      return PRECEDENCE.primary;
  }
}

export function printExpression(expression: Expression, rules: DialectRules): string {
  const print = (inner: Expression): string => printExpression(inner, rules);
  const tight = (inner: Expression, than: number): string => (precedenceOf(inner) > than ? print(inner) : `(${print(inner)})`);
  const operand = (inner: Expression): string => tight(inner, PRECEDENCE.comparison);
  switch (expression.kind) {
    case 'column':
      return printColumn(expression, rules);
    case 'literal':
      return expression.type === 'string' ? printString(expression.value, rules) : expression.type === 'number' ? expression.value : expression.value.toUpperCase();
    case 'star':
      return '*';
    case 'typed':
      return `${expression.type.toUpperCase()} ${printString(expression.value, rules)}`;
    case 'interval':
      return `INTERVAL ${expression.value.kind === 'literal' ? print(expression.value) : `(${print(expression.value)})`}${expression.unit === null ? '' : ` ${expression.unit.toUpperCase()}`}`;
    case 'unit':
      return expression.unit.toUpperCase();
    case 'keyword':
      return expression.word.toUpperCase();
    case 'unary':
      // `NOT (a IS NULL)` and `a IS NOT NULL` are kept apart.
      if (expression.operator === 'not') return `NOT ${tight(expression.operand, PRECEDENCE.comparison)}`;
      return `${expression.operator}${tight(expression.operand, PRECEDENCE.unary)}`;
    case 'binary':
      return printBinary(expression, rules);
    case 'match': {
      const escape = expression.escape === null ? '' : ` ESCAPE ${operand(expression.escape)}`;
      return `${operand(expression.value)} ${negation(expression.negated)}${expression.operator.toUpperCase()} ${operand(expression.pattern)}${escape}`;
    }
    case 'test':
      return `${operand(expression.value)} IS ${negation(expression.negated)}${expression.test.toUpperCase()}`;
    case 'between':
      return `${operand(expression.value)} ${negation(expression.negated)}BETWEEN ${operand(expression.low)} AND ${operand(expression.high)}`;
    case 'in':
      return `${operand(expression.value)} ${negation(expression.negated)}IN (${isQuery(expression.list) ? printSql(expression.list, rules) : expression.list.map(print).join(', ')})`;
    case 'exists':
      return `EXISTS (${printSql(expression.query, rules)})`;
    case 'subquery':
      return `(${printSql(expression.query, rules)})`;
    case 'quantified':
      return `${operand(expression.value)} ${expression.operator} ${expression.quantifier.toUpperCase()} (${printSql(expression.query, rules)})`;
    case 'case': {
      const branches = expression.branches.map(({ when, then }) => ` WHEN ${print(when)} THEN ${print(then)}`).join('');
      return `CASE${expression.operand === null ? '' : ` ${print(expression.operand)}`}${branches}${expression.otherwise === null ? '' : ` ELSE ${print(expression.otherwise)}`} END`;
    }
    case 'cast':
      return `${expression.lenient ? 'TRY_CAST' : 'CAST'}(${print(expression.value)} AS ${expression.type.toUpperCase()})`;
    case 'collate':
      return `${tight(expression.value, PRECEDENCE.unary)} COLLATE ${printStoredName(expression.collation, rules)}`;
    case 'extract':
      return `EXTRACT(${expression.unit.toUpperCase()} FROM ${print(expression.value)})`;
    case 'tuple':
      return `(${expression.items.map(print).join(', ')})`;
    case 'call':
      return printCall(expression, rules);
  }
}

function negation(negated: boolean): string {
  return negated ? 'NOT ' : '';
}

function printColumn(column: Column, rules: DialectRules): string {
  const { target } = column;
  if (target === null) throw new TypeError('An unresolved column cannot be printed.');
  if (target.kind === 'output') return printExpression(target.item.expression, rules);
  const name = target.kind === 'base' ? printStoredName(target.column, rules) : printName(target.column, rules);
  return column.qualified ? `${printName(target.binding, rules)}.${name}` : name;
}

function printBinary(expression: Extract<Expression, { kind: 'binary' }>, rules: DialectRules): string {
  const { operator, left, right } = expression;
  const own = BINARY_PRECEDENCE[operator];
  const comparison = own === PRECEDENCE.comparison;
  const side = (inner: Expression, first: boolean): string => {
    const text = printExpression(inner, rules);
    const level = precedenceOf(inner);
    if (level >= PRECEDENCE.unary) return text;
    const same = inner.kind === 'binary' && inner.operator === operator;
    const apart = APART.has(operator) || (inner.kind === 'binary' && APART.has(inner.operator) && !comparison);
    const bare = apart ? same && first : comparison ? level > own : level > own || (level === own && first);
    return bare ? text : `(${text})`;
  };
  return `${side(left, true)} ${operator.toUpperCase()} ${side(right, false)}`;
}

function printCall(call: Call, rules: DialectRules): string {
  const args = call.star ? '*' : call.args.map((arg) => printExpression(arg, rules)).join(', ');
  const order = call.orderBy.length === 0 ? '' : ` ORDER BY ${orderList(call.orderBy, rules)}`;
  const separator = call.separator === null ? '' : ` SEPARATOR ${printExpression(call.separator, rules)}`;
  const parts = [`${call.name}(${call.distinct ? 'DISTINCT ' : ''}${args}${order}${separator})`];
  if (call.withinGroup.length > 0) parts.push(`WITHIN GROUP (ORDER BY ${orderList(call.withinGroup, rules)})`);
  if (call.filter !== null) parts.push(`FILTER (WHERE ${printExpression(call.filter, rules)})`);
  if (call.nulls !== null) parts.push(`${call.nulls.toUpperCase()} NULLS`);
  if (call.over !== null) parts.push(isWindow(call.over) ? `OVER (${printWindow(call.over, rules)})` : `OVER ${printName(call.over, rules)}`);
  return parts.join(' ');
}

function orderList(items: readonly OrderItem[], rules: DialectRules): string {
  return items.map((item) => printOrder(item, rules)).join(', ');
}

export function printOrder(item: OrderItem, rules: DialectRules): string {
  const { expression } = item;
  const alias = expression.kind === 'column' && expression.target?.kind === 'output' ? expression.target.item.alias : null;
  const text = alias === null ? printExpression(expression, rules) : printName(alias, rules);
  return text + (item.descending ? ' DESC' : '') + (item.nulls === null ? '' : ` NULLS ${item.nulls.toUpperCase()}`);
}

export function printWindow(window: Window, rules: DialectRules): string {
  const parts: string[] = [];
  if (window.base !== null) parts.push(printName(window.base, rules));
  if (window.partitionBy.length > 0) parts.push(`PARTITION BY ${window.partitionBy.map((item) => printExpression(item, rules)).join(', ')}`);
  if (window.orderBy.length > 0) parts.push(`ORDER BY ${orderList(window.orderBy, rules)}`);
  if (window.frame !== null) parts.push(printFrame(window.frame, rules));
  return parts.join(' ');
}

function printFrame(frame: Frame, rules: DialectRules): string {
  const bounds = frame.end === null ? printBound(frame.start, rules) : `BETWEEN ${printBound(frame.start, rules)} AND ${printBound(frame.end, rules)}`;
  return `${frame.unit.toUpperCase()} ${bounds}${frame.exclude === null ? '' : ` EXCLUDE ${frame.exclude.toUpperCase()}`}`;
}

function printBound(bound: FrameBound, rules: DialectRules): string {
  return 'offset' in bound ? `${printExpression(bound.offset, rules)} ${bound.kind.toUpperCase()}` : bound.kind.toUpperCase();
}

function printString(value: string, rules: DialectRules): string {
  const escaped = rules.backslashEscapes ? value.replaceAll('\\', '\\\\') : value;
  return `'${escaped.replaceAll("'", "''")}'`;
}
