import fc from 'fast-check';
import type Database from 'libsql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { benignStatements } from '../../test/support/sql-grammar/benign.ts';
import { chosen, FIXED, within } from '../../test/support/sql-grammar/choices.ts';
import { answerText, ask, LOCK } from '../../test/support/sql-grammar/databases.ts';
import { plain, wrappings } from '../../test/support/sql-grammar/mutations.ts';
import { generateQuery } from '../../test/support/sql-grammar/queries.ts';
import { databaseOf, OURS, sharedDatabase, tenantPolicy, THEIRS } from '../../test/support/sql-grammar/tenants.ts';
import { describeWithPostgres } from '../../../../tests/support/services.ts';
import type { ColumnMask, Dialect, RowFilter, StatementPolicy } from '../contracts/index.ts';
import { checkSql } from './check-sql.ts';

const DIALECTS: readonly Dialect[] = ['sqlite', 'postgres', 'mysql', 'duckdb'];
const PATIENCE = 120_000;
const HASH_KEY = 'a-key-that-nobody-sees';

let shared: Database.Database;

beforeAll(() => {
  shared = sharedDatabase();
});

afterAll(() => {
  shared.close();
});

async function accepted(sql: string, policy: StatementPolicy, dialect: Dialect = 'sqlite') {
  const result = await checkSql(sql, { dialect, lock: LOCK, rowLimit: 100_000, policy });
  if (!result.ok) throw new Error(`${sql}\n${result.problems.map(({ message }) => message).join('\n')}`);
  return result.checked;
}

/** The rows that the guard lets through to the shared database. */
async function permitted(sql: string, policy: StatementPolicy, ordered = true): Promise<string> {
  const { text, parameters } = await accepted(sql, policy);
  const answer = ask(shared, text, parameters);
  return 'error' in answer ? `${text}: ${answer.error}` : answerText(answer, ordered);
}

/** The database that a policy describes, made of what whole tables show under it. */
async function physical(policy: StatementPolicy): Promise<Database.Database> {
  const rows: Record<string, unknown[][]> = {};
  for (const { table, columns } of LOCK.tables) {
    const answer = await permitted(`SELECT ${columns.join(', ')} FROM ${table}`, policy);
    rows[table] = answer === '' ? [] : answer.split('\n').map((row) => JSON.parse(row) as unknown[]);
  }
  return databaseOf(rows, policy);
}

/** Holds random statements, and the benign ones at every place, to a database that has only what is permitted. */
async function assertLikePhysical(policy: StatementPolicy): Promise<void> {
  const database = await physical(policy);
  try {
    for (const statement of benignStatements('sqlite').map(plain)) {
      for (const sql of [statement, ...wrappings.map((wrap) => wrap(statement))]) {
        expect(await permitted(sql, policy, false), sql).toBe(answerText(ask(database, sql), false));
      }
    }
    const seen = { compared: 0, broken: 0 };
    await fc.assert(
      fc.asyncProperty(chosen(300, (choices) => generateQuery(choices, choices.of(['locked', 'hidden']))), async ({ text: sql, ordered }) => {
        const written = ask(database, sql);
        const result = await checkSql(sql, { dialect: 'sqlite', lock: LOCK, rowLimit: 100_000, policy });
        if (!result.ok || 'error' in written) return;
        const { text, parameters } = result.checked;
        const answer = ask(shared, text, parameters);
        // What fails shows nothing.
        if ('error' in answer) {
          seen.broken += 1;
          return;
        }
        seen.compared += 1;
        expect(`${sql}\n${text}\n${answerText(answer, ordered)}`).toBe(`${sql}\n${text}\n${answerText(written, ordered)}`);
      }),
      { ...FIXED, ...within(60), numRuns: 1_000 },
    );
    expect(seen.compared).toBeGreaterThan(400);
    expect(seen.broken / seen.compared).toBeLessThan(0.01);
  } finally {
    database.close();
  }
}

describe('G-ROW-2: rows of another tenant', () => {
  it('are not there: what whole tables show is what the filter says', async () => {
    expect(await permitted('SELECT id, name FROM people ORDER BY id', tenantPolicy(OURS))).toBe('[1,"Ada Lovelace"]\n[2,"Bob"]\n[3,null]');
    expect(await permitted('SELECT id, minutes FROM visits ORDER BY id', tenantPolicy(THEIRS))).toBe('[1,31]\n[2,6]\n[6,300]');
    expect(await permitted('SELECT count(*) FROM people', tenantPolicy('nobody'))).toBe('[0]');
  });

  it.each([OURS, THEIRS, 'nobody'])('change no answer, of whatever statement: %s', async (tenant) => {
    await assertLikePhysical(tenantPolicy(tenant));
  }, PATIENCE);

  it.each([
    ['a condition that is always true', 'SELECT id FROM people WHERE id = 1 OR 1 = 1', '[1]\n[2]\n[3]'],
    ['a condition in parentheses', "SELECT id FROM people WHERE (id = 1) OR (name IS NULL OR '' = '')", '[1]\n[2]\n[3]'],
    ['a negated condition', 'SELECT id FROM people WHERE NOT (id = 1 AND 1 = 2)', '[1]\n[2]\n[3]'],
    ['the right side of an outer join', 'SELECT p.id, v.id FROM people p LEFT JOIN visits v ON v.person_id = p.id ORDER BY 1, 2', '[1,1]\n[1,2]\n[2,3]\n[3,null]'],
    ['an outer join that always matches', 'SELECT count(*) FROM people p LEFT JOIN visits v ON v.person_id = p.id OR v.minutes >= p.id - 10', '[12]'],
    ['both sides of a full join', 'SELECT count(*) FROM people p FULL JOIN visits v ON p.id = v.id', '[4]'],
    ['a join of a table with itself', 'SELECT a.id, b.id FROM people a JOIN people b ON a.id = b.id AND a.team_id = b.team_id ORDER BY 1', '[1,1]\n[2,2]\n[3,3]'],
    ['a subquery', 'SELECT (SELECT count(*) FROM visits) AS n, (SELECT max(minutes) FROM visits) AS m', '[4,30]'],
    ['a correlated subquery', 'SELECT id, (SELECT max(v.minutes) FROM visits v WHERE v.person_id = p.id) FROM people p ORDER BY id', '[1,30]\n[2,0]\n[3,null]'],
    ['a part of WITH', 'WITH v AS (SELECT minutes FROM visits) SELECT sum(minutes) FROM v', '[42]'],
    ['a recursion', 'WITH RECURSIVE r(n) AS (SELECT min(id) FROM people UNION ALL SELECT r.n + 1 FROM r JOIN people p ON p.id = r.n WHERE r.n < 9) SELECT max(n) FROM r', '[4]'],
    ['a set operation', 'SELECT id FROM people UNION ALL SELECT id FROM visits ORDER BY 1', '[1]\n[1]\n[2]\n[2]\n[3]\n[3]\n[4]'],
    ['a difference', 'SELECT id FROM visits EXCEPT SELECT id FROM people', '[4]'],
    ['a window', 'SELECT id, count(*) OVER () FROM people ORDER BY id', '[1,3]\n[2,3]\n[3,3]'],
    ['IN', 'SELECT id FROM people WHERE id NOT IN (SELECT person_id FROM visits WHERE person_id IS NOT NULL)', '[3]'],
    ['EXISTS', "SELECT id FROM people WHERE EXISTS (SELECT 1 FROM visits WHERE place = 'Oslo')", ''],
    ['a CTE called like the table', 'WITH visits AS (SELECT id FROM people) SELECT count(*) FROM visits', '[3]'],
    ['a name of the schema', 'SELECT count(*) FROM main.people', '[3]'],
  ])('do not come back by %s', async (_, sql, rows) => {
    expect(await permitted(sql, tenantPolicy(OURS))).toBe(rows);
  });
});

describe('a row filter', () => {
  const id = (operator: '=' | '<>' | '<' | '<=' | '>' | '>=', value: number): RowFilter => ({ column: 'id', operator, value });
  const CASES: readonly (readonly [RowFilter, string])[] = [
    [id('=', 2), 'id = 2'],
    [id('<>', 2), 'id <> 2'],
    [id('<', 2), 'id < 2'],
    [id('<=', 2), 'id <= 2'],
    [id('>', 2), 'id > 2'],
    [id('>=', 2), 'id >= 2'],
    [{ column: 'salary', operator: '>', value: 20 }, 'salary > 20'],
    [{ column: 'name', operator: '=', value: "Bob' OR 1=1 --" }, '1 = 0'],
    [{ column: 'name', operator: 'in', values: ['Bob', 'Carl Canary'] }, "name IN ('Bob', 'Carl Canary')"],
    [{ column: 'name', operator: 'not in', values: ['Bob'] }, "name NOT IN ('Bob')"],
    [{ column: 'name', operator: 'in', values: [] }, '1 = 0'],
    [{ column: 'name', operator: 'not in', values: [] }, '1 = 1'],
    [{ column: 'born', operator: 'is null' }, 'born IS NULL'],
    [{ column: 'team_id', operator: 'is not null' }, 'team_id IS NOT NULL'],
    [{ all: [id('>', 1), id('<', 5)] }, 'id > 1 AND id < 5'],
    [{ any: [id('=', 1), { column: 'born', operator: 'is null' }] }, 'id = 1 OR born IS NULL'],
    [{ all: [{ any: [id('=', 1), id('=', 2)] }, { not: { column: 'tenant', operator: '=', value: THEIRS } }] }, "(id = 1 OR id = 2) AND NOT tenant = 'south'"],
    [{ any: [{ all: [id('=', 1), id('=', 2)] }, id('=', 3)] }, 'id = 1 AND id = 2 OR id = 3'],
    [{ not: { any: [id('=', 1), { column: 'name', operator: '=', value: 'Bob' }] } }, "NOT (id = 1 OR name = 'Bob')"],
    [{ all: [] }, '1 = 1'],
    [{ any: [] }, '1 = 0'],
  ];

  it.each(CASES.map(([rows, where]) => [where, rows] as const))('keeps the rows where %s', async (where, rows) => {
    const policy: StatementPolicy = { tables: [{ table: 'people', rows, masks: [] }] };
    const expected = answerText(ask(shared, `SELECT id, name FROM people WHERE ${where}`), false);
    expect(await permitted('SELECT id, name FROM people', policy, false)).toBe(expected);
    expect(await permitted('SELECT count(*) FROM visits', policy)).toBe('[8]');
  });

  it('reaches the database as bound values alone', async () => {
    const policy: StatementPolicy = {
      hashKey: HASH_KEY,
      tables: [
        { table: 'people', rows: { all: [{ column: 'tenant', operator: '=', value: OURS }, { column: 'salary', operator: 'in', values: [91_827, 73_645] }] }, masks: [{ column: 'name', mask: 'hash' }] },
        { table: 'visits', rows: { column: 'note', operator: '=', value: 'note-of-the-policy' }, masks: [] },
      ],
    };
    for (const dialect of DIALECTS) {
      for (const statement of benignStatements(dialect).map(plain)) {
        const { text, parameters } = await accepted(statement, policy, dialect);
        for (const value of [OURS, 'north', '91827', '73645', 'note-of-the-policy', HASH_KEY]) expect(text).not.toContain(value);
        if (/\bFROM people\b/i.test(statement) && !statement.startsWith('WITH')) expect(parameters).toEqual(expect.arrayContaining([OURS, 91_827, 73_645]));
        if (/\bFROM visits\b/i.test(statement) && !statement.startsWith('WITH')) expect(parameters).toContain('note-of-the-policy');
      }
    }
  });
});

describe('a masked column', () => {
  const masked = (mask: ColumnMask): StatementPolicy => ({
    hashKey: HASH_KEY,
    tables: [
      { table: 'people', rows: null, masks: [{ column: 'name', mask }, { column: 'born', mask: 'null' }] },
      { table: 'visits', rows: { column: 'tenant', operator: 'is not null' }, masks: [{ column: 'place', mask }] },
    ],
  });
  const names = async (policy: StatementPolicy): Promise<(string | null)[]> =>
    (await permitted('SELECT name FROM people', policy)).split('\n').map((row) => (JSON.parse(row) as [string | null])[0]);

  it('is nothing, or the last four characters', async () => {
    const nothing = Array.from({ length: 7 }, () => null);
    expect(await names(masked('null'))).toEqual(nothing);
    // SQLite cannot compute a digest.
    expect(await names(masked('hash'))).toEqual(nothing);
    const tails = await names(masked('last4'));
    expect(tails[0]).toMatch(/^\*+lace$/);
    expect(tails[2]).toBeNull();
    // A value of four characters or less is not its own mask.
    expect(tails[1]).not.toContain('Bob');
  });

  it.each(['null', 'hash', 'last4'] as const)('shows its value in no answer, of whatever statement: %s', async (mask) => {
    await assertLikePhysical(masked(mask));
  }, PATIENCE);

  it.each([
    "SELECT id FROM people WHERE name = 'Ada Lovelace'", "SELECT id FROM people WHERE name LIKE 'Ada%'", "SELECT count(*) FROM people HAVING max(name) = 'Nobody'", "SELECT id FROM people WHERE instr(name, 'Canary') > 0",
    "SELECT p.id FROM people p JOIN (SELECT 'Ada Lovelace' AS name) n USING (name)", "SELECT id FROM people WHERE EXISTS (SELECT 1 FROM visits WHERE substr(people.name, 1, 3) = 'Ada')", "SELECT id FROM people GROUP BY id HAVING min(born) < '1990-01-01'",
  ])('answers no guess: %s', async (sql) => {
    for (const mask of ['null', 'hash', 'last4'] as const) expect(await permitted(sql, masked(mask))).toBe('');
  });

  it('sorts by what is shown', async () => {
    for (const mask of ['null', 'hash', 'last4'] as const) {
      const shown = await permitted('SELECT name FROM people ORDER BY name', masked(mask));
      expect(shown).toBe(shown.split('\n').sort((a, b) => (a === b ? 0 : a === '[null]' ? -1 : b === '[null]' ? 1 : a < b ? -1 : 1)).join('\n'));
    }
  });

  it('may be filtered by its value, by the policy itself', async () => {
    const policy: StatementPolicy = { tables: [{ table: 'people', rows: { column: 'name', operator: '=', value: 'Bob' }, masks: [{ column: 'name', mask: 'null' }] }] };
    expect(await permitted('SELECT id, name FROM people', policy)).toBe('[2,null]');
  });
});

describeWithPostgres('a masked column of PostgreSQL', (url) => {
  it('is a digest that is the same for equal values, and another one for another key', async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      await client.query("CREATE TABLE people (id INTEGER, name TEXT, team_id INTEGER, born TEXT); INSERT INTO people (id, name) VALUES (1, 'Ada'), (2, 'Bob'), (3, 'Ada'), (4, NULL)");
      const digests = async (hashKey: string): Promise<unknown[]> => {
        const { text, parameters } = await accepted('SELECT name FROM people ORDER BY id', { hashKey, tables: [{ table: 'people', rows: { column: 'id', operator: '<', value: 9 }, masks: [{ column: 'name', mask: 'hash' }] }] }, 'postgres');
        return (await client.query<unknown[]>({ text, values: [...parameters], rowMode: 'array' })).rows.flat();
      };
      const shown = await digests(HASH_KEY);
      expect(shown).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/), shown[0], null]);
      expect(shown[1]).not.toBe(shown[0]);
      expect((await digests('another key')).filter((digest) => digest !== null && shown.includes(digest))).toEqual([]);
    } finally {
      await client.end();
    }
  });
});
