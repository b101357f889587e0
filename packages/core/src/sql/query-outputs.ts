import { foldName, type DialectRules } from './dialect-rules.ts';
import { callOf, columnOf } from './tree-nodes.ts';
import { NO_NAME, type OutputColumn, type Scope } from './name-scope.ts';
import type { Call, Column, ColumnTarget, Expression, Name, Query, SelectItem } from './query-tree.ts';
import { sourcesIn, withQueries } from './walk-tree.ts';

/** The output columns that an item of a select list makes. */
export function outputsOf(item: SelectItem): OutputColumn[] {
  const known = item.expression.kind === 'star' ? item.expression.known : null;
  if (known === null) return [outputOf(item)];
  return [...known.map((name): OutputColumn => ({ name, origin: null })), { name: null, origin: null, rest: true }];
}

function outputOf(item: SelectItem): OutputColumn {
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
  const name: Name = target.kind === 'derived' ? target.column : { text: target.kind === 'base' ? target.column : '', quoted: true };
  const binding = target.kind === 'derived' || target.kind === 'base' ? target.binding : NO_NAME;
  const qualified = scope.bindings.length > 1 && binding.text !== '';
  return { ...columnOf(name, qualified ? binding : null), target, qualified };
}

/** `EXISTS (SELECT * …)` never evaluates the star, so a constant says the same. */
export function withoutStar(query: Query): void {
  const { body } = query;
  if (body.kind !== 'select' || body.distinct || body.groupBy.length > 0) return;
  const [only, ...more] = body.items;
  if (only?.expression.kind !== 'star' || only.expression.table !== null || more.length > 0) return;
  if (only.expression.exclude.length > 0 || only.expression.replace.length > 0) return;
  body.items = [{ kind: 'item', alias: null, expression: { kind: 'literal', type: 'number', value: '1' } }];
}

/** How many columns a subquery must have in the place where the expression holds it. */
export function width(expression: Expression): number {
  if (expression.kind === 'subquery') return 1;
  if ((expression.kind === 'in' || expression.kind === 'quantified') && expression.value.kind === 'tuple') return expression.value.items.length;
  return 1;
}

/** The same for an operand: a subquery that is compared with a row has its columns. */
export function widthBeside(operand: Expression, whole: Expression): number {
  const other = whole.kind !== 'binary' ? null : whole.left === operand ? whole.right : whole.left;
  return operand.kind === 'subquery' && other?.kind === 'tuple' ? other.items.length : width(operand);
}

export function coalesce(left: Expression, right: Expression): Call {
  return callOf('coalesce', [left, right]);
}

/** Whether a query reads a source of that name. */
export function refersTo(query: Query, name: Name, rules: DialectRules): boolean {
  const key = foldName(name, rules);
  for (const inner of withQueries(query)) {
    for (const source of sourcesIn(inner)) {
      if (source.kind === 'table' && source.schema === null && foldName(source.name, rules) === key) return true;
    }
  }
  return false;
}
