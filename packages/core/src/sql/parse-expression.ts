import { LIMITS } from './limits.ts';
import { operatorsOf, type OperatorTable } from './operators.ts';
import { parseMethod, parsePrimary } from './parse-primary.ts';
import { bare, opensQuery, parseQuery, parseRows } from './parse-query.ts';
import type { TokenReader } from './parse-tokens.ts';
import { parseType } from './parse-type.ts';
import { Refusal } from './problems.ts';
import type { BinaryOperator, Column, Expression, QuantifiedMatch, Query } from './query-tree.ts';
import { callOf, literal } from './tree-nodes.ts';
import { withOperands } from './walk-tree.ts';

export function parseExpressions(reader: TokenReader): Expression[] {
  return reader.list(() => parseExpression(reader));
}

/** Reads an expression whose operators bind at least as tightly as `minimum` (precedence climbing). */
export function parseExpression(reader: TokenReader, minimum = 0): Expression {
  return reader.nested(() => {
    const operators = operatorsOf(reader.dialect);
    let left = parsePrefix(reader, operators);
    for (let chained = 0; ; chained += 1) {
      if (chained > LIMITS.depth) throw new Refusal('too_complex', `More than ${LIMITS.depth} operators stand in a row. Use IN or BETWEEN.`);
      const next = parseInfix(reader, operators, left, minimum);
      if (next === null) return left;
      left = next;
    }
  });
}

function parsePrefix(reader: TokenReader, operators: OperatorTable): Expression {
  if (reader.acceptWord('not') !== null) return negation(parseExpression(reader, operators.not));
  if (reader.dialect === 'mysql' && reader.acceptSymbol('!') !== null) return { kind: 'unary', operator: 'not', operand: parseExpression(reader, operators.unary) };
  // `BINARY name` is a cast that binds like COLLATE.
  if (reader.dialect === 'mysql' && reader.acceptWord('binary') !== null) return { kind: 'cast', value: parseExpression(reader, operators.collate + 1), type: 'binary', lenient: false };
  const sign = reader.acceptSymbol('-', '+', '~');
  if (sign === null) return parsePrimary(reader);
  return { kind: 'unary', operator: sign as '-' | '+' | '~', operand: parseExpression(reader, operators.unary) };
}


/** `NOT x LIKE y` and `x NOT LIKE y` are one thing, and so for IN, IS and BETWEEN. */
function negation(operand: Expression): Expression {
  if (operand.kind === 'match' || operand.kind === 'in' || operand.kind === 'test' || operand.kind === 'between') return { ...operand, negated: !operand.negated };
  return { kind: 'unary', operator: 'not', operand };
}

/** The expression with the operator that comes next, or null when none does that binds tightly enough. */
function parseInfix(reader: TokenReader, operators: OperatorTable, left: Expression, minimum: number): Expression | null {
  const token = reader.peek();
  if (token === undefined || (token.kind !== 'symbol' && token.word === '')) return null;
  if (token.kind === 'symbol') {
    if (token.text === '::') {
      if (reader.dialect !== 'postgres' && reader.dialect !== 'duckdb') return null;
      reader.next();
      return { kind: 'cast', value: left, type: parseType(reader), lenient: false };
    }
    if (token.text === '[') return parseSubscript(reader, left);
    if (token.text === '.' && reader.dialect === 'duckdb') return parseMember(reader, left);
    const like = LIKE_OPERATORS[token.text];
    if (like !== undefined) {
      if (operators.apart < minimum) return null;
      reader.next();
      return matchedBy(reader, like, left, operators.apart + 1);
    }
  }
  const infix = operators.infix.get(token.kind === 'symbol' ? token.text : token.word);
  if (infix !== undefined) {
    if (infix.level < minimum) return null;
    reader.next();
    return parseOperand(reader, left, infix.operator, infix.level);
  }
  return token.kind === 'symbol' ? null : parsePredicate(reader, operators, left, minimum);
}

const COMPARISONS = new Set<string>(['=', '<>', '<', '<=', '>', '>=', 'is', 'is not']);
const REGULAR_EXPRESSIONS = new Set<string>(['~', '~*', '!~', '!~*']);

/** The operators that LIKE and its kind are written as. */
const LIKE_OPERATORS: Readonly<Record<string, QuantifiedMatch>> = { '~~': 'like', '!~~': 'not like', '~~*': 'ilike', '!~~*': 'not ilike' };

/** `LIKE pattern`, or PostgreSQL's `LIKE ANY (array)`. */
function matchedBy(reader: TokenReader, like: QuantifiedMatch, value: Expression, minimum: number): Expression {
  if (reader.dialect === 'postgres' && reader.isWord('any', 'some', 'all') && reader.isSymbolAt(1, '(')) {
    const quantifier = reader.next().word === 'all' ? 'all' : 'any';
    if (opensQuery(reader)) throw reader.unexpected('an array');
    return { kind: 'quantified array', operator: like, quantifier, value, array: reader.parenthesised(() => parseExpression(reader)) };
  }
  return matched(reader, like.endsWith('ilike') ? 'ilike' : 'like', like.startsWith('not'), value, comparand(reader, value, parseExpression(reader, minimum)));
}

function parseOperand(reader: TokenReader, left: Expression, operator: BinaryOperator, level: number): Expression {
  const quantified = (COMPARISONS.has(operator) && reader.dialect !== 'sqlite') || (REGULAR_EXPRESSIONS.has(operator) && reader.dialect === 'postgres');
  if (quantified && reader.isWord('any', 'some', 'all') && reader.isSymbolAt(1, '(')) {
    const quantifier = reader.next().word === 'all' ? 'all' : 'any';
    if (opensQuery(reader)) return { kind: 'quantified', operator, quantifier, value: left, query: reader.parenthesised(() => parseQuery(reader)) };
    if (reader.dialect === 'mysql') throw reader.unexpected('a subquery');
    return { kind: 'quantified array', operator, quantifier, value: left, array: reader.parenthesised(() => parseExpression(reader)) };
  }
  const right = parseExpression(reader, level + 1);
  return { kind: 'binary', operator, left, right: COMPARISONS.has(operator) ? comparand(reader, left, right) : right };
}

function holdsColumn(expression: Expression): boolean {
  return [...withOperands(expression)].some((part) => part.kind === 'column' || part.kind === 'subquery');
}

/** Marks a name in double quotes that SQLite may read as a text: what a column is compared with. */
function comparand(reader: TokenReader, beside: Expression, expression: Expression): Expression {
  if (reader.dialect === 'sqlite' && expression.kind === 'column' && expression.table === null && expression.name.double === true && holdsColumn(beside)) {
    return { ...expression, maybeText: true } satisfies Column;
  }
  return expression;
}

function parsePredicate(reader: TokenReader, operators: OperatorTable, left: Expression, minimum: number): Expression | null {
  if (reader.isWord('is')) {
    if (operators.is < minimum) return null;
    reader.next();
    return parseIs(reader, operators, left);
  }
  if (reader.isWord('isnull', 'notnull') && reader.dialect !== 'mysql') {
    if (operators.is < minimum) return null;
    return { kind: 'test', test: 'null', negated: reader.next().word === 'notnull', value: left };
  }
  if (reader.isWord('collate')) {
    if (operators.collate < minimum) return null;
    reader.next();
    return { kind: 'collate', value: left, collation: reader.expectLabel().text };
  }
  if (reader.areWords('at', 'time', 'zone') && operators.atTimeZone > 0) {
    if (operators.atTimeZone < minimum) return null;
    reader.acceptWords('at', 'time', 'zone');
    return { kind: 'at time zone', value: left, zone: parseExpression(reader, operators.atTimeZone + 1) };
  }
  if (reader.dialect === 'mysql' && reader.areWords('sounds', 'like')) {
    if (operators.predicate < minimum) return null;
    reader.acceptWords('sounds', 'like');
    const right = parseExpression(reader, operators.predicate + 1);
    return { kind: 'binary', operator: '=', left: callOf('soundex', [left]), right: callOf('soundex', [right]) };
  }
  const negated = reader.isWord('not');
  if (operators.predicate < minimum || !isPredicate(reader, negated ? 1 : 0)) return null;
  if (negated) reader.next();
  // SQLite reads `x NOT NULL` as `x NOT… NULL`.
  if (negated && reader.dialect === 'sqlite' && reader.acceptWord('null') !== null) return { kind: 'test', test: 'null', negated: true, value: left };
  const word = reader.next().word;
  const operand = (): Expression => comparand(reader, left, parseExpression(reader, operators.predicate + 1));
  switch (word) {
    case 'in':
      return parseIn(reader, left, negated);
    case 'between': {
      const symmetric = reader.dialect === 'postgres' && reader.acceptWord('symmetric') !== null;
      const low = operand();
      reader.expectWord('and');
      // MySQL reads a whole predicate after AND: `a BETWEEN b AND c IN (d)` is `a BETWEEN b AND (c IN (d))`.
      return { kind: 'between', negated, symmetric, value: left, low, high: reader.dialect === 'mysql' ? parseExpression(reader, operators.predicate) : operand() };
    }
    case 'similar':
      reader.expectWord('to');
      return matched(reader, 'similar to', negated, left, operand());
    case 'like':
    case 'ilike':
      return matchedBy(reader, negated ? `not ${word}` : word, left, operators.predicate + 1);
    default:
      return matched(reader, word === 'rlike' ? 'regexp' : (word as 'like' | 'ilike' | 'glob' | 'regexp'), negated, left, operand());
  }
}

const PREDICATES: Readonly<Record<TokenReader['dialect'], readonly string[]>> = {
  sqlite: ['in', 'between', 'like', 'glob', 'regexp'],
  postgres: ['in', 'between', 'like', 'ilike', 'similar'],
  mysql: ['in', 'between', 'like', 'regexp', 'rlike'],
  duckdb: ['in', 'between', 'like', 'ilike', 'glob', 'similar'],
};

function isPredicate(reader: TokenReader, ahead: number): boolean {
  const word = reader.peek(ahead)?.word ?? '';
  return PREDICATES[reader.dialect].includes(word) || (ahead === 1 && word === 'null' && reader.dialect === 'sqlite');
}

function matched(reader: TokenReader, operator: 'like' | 'ilike' | 'glob' | 'regexp' | 'similar to', negated: boolean, value: Expression, pattern: Expression): Expression {
  const escape = reader.acceptWord('escape') === null ? null : parseExpression(reader, operatorsOf(reader.dialect).predicate + 1);
  return { kind: 'match', operator, negated, value, pattern, escape };
}

function parseIs(reader: TokenReader, operators: OperatorTable, value: Expression): Expression {
  const negated = reader.acceptWord('not') !== null;
  if (reader.dialect === 'sqlite') return parseSqliteIs(reader, operators, value, negated);
  const test = reader.acceptWord('null', 'true', 'false', 'unknown');
  if (test !== null) return { kind: 'test', test: test as 'null' | 'true' | 'false' | 'unknown', negated, value };
  if (!reader.acceptWords('distinct', 'from')) throw reader.unexpected('NULL, TRUE, FALSE or DISTINCT FROM');
  const right = parseExpression(reader, operators.comparison + 1);
  return { kind: 'binary', operator: negated ? 'is not distinct from' : 'is distinct from', left: value, right };
}

/** SQLite's IS compares with any expression: `1 IS NULL + 1` is `1 IS (NULL + 1)`. */
function parseSqliteIs(reader: TokenReader, operators: OperatorTable, value: Expression, negated: boolean): Expression {
  const distinct = reader.acceptWords('distinct', 'from');
  const right = comparand(reader, value, parseExpression(reader, operators.is + 1));
  if (!distinct && right.kind === 'literal' && (right.type === 'null' || right.type === 'boolean')) {
    return { kind: 'test', test: right.value as 'null' | 'true' | 'false', negated, value };
  }
  return { kind: 'binary', operator: negated === distinct ? 'is' : 'is not', left: value, right };
}

function parseIn(reader: TokenReader, value: Expression, negated: boolean): Expression {
  if (opensQuery(reader)) {
    const list: Query = reader.parenthesised(() => (reader.isWord('values') && reader.dialect === 'sqlite' ? bare({ kind: 'values', rows: parseRows(reader) }) : parseQuery(reader)));
    return { kind: 'in', negated, value, list };
  }
  if (!reader.isSymbol('(') && reader.dialect === 'duckdb') {
    const found = callOf('contains', [parseExpression(reader, operatorsOf(reader.dialect).predicate + 1), value]);
    return negated ? { kind: 'unary', operator: 'not', operand: found } : found;
  }
  if (!reader.isSymbol('(')) throw reader.unexpected('a list in parentheses');
  const list = reader.parenthesised(() => (reader.isSymbol(')') ? [] : parseExpressions(reader)));
  if (list.length === 0 && reader.dialect !== 'sqlite') throw reader.unexpected('a value');
  if (list.length > LIMITS.inList) throw new Refusal('too_large', `An IN list has more than ${LIMITS.inList} values.`);
  return { kind: 'in', negated, value, list: list.map((item) => comparand(reader, value, item)) };
}

/** DuckDB's `value.field` and `value.function(…)` after what is no name. */
function parseMember(reader: TokenReader, value: Expression): Expression {
  reader.expectSymbol('.');
  if (reader.isSymbolAt(1, '(')) return parseMethod(reader, value);
  return callOf('struct_extract', [value, literal('string', reader.expectLabel().text)]);
}

function parseSubscript(reader: TokenReader, value: Expression): Expression {
  reader.expectSymbol('[');
  const from = reader.isSymbol(':') ? null : parseExpression(reader);
  const slice = reader.acceptSymbol(':') !== null;
  const to = !slice || reader.isSymbol(']') ? null : parseExpression(reader);
  reader.expectSymbol(']');
  return { kind: 'subscript', value, slice, from, to };
}
