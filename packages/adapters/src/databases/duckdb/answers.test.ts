import { trustedSql } from '@nl2sql/core/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask, makeTestFiles, ORDERS, type TestFiles } from './test-files.fixture.ts';

let files: TestFiles;
beforeAll(() => {
  files = makeTestFiles();
});
afterEach(() => files.closeAll());
afterAll(() => files.remove());

/** Each value as a statement writes it, with the type and the cell that it becomes. */
const VALUES: readonly (readonly [sql: string, type: string, cell: unknown])[] = [
  ['true', 'boolean', true],
  ['(-128)::TINYINT', 'integer', -128],
  ['9007199254740991', 'integer', 9007199254740991],
  ['9007199254740993', 'integer', '9007199254740993'],
  ['170141183460469231731687303715884105727::HUGEINT', 'integer', '170141183460469231731687303715884105727'],
  ['18446744073709551615::UBIGINT', 'integer', '18446744073709551615'],
  ["'1234567890123456789012345678901234567890'::BIGNUM", 'integer', '1234567890123456789012345678901234567890'],
  ['sum(7)', 'integer', 7],
  ['12.30::DECIMAL(9, 2)', 'decimal', '12.30'],
  ['(-9999999999999999999999999999.9999999999)::DECIMAL(38, 10)', 'decimal', '-9999999999999999999999999999.9999999999'],
  ['0.1::FLOAT', 'float', 0.1],
  ['1e300', 'float', 1e300],
  ["'NaN'::DOUBLE", 'float', 'NaN'],
  ["'-Infinity'::DOUBLE", 'float', '-Infinity'],
  ["'çé表🧾' || chr(0) || 'x'", 'text', 'çé表🧾\0x'],
  ["'open'::ENUM('open', 'paid')", 'text', 'open'],
  ["'6b2f8a40-0000-4000-8000-000000000001'::UUID", 'text', '6b2f8a40-0000-4000-8000-000000000001'],
  ["INTERVAL '1 year 2 days 03:04:05'", 'text', '1 year 2 days 03:04:05'],
  ["'1010'::BITSTRING", 'text', '1010'],
  ["'\\x00\\xFF'::BLOB", 'bytes', 'AP8='],
  ["DATE '2024-02-29'", 'date', '2024-02-29'],
  ["DATE 'infinity'", 'date', 'infinity'],
  ["[DATE '-infinity']", 'array', ['-infinity']],
  ["TIMESTAMP_S 'infinity'", 'timestamp', 'infinity'],
  ["DATE '0044-03-15 (BC)'", 'date', '0044-03-15 (BC)'],
  ["TIME '10:20:30.5'", 'time', '10:20:30.5'],
  ["TIMETZ '10:20:30+02'", 'time', '10:20:30+02:00'],
  ["TIMETZ '10:20:30+00'", 'time', '10:20:30Z'],
  ["TIMESTAMP '2024-01-31 10:20:30.123456'", 'timestamp', '2024-01-31T10:20:30.123456'],
  ["TIMESTAMP_NS '2024-01-31 10:20:30.123456789'", 'timestamp', '2024-01-31T10:20:30.123456789'],
  ["TIMESTAMP_S '2024-01-31 10:20:30'", 'timestamp', '2024-01-31T10:20:30'],
  ["TIMESTAMP '-infinity'", 'timestamp', '-infinity'],
  ["TIMESTAMPTZ '2024-01-31 10:20:30.05+02'", 'timestamp', '2024-01-31T08:20:30.05Z'],
  ["TIMESTAMPTZ '1066-10-14 09:00:00+00'", 'timestamp', '1066-10-14T09:00:00Z'],
  ["TIMESTAMPTZ 'infinity'", 'timestamp', 'infinity'],
  ['[1, NULL, 9007199254740993]', 'array', [1, null, '9007199254740993']],
  ["[[DATE '2024-01-31'], []]", 'array', [['2024-01-31'], []]],
  ['[1.5, 2]::FLOAT[2]', 'array', [1.5, 2]],
  ["{'a': 1, 'b': [1.50::DECIMAL(4, 2)], '__proto__': NULL}", 'json', JSON.parse('{"a": 1, "b": ["1.50"], "__proto__": null}')],
  ["MAP {'a': DATE '2024-01-31'}", 'json', { a: '2024-01-31' }],
  ['MAP {1: true}', 'json', [{ key: 1, value: true }]],
  ["union_value(n := 2::HUGEINT)", 'json', 2],
  ["'{\"a\": [12345678901234567890, 1.5, \"9\"]}'::JSON", 'json', { a: ['12345678901234567890', 1.5, '9'] }],
  ['NULL', 'integer', null],
];

describe('answers', () => {
  it('keep every value exactly, in what JSON can carry', async () => {
    const database = files.open(await files.newFile(ORDERS));
    const text = `SELECT ${VALUES.map(([sql], index) => `${sql} AS c${index}`).join(', ')}`;
    const { columns, rows } = await ask(database, text);
    expect(columns.map(({ type }, index) => [VALUES[index]?.[0], type])).toEqual(VALUES.map(([sql, type]) => [sql, type]));
    expect(rows[0]?.map((cell, index) => [VALUES[index]?.[0], cell])).toEqual(VALUES.map(([sql, , cell]) => [sql, cell]));
    expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
  });

  it('tell absent values of every type as null', async () => {
    const database = files.open(await files.newFile(ORDERS));
    const { rows } = await ask(database, `SELECT ${VALUES.filter(([sql]) => sql !== 'sum(7)').map(([sql], index) => `CASE WHEN id = 0 THEN ${sql} END AS c${index}`).join(', ')} FROM orders LIMIT 1`);
    expect(new Set(rows[0])).toEqual(new Set([null]));
  });

  it('keep the order, the names and the values of the statement as it stands', async () => {
    const database = files.open(await files.newFile("CREATE TABLE t (a VARCHAR, b INTEGER); INSERT INTO t VALUES ('x', 3), ('y', 1), ('z', 2)"));
    expect((await ask(database, 'SELECT a FROM t ORDER BY b DESC LIMIT 2 -- most')).rows).toEqual([['x'], ['z']]);
    const { columns, rows } = await ask(database, 'WITH s AS (SELECT a AS v FROM t) SELECT v, v, count(*) FROM s GROUP BY v ORDER BY v LIMIT 1');
    expect([columns.map(({ name }) => name), rows]).toEqual([['v', 'v', 'count_star()'], [['x', 'x', 1]]]);
    expect((await ask(database, 'FROM t SELECT a WHERE b = 1')).rows).toEqual([['y']]);
  });

  it('have no values that are not all of them', async () => {
    const database = files.open(await files.newFile(ORDERS));
    await expect(ask(database, 'SELECT (id, status) AS pair FROM orders')).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED', hint: expect.stringContaining('names') });
  });

  it('bind parameters as what they are', async () => {
    const database = files.open(await files.newFile(ORDERS));
    const run = async (text: string, parameters: readonly (string | number | boolean | null)[]) => (await database.query(trustedSql(text, parameters), { timeoutMs: 10_000, maxRows: 10 })).rows;
    const odd = "x'); DROP TABLE orders; --\0 $1";
    expect(await run('SELECT $1::VARCHAR, $2::BOOLEAN, $3::INTEGER, $4 + 1, $5 + 0.25, $1', [odd, true, null, 9_007_199_254_740_000, 0.5])).toEqual([[odd, true, null, 9_007_199_254_740_001, 0.75, odd]]);
    expect(await run("SELECT substring('abcdef', $2, $1), DATE '2024-01-31' + $1", [2, 3])).toEqual([['cd', '2024-02-02']]);
    expect(await run('SELECT id FROM orders WHERE status = ? AND id < ? LIMIT ?', ['open', 5, 1])).toEqual([[2]]);
    await expect(run('SELECT $2::INTEGER', [1])).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    await expect(run('SELECT $name::INTEGER', [1])).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
  });

  it('do not hold up the process, however wide the rows are', async () => {
    const database = files.open(await files.newFile(ORDERS));
    let longest = 0;
    let last = performance.now();
    const tick = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    const columns = Array.from({ length: 500 }, (_, index) => `range + ${index} AS c${index}`).join(', ');
    const { rows } = await ask(database, `SELECT ${columns} FROM range(4000)`, { timeoutMs: 60_000, maxRows: 4_000 });
    clearInterval(tick);
    expect([rows.length, rows[3_999]?.[499]]).toEqual([4_000, 4_498]);
    expect(longest).toBeLessThan(500);
  }, 60_000);
});

describe('errors of a statement', () => {
  it('say what is wrong with it, for the one who repairs it', async () => {
    const database = files.open(await files.newFile(ORDERS));
    for (const [statement, words] of [
      ['SELECT nope FROM orders', 'Referenced column "nope" not found'],
      ['SELECT id FROM nowhere', 'Table with name nowhere does not exist'],
      ['SELECT id, count(*) FROM orders', 'must appear in the GROUP BY clause'],
      ['SELECT FROM WHERE', 'syntax error at or near "WHERE"'],
    ] as const) {
      await expect(ask(database, statement), statement).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED', message: expect.stringContaining(words) });
    }
  });

  it('carry no values of rows, and no names that the statement does not have', async () => {
    const database = files.open(await files.newFile("CREATE TABLE people (id INTEGER, canary VARCHAR); INSERT INTO people VALUES (1, 'canary-value')"));
    for (const statement of ['SELECT CAST(canary AS INTEGER) FROM people', "SELECT strptime(canary, '%Y') FROM people", 'SELECT error(canary) FROM people', 'SELECT canar FROM people', 'SELECT CAST(canary AS DATE) FROM people', "SELECT (SELECT canary FROM people, range(2))", 'SELECT id::TINYINT + 9999999999999999999::HUGEINT * 1e30::HUGEINT FROM people']) {
      const error = await ask(database, statement).then(() => null, (reason: unknown) => reason);
      expect(error, statement).toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
      expect(JSON.stringify([(error as Error).message, (error as { hint: unknown }).hint]), statement).not.toMatch(/canary-value|"canary"/);
    }
  });
});
