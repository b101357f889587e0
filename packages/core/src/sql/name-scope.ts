import { foldName, foldStored, type DialectRules } from './dialect-rules.ts';
import type { Lock } from '../protocol/index.ts';
import type { Column, ColumnTarget, Cte, Expression, Name, SelectItem } from './query-tree.ts';

/** One source of a FROM clause by the name that columns are qualified with. */
export interface Binding {
  /** `null` for a derived table without an alias. */
  readonly name: Name | null;
  readonly schema: string | null;
  /**
   * Whether the guard knows every column that the engine sees. A base table may hold columns that are
   * not locked.
   */
  readonly closed: boolean;
  /** Column targets by folded name. `null` marks a name that occurs twice. */
  readonly columns: ReadonlyMap<string, ColumnTarget | null>;
  /** Whether every column has a name, so that a star can be written out. */
  readonly complete: boolean;
  /** Whether it has further columns, of PIVOT, which only the engine names. */
  readonly open: boolean;
  /** Whether the guard has named it, so that nothing in the statement goes by that name. */
  readonly generated?: boolean;
}

/** A column that USING or NATURAL makes of one of each side. */
export interface MergedColumn {
  readonly expression: Expression;
  /** How many sources it was merged from. */
  readonly sources: number;
  /** The place of the last join that merged it, from left to right; null where a star has another order. */
  readonly join: number | null;
}

export interface Scope {
  readonly bindings: Binding[];
  /**
   * The names of the sources of the same FROM that are still to come. SQLite finds columns of them in a
   * join condition before them, where other engines look in the queries around.
   */
  readonly coming: (Name | null)[];
  readonly parent: Scope | null;
  /** Columns merged by USING, by folded name. */
  readonly merged: Map<string, MergedColumn>;
}

/** An output column of a query. */
export interface OutputColumn {
  readonly name: Name | null;
  readonly origin: ColumnTarget | null;
  /** Whether it stands for any number of columns, of PIVOT, which only the engine names. */
  readonly rest?: true;
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
  /** `open`: it can only be a column of PIVOT, if there is one of that name. */
  | { readonly kind: 'found'; readonly target: ColumnTarget; readonly qualified: boolean; readonly open?: true }
  | { readonly kind: 'merged'; readonly expression: Expression }
  | { readonly kind: 'missing' | 'ambiguous' | 'unqualified' };

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
  return { name, schema: null, closed: true, columns, complete: outputs.every((output) => output.name !== null), open: outputs.some((output) => output.rest === true) };
}

/** Finds what a column stands for, from the innermost scope outwards. */
export function lookUp(column: Column, scope: Scope | null, rules: DialectRules): Lookup {
  return column.table === null ? lookUpBare(column, scope, rules) : lookUpQualified(column, column.table, scope, rules);
}

function lookUpQualified(column: Column, table: Name, scope: Scope | null, rules: DialectRules): Lookup {
  const key = foldName(table, rules);
  const schema = column.schema === null ? null : foldName(column.schema, rules);
  for (let current = scope; current !== null; current = current.parent) {
    const binding = current.bindings.find((candidate) => candidate.generated !== true && candidate.name !== null && foldName(candidate.name, rules) === key);
    if (binding === undefined) {
      if (current.coming.some((name) => name !== null && foldName(name, rules) === key)) return { kind: 'unqualified' };
      continue;
    }
    if (rules.tableNamesExact && binding.name?.text !== table.text && isWritten(table, scope)) return { kind: 'unqualified' };
    // The innermost source of that name decides: the engine does not look further either.
    if (schema !== null && binding.schema !== schema) return { kind: 'missing' };
    const target = binding.columns.get(foldName(column.name, rules));
    if (target === null) return { kind: 'ambiguous' };
    return target === undefined ? openColumn(column, binding) : { kind: 'found', target, qualified: true };
  }
  return { kind: 'missing' };
}

/** Whether a source in sight has exactly the name. MySQL tells names of sources apart by their case on some systems. */
function isWritten(table: Name, scope: Scope | null): boolean {
  for (let current = scope; current !== null; current = current.parent) if (current.bindings.some((binding) => binding.name?.text === table.text)) return true;
  return false;
}

function openColumn(column: Column, binding: Binding): Lookup {
  if (!binding.open || binding.name === null) return { kind: 'missing' };
  return { kind: 'found', target: { kind: 'derived', column: column.name, binding: binding.name, origin: null }, qualified: true, open: true };
}

function lookUpBare(column: Column, scope: Scope | null, rules: DialectRules): Lookup {
  const key = foldName(column.name, rules);
  const passed: Binding[] = [];
  for (let current = scope; current !== null; current = current.parent) {
    const merged = current.merged.get(key);
    if (merged !== undefined && current.bindings.filter((binding) => binding.columns.has(key)).length > merged.sources) return { kind: 'ambiguous' };
    if (merged !== undefined) return passed.some((binding) => !binding.closed) ? { kind: 'unqualified' } : { kind: 'merged', expression: merged.expression };
    const found = current.bindings.filter((binding) => binding.columns.has(key));
    const [binding] = found;
    if (binding === undefined) {
      passed.push(...current.bindings, ...current.coming.map(unknownBinding));
      continue;
    }
    const target = binding.columns.get(key);
    if (found.length > 1 || target === null || target === undefined) return { kind: 'ambiguous' };
    if (current === scope && current.bindings.length === 1 && current.coming.length === 0) return { kind: 'found', target, qualified: false };
    // Printed with its source, so that no hidden column of another source can take its place.
    const own = binding.name === null ? null : foldName(binding.name, rules);
    const captured = passed.some((inner) => !inner.closed || inner.open || (inner.name !== null && foldName(inner.name, rules) === own));
    return captured ? { kind: 'unqualified' } : { kind: 'found', target, qualified: own !== null };
  }
  const [only, ...outer] = passed;
  return only !== undefined && only === scope?.bindings[0] && scope.bindings.length === 1 && outer.every((binding) => binding.closed) ? openColumn(column, only) : { kind: 'missing' };
}

/** A source of which nothing is known but its name. */
function unknownBinding(name: Name | null): Binding {
  return { name, schema: null, closed: false, columns: new Map(), complete: false, open: false };
}

/** The item of the select list that an alias names. */
export function itemByAlias(name: Name, items: readonly SelectItem[], rules: DialectRules): SelectItem | undefined {
  const key = foldName(name, rules);
  return items.find((item) => item.alias !== null && foldName(item.alias, rules) === key);
}

interface LockedEntry {
  readonly table: string;
  readonly schema: string | null;
  readonly columns: readonly string[];
  /** Whether the lock holds every column of the table. */
  readonly complete: boolean;
}

/** The locked tables, found by the names that a statement may call them by. */
export class LockedTables {
  readonly #tables = new Map<string, LockedEntry>();
  readonly #rules: DialectRules;

  constructor(lock: Lock, rules: DialectRules, completeTables: readonly string[] = []) {
    this.#rules = rules;
    for (const { table, columns } of lock.tables) {
      const dot = table.indexOf('.');
      const schema = dot === -1 ? null : rules.tableNamesExact ? table.slice(0, dot) : foldStored(table.slice(0, dot), rules);
      this.#tables.set(rules.tableNamesExact ? table : foldStored(table, rules), { table, schema, columns, complete: completeTables.includes(table) });
    }
  }

  get names(): string[] {
    return [...this.#tables.values()].map((entry) => entry.table);
  }

  find(schema: Name | null, name: Name): LockedEntry | null {
    const exact = this.#rules.tableNamesExact;
    const key = exact ? name.text : foldName(name, this.#rules);
    const schemaKey = schema === null ? null : exact ? schema.text : foldName(schema, this.#rules);
    const inDefault = schemaKey === null || schemaKey === this.#rules.defaultSchema;
    const entry = this.#tables.get(inDefault ? key : `${schemaKey}.${key}`);
    if (entry === undefined || (inDefault && entry.schema !== null)) return null;
    return inDefault ? { ...entry, schema: this.#rules.defaultSchema } : entry;
  }
}
