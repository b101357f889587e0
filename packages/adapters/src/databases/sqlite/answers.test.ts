import { trustedSql } from '@nl2sql/core/testing';
import fc from 'fast-check';
import Libsql from 'libsql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask, makeTestFiles, ORDERS, type TestFiles } from './test-files.fixture.ts';

let files: TestFiles;
beforeAll(async () => {
  files = await makeTestFiles();
});
afterEach(() => files.closeAll());
afterAll(() => files.remove());

describe('answers', () => {
  it('keep every stored value, whatever the column is declared as', async () => {
    const file = files.newFile('CREATE TABLE t (id INTEGER PRIMARY KEY, run INTEGER, v)');
    const database = files.open(file);
    const writer = new Libsql(file);
    writer.exec('PRAGMA synchronous = OFF');
    const insert = writer.prepare('INSERT INTO t (run, v) VALUES (?, ?)');
    let run = 0;
    const value = fc.oneof(
      fc.constant(null),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.double({ noNaN: true }),
      fc.string({ unit: 'grapheme' }),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 20 }), async (values) => {
        run += 1;
        writer.exec('BEGIN');
        for (const v of values) insert.run([run, v]);
        writer.exec('COMMIT');
        const { rows } = await ask(database, `SELECT v FROM t WHERE run = ${run} ORDER BY id LIMIT 100`);
        const expected = values.map((v) => {
          if (typeof v === 'bigint') return Number.isSafeInteger(Number(v)) ? Number(v) : v.toString();
          if (typeof v === 'number') return Number.isFinite(v) ? v : String(v);
          return Buffer.isBuffer(v) ? v.toString('base64') : v;
        });
        // SQLite does not keep the sign of zero.
        expect(rows.map(([v]) => (v === 0 ? 0 : v))).toEqual(expected.map((v) => (v === 0 ? 0 : v)));
        expect(JSON.parse(JSON.stringify(rows))).toEqual(rows.map(([v]) => [v === 0 ? 0 : v]));
      }),
    );
    writer.close();
  });

  it('give each column one type that holds for all rows', async () => {
    const database = files.open(
      files.newFile(
        'CREATE TABLE t (i INTEGER, r REAL, t VARCHAR(9), b BLOB, ok BOOLEAN, d DATE, ts DATETIME, at TIME, money DECIMAL(9,2), j JSON, wrong INTEGER, late TEXT, none)',
        `INSERT INTO t VALUES (1, 1, 'a', x'00ff', 1, '2024-01-31', '2024-01-31 10:00:00', '10:00', 5, '{"a":1}', 'many', NULL, NULL)`,
        `INSERT INTO t VALUES (9007199254740993, 2.5, NULL, NULL, 0, NULL, '2024-02-01T10:00:00Z', '23:59:59', 7.25, '[]', 3, '2024-05-06', NULL)`,
      ),
    );
    const { columns, rows } = await ask(database, 'SELECT * FROM t LIMIT 10');
    expect(Object.fromEntries(columns.map(({ name, type }) => [name, type]))).toEqual({
      i: 'integer', r: 'float', t: 'text', b: 'bytes', ok: 'boolean', d: 'date', ts: 'timestamp', at: 'time', money: 'float', j: 'json', wrong: 'unknown', late: 'date', none: 'unknown',
    });
    expect(rows[0]).toEqual([1, 1, 'a', 'AP8=', true, '2024-01-31', '2024-01-31 10:00:00', '10:00', 5, '{"a":1}', 'many', null, null]);
    expect(rows[1]?.[0]).toBe('9007199254740993');
  });

  it('tell the type of an expression from all rows, not from the first', async () => {
    const database = files.open(files.newFile(ORDERS));
    const typesOf = async (text: string) => (await ask(database, text)).columns.map(({ type }) => type);
    expect(await typesOf('SELECT NULL AS v UNION ALL SELECT 2 UNION ALL SELECT 2.5 LIMIT 9')).toEqual(['float']);
    expect(await typesOf("SELECT '2024-01-31' AS v UNION ALL SELECT 'soon' LIMIT 9")).toEqual(['text']);
    expect(await typesOf("SELECT 1 AS v UNION ALL SELECT 'one' LIMIT 9")).toEqual(['unknown']);
    expect(await typesOf("SELECT date('2024-01-31') AS d, strftime('%Y-%m', '2024-01-31') AS m, count(*) AS n, avg(id) AS a, id > 1 AS b FROM orders LIMIT 9")).toEqual(['date', 'text', 'integer', 'float', 'integer']);
  });

  it('keep texts that are not well-formed, and other encodings', async () => {
    const broken = files.open(files.newFile('CREATE TABLE t (v TEXT)', "INSERT INTO t VALUES (CAST(x'ff41' AS TEXT)), ('a' || char(0) || 'b')"));
    expect((await ask(broken, 'SELECT v FROM t LIMIT 9')).rows).toEqual([['\uFFFDA'], ['a\0b']]);
    expect(await broken.sampleValues('t', ['v'], { limit: 5 })).toMatchObject([{ column: 'v', values: ['\uFFFDA', 'a\0b'] }]);
    const wide = files.open(files.newFile("PRAGMA encoding = 'UTF-16le'", 'CREATE TABLE größe (v TEXT)', "INSERT INTO größe VALUES ('çé表🧾')"));
    expect((await wide.introspect()).tables[0]?.name).toBe('größe');
    expect((await ask(wide, "SELECT v FROM größe WHERE v = 'çé表🧾' LIMIT 9")).rows).toEqual([['çé表🧾']]);
  });

  it('keep the order, the names and the values of the statement as it stands', async () => {
    const database = files.open(files.newFile('CREATE TABLE t (a TEXT, b INTEGER)', "INSERT INTO t VALUES ('x', 3), ('y', 1), ('z', 2)"));
    expect((await ask(database, 'SELECT a FROM t ORDER BY b DESC LIMIT 2 -- most')).rows).toEqual([['x'], ['z']]);
    expect((await ask(database, 'SELECT a FROM t ORDER BY b')).rows).toEqual([['y'], ['z'], ['x']]);
    const { columns, rows } = await ask(database, 'WITH s AS (SELECT a AS v, a AS v2 FROM t) SELECT v, v2 AS v, count(*) FROM s GROUP BY v ORDER BY v LIMIT 1');
    expect([columns.map(({ name }) => name), rows]).toEqual([['v', 'v', 'count(*)'], [['x', 'x', 1]]]);
    // A column of one part of a union does not convert the values of the other.
    expect((await ask(database, "SELECT b FROM t UNION ALL SELECT '007' ORDER BY 1 LIMIT 9")).rows.at(-1)).toEqual(['007']);
  });

  it('take parameters by place, with their types', async () => {
    const database = files.open(files.newFile(ORDERS));
    const { rows } = await database.query(trustedSql('SELECT typeof(?1), typeof(?2), typeof(?3), typeof(?4), ?5, id FROM orders WHERE id = ?1 LIMIT 5', [2, 1.5, 'x', null, true]), { timeoutMs: 5_000, maxRows: 5 });
    expect(rows).toEqual([['integer', 'real', 'text', 'null', 1, 2]]);
  });

  it('stop reading at the row cap', async () => {
    const database = files.open(files.newFile(ORDERS));
    const endless = 'WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) SELECT n FROM numbers';
    const { rows, truncated } = await ask(database, endless, { maxRows: 3 });
    expect([rows, truncated]).toEqual([[[1], [2], [3]], true]);
  });
});
