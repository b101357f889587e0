import type { CalendarUnit, CompareOp } from './cue.ts';
import type { ColumnView, JoinEdge, TableView } from './schema-view.ts';

export type AggregateFn = 'count' | 'avg' | 'sum' | 'min' | 'max';

/** What rows are told apart by: a column, or the period that a time lies in. */
export type Key =
  | { readonly kind: 'column'; readonly column: ColumnView }
  | { readonly kind: 'period'; readonly column: ColumnView; readonly unit: CalendarUnit };

/** A key, or a figure computed over rows. A count without a column counts rows. */
export type Expression =
  | Key
  | {
      readonly kind: 'aggregate';
      readonly fn: AggregateFn;
      readonly column: ColumnView | null;
      readonly distinct: boolean;
    };

export type Literal =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'number'; readonly value: number };

export type Condition =
  | { readonly kind: 'compare'; readonly left: Expression; readonly op: CompareOp; readonly right: Literal }
  | { readonly kind: 'between'; readonly left: Expression; readonly low: Literal; readonly high: Literal }
  | { readonly kind: 'like'; readonly left: Expression; readonly pattern: string; readonly negated: boolean }
  | { readonly kind: 'null'; readonly left: Expression; readonly negated: boolean }
  | { readonly kind: 'compare-query'; readonly left: Expression; readonly op: CompareOp; readonly query: QueryForm }
  | { readonly kind: 'in-query'; readonly left: ColumnView; readonly negated: boolean; readonly query: QueryForm }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] };

/** A query before it is written in a dialect. */
export interface QueryForm {
  readonly distinct: boolean;
  readonly select: readonly Expression[];
  readonly tables: readonly TableView[];
  readonly joins: readonly JoinEdge[];
  readonly where: readonly Condition[];
  readonly groupBy: readonly Key[];
  readonly having: readonly Condition[];
  readonly orderBy: readonly { readonly by: Expression; readonly direction: 'asc' | 'desc' }[];
  readonly limit: number | null;
}

export const isKey = (expression: Expression): expression is Key => expression.kind !== 'aggregate';

/** Whether two expressions are the same one. */
export const isSame = (a: Expression, b: Expression): boolean =>
  a.column === b.column &&
  (a.kind === 'aggregate'
    ? b.kind === 'aggregate' && a.fn === b.fn && a.distinct === b.distinct
    : a.kind === b.kind && (a.kind === 'column' || (b.kind === 'period' && a.unit === b.unit)));

/** Every column that a condition reads, its subqueries included. */
export function columnsOfCondition(condition: Condition): ColumnView[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.parts.flatMap(columnsOfCondition);
    case 'in-query':
      return [condition.left, ...columnsOfForm(condition.query)];
    case 'compare-query':
      return [...columnsOfExpression(condition.left), ...columnsOfForm(condition.query)];
    default:
      return columnsOfExpression(condition.left);
  }
}

export function columnsOfExpression(expression: Expression): ColumnView[] {
  return expression.column === null ? [] : [expression.column];
}

export function columnsOfForm(form: QueryForm): ColumnView[] {
  return [
    ...form.select.flatMap(columnsOfExpression),
    ...form.where.flatMap(columnsOfCondition),
    ...form.having.flatMap(columnsOfCondition),
    ...form.groupBy.map((key) => key.column),
    ...form.orderBy.flatMap((order) => columnsOfExpression(order.by)),
    ...form.joins.flatMap((join) => [join.left, join.right]),
  ];
}

/** Every table that a form reads, its subqueries included. */
export function tablesOfForm(form: QueryForm): TableView[] {
  const inner = [...form.where, ...form.having].flatMap(tablesOfCondition);
  return [...new Set([...form.tables, ...inner])];
}

function tablesOfCondition(condition: Condition): TableView[] {
  if (condition.kind === 'and' || condition.kind === 'or') return condition.parts.flatMap(tablesOfCondition);
  return condition.kind === 'in-query' || condition.kind === 'compare-query' ? tablesOfForm(condition.query) : [];
}
