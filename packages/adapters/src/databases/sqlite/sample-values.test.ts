import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeTestFiles, type TestFiles } from './test-files.fixture.ts';

let files: TestFiles;
beforeAll(async () => {
  files = await makeTestFiles();
});
afterEach(() => files.closeAll());
afterAll(() => files.remove());

describe('sampled values', () => {
  it('are complete only when nothing was left out', async () => {
    const database = files.open(
      files.newFile(
        'CREATE TABLE t (kind TEXT, number INT, share REAL, bytes BLOB, prose TEXT, empty TEXT, mixed)',
        `INSERT INTO t VALUES ('b', 2, 0.5, x'00', '${'long '.repeat(100)}', NULL, 1), ('a', 1, 2, NULL, 'short', NULL, 'one'), ('b', 2, 0.5, NULL, NULL, NULL, x'00')`,
      ),
    );
    expect(await database.sampleValues('t', ['kind', 'number', 'share', 'bytes', 'prose', 'empty', 'mixed'], { limit: 2 })).toEqual([
      { column: 'kind', values: ['b', 'a'], coverage: 'complete' },
      { column: 'number', values: ['2', '1'], coverage: 'complete' },
      { column: 'share', values: ['0.5', '2.0'], coverage: 'complete' },
      { column: 'bytes', values: [], coverage: 'sample' },
      { column: 'prose', values: ['short'], coverage: 'sample' },
      { column: 'empty', values: [], coverage: 'complete' },
      { column: 'mixed', values: ['1', 'one'], coverage: 'sample' },
    ]);
    expect(await database.sampleValues('t', ['kind'], { limit: 1 })).toEqual([{ column: 'kind', values: ['b'], coverage: 'sample' }]);
    await expect(database.sampleValues('t', ['nope'], { limit: 1 })).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
  });

  it('come from all over a table that is too large to be read whole', async () => {
    const file = files.newFile(
      'CREATE TABLE t (id INTEGER PRIMARY KEY, region TEXT)',
      "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000) INSERT INTO t SELECT n, 'region ' || (n / 2500) FROM numbers",
      'CREATE VIEW v AS SELECT region FROM t',
      'CREATE TABLE keyed (id INTEGER PRIMARY KEY, region TEXT) WITHOUT ROWID',
      'INSERT INTO keyed SELECT * FROM t',
    );
    const database = files.open(file, { sampleRows: 400 });
    const [spread] = await database.sampleValues('t', ['region'], { limit: 50 });
    expect([spread?.values.length, spread?.coverage]).toEqual([8, 'sample']);
    expect(await database.sampleValues('v', ['region'], { limit: 50 })).toEqual([{ column: 'region', values: ['region 0'], coverage: 'sample' }]);
    expect(await database.sampleValues('keyed', ['region'], { limit: 50 })).toEqual([{ column: 'region', values: ['region 0'], coverage: 'sample' }]);
  });

  it('may be asked of more columns than a compound statement has parts', async () => {
    const columns = Array.from({ length: 700 }, (_, index) => `c${index}`);
    const database = files.open(files.newFile(`CREATE TABLE wide (${columns.join(', ')})`, `INSERT INTO wide VALUES (${columns.map((name) => `'${name}'`).join(', ')})`));
    const found = await database.sampleValues('wide', columns, { limit: 3 });
    expect(found).toEqual(columns.map((column) => ({ column, values: [column], coverage: 'complete' })));
  });
});
