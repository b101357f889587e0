import type { ColumnRef, Join } from '../protocol/index.ts';
import { functionsOf } from './functions/index.ts';
import type { ColumnTarget, Expression, Query } from './query-tree.ts';
import { clausesOf, conjunctsOf, isQuery, joinConditions, membersOf, sourcesIn, sourcesOf, withOperands, withQueries } from './walk-tree.ts';

/** The base column behind a column of the statement, also through CTEs and derived tables. */
export function baseColumnOf(expression: Expression): ColumnRef | null {
  return expression.kind === 'column' ? originOf(expression.target) : null;
}

function originOf(target: ColumnTarget | null): ColumnRef | null {
  if (target === null) return null;
  if (target.kind === 'base') return { table: target.table, column: target.column };
  if (target.kind === 'derived') return originOf(target.origin);
  return target.kind === 'output' ? baseColumnOf(target.item.expression) : null;
}

/** The base tables that a statement reads, in the order they first appear. */
export function tablesUsed(query: Query): readonly string[] {
  return [...new Set([...withQueries(query)].flatMap(tablesIn))];
}

/** The base tables that a query's own body reads. */
export function tablesIn(query: Query): readonly string[] {
  const tables = sourcesIn(query).flatMap((source) => (source.kind === 'table' && source.relation?.kind === 'base' ? [source.relation.table] : []));
  return [...new Set(tables)];
}

/** The base-table columns that a statement names in any clause, in the order they first appear. */
export function columnsUsed(query: Query): readonly ColumnRef[] {
  return distinct([...withQueries(query)].flatMap(columnsIn));
}

/** The base-table columns that the clauses of one query name, without those of the queries within it. */
export function columnsIn(query: Query): readonly ColumnRef[] {
  const parts = clausesOf(query).flatMap((clause) => [...withOperands(clause)]);
  return distinct(parts.flatMap((part) => (part.kind === 'column' && part.target?.kind === 'base' ? [{ table: part.target.table, column: part.target.column }] : [])));
}

/** The given joins along which a statement compares columns: by equality in any clause, or by IN with a subquery. */
export function joinsUsed(query: Query, joins: readonly Join[]): readonly Join[] {
  const pairs = [...withQueries(query)].flatMap((inner) => clausesOf(inner).flatMap((clause) => [...withOperands(clause)].flatMap(comparedPair)));
  const same = (a: ColumnRef, b: ColumnRef): boolean => a.table === b.table && a.column === b.column;
  return joins.filter(({ from, to }) => pairs.some(({ left, right }) => (same(left, from) && same(right, to)) || (same(left, to) && same(right, from))));
}

function comparedPair(expression: Expression): { left: ColumnRef; right: ColumnRef }[] {
  if (expression.kind !== 'in' || !isQuery(expression.list)) return joinPair(expression);
  const { body } = expression.list;
  const left = baseColumnOf(expression.value);
  const right = body.kind === 'select' && body.items.length === 1 && body.items[0] !== undefined ? baseColumnOf(body.items[0].expression) : null;
  return left === null || right === null ? [] : [{ left, right }];
}

function distinct(columns: readonly ColumnRef[]): readonly ColumnRef[] {
  return [...new Map(columns.map((column) => [JSON.stringify([column.table, column.column]), column])).values()];
}

/** A condition of the form column–operator–literal that every row of the result has passed. */
export interface LiteralFilter extends ColumnRef {
  readonly operator: '=' | '<>' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'like' | 'not like' | 'between';
  /** The literals as text: one, the two ends of BETWEEN, or the members of IN. */
  readonly values: readonly string[];
  /** The literal as text; for `in` and `between` the values joined by a comma. */
  readonly value: string;
}

const FLIPPED: Readonly<Record<string, LiteralFilter['operator']>> = { '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/**
 * The filters that can empty a result: every top-level condition of WHERE and of inner joins that
 * compares a base column with a literal, in CTEs and derived tables too, but not in subqueries of an
 * expression, under OR or under NOT.
 */
export function filtersOf(query: Query): readonly LiteralFilter[] {
  return flowingInto(query).flatMap((inner) => {
    if (inner.body.kind !== 'select') return [];
    const inSources = inner.body.from === null ? [] : inner.body.from.joins.flatMap((joined) => (joined.join === 'inner' ? conjunctsOf(joined.on) : []));
    return [...conjunctsOf(inner.body.where), ...inSources].flatMap((condition) => {
      const filter = filterOf(condition);
      return filter === null ? [] : [filter];
    });
  });
}

/** The query, the members of its set operation, and the queries that its FROM clauses read. */
function flowingInto(query: Query, seen = new Set<Query>()): readonly Query[] {
  if (seen.has(query)) return [];
  seen.add(query);
  return membersOf(query).flatMap((member) => {
    const sources = sourcesIn(member);
    const inner = sources.flatMap((source) => {
      if (source.kind === 'derived') return flowingInto(source.query, seen);
      return source.kind === 'table' && source.relation?.kind === 'cte' ? flowingInto(source.relation.cte.query, seen) : [];
    });
    return [member, ...inner];
  });
}

function filterOf(condition: Expression): LiteralFilter | null {
  switch (condition.kind) {
    case 'binary': {
      const direct = comparison(condition.left, condition.operator, condition.right);
      return direct ?? comparison(condition.right, FLIPPED[condition.operator] ?? '', condition.left);
    }
    case 'match':
      return condition.operator === 'like' ? literalFilter(condition.value, condition.negated ? 'not like' : 'like', [condition.pattern]) : null;
    case 'between':
      return condition.negated ? null : literalFilter(condition.value, 'between', [condition.low, condition.high]);
    case 'in':
      return Array.isArray(condition.list) ? literalFilter(condition.value, condition.negated ? 'not in' : 'in', condition.list) : null;
    default:
      return null;
  }
}

function comparison(column: Expression, operator: string, literal: Expression): LiteralFilter | null {
  const known = FLIPPED[operator] === undefined ? null : (operator as LiteralFilter['operator']);
  return known === null ? null : literalFilter(column, known, [literal]);
}

function literalFilter(column: Expression, operator: LiteralFilter['operator'], literals: readonly Expression[]): LiteralFilter | null {
  const base = baseColumnOf(column);
  const values = literals.map(literalText);
  if (base === null || values.some((value) => value === null)) return null;
  const texts = values as string[];
  return { ...base, operator, values: texts, value: texts.join(', ') };
}

function literalText(expression: Expression): string | null {
  if (expression.kind === 'literal') return expression.type === 'null' ? null : expression.value;
  if (expression.kind === 'typed') return expression.value;
  if (expression.kind === 'column' && expression.target?.kind === 'text') return expression.target.value;
  if (expression.kind === 'unary' && expression.operator === '-' && expression.operand.kind === 'literal') return `-${expression.operand.value}`;
  return null;
}

/** Joined base tables beneath an aggregate: what may count a row more than once. */
export interface AggregateOverJoin {
  readonly aggregates: readonly {
    readonly function: string;
    readonly distinct: boolean;
    /** The base column that is aggregated; `null` for `count(*)` and for computed arguments. */
    readonly argument: ColumnRef | null;
  }[];
  /** The joined base tables, in the order written. */
  readonly tables: readonly string[];
  /** The pairs of base columns that the joins compare. */
  readonly joins: readonly { readonly left: ColumnRef; readonly right: ColumnRef }[];
}

/** The selects that aggregate over a join of at least two base tables, for the suspicion of a fan-out. */
export function usesAggregateOverJoin(query: Query): readonly AggregateOverJoin[] {
  const found: AggregateOverJoin[] = [];
  for (const { body, orderBy } of withQueries(query)) {
    if (body.kind !== 'select' || body.from === null) continue;
    const tables = sourcesOf(body.from).flatMap((source) => (source.kind === 'table' && source.relation?.kind === 'base' ? [source.relation.table] : []));
    if (tables.length < 2) continue;
    const outputs = [...body.items.map((item) => item.expression), ...(body.having === null ? [] : [body.having]), ...orderBy.map((item) => item.expression)];
    const aggregates = outputs.flatMap((output) =>
      [...withOperands(output)].flatMap((part) => {
        if (part.kind !== 'call' || part.over !== null || !isAggregateName(part.name) || (part.args.length > 1 && (part.name === 'max' || part.name === 'min'))) return [];
        const [argument] = part.args;
        return [{ function: part.name, distinct: part.distinct, argument: argument === undefined ? null : baseColumnOf(argument) }];
      }),
    );
    if (aggregates.length === 0) continue;
    const conditions = [...joinConditions(body.from).flatMap((on) => conjunctsOf(on)), ...conjunctsOf(body.where)];
    found.push({ aggregates, tables, joins: conditions.flatMap(joinPair) });
  }
  return found;
}

/** Whether a function of that name aggregates in any of the dialects. */
export function isAggregateName(name: string): boolean {
  return DIALECTS.some((dialect) => functionsOf(dialect).aggregate.has(name));
}

const DIALECTS = ['sqlite', 'postgres', 'mysql', 'duckdb'] as const;

function joinPair(condition: Expression): { left: ColumnRef; right: ColumnRef }[] {
  if (condition.kind !== 'binary' || condition.operator !== '=') return [];
  const left = baseColumnOf(condition.left);
  const right = baseColumnOf(condition.right);
  return left === null || right === null ? [] : [{ left, right }];
}
