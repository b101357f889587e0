import { foldName, foldStored, type DialectRules } from './dialect-rules.ts';
import type { Lock } from '../protocol/index.ts';
import type { Column, ColumnTarget, Cte, Expression, Name, SelectItem } from './query-tree.ts';

/** One source of a FROM clause by the name that columns are qualified with. */
export interface Binding {
  /** `null` for a derived table without an alias. */
  readonly name: Name | null;
  readonly schema: string | null;
  /** A base table may hold columns that are not locked; the engine sees them, the guard does not. */
  readonly isBase: boolean;
  /** Column targets by folded name. `null` marks a name that occurs twice. */
  readonly columns: ReadonlyMap<string, ColumnTarget | null>;
  /** Whether every column has a name, so that a star can be written out. */
  readonly complete: boolean;
}

export interface Scope {
  readonly bindings: Binding[];
  readonly parent: Scope | null;
  /** Columns merged by USING, by folded name. */
  readonly merged: Map<string, Expression>;
}

/** An output column of a query. */
export interface OutputColumn {
  readonly name: Name | null;
  readonly origin: ColumnTarget | null;
}

export interface VisibleCte {
  readonly cte: Cte;
  readonly outputs: readonly OutputColumn[];
}

/** The CTEs in sight. `pending` are names of the same WITH that cannot be used yet. */
export interface CteScope {
  readonly visible: ReadonlyMap<string, VisibleCte>;
  readonly pending: ReadonlySet<string>;
}

export type Lookup =
  | { readonly kind: 'found'; readonly target: ColumnTarget; readonly qualified: boolean }
  | { readonly kind: 'merged'; readonly expression: Expression }
  | { readonly kind: 'missing' | 'ambiguous' | 'unqualified' | 'unnamed' };

export const NO_NAME: Name = { text: '', quoted: false };

/** A subquery or CTE as a source, by what it puts out. */
export function derivedBinding(name: Name | null, outputs: readonly OutputColumn[], rules: DialectRules): Binding {
  const columns = new Map<string, ColumnTarget | null>();
  for (const output of outputs) {
    if (output.name === null) continue;
    const key = foldName(output.name, rules);
    const target: ColumnTarget = { kind: 'derived', column: output.name, binding: name ?? NO_NAME, origin: output.origin };
    columns.set(key, columns.has(key) ? null : target);
  }
  return { name, schema: null, isBase: false, columns, complete: outputs.every((output) => output.name !== null) };
}

/** Finds what a column stands for, from the innermost scope outwards. */
export function lookUp(column: Column, scope: Scope | null, rules: DialectRules): Lookup {
  return column.table === null ? lookUpBare(column, scope, rules) : lookUpQualified(column, column.table, scope, rules);
}

function lookUpQualified(column: Column, table: Name, scope: Scope | null, rules: DialectRules): Lookup {
  const key = foldName(table, rules);
  const schema = column.schema === null ? null : foldName(column.schema, rules);
  for (let current = scope; current !== null; current = current.parent) {
    const binding = current.bindings.find((candidate) => candidate.name !== null && foldName(candidate.name, rules) === key);
    if (binding === undefined) continue;
    // The innermost source of that name decides: the engine does not look further either.
    if (schema !== null && binding.schema !== schema) return { kind: 'missing' };
    const target = binding.columns.get(foldName(column.name, rules));
    if (target === null) return { kind: 'ambiguous' };
    return target === undefined ? { kind: 'missing' } : { kind: 'found', target, qualified: true };
  }
  return { kind: 'missing' };
}

function lookUpBare(column: Column, scope: Scope | null, rules: DialectRules): Lookup {
  const key = foldName(column.name, rules);
  const passed: Binding[] = [];
  for (let current = scope; current !== null; current = current.parent) {
    const merged = current.merged.get(key);
    if (merged !== undefined) return passed.some((binding) => binding.isBase) ? { kind: 'unqualified' } : { kind: 'merged', expression: merged };
    const found = current.bindings.filter((binding) => binding.columns.has(key));
    const [binding] = found;
    if (binding === undefined) {
      passed.push(...current.bindings);
      continue;
    }
    const target = binding.columns.get(key);
    if (found.length > 1 || target === null || target === undefined) return { kind: 'ambiguous' };
    if (current === scope && current.bindings.length === 1) return { kind: 'found', target, qualified: false };
    // Printed with its source, so that no hidden column of another source can take its place.
    if (binding.name === null) {
      const hiding = [...current.bindings, ...passed].some((other) => other.isBase);
      return hiding || passed.length > 0 ? { kind: 'unnamed' } : { kind: 'found', target, qualified: false };
    }
    const own = foldName(binding.name, rules);
    const captured = passed.some((inner) => inner.isBase || (inner.name !== null && foldName(inner.name, rules) === own));
    return captured ? { kind: 'unqualified' } : { kind: 'found', target, qualified: true };
  }
  return { kind: 'missing' };
}

/** The item of the select list that an alias names. */
export function itemByAlias(name: Name, items: readonly SelectItem[], rules: DialectRules): SelectItem | undefined {
  const key = foldName(name, rules);
  return items.find((item) => item.alias !== null && foldName(item.alias, rules) === key);
}

/** The locked tables, found by the names that a statement may call them by. */
export class LockedTables {
  readonly #tables = new Map<string, { readonly table: string; readonly schema: string | null; readonly columns: readonly string[] }>();
  readonly #rules: DialectRules;

  constructor(lock: Lock, rules: DialectRules) {
    this.#rules = rules;
    for (const { table, columns } of lock.tables) {
      const dot = table.indexOf('.');
      const schema = dot === -1 ? null : rules.tableNamesExact ? table.slice(0, dot) : foldStored(table.slice(0, dot), rules);
      this.#tables.set(rules.tableNamesExact ? table : foldStored(table, rules), { table, schema, columns });
    }
  }

  get names(): string[] {
    return [...this.#tables.values()].map((entry) => entry.table);
  }

  find(schema: Name | null, name: Name): { readonly table: string; readonly schema: string | null; readonly columns: readonly string[] } | null {
    const exact = this.#rules.tableNamesExact;
    const key = exact ? name.text : foldName(name, this.#rules);
    const schemaKey = schema === null ? null : exact ? schema.text : foldName(schema, this.#rules);
    const inDefault = schemaKey === null || schemaKey === this.#rules.defaultSchema;
    const entry = this.#tables.get(inDefault ? key : `${schemaKey}.${key}`);
    if (entry === undefined || (inDefault && entry.schema !== null)) return null;
    return inDefault ? { ...entry, schema: this.#rules.defaultSchema } : entry;
  }
}
