import { foldName, type DialectRules } from './dialect-rules.ts';
import type { CteScope, OutputColumn, Scope } from './name-scope.ts';
import { bare } from './parse-query.ts';
import { starColumn } from './query-outputs.ts';
import type { ColumnTarget, Expression, From, Name, Pivot, SelectItem, Source, Unpivot } from './query-tree.ts';
import { NO_ALIASES } from './resolve-column.ts';
import { resolveFrom, scopeOf, type Resolution } from './resolve-sources.ts';
import { expandStars } from './resolve-stars.ts';
import { selectOf } from './tree-nodes.ts';
import { withOperands } from './walk-tree.ts';

/** Resolves PIVOT or UNPIVOT over a source all of whose columns are known, and returns what it puts out. */
export function resolvePivot(body: Pivot | Unpivot, ctes: CteScope, outer: Scope | null, resolution: Resolution): OutputColumn[] {
  const from: From = { first: body.source, joins: [] };
  const scope = scopeOf(from, outer);
  resolveFrom(from, scope, ctes, resolution);
  if (scope.bindings.some((binding) => !binding.closed)) resolution.report('star', 'PIVOT and UNPIVOT read every column. Give them a subquery that names the columns.');
  body.source = withColumns(body.source, scope);
  const groups = body.kind === 'pivot' ? body.groupBy : [];
  const using = body.kind === 'pivot' ? body.using.map((item) => item.expression) : [];
  if (body.kind === 'unpivot') body.on = expandStars(body.on.map((expression): SelectItem => ({ kind: 'item', expression, alias: null })), scope, resolution).map((item) => item.expression);
  for (const expression of [...body.on, ...using, ...groups]) resolution.expression(expression, scope, NO_ALIASES, ctes);
  return pivotOutputs(body, scope, resolution.rules);
}

/** A table as a subquery of its columns, so that a column that is added to it later is not read. */
function withColumns(source: Source, scope: Scope): Source {
  const [binding] = scope.bindings;
  if (source.kind !== 'table' || source.relation?.kind !== 'base' || binding === undefined) return source;
  const items = [...binding.columns.values()].flatMap((target): SelectItem[] => (target === null ? [] : [{ kind: 'item', expression: starColumn(target, scope), alias: null }]));
  const query = bare({ ...selectOf(items), from: { first: { ...source, alias: null }, joins: [] } });
  return { kind: 'derived', query, alias: binding.name, columns: [], lateral: false };
}

/** What PIVOT and UNPIVOT put out, as far as the statement says it. */
function pivotOutputs(body: Pivot | Unpivot, scope: Scope, rules: DialectRules): OutputColumn[] {
  const named = (expressions: readonly Expression[]): Set<string> =>
    new Set(expressions.flatMap((expression) => (expression.kind === 'column' ? [foldName(expression.name, rules)] : [])));
  const nameOf = (target: ColumnTarget | null): Name[] => (target?.kind === 'derived' ? [target.column] : target?.kind === 'base' ? [{ text: target.column, quoted: true }] : []);
  const all = scope.bindings.flatMap((binding) => [...binding.columns].flatMap(([key, target]) => nameOf(target).map((name) => ({ key, name }))));
  const output = (name: Name): OutputColumn => ({ name, origin: null });
  if (body.kind === 'unpivot') {
    const gone = named(body.on);
    return [...all.filter(({ key }) => !gone.has(key)).map(({ name }) => output(name)), output(body.name), output(body.value)];
  }
  const kept = named(body.groupBy);
  const used = named([...body.on, ...body.using.flatMap((item) => [...withOperands(item.expression)])]);
  const rest = all.filter(({ key }) => (body.groupBy.length > 0 ? kept.has(key) : !used.has(key)));
  // The columns that the values of ON make have names that only the engine knows.
  return [...rest.map(({ name }) => output(name)), { name: null, origin: null, rest: true }];
}
