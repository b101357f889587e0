import { closeColumns } from './close-names.ts';
import { foldName, type DialectRules } from './dialect-rules.ts';
import { itemByAlias, lookUp, type Lookup, type Scope } from './name-scope.ts';
import { shown, type SqlProblemCode } from './problems.ts';
import type { Column, Name, SelectItem } from './query-tree.ts';

/** Which aliases of the select list may be used in a clause. */
export interface ClauseRule {
  readonly items: readonly SelectItem[];
  readonly aliases: boolean;
}

export const NO_ALIASES: ClauseRule = { items: [], aliases: false };

interface Reporter {
  readonly rules: DialectRules;
  report(code: SqlProblemCode, message: string): void;
}

/** Finds what a column stands for and notes it in the tree, or reports why it stands for nothing. */
export function resolveColumn(column: Column, scope: Scope | null, rule: ClauseRule, reporter: Reporter): void {
  // One that a star was written out to: its source may have no name of its own to find it by.
  if (column.target !== null) return;
  const { rules } = reporter;
  const item = rule.aliases && column.table === null ? itemByAlias(column.name, rule.items, rules) : undefined;
  // An alias of the query itself comes before the columns of the queries around it.
  const own = scope === null ? null : lookUp(column, { ...scope, parent: null }, rules);
  if (item !== undefined && own !== null && (own.kind === 'missing' || (own.kind === 'found' && own.open === true))) {
    column.target = { kind: 'output', item };
    return;
  }
  const found = lookUp(column, scope, rules);
  switch (found.kind) {
    case 'found':
      column.target = found.target;
      column.qualified = found.qualified;
      return;
    case 'merged':
      column.target = { kind: 'output', item: { kind: 'item', expression: found.expression, alias: null } };
      return;
    case 'missing':
      if (item !== undefined) column.target = { kind: 'output', item };
      else if (!isField(column, scope, rules) && !isRow(column, scope, rules) && !isText(column, scope, rules)) reportColumn(column, 'missing', scope, reporter);
      return;
    default:
      reportColumn(column, found.kind, scope, reporter);
  }
}

/** DuckDB reads `a.b` as the field `b` of a column `a` when no source is called `a`, and `x.a.b` when none is that could be in a schema `x`. */
function isField(column: Column, scope: Scope | null, rules: DialectRules): boolean {
  if (rules.dialect !== 'duckdb' || column.table === null || isSource(column.table, scope, rules)) return false;
  const whole: Column = { ...column, schema: null, table: column.schema, name: column.table };
  const found = lookUp(whole, scope, rules);
  if (found.kind !== 'found' || found.open === true) return false;
  column.target = found.target;
  column.qualified = found.qualified;
  column.field = column.name;
  return true;
}

/** Whether a source of the query, or of one around it, goes by the name. */
function isSource(name: Name, scope: Scope | null, rules: DialectRules): boolean {
  const key = foldName(name, rules);
  for (let current = scope; current !== null; current = current.parent) {
    if (current.bindings.some((binding) => binding.name !== null && foldName(binding.name, rules) === key)) return true;
  }
  return false;
}

/** The name of a derived source stands for its whole row, all of whose columns are known. */
function isRow(column: Column, scope: Scope | null, rules: DialectRules): boolean {
  if ((rules.dialect !== 'postgres' && rules.dialect !== 'duckdb') || column.table !== null) return false;
  const key = foldName(column.name, rules);
  const named = (name: Name | null): boolean => name !== null && foldName(name, rules) === key;
  for (let current = scope; current !== null; current = current.parent) {
    const binding = current.bindings.find((candidate) => named(candidate.name));
    if (binding === undefined) {
      // A column of that name, hidden in a table in between, would be read instead.
      if (current.coming.length > 0 || current.bindings.some((candidate) => !candidate.closed)) return false;
      continue;
    }
    if (!binding.closed || !binding.complete || binding.name === null || current.bindings.some((candidate) => !candidate.closed)) return false;
    column.target = { kind: 'row', binding: binding.name };
    return true;
  }
  return false;
}

/**
 * SQLite reads `"text"` as a text where it names no column (https://www.sqlite.org/quirks.html#dblquote).
 * Where a table has columns that the guard does not know, only a comparison may hold one, and none that
 * could be the name of such a column.
 */
function isText(column: Column, scope: Scope | null, rules: DialectRules): boolean {
  if (rules.dialect !== 'sqlite' || column.table !== null || column.name.double !== true || /^(?:rowid|oid|_rowid_)$/i.test(column.name.text)) return false;
  let closed = true;
  for (let current = scope; current !== null; current = current.parent) closed &&= current.bindings.every((binding) => binding.closed);
  if (!closed && (!column.maybeText || /^[A-Za-z_]\w*$/.test(column.name.text))) return false;
  column.target = { kind: 'text', value: column.name.text };
  return true;
}

export function reportColumn(column: Column, kind: Exclude<Lookup['kind'], 'found' | 'merged'>, scope: Scope | null, reporter: Reporter): void {
  const written = [column.schema, column.table, column.name].flatMap((name) => (name === null ? [] : [name.text])).join('.');
  const name = `"${shown(written)}"`;
  switch (kind) {
    case 'ambiguous':
      return reporter.report('ambiguous_column', `Column ${name} is in several sources. Write it with its source, as in source.column.`);
    case 'unqualified':
      return reporter.report('unqualified_column', `Column ${name} comes from an outer query. Write it with its source, and give every source its own alias.`);
    case 'missing': {
      const string = column.name.quoted && column.table === null ? ' A string is written in single quotes.' : '';
      return reporter.report('unknown_column', `Column ${name} is not available.${string}${closeColumns(column.name.text, scope)}`);
    }
  }
}
