import type { ExampleQuestion, TaskExample, TermHit } from '../contracts/index.ts';
import type { Lock } from '../protocol/index.ts';
import { tablesOfTerm } from '../schema/glossary-matcher.ts';
import { plain } from '../schema/textify.ts';
import { checkSql } from '../sql/index.ts';
import type { StageContext } from './stage.ts';

/** Whether a task is about a table, or about a column of it. */
type Covers = (table: string, column?: string) => boolean;

/** Covers whole tables. */
export function coversTables(tables: { has(table: string): boolean }): Covers {
  return (table) => tables.has(table);
}

/** Covers what a lock holds. */
export function coversLock(lock: Lock): Covers {
  const columns = new Map(lock.tables.map((entry) => [entry.table, new Set(entry.columns)]));
  return (table, column) => (column === undefined ? columns.has(table) : (columns.get(table)?.has(column) ?? false));
}

/**
 * The glossary entries of a question as a task gets them: with the tables and columns that the task is
 * about, without entries that are about others, meanings and number capped.
 */
export function taskTerms(question: string, covers: Covers, { findTerms, settings: { prompts } }: StageContext): readonly TermHit[] {
  const entries = new Set<string>();
  return findTerms(question).flatMap((hit): TermHit[] => {
    const tables = hit.tables.filter((table) => covers(table));
    const columns = hit.columns.filter(({ table, column }) => covers(table, column));
    const isElsewhere = tablesOfTerm(hit).length > 0 && tables.length + columns.length === 0;
    if (isElsewhere || (!entries.has(hit.term) && entries.size >= prompts.glossaryEntries)) return [];
    entries.add(hit.term);
    const { meaning, ...rest } = hit;
    return [{ ...rest, tables, columns, ...(meaning === undefined ? {} : { meaning: plain(meaning, prompts.meaningLength) }) }];
  });
}

/** The most similar examples that have a statement, of those that a task may be shown. */
export async function taskExamples(
  question: string,
  mayShow: (example: Required<ExampleQuestion>) => boolean | Promise<boolean>,
  { findExamples, settings: { prompts } }: StageContext,
): Promise<readonly TaskExample[]> {
  const shown: TaskExample[] = [];
  for (const { example } of await findExamples(question)) {
    const { question: asked, sql, tables } = example;
    if (shown.length >= prompts.examples) break;
    if (sql === undefined || asked.length + sql.length > prompts.exampleLength) continue;
    if (await mayShow({ question: asked, sql, tables })) shown.push({ question: asked, sql });
  }
  return shown;
}

/** Whether the guard would take a statement as an answer from this lock. */
export async function fitsLock(sql: string, lock: Lock, { database, policy, settings }: StageContext): Promise<boolean> {
  const result = await checkSql(sql, { dialect: database.dialect, lock, rowLimit: settings.limits.rows, recursionSteps: settings.limits.recursionSteps, policy });
  return result.ok;
}
