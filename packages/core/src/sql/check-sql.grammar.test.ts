import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chosen, FIXED, within } from '../../test/support/sql-grammar/choices.ts';
import { answerText, ask, fullDatabase, HIDDEN_A, HIDDEN_B, LOCK, reducedDatabase } from '../../test/support/sql-grammar/databases.ts';
import { expression, literal } from '../../test/support/sql-grammar/expressions.ts';
import { judgeStatement, type Databases } from '../../test/support/sql-grammar/judge-statement.ts';
import { generateQuery, type Reach } from '../../test/support/sql-grammar/queries.ts';
import { checkSql } from './check-sql.ts';

/** How many random statements are checked; `.ci/run` asks for more than a developer waits for. */
const STATEMENTS = Number(process.env['NL2SQL_TEST_STATEMENTS'] ?? 4_000);
const PATIENCE = 300_000;

let databases: Databases;

beforeAll(() => {
  databases = { full: fullDatabase(HIDDEN_A), otherwise: fullDatabase(HIDDEN_B), reduced: reducedDatabase() };
});

afterAll(() => {
  for (const database of Object.values(databases)) database.close();
});

/** Judges random statements, and counts what became of them. */
async function judgeMany(reach: Reach, numRuns: number) {
  const seen = { runs: 0, accepted: 0, rows: 0, broken: 0, lenient: 0, large: 0, refusals: new Map<string, number>() };
  await fc.assert(
    fc.asyncProperty(chosen(400, (choices) => generateQuery(choices, reach)), async (query) => {
      const { runs, accepted, codes, fault, remark } = await judgeStatement(query, databases);
      expect(fault === null ? '' : `${fault.kind}: ${fault.text}`).toBe('');
      if (remark !== null) seen[remark] += 1;
      if (!runs) return;
      // A random statement may well multiply its sources; that is no matter of names.
      if (codes.length > 0 && codes.every((code) => code === 'too_large')) {
        seen.large += 1;
        return;
      }
      seen.runs += 1;
      if (accepted !== null) {
        seen.accepted += 1;
        if (answerText(ask(databases.reduced, accepted)) !== '') seen.rows += 1;
      }
      for (const code of new Set(codes)) seen.refusals.set(code, (seen.refusals.get(code) ?? 0) + 1);
    }),
    { ...FIXED, ...within(200), numRuns },
  );
  return seen;
}

describe('G-TAB-1 G-COL-1 G-EXE-1: a random statement', () => {
  it('is accepted only with the answer that it has without the hidden tables and columns', async () => {
    const seen = await judgeMany('hidden', Math.ceil(STATEMENTS / 2));
    expect(seen.accepted).toBeGreaterThan(STATEMENTS / 2 / 5);
    expect(seen.rows).toBeGreaterThan(seen.accepted / 2);
    expect(seen.broken / seen.accepted).toBeLessThan(0.01);
    expect(seen.lenient / seen.accepted).toBeLessThan(0.02);
  }, PATIENCE);

  it('is accepted where it names locked tables and columns alone', async () => {
    const seen = await judgeMany('locked', Math.floor(STATEMENTS / 2));
    const refusals = Object.fromEntries([...seen.refusals].sort((a, b) => b[1] - a[1]));
    expect(seen.runs).toBeGreaterThan(STATEMENTS / 2 * 0.9);
    expect(seen.large / seen.runs).toBeLessThan(0.03);
    expect({ share: seen.accepted / seen.runs, enough: seen.accepted / seen.runs >= 0.95, refusals }).toMatchObject({ enough: true });
    expect(seen.broken / seen.accepted).toBeLessThan(0.01);
  }, PATIENCE);
});

describe('G-EXE-1: a random expression', () => {
  it('keeps its operators together as SQLite does', async () => {
    const text = chosen(60, (choices) => expression(choices, 'sqlite', choices.of(['number', 'text', 'truth']), 4, (type) => literal(choices, 'sqlite', type)));
    const seen = { runs: 0, accepted: 0 };
    await fc.assert(
      fc.asyncProperty(text, async (expression) => {
        const sql = `SELECT ${expression}`;
        const written = ask(databases.reduced, sql);
        if ('error' in written) return;
        seen.runs += 1;
        const result = await checkSql(sql, { dialect: 'sqlite', lock: LOCK, rowLimit: 10 });
        if (!result.ok) return;
        seen.accepted += 1;
        expect(`${result.checked.text}: ${answerText(ask(databases.reduced, result.checked.text))}`).toBe(`${result.checked.text}: ${answerText(written)}`);
      }),
      { ...FIXED, ...within(200), numRuns: STATEMENTS },
    );
    expect(seen.runs).toBeGreaterThan(STATEMENTS * 0.9);
    expect(seen.accepted / seen.runs).toBeGreaterThan(0.95);
  }, PATIENCE);

  it.each(['postgres', 'mysql', 'duckdb'] as const)('is printed in %s as it is read again', async (dialect) => {
    const text = chosen(60, (choices) => expression(choices, dialect, choices.of(['number', 'text', 'truth']), 3, (type) => literal(choices, dialect, type)));
    let accepted = 0;
    const numRuns = Math.ceil(STATEMENTS / 8);
    await fc.assert(
      fc.asyncProperty(text, async (expression) => {
        const once = await checkSql(`SELECT ${expression} AS x`, { dialect, lock: LOCK, rowLimit: 10 });
        if (!once.ok) return;
        accepted += 1;
        const again = await checkSql(once.checked.text, { dialect, lock: LOCK, rowLimit: 10 });
        expect(again.ok && again.checked.text).toBe(once.checked.text);
      }),
      { ...FIXED, ...within(200), numRuns },
    );
    expect(accepted).toBeGreaterThan(numRuns * 0.6);
  }, PATIENCE);
});
