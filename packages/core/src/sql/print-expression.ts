import { printName, printStoredName, type DialectRules } from './dialect-rules.ts';
import { printType } from './parse-type.ts';
import { printSql } from './print-sql.ts';
import type { BinaryOperator, Call, Column, Expression, Frame, FrameBound, Literal, OrderItem, Star, Window } from './query-tree.ts';
import { isQuery, isWindow } from './walk-tree.ts';

/** Stands around the index of a parameter until the whole text is there. No statement holds it. */
export const PARAMETER_MARK = '\0';

/** How tightly an expression holds together. Only pairs on which all engines agree go without parentheses. */
const PRECEDENCE = { or: 1, and: 2, not: 3, comparison: 4, apart: 5, sum: 6, product: 7, unary: 9, primary: 10 } as const;

const BINARY_PRECEDENCE: Partial<Readonly<Record<BinaryOperator, number>>> = {
  or: PRECEDENCE.or, and: PRECEDENCE.and, xor: PRECEDENCE.or,
  '=': PRECEDENCE.comparison, '<>': PRECEDENCE.comparison, '<': PRECEDENCE.comparison, '<=': PRECEDENCE.comparison,
  '>': PRECEDENCE.comparison, '>=': PRECEDENCE.comparison, is: PRECEDENCE.comparison, 'is not': PRECEDENCE.comparison,
  'is distinct from': PRECEDENCE.comparison, 'is not distinct from': PRECEDENCE.comparison,
  '+': PRECEDENCE.sum, '-': PRECEDENCE.sum, '*': PRECEDENCE.product, '/': PRECEDENCE.product, '%': PRECEDENCE.product, div: PRECEDENCE.product,
};

/** Operators whose neighbours always stand in parentheses, unless they are of the same kind. */
function standsApart(operator: BinaryOperator): boolean {
  return BINARY_PRECEDENCE[operator] === undefined || operator === 'xor';
}

function binaryPrecedence(operator: BinaryOperator): number {
  return BINARY_PRECEDENCE[operator] ?? PRECEDENCE.apart;
}

function precedenceOf(expression: Expression): number {
  switch (expression.kind) {
    case 'binary':
      return binaryPrecedence(expression.operator);
    case 'unary':
      return expression.operator === 'not' ? PRECEDENCE.not : PRECEDENCE.unary;
    case 'match':
    case 'test':
    case 'between':
    case 'in':
    case 'quantified':
    case 'quantified array':
      return PRECEDENCE.comparison;
    case 'lambda':
      return PRECEDENCE.or;
    case 'collate':
    case 'interval':
    case 'at time zone':
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
      return printLiteral(expression, rules);
    case 'star':
      return printStar(expression, rules);
    case 'columns':
      throw new TypeError('A star is written out before it is printed.');
    case 'parameter':
      // Placeholders are counted in the text, which is not put together in its own order.
      return `${PARAMETER_MARK}${expression.index}${PARAMETER_MARK}`;
    case 'typed':
      return `${expression.type.toUpperCase()} ${printString(expression.value, rules)}`;
    case 'interval':
      return `INTERVAL ${expression.value.kind === 'literal' ? print(expression.value) : `(${print(expression.value)})`}${expression.unit === null ? '' : ` ${expression.unit.toUpperCase()}`}`;
    case 'unit':
      return expression.unit.toUpperCase();
    case 'keyword':
      return rules.dialect === 'duckdb' ? expression.word : expression.word.toUpperCase();
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
      return `${operand(expression.value)} ${negation(expression.negated)}BETWEEN ${expression.symmetric ? 'SYMMETRIC ' : ''}${operand(expression.low)} AND ${operand(expression.high)}`;
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
      return `${expression.lenient ? 'TRY_CAST' : 'CAST'}(${print(expression.value)} AS ${printType(expression.type)})`;
    case 'collate':
      return `${tight(expression.value, PRECEDENCE.unary)} COLLATE ${printStoredName(expression.collation, rules)}`;
    case 'extract':
      // DuckDB calls the column as it is written.
      return `EXTRACT(${rules.dialect === 'duckdb' ? expression.unit : expression.unit.toUpperCase()} FROM ${print(expression.value)})`;
    case 'tuple':
      return `${expression.row ? 'ROW' : ''}(${expression.items.map(print).join(', ')})`;
    case 'quantified array':
      return `${operand(expression.value)} ${expression.operator.toUpperCase()} ${expression.quantifier.toUpperCase()} (${print(expression.array)})`;
    case 'array':
      return `${rules.dialect === 'postgres' ? 'ARRAY' : ''}[${expression.items.map(print).join(', ')}]`;
    case 'array query':
      return `ARRAY(${printSql(expression.query, rules)})`;
    case 'struct':
      return `{${expression.entries.map(({ key, value }) => `${printString(key, rules)}: ${print(value)}`).join(', ')}}`;
    case 'subscript': {
      const [from, to] = [expression.from, expression.to].map((bound) => (bound === null ? '' : print(bound)));
      return `${bracketed(expression.value, rules)}[${from}${expression.slice ? `:${to}` : ''}]`;
    }
    case 'at time zone':
      return `${tight(expression.value, PRECEDENCE.unary)} AT TIME ZONE ${tight(expression.zone, PRECEDENCE.unary)}`;
    case 'named':
      return `${printName(expression.name, rules)} := ${print(expression.value)}`;
    case 'lambda':
      return `LAMBDA ${expression.parameters.map((name) => printName(name, rules)).join(', ')}: ${print(expression.body)}`;
    case 'grouping':
      return `${expression.form.toUpperCase()} (${expression.items.map(print).join(', ')})`;
    case 'phrase':
      return `${expression.name.toUpperCase()}(${expression.parts.map(({ word, value }) => [word?.toUpperCase() ?? [], value === null ? [] : operand(value)].flat().join(' ')).join(' ')})`;
    case 'match against':
      return `MATCH (${expression.columns.map(print).join(', ')}) AGAINST (${print(expression.words)}${expression.mode === 'boolean' ? ' IN BOOLEAN MODE' : ''})`;
    case 'call':
      return printCall(expression, rules);
  }
}

function negation(negated: boolean): string {
  return negated ? 'NOT ' : '';
}

function printStar({ table, exclude, known }: Star, rules: DialectRules): string {
  if (known === null) throw new TypeError('A star is written out before it is printed.');
  const without = exclude.length === 0 ? '' : ` EXCLUDE (${exclude.map((name) => printName(name, rules)).join(', ')})`;
  return `${table === null ? '' : `${printName(table, rules)}.`}*${without}`;
}

function printColumn(column: Column, rules: DialectRules): string {
  const { target } = column;
  if (target === null) throw new TypeError('An unresolved column cannot be printed.');
  const field = column.field === null ? '' : `.${printName(column.field, rules)}`;
  switch (target.kind) {
    case 'output':
      return printExpression(target.item.expression, rules);
    case 'text':
      return printString(target.value, rules);
    case 'row':
      return printName(target.binding, rules);
    case 'lambda':
      return printName(target.name, rules) + field;
    default: {
      const name = target.kind === 'base' ? printStoredName(target.column, rules) : printName(target.column, rules);
      return (column.qualified ? `${printName(target.binding, rules)}.${name}` : name) + field;
    }
  }
}

function printBinary(expression: Extract<Expression, { kind: 'binary' }>, rules: DialectRules): string {
  const { operator, left, right } = expression;
  const own = binaryPrecedence(operator);
  const comparison = own === PRECEDENCE.comparison;
  const side = (inner: Expression, first: boolean): string => {
    const text = printExpression(inner, rules);
    const level = precedenceOf(inner);
    if (level >= PRECEDENCE.unary) return text;
    const same = inner.kind === 'binary' && inner.operator === operator;
    const apart = standsApart(operator) || (inner.kind === 'binary' && standsApart(inner.operator) && !comparison);
    const bare = apart ? same && first : comparison ? level > own : level > own || (level === own && first);
    return bare ? text : `(${text})`;
  };
  const word = operator === 'is not distinct from' && rules.dialect === 'mysql' ? '<=>' : operator.toUpperCase();
  return `${side(left, true)} ${word} ${side(right, false)}`;
}

function printCall(call: Call, rules: DialectRules): string {
  const args = call.star ? '*' : call.args.map((arg) => printExpression(arg, rules)).join(', ');
  const order = call.orderBy.length === 0 ? '' : ` ORDER BY ${orderList(call.orderBy, rules)}`;
  const separator = call.separator === null ? '' : ` SEPARATOR ${printExpression(call.separator, rules)}`;
  const nulls = call.nulls === null ? '' : ` ${call.nulls.toUpperCase()} NULLS`;
  const inside = rules.dialect === 'duckdb' ? nulls : '';
  const parts = [`${call.name}(${call.distinct ? 'DISTINCT ' : ''}${args}${inside}${order}${separator})`];
  if (call.withinGroup.length > 0) parts.push(`WITHIN GROUP (ORDER BY ${orderList(call.withinGroup, rules)})`);
  if (call.filter !== null) parts.push(`FILTER (WHERE ${printExpression(call.filter, rules)})`);
  if (inside === '' && nulls !== '') parts.push(nulls.trimStart());
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

/** A subscript binds to what stands before it: only a name, a call or a list goes without parentheses. */
function bracketed(value: Expression, rules: DialectRules): string {
  const text = printExpression(value, rules);
  const column = (value.kind === 'column' && value.target?.kind !== 'output') || value.kind === 'subscript';
  // PostgreSQL takes a subscript after a column alone.
  const bare = column || (rules.dialect !== 'postgres' && ((value.kind === 'call' && value.over === null && value.filter === null && value.withinGroup.length === 0) || value.kind === 'array'));
  return bare ? text : `(${text})`;
}

function printLiteral(literal: Literal, rules: DialectRules): string {
  if (literal.type === 'string') return printString(literal.value, rules);
  if (literal.type === 'bytes') return `X'${literal.value.toUpperCase()}'`;
  return literal.type === 'number' ? literal.value : literal.value.toUpperCase();
}

export function printString(value: string, rules: DialectRules): string {
  const escaped = rules.backslashEscapes ? value.replaceAll('\\', '\\\\') : value;
  return `'${escaped.replaceAll("'", "''")}'`;
}
