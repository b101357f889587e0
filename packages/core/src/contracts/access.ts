import type { TableInfo } from './database.ts';
import type { Principal } from './principal.ts';

/** A value that a row filter compares with. It is bound to the statement, never printed into it. */
export type FilterValue = string | number | boolean | null;

/**
 * A condition on the columns of one table, with its values filled in. The columns need not be
 * readable: a filter may compare a column that the principal never sees.
 *
 * Values are compared as the database compares them: where a column's collation ignores case or
 * trailing spaces, `acme` is also `ACME`. Compare a column with values of its own kind, a number with
 * numbers and a text with texts; PostgreSQL fails otherwise, and other engines may find nothing.
 */
export type RowFilter =
  | { readonly column: string; readonly operator: '=' | '<>' | '<' | '<=' | '>' | '>='; readonly value: Exclude<FilterValue, null> }
  | { readonly column: string; readonly operator: 'in' | 'not in'; readonly values: readonly Exclude<FilterValue, null>[] }
  | { readonly column: string; readonly operator: 'is null' | 'is not null' }
  | { readonly all: readonly RowFilter[] }
  | { readonly any: readonly RowFilter[] }
  | { readonly not: RowFilter };

/**
 * How a column is shown instead of its value. `null`: nothing. `hash`: a digest (SHA-256, in
 * hexadecimal), the same for equal values; nothing on SQLite, which has no digest. `last4`: four stars
 * and the last four characters, or the stars alone where there are no more. NULL is shown as it is.
 *
 * A statement filters, sorts, groups and joins by what is shown, not by the value.
 */
export type ColumnMask = 'null' | 'hash' | 'last4';

/** What is done to one table before a statement may read it. */
export interface TablePolicy {
  /** The name of the table, as in the lock. */
  readonly table: string;
  /** The rows that may be read; null: all. */
  readonly rows: RowFilter | null;
  /** The columns that are shown masked. */
  readonly masks: readonly { readonly column: string; readonly mask: ColumnMask }[];
}

/**
 * The row filters and masks that hold for one principal. Every occurrence of a table in a statement
 * is replaced by the permitted columns and rows of it; tables without an entry are read as they are.
 */
export interface StatementPolicy {
  readonly tables: readonly TablePolicy[];
  /** Bound into the `hash` mask, so that digests cannot be looked up in a table of known values. */
  readonly hashKey?: string;
}

/** What may be allowed or denied. */
export type AccessAction = 'read' | 'insert' | 'update' | 'delete';

/** Who has to agree to a write before it is run. */
export interface WriteApproval {
  /** The role of those who may agree. */
  readonly role: string;
  /** How many of them have to. Default 1. */
  readonly approvers?: number;
}

/** What a principal may read of a table. */
export interface ReadAccess {
  /** The readable columns, by their exact names; none: the table is hidden. */
  readonly columns: readonly string[];
  /** The readable rows. Default: all. */
  readonly rows?: RowFilter | null;
  /** Which of the readable columns are shown masked. Default: none. */
  readonly masks?: readonly { readonly column: string; readonly mask: ColumnMask }[];
}

/** What a principal may write to a table. */
export interface WriteAccess {
  /** The columns that may be set, by their exact names. A deletion needs none. */
  readonly columns: readonly string[];
  /** The rows that may be touched, or that a new row has to be one of. Default: all. */
  readonly rows?: RowFilter | null;
  /** What must be agreed to first, all of it. Default: nothing. */
  readonly approvals?: readonly WriteApproval[];
}

/** What a principal may do with one table; an action that is left out is denied. */
export interface TableAccess {
  readonly table: string;
  readonly read?: ReadAccess;
  readonly insert?: WriteAccess;
  readonly update?: WriteAccess;
  readonly delete?: WriteAccess;
}

/** What a principal may do; a table that is left out is hidden. */
export interface AccessDecision {
  readonly tables: readonly TableAccess[];
  /** Bound into the `hash` mask: a secret of at least 16 characters, needed where a column has that mask. */
  readonly hashKey?: string;
}

/** What an evaluator is told about a database: its structure, and never a stored value. */
export interface AccessCatalog {
  readonly databaseId: string;
  /** The schema of tables that are named without one; null where the engine has none. */
  readonly defaultSchema: string | null;
  readonly tables: readonly TableInfo[];
}

/**
 * What a principal is told when nothing that they may read fits their question, but something hidden
 * is called by its words. `nothing`: the same as if it did not exist. `existence`: that they may not
 * see such data. `name`: that they may not see `salaries`.
 */
export type Disclosure = 'nothing' | 'existence' | 'name';

/**
 * Decides what a principal may do. It is asked once a run, and again when a paused run goes on; the
 * same catalog object is passed until the database is read again, so that work on it can be kept.
 *
 * The decision can only narrow: names that the catalog does not hold grant nothing. One of another
 * form, and an evaluator that throws, ends the run before anything is retrieved.
 *
 * @example
 * ```ts
 * import type { AccessEvaluator } from '@nl2sql/core/contracts';
 *
 * const evaluator: AccessEvaluator = {
 *   evaluate: async (principal, catalog) => ({
 *     tables: catalog.tables
 *       .filter((table) => principal?.roles.includes('analyst') && !table.name.startsWith('hr.'))
 *       .map((table) => ({ table: table.name, read: { columns: table.columns.map((column) => column.name) } })),
 *   }),
 * };
 * ```
 */
export interface AccessEvaluator {
  evaluate(principal: Principal | null, catalog: AccessCatalog): AccessDecision | Promise<AccessDecision>;
  /** Default `existence`. */
  readonly disclose?: Disclosure;
}
