import type { Call, Expression, From, OrderItem, PlainSource, Query, Source, Window } from './query-tree.ts';

/** The expressions directly within an expression, in the order written. Subqueries are not entered. */
export function operandsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'column':
    case 'literal':
    case 'columns':
    case 'parameter':
    case 'typed':
    case 'unit':
    case 'keyword':
    case 'exists':
    case 'subquery':
    case 'array query':
      return [];
    case 'star':
      return expression.replace.map((item) => item.expression);
    case 'interval':
    case 'cast':
    case 'collate':
    case 'extract':
    case 'test':
    case 'quantified':
    case 'named':
      return [expression.value];
    case 'quantified array':
      return [expression.value, expression.array];
    case 'subscript':
      return [expression.value, ...present(expression.from), ...present(expression.to)];
    case 'at time zone':
      return [expression.value, expression.zone];
    case 'struct':
      return expression.entries.map((entry) => entry.value);
    case 'lambda':
      return [expression.body];
    case 'phrase':
      return expression.parts.flatMap((part) => present(part.value));
    case 'match against':
      return [...expression.columns, expression.words];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'match':
      return expression.escape === null ? [expression.value, expression.pattern] : [expression.value, expression.pattern, expression.escape];
    case 'between':
      return [expression.value, expression.low, expression.high];
    case 'in':
      return isQuery(expression.list) ? [expression.value] : [expression.value, ...expression.list];
    case 'case':
      return [
        ...(expression.operand === null ? [] : [expression.operand]),
        ...expression.branches.flatMap((branch) => [branch.when, branch.then]),
        ...(expression.otherwise === null ? [] : [expression.otherwise]),
      ];
    case 'tuple':
    case 'array':
    case 'grouping':
      return expression.items;
    case 'call':
      return callOperands(expression);
  }
}

function present(expression: Expression | null): readonly Expression[] {
  return expression === null ? [] : [expression];
}

function callOperands(call: Call): Expression[] {
  return [
    ...call.args,
    ...call.orderBy.map((item) => item.expression),
    ...(call.separator === null ? [] : [call.separator]),
    ...call.withinGroup.map((item) => item.expression),
    ...(call.filter === null ? [] : [call.filter]),
    ...(call.over !== null && isWindow(call.over) ? windowOperands(call.over) : []),
  ];
}

export function windowOperands(window: Window): Expression[] {
  const bounds = window.frame === null ? [] : [window.frame.start, window.frame.end];
  return [
    ...window.partitionBy,
    ...window.orderBy.map((item: OrderItem) => item.expression),
    ...bounds.flatMap((bound) => (bound !== null && 'offset' in bound ? [bound.offset] : [])),
  ];
}

export function isQuery(value: Query | readonly Expression[]): value is Query {
  return !Array.isArray(value);
}

export function isWindow(value: NonNullable<Call['over']>): value is Window {
  return 'partitionBy' in value;
}

/** The query that an expression holds, if it is one that does. */
export function subqueryOf(expression: Expression): Query | null {
  if (expression.kind === 'exists' || expression.kind === 'subquery' || expression.kind === 'quantified' || expression.kind === 'array query') return expression.query;
  if (expression.kind === 'in' && isQuery(expression.list)) return expression.list;
  return null;
}

/** An expression and everything within it, without what its subqueries hold. */
export function* withOperands(expression: Expression): Generator<Expression> {
  yield expression;
  for (const operand of operandsOf(expression)) yield* withOperands(operand);
}

/** The sources of a FROM clause from left to right, those within parentheses included. */
export function sourcesOf(from: From | null): readonly PlainSource[] {
  if (from === null) return [];
  return [from.first, ...from.joins.map((joined) => joined.source)].flatMap((source) =>
    source.kind === 'nested' ? sourcesOf(source.from) : [source],
  );
}

/** Every expression that stands directly in a clause of the query's own body, not of its members. */
export function clausesOf(query: Query): readonly Expression[] {
  const { body } = query;
  const order = [...query.orderBy.map((item) => item.expression), ...computedCounts(query)];
  if (body.kind === 'values') return [...body.rows.flat(), ...order];
  if (body.kind === 'set') return order;
  if (body.kind === 'pivot') return [...sourceOperands(body.source), ...body.on, ...body.using.map((item) => item.expression), ...body.groupBy, ...order];
  if (body.kind === 'unpivot') return [...sourceOperands(body.source), ...body.on, ...order];
  return [
    ...body.distinctOn,
    ...body.items.map((item) => item.expression),
    ...joinConditions(body.from),
    ...sourcesOf(body.from).flatMap((source) => sourceOperands(source)),
    ...present(body.where),
    ...body.groupBy,
    ...present(body.having),
    ...present(body.qualify),
    ...body.windows.flatMap(({ window }) => windowOperands(window)),
    ...order,
  ];
}

/** The expressions of LIMIT and OFFSET. */
export function computedCounts({ limit, offset }: Query): readonly Expression[] {
  const most = limit !== null && typeof limit === 'object' ? [limit.value] : [];
  return offset !== null && typeof offset === 'object' ? [...most, offset] : most;
}

/** The expressions within a source itself. */
function sourceOperands(source: Source): readonly Expression[] {
  if (source.kind === 'function') return source.call.args;
  return source.kind === 'json table' ? [source.document] : [];
}

/** The sources that a query's own body reads, not those of its members. */
export function sourcesIn(query: Query): readonly PlainSource[] {
  const { body } = query;
  if (body.kind === 'select') return sourcesOf(body.from);
  if (body.kind === 'pivot' || body.kind === 'unpivot') return sourcesOf({ first: body.source, joins: [] });
  return [];
}

export function joinConditions(from: From | null): readonly Expression[] {
  if (from === null) return [];
  const nested = [from.first, ...from.joins.map((joined) => joined.source)].flatMap((source) =>
    source.kind === 'nested' ? joinConditions(source.from) : [],
  );
  return [...nested, ...from.joins.flatMap((joined) => (joined.on === null ? [] : [joined.on]))];
}

/** The queries directly within a query: CTEs, members of a set operation, derived tables, subqueries. */
export function queriesIn(query: Query): readonly Query[] {
  const { body } = query;
  const members = body.kind === 'set' ? [body.left, body.right] : [];
  const derived = sourcesIn(query).flatMap((source) => (source.kind === 'derived' ? [source.query] : []));
  const inExpressions = clausesOf(query).flatMap((clause) =>
    [...withOperands(clause)].flatMap((expression) => {
      const inner = subqueryOf(expression);
      return inner === null ? [] : [inner];
    }),
  );
  return [...query.ctes.map((cte) => cte.query), ...members, ...derived, ...inExpressions];
}

/** A query and every query within it. */
export function* withQueries(query: Query): Generator<Query> {
  yield query;
  for (const inner of queriesIn(query)) yield* withQueries(inner);
}

/** The members of a set operation from left to right; a plain query is its only member. */
export function membersOf(query: Query): readonly Query[] {
  return query.body.kind === 'set' ? [...membersOf(query.body.left), ...membersOf(query.body.right)] : [query];
}

/** The conditions that must all hold for the expression to hold. */
export function conjunctsOf(expression: Expression | null): readonly Expression[] {
  if (expression === null) return [];
  if (expression.kind === 'binary' && expression.operator === 'and') {
    return [...conjunctsOf(expression.left), ...conjunctsOf(expression.right)];
  }
  return [expression];
}
