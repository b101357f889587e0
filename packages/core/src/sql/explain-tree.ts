import type { Explanation, ExplanationStep } from '../protocol/index.ts';
import { describe, describeCondition, describeSources, listed } from './explain-expression.ts';
import { columnsUsed, isAggregateName, tablesUsed } from './inspect-tree.ts';
import type { Expression, JoinedSource, OrderItem, Query, Select, SelectItem, SetOperation, Source } from './query-tree.ts';
import { conjunctsOf, sourcesOf, withOperands } from './walk-tree.ts';

export interface ExplainTreeOptions {
  /** The host's cap on rows. A limit of at least this many rows is not the question's and is not mentioned. */
  readonly rowLimit?: number;
}

/**
 * Tells in plain English what a checked statement does. It reads the tree alone, so the same statement
 * always gets the same words.
 *
 * @example
 * ```ts
 * import { checkSql, type CheckSqlOptions } from './check-sql.ts';
 *
 * declare const options: CheckSqlOptions;
 * const result = await checkSql("SELECT count(*) FROM orders WHERE status = 'paid'", options);
 * if (result.ok) console.log(explainTree(result.tree).summary); // Counts the rows of orders where status is 'paid'.
 * ```
 */
export function explainTree(tree: Query, options: ExplainTreeOptions = {}): Explanation {
  return {
    summary: summaryOf(tree, options),
    steps: stepsOf(isCapped(tree, options) ? { ...tree, limit: null } : tree),
    tables: tablesUsed(tree),
    columns: columnsUsed(tree).map(({ table, column }) => `${table}.${column}`),
  };
}

function summaryOf(query: Query, options: ExplainTreeOptions): string {
  const capped = isCapped(query, options);
  const order = query.orderBy.length === 0 ? '' : `, sorted by ${orderOf(query)}`;
  const limit = query.limit === null || capped ? '' : `, at most ${limitOf(query.limit)}`;
  return `${sentenceOf(query)}${order}${limit}.`;
}

function isCapped(query: Query, options: ExplainTreeOptions): boolean {
  return typeof query.limit === 'number' && options.rowLimit !== undefined && query.limit >= options.rowLimit;
}

function sentenceOf(query: Query): string {
  const { body } = query;
  if (body.kind === 'values') return 'Lists fixed values';
  if (body.kind === 'pivot') return `Makes a column of each ${listed(body.on.map((item) => describe(item, false)), 3, 'and')} of ${sourceName(body.source)}`;
  if (body.kind === 'unpivot') return `Makes a row of each of ${listed(body.on.map((item) => describe(item, false)), 6, 'and')} of ${sourceName(body.source)}`;
  if (body.kind === 'set') return `${combined(body)}: ${[body.left, body.right].map((member) => lowerFirst(sentenceOf(member))).join('; ')}`;
  const several = isJoin(body);
  const conditions = conjunctsOf(body.where);
  const where = conditions.length === 0 ? '' : ` where ${listed(conditions.map((condition) => describeCondition(condition, several)), 4, 'and')}`;
  const what = listed(shownItems(body).map((item) => describe(item.expression, several)), 6, 'and');
  const from = body.from === null ? '' : describeSources({ ...query, body });
  const [only, ...more] = body.items;
  const countsAll = only?.expression.kind === 'call' && only.expression.name === 'count' && only.expression.args.length === 0 && only.expression.over === null && more.length === 0;
  if (countsAll && body.groupBy.length === 0 && from !== '' && body.having === null) return `Counts the rows of ${from}${where}`;
  const kinds = body.distinct ? 'the different ' : '';
  const each = body.groupBy.length === 0 ? '' : `, for each ${groupsOf(body, several)}`;
  return `Shows ${kinds}${what}${from === '' ? '' : ` from ${from}`}${where}${each}`;
}

/** The items of the select list, without the columns that "for each" names already. */
function shownItems(select: Select): readonly SelectItem[] {
  if (select.groupBy.length === 0) return select.items;
  const computed = select.items.filter((item) => aggregates(item.expression));
  return computed.length === 0 ? select.items : computed;
}

function groupsOf(select: Select, several: boolean): string {
  const groups = select.groupBy.map((expression) => describe(byPosition(expression, select.items), several).replace(/^the /, ''));
  return listed(groups, 4, 'and');
}

/** `GROUP BY 1` names the first item of the select list. */
function byPosition(expression: Expression, items: readonly SelectItem[]): Expression {
  if (expression.kind !== 'literal' || expression.type !== 'number') return expression;
  return items[Number(expression.value) - 1]?.expression ?? expression;
}

function stepsOf(query: Query): ExplanationStep[] {
  const prepared = query.ctes.flatMap((cte): ExplanationStep[] => [
    { kind: 'source', text: `Prepares “${cte.name.text}”: ${lowerFirst(summaryOf(cte.query, {}))}` },
  ]);
  return [...prepared, ...bodySteps(query), ...tailSteps(query)];
}

function bodySteps(query: Query): ExplanationStep[] {
  const { body } = query;
  if (body.kind === 'values') return [{ kind: 'source', text: 'Takes a list of fixed values' }];
  if (body.kind === 'pivot' || body.kind === 'unpivot') return [{ kind: 'group', text: sentenceOf(query) }];
  if (body.kind === 'set') {
    return [
      { kind: 'combine', text: combined(body) },
      ...[body.left, body.right].map((member, index): ExplanationStep => ({ kind: 'combine', text: `Part ${index + 1}: ${lowerFirst(summaryOf(member, {}))}` })),
    ];
  }
  const several = isJoin(body);
  const steps: ExplanationStep[] = [...sourceSteps(body, several)];
  for (const condition of conjunctsOf(body.where)) steps.push({ kind: 'filter', text: `Keeps rows where ${describeCondition(condition, several)}` });
  if (body.groupBy.length > 0) steps.push({ kind: 'group', text: `One row for each ${groupsOf(body, several)}` });
  for (const item of body.items) {
    if (item.expression.kind === 'column' || item.expression.kind === 'literal') continue;
    const named = item.alias === null ? '' : ` as “${item.alias.text}”`;
    steps.push({ kind: 'compute', text: `Computes ${describe(item.expression, several)}${named}` });
  }
  for (const condition of conjunctsOf(body.having)) steps.push({ kind: 'filter', text: `Keeps groups where ${describeCondition(condition, several)}` });
  if (body.distinct) steps.push({ kind: 'group', text: 'Shows equal rows once' });
  return steps;
}

function sourceSteps(select: Select, several: boolean): ExplanationStep[] {
  if (select.from === null) return [];
  const first: ExplanationStep = { kind: 'source', text: `Reads ${sourceName(select.from.first)}` };
  return [first, ...select.from.joins.map((joined): ExplanationStep => ({ kind: 'join', text: joinText(joined, several) }))];
}

function joinText(joined: JoinedSource, several: boolean): string {
  const name = sourceName(joined.source);
  const where = joined.on === null ? '' : ` where ${describeCondition(joined.on, several)}`;
  switch (joined.join) {
    case 'left':
      return `Adds ${name}${where}, and keeps rows without a match`;
    case 'right':
      return `Adds ${name}${where}, and keeps all rows of ${name}`;
    case 'semi':
      return `Keeps rows with a match in ${name}${where}`;
    case 'anti':
      return `Keeps rows without a match in ${name}${where}`;
    case 'full':
      return `Adds ${name}${where}, and keeps the rows of both sides without a match`;
    default:
      return joined.on === null ? `Combines with ${name}` : `Joins ${name}${where}`;
  }
}

function sourceName(source: Source): string {
  switch (source.kind) {
    case 'table':
      return source.relation?.kind === 'base' ? source.relation.table : `“${source.name.text}”`;
    case 'derived':
      return `a subquery that ${lowerFirst(summaryOf(source.query, {}).slice(0, -1))}`;
    case 'json table':
      return `the elements of ${describe(source.document, false)}`;
    case 'function':
      return `the elements of ${source.call.args.map((arg) => describe(arg, false)).join(', ')}`;
    case 'nested':
      return listed([source.from.first, ...source.from.joins.map((joined) => joined.source)].map(sourceName), 6, 'and');
  }
}

function tailSteps(query: Query): ExplanationStep[] {
  const steps: ExplanationStep[] = [];
  if (query.orderBy.length > 0) steps.push({ kind: 'order', text: `Sorted by ${orderOf(query)}` });
  if (typeof query.offset === 'number' && query.offset > 0) steps.push({ kind: 'limit', text: `Skips the first ${rows(query.offset)}` });
  else if (query.offset !== null && typeof query.offset !== 'number') steps.push({ kind: 'limit', text: 'Skips a computed number of rows' });
  if (query.limit !== null) steps.push({ kind: 'limit', text: `At most ${limitOf(query.limit)}` });
  return steps;
}

function orderOf(query: Query): string {
  const several = query.body.kind === 'select' && isJoin(query.body);
  const items = query.body.kind === 'select' ? query.body.items : [];
  return query.orderBy.map((item) => `${describe(byPosition(item.expression, items), several)}, ${direction(item)}`).join(', then by ');
}

function direction(item: OrderItem): string {
  return item.descending ? 'highest first' : 'lowest first';
}

function combined(body: SetOperation): string {
  if (body.operator === 'union') return body.all ? 'Puts the rows of two queries together' : 'Puts the rows of two queries together, equal rows once';
  return body.operator === 'intersect' ? 'Keeps the rows that two queries have in common' : 'Keeps the rows of the first query that the second does not have';
}

function isJoin(select: Select): boolean {
  return sourcesOf(select.from).length > 1;
}

function aggregates(expression: Expression): boolean {
  return [...withOperands(expression)].some((part) => part.kind === 'call' && isAggregateName(part.name));
}

function limitOf(limit: NonNullable<Query['limit']>): string {
  return typeof limit === 'number' ? rows(limit) : 'as many rows as a subquery says';
}

function rows(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
