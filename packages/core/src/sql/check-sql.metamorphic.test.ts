import fc from 'fast-check';
import type Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { otherAttacks, readingAttacks } from '../../test/support/sql-grammar/attacks.ts';
import { benignStatements } from '../../test/support/sql-grammar/benign.ts';
import { chosen, FIXED } from '../../test/support/sql-grammar/choices.ts';
import { answerText, ask, fullDatabase, HIDDEN_A, HIDDEN_B, LOCK, reducedDatabase } from '../../test/support/sql-grammar/databases.ts';
import { plain, rewrite, wrappings } from '../../test/support/sql-grammar/mutations.ts';
import type { Dialect } from '../contracts/index.ts';
import { checkSql } from './check-sql.ts';

const DIALECTS: readonly Dialect[] = ['sqlite', 'postgres', 'mysql', 'duckdb'];
/** How many random variants of a statement are checked. */
const VARIANTS = 4;
const PATIENCE = 120_000;

const verdict = (sql: string, dialect: Dialect) => checkSql(sql, { dialect, lock: LOCK, rowLimit: 1_000, recursionSteps: 10_000 });

/** The text that the guard would run, or why it refuses. */
async function outcome(sql: string, dialect: Dialect): Promise<string> {
  const result = await verdict(sql, dialect);
  return result.ok ? result.checked.text : `refused: ${result.problems.map(({ message }) => message).join(' ')}`;
}

const attacksOf = (dialect: Dialect): string[] => [...readingAttacks.flatMap(([, statements]) => statements), ...otherAttacks(dialect)];

/** Every statement within every place that takes a query, and in random spellings. */
function variantsOf(statement: string, dialect: Dialect): string[] {
  const inner = plain(statement);
  const spelled = fc.sample(chosen(400, (choices) => rewrite(statement, dialect, choices)), { ...FIXED, numRuns: VARIANTS });
  const both = fc.sample(chosen(400, (choices) => rewrite(choices.of(wrappings)(choices.of(wrappings)(inner)), dialect, choices)), { ...FIXED, numRuns: VARIANTS });
  return [...wrappings.map((wrap) => wrap(inner)), ...spelled, ...both];
}

let full: Database.Database;
let otherwise: Database.Database;
let reduced: Database.Database;

beforeAll(() => {
  full = fullDatabase(HIDDEN_A);
  otherwise = fullDatabase(HIDDEN_B);
  reduced = reducedDatabase();
});

afterAll(() => {
  for (const database of [full, otherwise, reduced]) database.close();
});

describe.each(DIALECTS)('%s: an attack', (dialect) => {
  it('is refused as it is', async () => {
    const accepted: string[] = [];
    for (const attack of attacksOf(dialect).map(plain)) if ((await verdict(attack, dialect)).ok) accepted.push(attack);
    expect(accepted).toEqual([]);
  }, PATIENCE);

  it('stays refused wherever it stands and however it is written', async () => {
    const accepted: string[] = [];
    for (const variant of attacksOf(dialect).flatMap((attack) => variantsOf(attack, dialect))) {
      if ((await verdict(variant, dialect)).ok) accepted.push(variant);
    }
    expect(accepted).toEqual([]);
  }, PATIENCE);
});

describe('the attacks', () => {
  it('are statements that an engine without a guard answers', () => {
    const reading = readingAttacks.flatMap(([, statements]) => statements);
    const failing = reading.map(plain).filter((attack) => 'error' in ask(full, attack));
    expect(failing).toEqual([]);
    const variants = reading.flatMap((attack) => variantsOf(attack, 'sqlite'));
    const answered = variants.filter((variant) => !('error' in ask(full, variant)));
    expect(answered.length / variants.length).toBeGreaterThan(0.9);
  });
});

describe.each(DIALECTS)('%s: a benign statement', (dialect) => {
  it.each(benignStatements(dialect).map((statement) => [plain(statement), statement]))('stays accepted with the same text: %s', async (inner, statement) => {
    const accepted = await outcome(inner, dialect);
    expect(accepted).not.toMatch(/^refused/);
    const variants = fc.sample(chosen(400, (choices) => rewrite(statement, dialect, choices)), { ...FIXED, numRuns: VARIANTS * 2 });
    for (const variant of variants) expect((await outcome(variant, dialect)).toLowerCase(), variant).toBe(accepted.toLowerCase());
  });

  it('stays accepted wherever it stands', async () => {
    const refused: string[] = [];
    for (const inner of benignStatements(dialect).map(plain)) {
      for (const wrap of wrappings) {
        const text = await outcome(wrap(inner), dialect);
        if (text.startsWith('refused')) refused.push(`${wrap(inner)}\n  ${text}`);
      }
    }
    expect(refused).toEqual([]);
  }, PATIENCE);
});

describe('an accepted statement', () => {
  it('has the rows of the statement as it was written, whatever is hidden', async () => {
    for (const statement of benignStatements('sqlite')) {
      for (const variant of [plain(statement), ...variantsOf(statement, 'sqlite')]) {
        const text = await outcome(variant, 'sqlite');
        const written = answerText(ask(reduced, variant), false);
        for (const database of [full, otherwise, reduced]) expect(answerText(ask(database, text), false), `${variant}\n${text}`).toBe(written);
        expect(written, variant).not.toBe('error');
      }
    }
  }, PATIENCE);
});
