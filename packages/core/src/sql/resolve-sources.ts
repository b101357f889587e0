import { closeTables } from './close-names.ts';
import { foldName, type DialectRules } from './dialect-rules.ts';
import { functionsOf } from './functions/index.ts';
import { derivedBinding, lookUp, type Binding, type CteScope, type LockedTables, type OutputColumn, type Scope } from './name-scope.ts';
import { shown, type SqlProblemCode } from './problems.ts';
import { coalesce } from './query-outputs.ts';
import type { ColumnTarget, Expression, From, FunctionSource, JoinedSource, Name, PlainSource, Query, Source, TableSource } from './query-tree.ts';
import { NO_ALIASES, reportColumn, type ClauseRule } from './resolve-column.ts';
import { columnOf } from './tree-nodes.ts';
import { sourcesOf } from './walk-tree.ts';

/** What the parts of name resolution share. */
export interface Resolution {
  readonly rules: DialectRules;
  readonly locked: LockedTables;
  /** The most sources that the statement may read. */
  readonly relationLimit: number;
  relations: number;
  /** Sources that were given a name. */
  named: number;
  query(query: Query, ctes: CteScope, outer: Scope | null): OutputColumn[];
  expression(expression: Expression, scope: Scope | null, rule: ClauseRule, ctes: CteScope): void;
  renamed(outputs: OutputColumn[], names: readonly Name[]): OutputColumn[];
  report(code: SqlProblemCode, message: string): void;
}

/** A scope for the columns of a FROM clause, whose sources are all still to come. */
export function scopeOf(from: From | null, parent: Scope | null): Scope {
  return { bindings: [], coming: sourcesOf(from).map(nameOf), parent, merged: new Map() };
}

function nameOf(source: PlainSource): Name | null {
  if (source.kind === 'table') return source.alias ?? source.name;
  return source.kind === 'function' ? (source.alias ?? { text: source.call.name, quoted: true }) : source.alias;
}

/** Resolves the sources of a FROM clause into bindings of the scope, and their join conditions. */
export function resolveFrom(from: From, scope: Scope, ctes: CteScope, resolution: Resolution, within = false): void {
  resolveSource(from.first, scope, ctes, resolution);
  for (const [at, joined] of from.joins.entries()) {
    const before = scope.bindings.length;
    resolveSource(joined.source, scope, ctes, resolution);
    if (joined.natural) nameCommonColumns(joined, scope, before, resolution);
    // MySQL turns the sides of RIGHT JOIN around.
    const turned = joined.join === 'right' && resolution.rules.dialect === 'mysql';
    if (joined.using.length > 0) resolveUsing(joined, scope, before, within || turned ? null : at, resolution);
    else if (joined.on !== null) resolution.expression(joined.on, scope, NO_ALIASES, ctes);
    else if (joined.join !== 'comma' && joined.join !== 'cross' && joined.join !== 'inner') resolution.report('syntax', 'This kind of join needs a condition: write ON.');
    // The right side of SEMI JOIN and ANTI JOIN is seen by the condition alone.
    if (joined.join === 'semi' || joined.join === 'anti') scope.bindings.splice(before);
  }
}

/** NATURAL joins along every common name, so every column of both sides must be known. */
function nameCommonColumns(joined: JoinedSource, scope: Scope, before: number, resolution: Resolution): void {
  const [left, right] = [scope.bindings.slice(0, before), scope.bindings.slice(before)];
  if (scope.bindings.some((binding) => !binding.closed || !binding.complete)) {
    resolution.report('natural_join', 'NATURAL JOIN is not allowed over tables. Name the columns with ON.');
    return;
  }
  const common = left.flatMap((binding) => [...binding.columns.keys()]).filter((key) => right.some((binding) => binding.columns.has(key)));
  joined.using = [...new Set(common)].map((text) => ({ text, quoted: true }));
  if (joined.using.length === 0) resolution.report('natural_join', 'The two sides of NATURAL JOIN have no column in common.');
}

/** Writes USING out as ON, so that no engine can pick a column that the guard did not see. */
function resolveUsing(joined: JoinedSource, scope: Scope, before: number, join: number | null, resolution: Resolution): void {
  const conditions: Expression[] = [];
  for (const name of joined.using) {
    const key = foldName(name, resolution.rules);
    const left = usingSide(name, { bindings: scope.bindings.slice(0, before), coming: [], parent: null, merged: scope.merged }, resolution);
    const right = usingSide(name, { bindings: scope.bindings.slice(before), coming: [], parent: null, merged: new Map() }, resolution);
    if (left === null || right === null) continue;
    // The last column of ASOF JOIN is compared by order, the others by equality.
    const nearest = (joined.join === 'asof' || joined.join === 'asof left') && name === joined.using.at(-1);
    conditions.push({ kind: 'binary', operator: nearest ? '>=' : '=', left, right });
    const expression = joined.join === 'full' ? coalesce(left, right) : joined.join === 'right' ? right : left;
    scope.merged.set(key, { expression, sources: (scope.merged.get(key)?.sources ?? 1) + 1, join });
  }
  joined.using = [];
  joined.on = conditions.reduce<Expression | null>(
    (all, condition) => (all === null ? condition : { kind: 'binary', operator: 'and', left: all, right: condition }),
    joined.on,
  );
}

function usingSide(name: Name, side: Scope, resolution: Resolution): Expression | null {
  const column = { ...columnOf(name), qualified: true };
  const found = lookUp(column, side, resolution.rules);
  if (found.kind === 'merged') return found.expression;
  if (found.kind === 'found') return { ...column, target: found.target };
  reportColumn(column, found.kind, side, resolution);
  return null;
}

function resolveSource(source: Source, scope: Scope, ctes: CteScope, resolution: Resolution): void {
  if (source.kind === 'nested') {
    resolveFrom(source.from, scope, ctes, resolution, true);
    return;
  }
  resolution.relations += 1;
  if (resolution.relations === resolution.relationLimit + 1) resolution.report('too_complex', `The statement reads more than ${resolution.relationLimit} tables.`);
  const binding = bindingOf(source, scope, ctes, resolution);
  scope.coming.shift();
  if (binding === null) return;
  const { name } = binding;
  if (name !== null && scope.bindings.some((other) => other.name !== null && foldName(other.name, resolution.rules) === foldName(name, resolution.rules))) {
    resolution.report('duplicate_name', `Two sources are called "${shown(name.text)}". Give each its own alias.`);
  }
  scope.bindings.push(binding);
}

function bindingOf(source: PlainSource, scope: Scope, ctes: CteScope, resolution: Resolution): Binding | null {
  switch (source.kind) {
    case 'table':
      return tableBinding(source, ctes, resolution);
    case 'derived': {
      // DuckDB takes every subquery in FROM for a lateral one.
      const lateral = source.lateral || resolution.rules.dialect === 'duckdb';
      const outputs = resolution.query(source.query, ctes, lateral ? scope : scope.parent);
      const generated = source.alias === null;
      if (source.alias === null) {
        resolution.named += 1;
        source.alias = { text: `derived_${resolution.named}`, quoted: false };
      }
      return { ...derivedBinding(source.alias, resolution.renamed(outputs, source.columns), resolution.rules), generated };
    }
    case 'function':
      return functionBinding(source, scope, ctes, resolution);
    case 'json table': {
      resolution.expression(source.document, scope, NO_ALIASES, ctes);
      return derivedBinding(source.alias, source.columns.map(({ name }): OutputColumn => ({ name, origin: null })), resolution.rules);
    }
  }
}

function functionBinding(source: FunctionSource, scope: Scope, ctes: CteScope, resolution: Resolution): Binding | null {
  const { call, alias } = source;
  const { rules } = resolution;
  const columns = functionsOf(rules.dialect).table.get(call.name);
  if (columns === undefined || call.over !== null || call.filter !== null || call.distinct || call.star || call.orderBy.length > 0) {
    resolution.report('function_not_allowed', `"${shown(call.name)}" may not be used in FROM.`);
    return null;
  }
  for (const arg of call.args) resolution.expression(arg, scope, NO_ALIASES, ctes);
  const name = alias ?? { text: call.name, quoted: true };
  // PostgreSQL calls the one column of a function by its alias; DuckDB keeps the function's name.
  const single: Name = rules.dialect === 'postgres' ? name : { text: call.name, quoted: true };
  const own = columns.length > 0 ? columns.map((text): Name => ({ text, quoted: true })) : source.columns.length > 0 ? source.columns : [single];
  const all = source.ordinality && own !== source.columns ? [...own, { text: 'ordinality', quoted: true }] : own;
  const outputs = all.map((column): OutputColumn => ({ name: column, origin: null }));
  return derivedBinding(name, own === source.columns ? outputs : resolution.renamed(outputs, source.columns), rules);
}

function tableBinding(source: TableSource, ctes: CteScope, resolution: Resolution): Binding | null {
  const { rules, locked } = resolution;
  const key = foldName(source.name, rules);
  if (source.schema === null) {
    const visible = ctes.visible.get(key);
    // MySQL takes a CTE of another case for another table, MariaDB does not.
    const exact = !rules.tableNamesExact || visible === undefined || visible.cte.name.text === source.name.text;
    if (visible !== undefined && exact && !ctes.pending.has(key)) {
      source.relation = { kind: 'cte', cte: visible.cte };
      if (source.sample !== null) resolution.report('unsupported', 'TABLESAMPLE takes a table.');
      return derivedBinding(source.alias ?? source.name, resolution.renamed([...visible.outputs], source.columns), rules);
    }
    if (ctes.pending.has(key) || !exact) {
      resolution.report('unknown_table', `"${shown(source.name.text)}" is the name of a part of WITH that cannot be used here. Order the parts so that each is defined before it is used.`);
      return null;
    }
  }
  const found = locked.find(source.schema, source.name);
  if (found === null) {
    const written = source.schema === null ? source.name.text : `${source.schema.text}.${source.name.text}`;
    resolution.report('unknown_table', `Table "${shown(written)}" is not available.${closeTables(source.name.text, locked.names)}`);
    return null;
  }
  if (source.columns.length > 0) resolution.report('unsupported', 'The columns of a table cannot be renamed in FROM. Rename them in the select list.');
  source.relation = { kind: 'base', table: found.table };
  const name = source.alias ?? { text: found.table.slice(found.table.indexOf('.') + 1), quoted: true };
  const columns = found.columns.map((column): [string, ColumnTarget] => [
    foldName({ text: column, quoted: true }, rules),
    { kind: 'base', table: found.table, column, binding: name },
  ]);
  return { name, schema: source.alias === null ? found.schema : null, closed: found.complete, columns: new Map(columns), complete: true, open: false };
}
