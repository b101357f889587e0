import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask, makeTestFiles, type TestFiles } from './test-files.fixture.ts';

let files: TestFiles;
beforeAll(() => {
  files = makeTestFiles();
});
afterEach(() => files.closeAll());
afterAll(() => files.remove());

describe('introspection', () => {
  it('tells keys, comments, types and estimates of tables and views', async () => {
    const file = await files.newFile(
      `CREATE TABLE regions (country VARCHAR, code INTEGER, "post code" VARCHAR, PRIMARY KEY (country, code), UNIQUE ("post code", country));
       CREATE TABLE shops (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES shops (id), country VARCHAR NOT NULL, code INTEGER, mood ENUM('sad', 'ok'), tags VARCHAR[], share DECIMAL(9, 2), doubled INTEGER GENERATED ALWAYS AS (id * 2), FOREIGN KEY (country, code) REFERENCES regions (country, code));
       CREATE UNIQUE INDEX by_share ON shops (share, "mood");
       CREATE UNIQUE INDEX by_expression ON shops ((lower(country)));
       CREATE VIEW open_shops AS SELECT id, country FROM shops;
       CREATE TABLE "with.dot" (id INTEGER);
       COMMENT ON TABLE shops IS 'where we sell'; COMMENT ON COLUMN shops.share IS 'in percent'; COMMENT ON VIEW open_shops IS 'that are open'`,
      "INSERT INTO regions VALUES ('FR', 1, '75'), ('IT', 2, '00')",
    );
    const { tables } = await files.open(file).introspect();
    expect(tables.map(({ name, kind, comment, rowEstimate }) => [name, kind, comment, rowEstimate])).toEqual([
      ['open_shops', 'view', 'that are open', undefined],
      ['regions', 'table', undefined, 2],
      ['shops', 'table', 'where we sell', 0],
    ]);
    const [, regions, shops] = tables;
    expect([regions?.primaryKey, regions?.unique, regions?.foreignKeys]).toEqual([['country', 'code'], [['post code', 'country']], []]);
    expect(shops?.columns).toEqual([
      { name: 'id', type: 'INTEGER', nullable: false },
      { name: 'parent', type: 'INTEGER', nullable: true },
      { name: 'country', type: 'VARCHAR', nullable: false },
      { name: 'code', type: 'INTEGER', nullable: true },
      { name: 'mood', type: 'ENUM', nullable: true },
      { name: 'tags', type: 'VARCHAR[]', nullable: true },
      { name: 'share', type: 'DECIMAL(9,2)', nullable: true, comment: 'in percent' },
      { name: 'doubled', type: 'INTEGER', nullable: true },
    ]);
    expect(shops?.unique).toEqual([['share', 'mood']]);
    expect(shops?.foreignKeys).toEqual([
      { columns: ['parent'], referencedTable: 'shops', referencedColumns: ['id'] },
      { columns: ['country', 'code'], referencedTable: 'regions', referencedColumns: ['country', 'code'] },
    ]);
  });

  it('takes names as they are, and gives those by which a statement reaches the tables', async () => {
    const file = await files.newFile('CREATE SCHEMA "My Shop"; CREATE TABLE "My Shop"."Größe ""x""" ("select" INTEGER); CREATE TABLE "it\'s" ("a b" INTEGER)');
    const database = files.open(file, { schemas: 'all' });
    expect((await database.introspect()).tables.map(({ name }) => name)).toEqual(['My Shop.Größe "x"', "it's"]);
    expect(await database.sampleValues('My Shop.Größe "x"', ['select'], { limit: 1 })).toEqual([{ column: 'select', values: [], coverage: 'complete' }]);
    expect((await ask(database, 'SELECT "a b" FROM "it\'s"')).rows).toEqual([]);
  });

  it('tells of what was written by its revisions', async () => {
    const database = files.open(await files.newFile('CREATE TABLE t (id INTEGER)'), { writes: true });
    const revision = async () => (await database.introspect()).revisions?.get('t');
    const before = await revision();
    expect(await revision()).toBe(before);
    await database.transaction((transaction) => transaction.execute({ text: 'INSERT INTO t VALUES (1)', parameters: [] } as never), { timeoutMs: 10_000 });
    expect(await revision()).not.toBe(before);
  });
});

describe('sampled values', () => {
  it('are complete only when nothing was left out', async () => {
    const file = await files.newFile(
      `CREATE TABLE t (kind VARCHAR, number INTEGER, share DOUBLE, bytes BLOB, prose VARCHAR, empty VARCHAR, list INTEGER[], mood ENUM('sad', 'ok'), day DATE, ever TIMESTAMP);
       INSERT INTO t VALUES ('b', 2, 0.5, '\\x00'::BLOB, repeat('long ', 100), NULL, [1], 'ok', '0044-01-01 (BC)', 'infinity'), ('a', 1, 2, NULL, 'short', NULL, NULL, 'sad', '2024-01-31', '2024-01-31 10:00:00'), ('b', 2, 0.5, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`,
    );
    const found = await files.open(file).sampleValues('t', ['kind', 'number', 'share', 'bytes', 'prose', 'empty', 'list', 'mood', 'day', 'ever'], { limit: 2 });
    expect(found.map(({ column, values, coverage, days }) => [column, [...values].sort(), coverage, days])).toEqual([
      ['kind', ['a', 'b'], 'complete', undefined],
      ['number', ['1', '2'], 'complete', undefined],
      ['share', ['0.5', '2.0'], 'complete', undefined],
      ['bytes', [], 'sample', undefined],
      ['prose', ['short'], 'sample', undefined],
      ['empty', [], 'complete', undefined],
      ['list', [], 'sample', undefined],
      ['mood', ['ok', 'sad'], 'complete', undefined],
      ['day', ['0044-01-01 (BC)', '2024-01-31'], 'complete', undefined],
      ['ever', ['2024-01-31 10:00:00', 'infinity'], 'complete', undefined],
    ]);
  });

  it.each([400, 60_000])('come from all over a table that is too large to be read whole, looking at %i rows', async (sampleRows) => {
    const file = await files.newFile("CREATE TABLE t AS SELECT range AS id, 'region ' || (range // 25000) AS region, DATE '2020-01-01' + (range % 1000)::INTEGER AS day FROM range(200000)", 'CREATE VIEW v AS SELECT region FROM t');
    const database = files.open(file, { sampleRows });
    const [spread, day] = await database.sampleValues('t', ['region', 'day'], { limit: 50 });
    expect([spread?.values.length, spread?.coverage, day?.days?.coverage]).toEqual([8, 'sample', 'sample']);
    expect((await database.sampleValues('v', ['region'], { limit: 50 }))[0]?.coverage).toBe('sample');
  });

  it('may be asked of very many columns', async () => {
    const columns = Array.from({ length: 250 }, (_, index) => `c${index}`);
    const database = files.open(await files.newFile(`CREATE TABLE wide (${columns.map((name) => `${name} VARCHAR`).join(', ')}); INSERT INTO wide VALUES (${columns.map((name) => `'${name}'`).join(', ')})`));
    expect(await database.sampleValues('wide', columns, { limit: 3 })).toEqual(columns.map((column) => ({ column, values: [column], coverage: 'complete' })));
  });
});
