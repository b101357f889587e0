import type { Dialect } from '@nl2sql/core/contracts';
import type { GrammarStatement } from './corpora.ts';
import { checkStatement } from './judge.ts';
import { EMPTY_LOCK, lockOfWords } from './locks.ts';
import type { Progress } from '../progress.ts';

/** What the guard said about a statement of a grammar's tests. */
export interface StatementVerdict {
  readonly statement: GrammarStatement;
  readonly accepted: boolean;
  /** The codes of its problems; none when it was accepted. */
  readonly codes: readonly string[];
}

export interface StatementVerdicts {
  /** Of the statements that are no query, with every name that they write allowed. */
  readonly mustReject: readonly StatementVerdict[];
  /** Of the queries, with no name allowed. */
  readonly select: readonly StatementVerdict[];
}

/** Problems for which the guard stops before it knows what the names of a statement stand for. */
const UNREAD: ReadonlySet<string> = new Set([
  'syntax',
  'not_a_query',
  'multiple_statements',
  'forbidden_character',
  'forbidden_comment',
  'parameter',
  'too_large',
  'too_complex',
  'unsupported',
  'ambiguous_precedence',
]);

/**
 * Has the guard judge the statements of a grammar's tests. What is no query is judged with all of its
 * names allowed, so that it is not refused for an unknown one.
 */
export async function judgeStatements(
  statements: readonly GrammarStatement[],
  dialect: Dialect,
  progress: Progress,
): Promise<StatementVerdicts> {
  const mustReject: StatementVerdict[] = [];
  const select: StatementVerdict[] = [];
  for (const statement of statements) {
    const query = statement.kind === 'select';
    const result = await checkStatement(statement.sql, dialect, { lock: query ? EMPTY_LOCK : lockOfWords(statement.sql) });
    const codes = result.ok ? [] : result.problems.map(({ code }) => code);
    (query ? select : mustReject).push({ statement, accepted: result.ok, codes });
    progress.step();
  }
  return { mustReject, select };
}

/** Whether the statement was read as a whole: accepted, or refused for what its names stand for. */
export function isRead({ codes }: StatementVerdict): boolean {
  return !codes.some((code) => UNREAD.has(code));
}
