import { describe, expect, it } from 'vitest';
import type { Dialect } from '../contracts/index.ts';
import type { Lock } from '../protocol/index.ts';
import { checkSql } from './check-sql.ts';

const lock: Lock = { tables: [{ table: 'visits', columns: ['id', 'person_id', 'day', 'minutes'] }], joins: [], values: [] };

/** `ok`, or the codes of what is wrong with a recursion of one column. */
async function judged(dialect: Dialect, seed: string, step: string, condition: string, more = ''): Promise<string> {
  const sql = `WITH RECURSIVE ${more}r(n) AS (SELECT ${seed} UNION ALL SELECT ${step} FROM r WHERE ${condition}) SELECT n FROM r`;
  return code(dialect, sql);
}

async function code(dialect: Dialect, sql: string): Promise<string> {
  const result = await checkSql(sql, { dialect, lock, rowLimit: 100, recursionSteps: 1_000 });
  return result.ok ? 'ok' : result.problems.map((problem) => problem.code).join(', ');
}

describe('G-DOS-2: a recursion whose end the statement shows', () => {
  it.each<[Dialect, string, string, string]>([
    ['sqlite', '1', 'n + 1', 'n < 10'],
    ['sqlite', '10', 'n - 2', '0 < n'],
    ['sqlite', '1', 'n * 2', 'n <= 100000'],
    ['sqlite', '1', 'n + 1', 'n + 1 <= 10'],
    ['sqlite', '0', 'n + 1', 'n BETWEEN 0 AND 8'],
    ['sqlite', 'min(id) FROM visits', 'n + 1', 'n < 20'],
    ['sqlite', "'2024-01-01'", "date(n, '+1 day')", "n < '2024-02-01'"],
    ['sqlite', "date('2024-01-01')", "date(n, '+7 days')", "n <= date('2024-01-01', '+1 year')"],
    ['sqlite', "datetime('2024-01-01')", "datetime(n, '+1 hour')", "n < datetime('2024-01-02')"],
    ['sqlite', 'min(day) FROM visits', "date(n, '+1 day')", 'n < (SELECT max(day) FROM visits)'],
    ['sqlite', "date('now', '-30 days')", "date(n, '+1 day')", "n < date('now')"],
    ['mysql', "DATE('2024-01-01')", 'DATE_ADD(n, INTERVAL 1 MONTH)', "n < '2024-12-01'"],
    ['mysql', "CAST('2024-01-01' AS DATE)", 'n + INTERVAL 7 DAY', "n + INTERVAL 7 DAY <= '2024-03-31'"],
    ['mysql', 'CURDATE() - INTERVAL 30 DAY', 'n + INTERVAL 1 DAY', 'n < CURDATE()'],
    ['postgres', "date '2024-01-01'", "CAST(n + interval '1 day' AS date)", "n < date '2024-02-01'"],
    ['postgres', "timestamp '2024-01-01'", "n + interval '15 minutes'", "n < timestamp '2024-01-02'"],
    ['duckdb', "timestamp '2024-01-01'", "n + interval '1 hour'", "n < timestamp '2024-01-08'"],
  ])('%s: from %s by %s while %s', async (dialect, seed, step, condition) => {
    expect(await judged(dialect, seed, step, condition)).toBe('ok');
  });

  it.each([
    'WITH RECURSIVE r AS (SELECT min(day) AS d, max(day) AS last FROM visits UNION ALL SELECT date(d, \'+1 day\'), last FROM r WHERE d < last) SELECT d FROM r',
    'WITH RECURSIVE span AS (SELECT min(day) AS a, max(day) AS b FROM visits), r AS (SELECT a AS d FROM span UNION ALL SELECT date(r.d, \'+1 day\') FROM r, span WHERE r.d < span.b) SELECT d FROM r',
    'WITH RECURSIVE span AS (SELECT min(day) AS a, max(day) AS b FROM visits), r(d) AS (SELECT a FROM span UNION ALL SELECT date(d, \'+1 day\') FROM r WHERE d < (SELECT b FROM span)) SELECT d FROM r',
    'WITH RECURSIVE r AS (SELECT 1 AS n, 9 AS last UNION ALL SELECT n + 1, last FROM r WHERE n < last) SELECT n FROM r',
  ])('also where the end comes with the data: %s', async (sql) => {
    expect(await code('sqlite', sql)).toBe('ok');
  });
});

describe('G-DOS-2: a recursion that only looks as if it ended', () => {
  it.each<[Dialect, string, string, string]>([
    ['sqlite', '0 - 1000000000000', 'n + 1', 'n < 10'],
    ['sqlite', '-1000000000000', 'n + 1', 'n < 10'],
    ['sqlite', '1e17', 'n + 1', 'n < 100000000000000010'],
    ['sqlite', '1', 'n + 1', 'n - 1000000000000 < 10'],
    ['sqlite', '1', 'n + 1', 'n * 0 < 10'],
    ['sqlite', '1', 'n + 1', 'n % 5 < 10'],
    ['sqlite', '1', 'n + 1', 'n - n < 10'],
    ['sqlite', '1', 'n + 1', 'abs(n) < 10'],
    // To SQLite a number is below every text, and a text above every number.
    ['sqlite', '1', 'n + 1', "n < '2024-01-01'"],
    ['sqlite', '9', 'CAST(n - 1 AS TEXT)', 'n > 0'],
    ['sqlite', '9', 'n - 1', 'CAST(n AS TEXT) > 0'],
    // What is cut off again is never gained.
    ['sqlite', '0', 'CAST(n + 0.5 AS INTEGER)', 'n < 10'],
    ['duckdb', '0', 'n + 0.4', 'n < 10'],
    ['sqlite', "'2024-01-01'", "date(n, '+1 hour')", "n < '2024-02-01'"],
    ['postgres', "date '2024-01-01'", "CAST(n + interval '1 hour' AS date)", "n < date '2024-02-01'"],
    ['duckdb', "date '2024-01-01'", "n + interval '1 hour'", "n < date '2024-02-01'"],
    ['postgres', "timestamp '2000-01-01'", "n + interval '1 microsecond'", "n < timestamp '2100-01-01'"],
    ['postgres', "timestamp '2000-01-01'", "n + interval '1 second'", "n < (SELECT max(day) FROM visits)"],
    ['sqlite', "'2024-01-01'", "date(n, '+1 day')", "date(n, '-1 year') < '9999-01-01'"],
    ['sqlite', '1', 'n + 1', 'n < (SELECT max(id) FROM visits)'],
    ['sqlite', '1', 'n + 1', 'n < 2000'],
  ])('%s: from %s by %s while %s', async (dialect, seed, step, condition) => {
    expect(await judged(dialect, seed, step, condition)).toBe('unbounded_recursion');
  });

  it('counts from the farthest seed', async () => {
    expect(await code('sqlite', 'WITH RECURSIVE r(n) AS (VALUES (10), (1000000000) UNION ALL SELECT n - 1 FROM r WHERE n > 0) SELECT n FROM r')).toBe('unbounded_recursion');
  });
});

it.each([
  ['LIMIT 10', 'ok'],
  ['LIMIT 10 OFFSET 20', 'ok'],
  ['LIMIT 1 OFFSET 1000000000', 'unbounded_recursion'],
  ['LIMIT 1 OFFSET (SELECT max(minutes) FROM visits)', 'unbounded_recursion'],
  ['LIMIT 2000', 'unbounded_recursion'],
])('G-DOS-2: a recursion with %s makes all rows up to the last', async (tail, expected) => {
  expect(await code('sqlite', `WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r ${tail}) SELECT n FROM r`)).toBe(expected);
});

describe('G-DOS-1: a series', () => {
  it.each([
    ['SELECT value FROM generate_series(1, (SELECT max(x) FROM (SELECT 1000000000 AS x)))', 'too_large'],
    ['SELECT value FROM generate_series(1, (SELECT max(x) FROM (SELECT id AS x FROM visits)))', 'ok'],
  ])('ends with the data, not with what the statement makes: %s', async (sql, expected) => {
    expect(await code('sqlite', sql)).toBe(expected);
  });

  it.each([
    ["now() + interval '9999999 years'", 'too_large'],
    ["now() + interval '1000 millennia'", 'too_large'],
    ["now() + interval '1 year 6 months'", 'ok'],
    ['current_date + 30', 'ok'],
  ])('of dates ends within a century: %s', async (end, expected) => {
    expect(await code('postgres', `SELECT g FROM generate_series(current_date, ${end}, interval '1 day') AS g`)).toBe(expected);
  });
});
