import fc from 'fast-check';
import type Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { benignStatements } from '../../test/support/sql-grammar/benign.ts';
import { chosen, FIXED } from '../../test/support/sql-grammar/choices.ts';
import { answerText, ask, fullDatabase, HIDDEN_A, HIDDEN_B, LOCK, reducedDatabase } from '../../test/support/sql-grammar/databases.ts';
import { characterSoup, damaged, monsters, tokenSoup } from '../../test/support/sql-grammar/garbage.ts';
import { plain } from '../../test/support/sql-grammar/mutations.ts';
import type { Dialect } from '../contracts/index.ts';
import { checkSql, type CheckSqlOptions, type CheckSqlResult } from './check-sql.ts';

const DIALECTS: readonly Dialect[] = ['sqlite', 'postgres', 'mysql', 'duckdb'];
const RUNS = 1_500;
/** Milliseconds that the guard may take for one text, at the best of three times: many times what it needs, so that a busy machine passes and growth out of hand does not. */
const BUDGET = 2_000;
const PATIENCE = 120_000;

let databases: readonly Database.Database[];

beforeAll(async () => {
  databases = [fullDatabase(HIDDEN_A), fullDatabase(HIDDEN_B), reducedDatabase()];
  for (const dialect of DIALECTS) await checkSql('SELECT id FROM people', optionsFor(dialect));
});

afterAll(() => {
  for (const database of databases) database.close();
});

const optionsFor = (dialect: Dialect): CheckSqlOptions => ({ dialect, lock: LOCK, rowLimit: 1_000, recursionSteps: 10_000 });

const verdictOf = (result: CheckSqlResult) => (result.ok ? { text: result.checked.text, parameters: result.checked.parameters, proof: result.proof } : result.problems);

/** A verdict that holds whatever the text: nothing is thrown, it is the same again, and what is accepted is a query within the lock. */
async function assertSound(sql: string, dialect: Dialect): Promise<boolean> {
  const options = optionsFor(dialect);
  const before = JSON.stringify(options);
  const first = await checkSql(sql, options);
  const second = await checkSql(sql, options);
  expect(JSON.stringify(options)).toBe(before);
  expect(verdictOf(second)).toEqual(verdictOf(first));
  if (!first.ok) {
    expect(first.problems.length).toBeGreaterThan(0);
    return false;
  }
  const { text } = first.checked;
  expect(text).toMatch(/^[( ]*(?:SELECT|WITH)\b/);
  expect(LOCK.tables.map(({ table }) => table)).toEqual(expect.arrayContaining([...first.proof.used.tables]));
  const again = await checkSql(text, options);
  expect(again.ok && again.checked.text).toBe(text);
  if (dialect === 'sqlite') expect(new Set(databases.map((database) => answerText(ask(database, text)))).size, `${sql}\n${text}`).toBe(1);
  return true;
}

describe.each(DIALECTS)('G-PAR-5 %s: a text of any kind', (dialect) => {
  it.each([
    ['tokens of SQL', chosen(130, tokenSoup)],
    ['characters', chosen(200, characterSoup)],
    ['bytes', fc.uint8Array({ maxLength: 200 }).map((bytes) => new TextDecoder().decode(bytes))],
    ['code points', fc.string({ unit: 'binary', maxLength: 100 })],
  ])('gets a verdict: %s', async (_, text) => {
    await fc.assert(fc.asyncProperty(text, async (sql) => {
      await assertSound(sql, dialect);
    }), { ...FIXED, numRuns: RUNS });
  }, PATIENCE);

  it('gets a verdict: statements that lost or gained a few characters', async () => {
    const statements = benignStatements(dialect).map(plain);
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(chosen(40, (choices) => damaged(choices.of(statements), choices)), async (sql) => {
        if (await assertSound(sql, dialect)) accepted += 1;
      }),
      { ...FIXED, numRuns: RUNS },
    );
    expect(accepted).toBeGreaterThan(RUNS / 50);
    expect(accepted).toBeLessThan(RUNS / 2);
  }, PATIENCE);

  it.each(Object.entries(monsters))('gets a verdict in time: %s', async (_, sql) => {
    const times: number[] = [];
    for (let run = 0; run < 3 && (times.length === 0 || Math.min(...times) >= BUDGET); run += 1) {
      const started = performance.now();
      await checkSql(sql, optionsFor(dialect));
      times.push(performance.now() - started);
    }
    expect(Math.min(...times)).toBeLessThan(BUDGET);
    await assertSound(sql, dialect);
  });

  it('is accepted as the guard printed it, word for word', async () => {
    for (const statement of benignStatements(dialect).map(plain)) expect(await assertSound(statement, dialect), statement).toBe(true);
  }, PATIENCE);
});
