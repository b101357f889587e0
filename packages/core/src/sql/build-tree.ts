import type { DialectRules } from './dialect-rules.ts';
import { buildCall, buildOrder, buildWindow } from './build-call.ts';
import { buildExpression } from './build-expression.ts';
import { LIMITS } from './limits.ts';
import type { ParsedSql, Placeholders } from './parse-sql.ts';
import { Refusal } from './problems.ts';
import type { Cte, Expression, From, JoinedSource, Name, OrderItem, Query, QueryBody, Select, SelectItem, SetOperation, Source, Values } from './query-tree.ts';
import { isEmpty, listOf, nodeOf, onlyFields, textOf, unsupported, type Fields } from './read-node.ts';

/** What every part of the reading shares. */
export interface Reading {
  readonly rules: DialectRules;
  readonly placeholders: Placeholders;
  depth: number;
}

/** Turns the parser's tree into the neutral tree. Throws `Refusal` for every unknown node or field. */
export function buildTree(parsed: ParsedSql, rules: DialectRules): Query {
  const reading: Reading = { rules, placeholders: parsed.placeholders, depth: 0 };
  const query = buildQuery(parsed.root, reading);
  parsed.placeholders.assertAllUsed();
  return query;
}

export function buildQuery(value: unknown, reading: Reading): Query {
  return deeper(reading, () => {
    const { kind, fields } = nodeOf(value);
    switch (kind) {
      case 'select':
        return valuesOf(fields, reading) ?? selectQuery(fields, reading);
      case 'union':
      case 'intersect':
      case 'except':
        return setQuery(kind, fields, reading);
      case 'values':
        return bare({ kind: 'values', rows: buildRows(fields, reading) } satisfies Values);
      case 'subquery':
        return parenthesised(fields, reading);
      default:
        throw unsupported();
    }
  });
}

/** Runs one level of the recursive reading, with a bound on how deep it may go. */
export function deeper<T>(reading: Reading, read: () => T): T {
  reading.depth += 1;
  if (reading.depth > LIMITS.depth) throw new Refusal('too_complex', 'The statement is nested too deeply.');
  const result = read();
  reading.depth -= 1;
  return result;
}

export function buildName(value: unknown, reading: Reading): Name {
  const fields = onlyFields(value, ['name']);
  return reading.placeholders.name(textOf(fields['name']));
}

function optionalName(value: unknown, reading: Reading): Name | null {
  return isEmpty(value) ? null : buildName(value, reading);
}

function names(value: unknown, reading: Reading): Name[] {
  return listOf(value).map((name) => buildName(name, reading));
}

export function bare(body: QueryBody): Query {
  return { kind: 'query', ctes: [], recursive: false, body, orderBy: [], limit: null, offset: null };
}

function parenthesised(fields: Fields, reading: Reading): Query {
  onlyFields(fields, ['this', 'order_by', 'limit', 'offset']);
  const inner = buildQuery(fields['this'], reading);
  const outer = tail(fields, reading);
  if (outer.orderBy.length === 0 && outer.limit === null && outer.offset === null) return inner;
  if (inner.orderBy.length > 0 || inner.limit !== null || inner.offset !== null || inner.ctes.length > 0) throw unsupported();
  return { ...inner, ...outer };
}

/** The parser turns a bare `VALUES …` into a select from a source that it calls `_values` itself. */
function valuesOf(fields: Fields, reading: Reading): Query | null {
  const [source, ...more] = isEmpty(fields['from']) ? [] : listOf(onlyFields(fields['from'], ['expressions'])['expressions']);
  const node = source === undefined || more.length > 0 ? null : nodeOf(source);
  if (node?.kind !== 'values') return null;
  onlyFields(fields, ['expressions', 'from']);
  const [star, ...others] = listOf(fields['expressions']);
  if (star === undefined || others.length > 0 || nodeOf(star).kind !== 'star') throw unsupported();
  onlyFields(nodeOf(star).fields, []);
  const { alias, ...rows } = node.fields;
  if (textOf(onlyFields(alias, ['name'])['name']) !== '_values') throw unsupported();
  return bare({ kind: 'values', rows: buildRows(rows, reading) });
}

const SELECT_FIELDS = [
  'expressions', 'from', 'joins', 'where_clause', 'group_by', 'having', 'distinct', 'distinct_on', 'windows', 'with',
  'order_by', 'limit', 'offset', 'fetch',
];

function selectQuery(fields: Fields, reading: Reading): Query {
  onlyFields(fields, SELECT_FIELDS);
  const ctes = buildWith(fields['with'], reading);
  const group = buildGroupBy(fields['group_by'], reading);
  const select: Select = {
    kind: 'select',
    distinct: fields['distinct'] === true,
    distinctOn: listOf(fields['distinct_on']).map((item) => buildExpression(item, reading)),
    items: buildItems(fields['expressions'], reading),
    from: buildFrom(fields['from'], fields['joins'], reading),
    where: clause(fields['where_clause'], reading),
    groupBy: group.expressions,
    groupModifier: group.modifier,
    having: clause(fields['having'], reading),
    windows: listOf(fields['windows']).map((value) => {
      const window = onlyFields(value, ['name', 'spec']);
      return { name: buildName(window['name'], reading), window: buildWindow(window['spec'], reading) };
    }),
  };
  return { kind: 'query', ...ctes, body: select, ...tail(fields, reading) };
}

function setQuery(operator: SetOperation['operator'], fields: Fields, reading: Reading): Query {
  onlyFields(fields, ['left', 'right', 'all', 'distinct', 'with', 'order_by', 'limit', 'offset']);
  const ctes = buildWith(fields['with'], reading);
  const left = member(fields['left'], operator, 'left', reading);
  const right = member(fields['right'], operator, 'right', reading);
  const body: SetOperation = { kind: 'set', operator, all: fields['all'] === true, left, right };
  return { kind: 'query', ...ctes, body, ...tail(fields, reading) };
}

function member(value: unknown, operator: SetOperation['operator'], side: 'left' | 'right', reading: Reading): Query {
  const { kind } = nodeOf(value);
  const isSet = kind === 'union' || kind === 'intersect' || kind === 'except';
  if (kind === 'subquery' && !reading.rules.parenthesisedMembers) {
    throw new Refusal('syntax', 'This dialect takes no parentheses around the parts of UNION, INTERSECT and EXCEPT.');
  }
  const mixed = operator === 'intersect' || kind === 'intersect';
  if (isSet && (side === 'right' || (reading.rules.intersectFirst && mixed && kind !== operator))) {
    throw new Refusal('ambiguous_precedence', 'Put parentheses around the parts when INTERSECT stands beside UNION or EXCEPT.');
  }
  return buildQuery(value, reading);
}

function tail(fields: Fields, reading: Reading): Pick<Query, 'orderBy' | 'limit' | 'offset'> {
  const order = isEmpty(fields['order_by']) ? [] : orderItems(fields['order_by'], reading);
  let limit = rowCount(fields['limit']);
  if (!isEmpty(fields['fetch'])) {
    const fetch = onlyFields(fields['fetch'], ['direction', 'count', 'rows']);
    if (limit !== null) throw unsupported();
    limit = rowCount(fetch['count']);
  }
  return { orderBy: order, limit, offset: rowCount(fields['offset']) };
}

function orderItems(value: unknown, reading: Reading): OrderItem[] {
  return listOf(onlyFields(value, ['expressions'])['expressions']).map((item) => buildOrder(item, reading));
}

function rowCount(value: unknown): number | null {
  if (isEmpty(value)) return null;
  const node = nodeOf(value);
  const { kind, fields } = node.kind === 'this' ? nodeOf(node.fields) : node;
  const text = kind === 'literal' ? fields['value'] : undefined;
  if (fields['literal_type'] !== 'number' || typeof text !== 'string' || !/^\d{1,9}$/.test(text)) {
    throw new Refusal('limit_not_constant', 'LIMIT and OFFSET must be whole numbers written out.');
  }
  onlyFields(fields, ['literal_type', 'value']);
  return Number(text);
}

function clause(value: unknown, reading: Reading): Expression | null {
  return isEmpty(value) ? null : buildExpression(onlyFields(value, ['this'])['this'], reading);
}

function buildWith(value: unknown, reading: Reading): Pick<Query, 'ctes' | 'recursive'> {
  if (isEmpty(value)) return { ctes: [], recursive: false };
  const fields = onlyFields(value, ['ctes', 'recursive']);
  const ctes = listOf(fields['ctes']).map((item): Cte => {
    const cte = onlyFields(item, ['alias', 'this', 'columns', 'materialized']);
    const materialized = cte['materialized'];
    return {
      name: buildName(cte['alias'], reading),
      columns: names(cte['columns'], reading),
      query: buildQuery(cte['this'], reading),
      materialized: typeof materialized === 'boolean' ? materialized : null,
    };
  });
  return { ctes, recursive: fields['recursive'] === true };
}

function buildGroupBy(value: unknown, reading: Reading): { expressions: Expression[]; modifier: 'rollup' | null } {
  if (isEmpty(value)) return { expressions: [], modifier: null };
  const items = listOf(onlyFields(value, ['expressions'])['expressions']);
  const last = items.at(-1);
  const withRollup = last !== undefined && nodeOf(last).kind === 'rollup';
  if (withRollup) {
    onlyFields(nodeOf(last).fields, []);
    if (reading.rules.dialect !== 'mysql') throw unsupported('WITH ROLLUP');
  }
  const expressions = (withRollup ? items.slice(0, -1) : items).map((item) => buildExpression(item, reading));
  return { expressions, modifier: withRollup ? 'rollup' : null };
}

function buildItems(value: unknown, reading: Reading): SelectItem[] {
  return listOf(value).map((item): SelectItem => {
    const { kind, fields } = nodeOf(item);
    if (kind !== 'alias') return { kind: 'item', expression: buildExpression(item, reading), alias: null };
    onlyFields(fields, ['this', 'alias']);
    return { kind: 'item', expression: buildExpression(fields['this'], reading), alias: buildName(fields['alias'], reading) };
  });
}

export function buildRows(fields: Fields, reading: Reading): Expression[][] {
  onlyFields(fields, ['expressions']);
  return listOf(fields['expressions']).map((row) =>
    listOf(onlyFields(row, ['expressions'])['expressions']).map((cell) => buildExpression(cell, reading)),
  );
}

function buildFrom(from: unknown, joins: unknown, reading: Reading): From | null {
  if (isEmpty(from)) {
    if (!isEmpty(joins)) throw unsupported();
    return null;
  }
  const [first, ...rest] = listOf(onlyFields(from, ['expressions'])['expressions']).map((source) => buildSource(source, reading));
  if (first === undefined) throw unsupported();
  const commas = rest.map((source): JoinedSource => ({ join: 'comma', source, on: null, using: [] }));
  return { first, joins: [...commas, ...buildJoins(joins, reading)] };
}

const JOIN_KINDS: Readonly<Record<string, JoinedSource['join']>> = {
  Inner: 'inner', Left: 'left', Right: 'right', Full: 'full', Cross: 'cross', Implicit: 'comma',
};

function buildJoins(value: unknown, reading: Reading): JoinedSource[] {
  return listOf(value).map((item): JoinedSource => {
    const fields = onlyFields(item, ['this', 'on', 'using', 'kind', 'nesting_group']);
    if (fields['nesting_group'] !== 0 && !isEmpty(fields['nesting_group'])) throw unsupported();
    const kind = textOf(fields['kind']);
    if (kind.startsWith('Natural')) {
      throw new Refusal('natural_join', 'NATURAL JOIN is not allowed. Name the columns with ON.');
    }
    const join = JOIN_KINDS[kind];
    if (join === undefined) throw unsupported('a kind of join');
    const on = isEmpty(fields['on']) ? null : buildExpression(fields['on'], reading);
    return { join, source: buildSource(fields['this'], reading), on, using: names(fields['using'], reading) };
  });
}

function buildSource(value: unknown, reading: Reading): Source {
  return deeper(reading, () => {
    const { kind, fields } = nodeOf(value);
    switch (kind) {
      case 'table':
        return tableSource(fields, reading);
      case 'subquery':
        return derivedSource(fields, reading);
      case 'paren':
        return buildSource(onlyFields(fields, ['this'])['this'], reading);
      case 'joined_table': {
        onlyFields(fields, ['left', 'joins']);
        return { kind: 'nested', from: { first: buildSource(fields['left'], reading), joins: buildJoins(fields['joins'], reading) } };
      }
      case 'function':
        return { kind: 'function', call: buildCall(value, reading), alias: null, columns: [] };
      case 'alias': {
        onlyFields(fields, ['this', 'alias', 'column_aliases']);
        return {
          kind: 'function',
          call: buildCall(fields['this'], reading),
          alias: buildName(fields['alias'], reading),
          columns: names(fields['column_aliases'], reading),
        };
      }
      default:
        throw unsupported();
    }
  });
}

function tableSource(fields: Fields, reading: Reading): Source {
  onlyFields(fields, ['name', 'schema', 'alias']);
  return {
    kind: 'table',
    schema: optionalName(fields['schema'], reading),
    name: buildName(fields['name'], reading),
    alias: optionalName(fields['alias'], reading),
    relation: null,
  };
}

function derivedSource(fields: Fields, reading: Reading): Source {
  onlyFields(fields, ['this', 'alias', 'column_aliases', 'lateral']);
  return {
    kind: 'derived',
    query: buildQuery(fields['this'], reading),
    alias: optionalName(fields['alias'], reading),
    columns: names(fields['column_aliases'], reading),
    lateral: fields['lateral'] === true,
  };
}
