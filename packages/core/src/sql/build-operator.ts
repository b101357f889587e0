import type { DialectRules } from './dialect-rules.ts';
import { buildExpression } from './build-expression.ts';
import type { Reading } from './build-tree.ts';
import { LIMITS } from './limits.ts';
import { Refusal } from './problems.ts';
import type { BinaryOperator, Expression } from './query-tree.ts';
import { nodeOf, onlyFields, unsupported, type Fields } from './read-node.ts';

type Class = 'logic' | 'comparison' | 'arithmetic' | 'bits' | 'concat' | 'arrow';

const BINARY: Readonly<Record<string, { readonly operator: BinaryOperator; readonly class: Class; readonly fields: readonly [string, string] }>> = {
  or: binary('or', 'logic'),
  and: binary('and', 'logic'),
  xor: binary('xor', 'logic', ['this', 'expression']),
  eq: binary('=', 'comparison'),
  neq: binary('<>', 'comparison'),
  lt: binary('<', 'comparison'),
  lte: binary('<=', 'comparison'),
  gt: binary('>', 'comparison'),
  gte: binary('>=', 'comparison'),
  is: binary('is', 'comparison'),
  null_safe_eq: binary('is not distinct from', 'comparison'),
  add: binary('+', 'arithmetic'),
  sub: binary('-', 'arithmetic'),
  mul: binary('*', 'arithmetic'),
  div: binary('/', 'arithmetic'),
  mod: binary('%', 'arithmetic'),
  int_div: binary('div', 'arithmetic', ['this', 'expression']),
  concat: binary('||', 'concat'),
  bitwise_and: binary('&', 'bits'),
  bitwise_or: binary('|', 'bits'),
  bitwise_left_shift: binary('<<', 'bits'),
  bitwise_right_shift: binary('>>', 'bits'),
  json_extract: binary('->', 'arrow', ['this', 'path']),
  json_extract_scalar: binary('->>', 'arrow', ['this', 'path']),
};

function binary(operator: BinaryOperator, kind: Class, fields: readonly [string, string] = ['left', 'right']) {
  return { operator, class: kind, fields };
}

const COMPARISONS = new Set(['like', 'i_like', 'glob', 'regexp_like', 'is_null', 'is_true', 'is_false', 'between', 'in', 'any', 'all']);

export function isBinary(kind: string): boolean {
  return Object.hasOwn(BINARY, kind);
}

export function binaryOf(kind: string, fields: Fields, reading: Reading): Expression {
  const entry = BINARY[kind];
  if (entry === undefined) throw unsupported();
  const [left, right] = entry.fields;
  onlyFields(fields, [left, right]);
  if (entry.class === 'arrow' && fields['arrow_syntax'] !== true) throw unsupported();
  if (kind === 'and' || kind === 'or') return chainOf(kind, fields, reading);
  for (const operand of [fields[left], fields[right]]) assertClear(kind, entry.class, operand, reading.rules);
  return {
    kind: 'binary',
    operator: entry.operator,
    left: buildExpression(fields[left], reading),
    right: buildExpression(fields[right], reading),
  };
}

/** `a AND b AND c` from left to right: the parser balances long chains, which makes no difference but to the text. */
function chainOf(kind: 'and' | 'or', fields: Fields, reading: Reading): Expression {
  const operands: unknown[] = [];
  const collect = (value: unknown): void => {
    const node = nodeOf(value);
    if (node.kind === kind) {
      onlyFields(node.fields, ['left', 'right']);
      collect(node.fields['left']);
      collect(node.fields['right']);
    } else {
      assertClear(kind, 'logic', value, reading.rules);
      operands.push(value);
    }
  };
  collect(fields['left']);
  collect(fields['right']);
  if (operands.length > LIMITS.depth) throw new Refusal('too_complex', `More than ${LIMITS.depth} conditions are joined with ${kind.toUpperCase()}. Use IN or BETWEEN.`);
  return operands.map((operand) => buildExpression(operand, reading)).reduce((left, right) => ({ kind: 'binary', operator: kind, left, right }));
}

/** Checks an operand of LIKE, IN, BETWEEN or IS, which bind like comparisons. */
export function assertClearComparison(operand: unknown, reading: Reading): void {
  assertClear('eq', 'comparison', operand, reading.rules);
}

/**
 * The engines do not agree on which of two operators binds tighter in the cases below, and the
 * parser has one order for all of them: without parentheses the statement is refused.
 */
function assertClear(kind: string, outer: Class, operand: unknown, rules: DialectRules): void {
  const inner = nodeOf(operand).kind;
  // The parser wraps NOT LIKE, NOT IN and IS NOT; a plain NOT within an operator is as unclear.
  const innerClass = COMPARISONS.has(inner) || inner === 'not' ? 'comparison' : BINARY[inner]?.class;
  if (innerClass === undefined) return;
  const unclear =
    (outer === 'comparison' && innerClass === 'comparison') ||
    (outer !== 'logic' && inner === 'not') ||
    (outer === 'bits' && innerClass === 'bits' && inner !== kind) ||
    (outer === 'arrow' && innerClass !== 'arrow') ||
    (innerClass === 'arrow' && outer !== 'arrow' && outer !== 'logic' && (outer !== 'comparison' || rules.dialect === 'duckdb')) ||
    (rules.dialect === 'sqlite' && (outer === 'concat') !== (innerClass === 'concat') && (outer === 'concat' || outer === 'arithmetic' || outer === 'bits') && innerClass !== 'comparison' && innerClass !== 'logic') ||
    (kind === 'xor' && innerClass === 'logic') ||
    (inner === 'xor' && outer === 'logic');
  if (unclear) throw new Refusal('ambiguous_precedence', 'Put parentheses around the operands where several operators meet: engines read them in different orders.');
}
