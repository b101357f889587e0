import { foldName, type DialectRules } from './dialect-rules.ts';
import { NO_NAME, type OutputColumn, type Scope } from './name-scope.ts';
import type { Call, Column, ColumnTarget, Expression, Name, Query, SelectItem } from './query-tree.ts';
import { sourcesOf, withQueries } from './walk-tree.ts';

/** The output column that an item of a select list makes. */
export function outputOf(item: SelectItem): OutputColumn {
  const { expression } = item;
  const target = expression.kind === 'column' ? expression.target : null;
  if (item.alias !== null) return { name: item.alias, origin: target };
  if (target?.kind === 'base') return { name: { text: target.column, quoted: true }, origin: target };
  if (target?.kind === 'derived') return { name: target.column, origin: target };
  if (expression.kind === 'column' && target?.kind === 'output') return { name: expression.name, origin: null };
  return { name: null, origin: null };
}

/** One column that a star stands for. */
export function starColumn(target: ColumnTarget, scope: Scope): Column {
  const { column, binding } = target.kind === 'derived' ? target : { column: NO_NAME, binding: NO_NAME };
  const qualified = scope.bindings.length > 1 && binding.text !== '';
  return { kind: 'column', schema: null, table: qualified ? binding : null, name: column, target, qualified };
}

/** `EXISTS (SELECT * …)` never evaluates the star, so a constant says the same. */
export function withoutStar(query: Query): void {
  const { body } = query;
  if (body.kind !== 'select' || body.distinct || body.groupBy.length > 0) return;
  const [only, ...more] = body.items;
  if (only?.expression.kind !== 'star' || only.expression.table !== null || more.length > 0) return;
  body.items = [{ kind: 'item', alias: null, expression: { kind: 'literal', type: 'number', value: '1' } }];
}

/** How many columns a subquery must have in the place where the expression holds it. */
export function width(expression: Expression): number {
  if (expression.kind === 'subquery') return 1;
  if ((expression.kind === 'in' || expression.kind === 'quantified') && expression.value.kind === 'tuple') return expression.value.items.length;
  return 1;
}

export function coalesce(left: Expression, right: Expression): Call {
  return { kind: 'call', name: 'coalesce', distinct: false, star: false, args: [left, right], orderBy: [], separator: null, withinGroup: [], filter: null, over: null, nulls: null };
}

/** Whether a query reads a source of that name. */
export function refersTo(query: Query, name: Name, rules: DialectRules): boolean {
  const key = foldName(name, rules);
  for (const inner of withQueries(query)) {
    if (inner.body.kind !== 'select') continue;
    for (const source of sourcesOf(inner.body.from)) {
      if (source.kind === 'table' && source.schema === null && foldName(source.name, rules) === key) return true;
    }
  }
  return false;
}
