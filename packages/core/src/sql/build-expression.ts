import { buildCall } from './build-call.ts';
import { assertClearComparison, binaryOf, isBinary } from './build-operator.ts';
import { bare, buildName, buildQuery, deeper, type Reading } from './build-tree.ts';
import { asciiLower } from './dialect-rules.ts';
import { LIMITS } from './limits.ts';
import { Refusal } from './problems.ts';
import type { BinaryOperator, Expression, Literal } from './query-tree.ts';
import { isEmpty, listOf, nodeOf, onlyFields, textOf, unsupported, type Fields } from './read-node.ts';

export function buildExpression(value: unknown, reading: Reading): Expression {
  return deeper(reading, () => read(value, reading));
}

function read(value: unknown, reading: Reading): Expression {
  const { kind, fields } = nodeOf(value);
  const sub = (key: string): Expression => buildExpression(fields[key], reading);
  const compared = (key: string): Expression => comparand(fields[key], reading);
  if (isBinary(kind)) return binaryOf(kind, fields, reading);
  switch (kind) {
    case 'column':
      return columnOf(fields, reading);
    case 'dot':
      return dotOf(fields, reading);
    case 'star': {
      onlyFields(fields, ['table']);
      return { kind: 'star', table: isEmpty(fields['table']) ? null : buildName(fields['table'], reading) };
    }
    case 'literal':
      return literalOf(fields, reading);
    case 'boolean':
      return { kind: 'literal', type: 'boolean', value: String(onlyFields(fields, ['value'])['value'] === true) };
    case 'null':
      onlyFields(fields, []);
      return { kind: 'literal', type: 'null', value: 'null' };
    case 'paren':
      onlyFields(fields, ['this']);
      return sub('this');
    case 'neg':
    case 'bitwise_not':
    case 'not':
      return unaryOf(kind, fields, reading);
    case 'like':
    case 'i_like':
    case 'glob':
    case 'regexp_like':
      return matchOf(kind, fields, reading);
    case 'is_null':
    case 'is_true':
    case 'is_false': {
      onlyFields(fields, ['this', 'not']);
      const test = kind === 'is_null' ? 'null' : kind === 'is_true' ? 'true' : 'false';
      return { kind: 'test', test, negated: fields['not'] === true, value: compared('this') };
    }
    case 'between':
      onlyFields(fields, ['this', 'low', 'high', 'not']);
      return { kind: 'between', negated: fields['not'] === true, value: compared('this'), low: compared('low'), high: compared('high') };
    case 'in':
      return inOf(fields, reading);
    case 'exists':
      onlyFields(fields, ['this', 'not']);
      return negate({ kind: 'exists', query: buildQuery(fields['this'], reading) }, fields['not'] === true);
    case 'subquery':
      onlyFields(fields, ['this']);
      return { kind: 'subquery', query: buildQuery(fields['this'], reading) };
    case 'any':
    case 'all':
      return quantifiedOf(kind, fields, reading);
    case 'case':
      return caseOf(fields, reading);
    case 'cast':
    case 'try_cast':
      onlyFields(fields, ['this', 'to']);
      return { kind: 'cast', value: sub('this'), type: typeOf(fields['to'], reading), lenient: kind === 'try_cast' };
    case 'collation': {
      onlyFields(fields, ['this', 'collation']);
      const name = reading.placeholders.name(textOf(fields['collation']));
      return { kind: 'collate', value: sub('this'), collation: name.text };
    }
    case 'extract': {
      onlyFields(fields, ['this', 'field']);
      const field = onlyFields(fields['field'], ['Custom'])['Custom'];
      return { kind: 'extract', unit: asciiLower(reading.placeholders.name(textOf(field)).text), value: sub('this') };
    }
    case 'interval':
      return intervalOf(fields, reading);
    case 'tuple':
      return { kind: 'tuple', items: expressions(onlyFields(fields, ['expressions'])['expressions'], reading) };
    case 'function':
      if (typeof fields['name'] === 'string' && /^current_(?:date|time|timestamp)$/i.test(fields['name'])) return keywordOf(fields);
      return buildCall(value, reading);
    case 'aggregate_function':
    case 'group_concat':
    case 'window_function':
    case 'within_group':
      return buildCall(value, reading);
    case 'raw':
      // The parser keeps `NOT a LIKE b` as text.
      throw new Refusal('unsupported', 'Write a NOT LIKE b instead of NOT a LIKE b.');
    default:
      throw unsupported();
  }
}

function comparand(value: unknown, reading: Reading): Expression {
  assertClearComparison(value, reading);
  return buildExpression(value, reading);
}

export function expressions(value: unknown, reading: Reading): Expression[] {
  return listOf(value).map((item) => buildExpression(item, reading));
}

function columnOf(fields: Fields, reading: Reading): Expression {
  onlyFields(fields, ['name', 'table']);
  const table = isEmpty(fields['table']) ? null : buildName(fields['table'], reading);
  return { kind: 'column', schema: null, table, name: buildName(fields['name'], reading), target: null, qualified: false };
}

/** `schema.table.column`. Anything longer, or a field of a value, is refused. */
function dotOf(fields: Fields, reading: Reading): Expression {
  onlyFields(fields, ['this', 'field']);
  const inner = nodeOf(fields['this']);
  if (inner.kind !== 'column') throw unsupported();
  const start = columnOf(inner.fields, reading);
  if (start.kind !== 'column' || start.table === null) throw unsupported();
  return { kind: 'column', schema: start.table, table: start.name, name: buildName(fields['field'], reading), target: null, qualified: false };
}

function literalOf(fields: Fields, reading: Reading): Expression {
  onlyFields(fields, ['literal_type', 'value']);
  const text = textOf(fields['value']);
  switch (fields['literal_type']) {
    case 'number':
      return numberOf(text);
    case 'string':
      return { kind: 'literal', type: 'string', value: reading.placeholders.string(text) };
    case 'date':
    case 'timestamp':
      return { kind: 'typed', type: fields['literal_type'], value: reading.placeholders.string(text) };
    default:
      throw unsupported();
  }
}

function numberOf(text: string): Literal {
  if (!/^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(text)) throw unsupported();
  return { kind: 'literal', type: 'number', value: text };
}

function unaryOf(kind: 'neg' | 'bitwise_not' | 'not', fields: Fields, reading: Reading): Expression {
  onlyFields(fields, ['this']);
  const operand = buildExpression(fields['this'], reading);
  if (kind !== 'not') return { kind: 'unary', operator: kind === 'neg' ? '-' : '~', operand };
  return nodeOf(fields['this']).kind === 'paren' ? { kind: 'unary', operator: 'not', operand } : negate(operand, true);
}

/** `NOT x LIKE y` and `x NOT LIKE y` are one thing, and so for IN, IS and BETWEEN. */
function negate(expression: Expression, negated: boolean): Expression {
  if (!negated) return expression;
  switch (expression.kind) {
    case 'match':
    case 'in':
    case 'test':
    case 'between':
      return { ...expression, negated: !expression.negated };
    case 'binary':
      if (expression.operator === 'is') return { ...expression, operator: 'is not' };
      return { kind: 'unary', operator: 'not', operand: expression };
    default:
      return { kind: 'unary', operator: 'not', operand: expression };
  }
}

const MATCHES = { like: 'like', i_like: 'ilike', glob: 'glob', regexp_like: 'regexp' } as const;

function matchOf(kind: keyof typeof MATCHES, fields: Fields, reading: Reading): Expression {
  const [value, pattern] = kind === 'regexp_like' ? ['this', 'pattern'] : ['left', 'right'];
  onlyFields(fields, [value, pattern, 'escape', 'not']);
  return {
    kind: 'match',
    operator: MATCHES[kind],
    negated: fields['not'] === true,
    value: comparand(fields[value], reading),
    pattern: comparand(fields[pattern], reading),
    escape: isEmpty(fields['escape']) ? null : buildExpression(fields['escape'], reading),
  };
}

function inOf(fields: Fields, reading: Reading): Expression {
  onlyFields(fields, ['this', 'expressions', 'query', 'not']);
  const value = comparand(fields['this'], reading);
  const negated = fields['not'] === true;
  if (!isEmpty(fields['query'])) return { kind: 'in', negated, value, list: buildQuery(fields['query'], reading) };
  const rows = valuesRows(fields['expressions'], reading);
  if (rows !== null) return { kind: 'in', negated, value, list: bare({ kind: 'values', rows }) };
  const list = expressions(fields['expressions'], reading);
  if (list.length === 0) throw unsupported('an empty IN list');
  if (list.length > LIMITS.inList) throw new Refusal('too_large', `An IN list has more than ${LIMITS.inList} values.`);
  return { kind: 'in', negated, value, list };
}

/** `IN (VALUES (1, 2), (3, 4))`: the parser reads a call of `values` and then rows in parentheses. */
function valuesRows(value: unknown, reading: Reading): Expression[][] | null {
  const [first, ...rest] = listOf(value);
  if (first === undefined) return null;
  const { kind, fields } = nodeOf(first);
  if (kind !== 'function' || fields['name'] !== 'values') return null;
  onlyFields(fields, ['name', 'args']);
  const others = rest.map((row) => {
    const { kind: shape, fields: cells } = nodeOf(row);
    if (shape === 'tuple') return expressions(onlyFields(cells, ['expressions'])['expressions'], reading);
    if (shape === 'paren') return [buildExpression(onlyFields(cells, ['this'])['this'], reading)];
    throw unsupported();
  });
  return [expressions(fields['args'], reading), ...others];
}

const QUANTIFIED: Readonly<Record<string, BinaryOperator>> = { Eq: '=', Neq: '<>', Lt: '<', Lte: '<=', Gt: '>', Gte: '>=' };

function quantifiedOf(quantifier: 'any' | 'all', fields: Fields, reading: Reading): Expression {
  onlyFields(fields, ['this', 'subquery', 'op']);
  const operator = QUANTIFIED[textOf(fields['op'])];
  const { kind, fields: subquery } = nodeOf(fields['subquery']);
  if (operator === undefined || kind !== 'subquery' || reading.rules.dialect === 'sqlite') throw unsupported();
  onlyFields(subquery, ['this']);
  return { kind: 'quantified', operator, quantifier, value: buildExpression(fields['this'], reading), query: buildQuery(subquery['this'], reading) };
}

function caseOf(fields: Fields, reading: Reading): Expression {
  onlyFields(fields, ['operand', 'whens', 'else_']);
  const branches = listOf(fields['whens']).map((pair) => {
    const [when, then, ...rest] = listOf(pair);
    if (rest.length > 0) throw unsupported();
    return { when: buildExpression(when, reading), then: buildExpression(then, reading) };
  });
  return {
    kind: 'case',
    operand: isEmpty(fields['operand']) ? null : buildExpression(fields['operand'], reading),
    branches,
    otherwise: isEmpty(fields['else_']) ? null : buildExpression(fields['else_'], reading),
  };
}

function typeOf(value: unknown, reading: Reading): string {
  const fields = onlyFields(value, ['data_type', 'name']);
  const match = /^([^(]+?)\s*(?:\(([\d, ]+)\))?$/.exec(textOf(fields['name']));
  if (fields['data_type'] !== 'custom' || match === null) throw unsupported('a type');
  const name = asciiLower(reading.placeholders.name(match[1]!).text);
  return match[2] === undefined ? name : `${name}(${match[2].replaceAll(' ', '')})`;
}

function intervalOf(fields: Fields, reading: Reading): Expression {
  onlyFields(fields, ['this', 'unit']);
  const inner = nodeOf(fields['this']);
  const text = inner.kind === 'literal' ? inner.fields['value'] : undefined;
  const value = typeof text === 'string' && /^\d/.test(text) ? numberOf(text) : buildExpression(fields['this'], reading);
  if (isEmpty(fields['unit'])) return { kind: 'interval', value, unit: null };
  const unit = onlyFields(fields['unit'], ['type', 'unit', 'use_plural']);
  if (unit['type'] !== 'simple') throw unsupported();
  return { kind: 'interval', value, unit: asciiLower(textOf(unit['unit'])) };
}

function keywordOf(fields: Fields): Expression {
  onlyFields(fields, ['name']);
  const word = asciiLower(textOf(fields['name']));
  if (fields['no_parens'] !== true) throw unsupported();
  if (word !== 'current_date' && word !== 'current_time' && word !== 'current_timestamp') throw unsupported();
  return { kind: 'keyword', word };
}
