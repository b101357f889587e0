import type Database from 'libsql';
import { checkSql } from '../../../src/sql/index.ts';
import type { GeneratedQuery } from './queries.ts';
import { answerText, ask, LOCK } from './databases.ts';

export interface Databases {
  readonly full: Database.Database;
  /** As `full`, with other values where the lock hides them. */
  readonly otherwise: Database.Database;
  readonly reduced: Database.Database;
}

export interface Judgement {
  /** Whether the statement as written runs on the reduced database. */
  readonly runs: boolean;
  /** The text that the guard would run; null when it refuses. */
  readonly accepted: string | null;
  readonly codes: readonly string[];
  /** What speaks against the guard's verdict: `leak` first, null when nothing does. */
  readonly fault: { readonly kind: 'leak' | 'meaning'; readonly text: string } | null;
  /**
   * `broken`: the accepted text fails where the statement as written runs. `lenient`: it runs where the
   * statement as written fails. Neither shows anything that it should not.
   */
  readonly remark: 'broken' | 'lenient' | null;
}

/**
 * Holds the guard's verdict against the engine. What is accepted has to give the same answer
 * whatever the hidden data are, and without them (else `leak`), and the answer of the statement as it
 * was written (else `meaning`).
 */
export async function judgeStatement({ text: sql, ordered }: GeneratedQuery, { full, otherwise, reduced }: Databases): Promise<Judgement> {
  const written = ask(reduced, sql);
  const runs = !('error' in written);
  const result = await checkSql(sql, { dialect: 'sqlite', lock: LOCK, rowLimit: 100_000 });
  if (!result.ok) return { runs, accepted: null, codes: result.problems.map(({ code }) => code), fault: null, remark: null };
  const { text } = result.checked;
  const answers = [full, otherwise, reduced].map((database) => ask(database, text));
  const shown = answers.map((answer) => ('error' in answer ? `error: ${answer.error}` : answer.rows.join(' '))).join('\n  ');
  const different = new Set(answers.map((answer) => answerText(answer))).size > 1;
  const answer = answers[2]!;
  const works = !('error' in answer);
  const kind = different ? 'leak' : runs && works && answerText(answer, ordered) !== answerText(written, ordered) ? 'meaning' : null;
  const remark = runs === works ? null : runs ? 'broken' : 'lenient';
  const asWritten = 'error' in written ? `error: ${written.error}` : written.rows.join(' ');
  return { runs, accepted: text, codes: [], fault: kind === null ? null : { kind, text: `${sql}\nbecomes\n${text}\nwritten:\n  ${asWritten}\naccepted:\n  ${shown}` }, remark };
}
