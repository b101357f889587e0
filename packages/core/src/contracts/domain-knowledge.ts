import type { ColumnRef } from '../protocol/index.ts';

/**
 * A word of the business, what it means, and where the database keeps it. One that names a table or
 * column which a principal may not read is not used for them.
 *
 * @example
 * ```ts
 * import type { GlossaryEntry } from '@nl2sql/core/contracts';
 *
 * const glossary: GlossaryEntry[] = [
 *   { term: 'client', synonyms: ['account'], tables: ['customers'] },
 *   { term: 'ARR', meaning: 'Twelve times the sum of mrr over active subscriptions.', columns: [{ table: 'subscriptions', column: 'mrr' }] },
 * ];
 * ```
 */
export interface GlossaryEntry {
  /** Found in any case and number; one made of function words (`IT`) only as it is written here. */
  readonly term: string;
  /** Other words for the same. */
  readonly synonyms?: readonly string[];
  /** For the model, in a sentence or two. */
  readonly meaning?: string;
  /** Tables that a question with the word is about, as the database names them. */
  readonly tables?: readonly string[];
  /** Columns that the word stands for. Their tables need not be listed again. */
  readonly columns?: readonly ColumnRef[];
}

/**
 * A question with the tables that answer it and, where there is one, the statement. It is used for
 * principals who may read everything in it, and shown to them as it stands: put no value into it that
 * not all of them may know.
 *
 * @example
 * ```ts
 * import type { ExampleQuestion } from '@nl2sql/core/contracts';
 *
 * const example: ExampleQuestion = {
 *   question: 'How many customers did we win in each month?',
 *   tables: ['customers'],
 *   sql: "SELECT strftime('%Y-%m', created_at) AS month, count(*) AS won FROM customers GROUP BY month",
 * };
 * ```
 */
export interface ExampleQuestion {
  readonly question: string;
  /** Every table that the statement reads. */
  readonly tables: readonly string[];
  /** One that the guard accepts, in the dialect of the database. */
  readonly sql?: string;
}
