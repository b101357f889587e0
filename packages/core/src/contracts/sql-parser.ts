import type { Dialect } from './database.ts';

/** What a parser understood of a text: enough to compare two parsers, not enough to allow anything. */
export interface StatementSummary {
  /** How many statements the text holds. */
  readonly statements: number;
  /**
   * `query`: every statement only reads (no INTO, no locking clause, no writing CTE, no variable). Of
   * `other` nothing more has to be known: its tables and functions may be left out.
   */
  readonly kind: 'query' | 'other';
  /**
   * The tables that are read, each once and in any order, without the names of CTEs in scope: the parts
   * of each name as the text writes them, `['orders']` or `['sales', 'orders']`. Unquoted parts are
   * folded by the dialect's rule; where the dialect ignores the case of quoted ones too, all are in
   * lower case. MySQL's are as written.
   */
  readonly tables: readonly (readonly string[])[];
  /**
   * The functions that are called, each once and in any order, folded to lower case unless quotes keep
   * a name's case: `lower`, or `schema.name` where the text names a schema other than the engine's own
   * (`pg_catalog`, DuckDB's `main`). What the grammar writes as a call without parentheses
   * (`session_user`) or as a construct (`extract(year FROM x)`) has the name of the function it stands for.
   */
  readonly functions: readonly string[];
}

/**
 * A parser beside the guard's own. It can only veto: a statement is refused when it cannot read the
 * text or reads something else in it, and nothing is ever allowed because of it.
 *
 * @example
 * ```ts
 * import type { SqlParser } from '@nl2sql/core/contracts';
 *
 * // Refuses every statement that holds a semicolon.
 * const cautious: SqlParser = {
 *   name: 'cautious',
 *   dialects: ['sqlite'],
 *   async summarise(sql) {
 *     return { statements: sql.includes(';') ? 2 : 1, kind: 'query', tables: [['orders']], functions: [] };
 *   },
 * };
 * ```
 */
export interface SqlParser {
  /** For messages and the proof: `libpg-query`. */
  readonly name: string;
  readonly dialects: readonly Dialect[];
  /**
   * Reads a text without running it. It must not hold up the process for long, whatever the text.
   *
   * @throws ConfigurationError `MISSING_DEPENDENCY` when its package is not installed.
   * @throws Error of any other kind when the text is not a statement of the dialect.
   */
  summarise(sql: string, dialect: Dialect): Promise<StatementSummary>;
}
