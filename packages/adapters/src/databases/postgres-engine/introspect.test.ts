import { afterEach, expect, it } from 'vitest';
import { describeWithPostgres } from '../../../../../tests/support/services.ts';
import { administer, ask, ORDERS, useTestDatabase } from '../postgres/test-database.fixture.ts';

function isEqual(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}

describeWithPostgres('the structure of a PostgreSQL database', (url) => {
  const server = useTestDatabase(url);
  afterEach(() => server.closeAll());

  it('has tables, views and partitioned tables, with types, keys and comments', async () => {
    const schema = await server.newSchema(
      "CREATE TYPE mood AS ENUM ('good', 'bad')",
      'CREATE DOMAIN email AS varchar(80) NOT NULL',
      `CREATE TABLE people (
         id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, country char(2), code numeric(10, 2) NOT NULL, "Full Name" text, mail email, feeling mood, tags text[], at timestamptz(3),
         gone integer, twice numeric GENERATED ALWAYS AS (code * 2) STORED, UNIQUE (country, code))`,
      'ALTER TABLE people DROP COLUMN gone',
      'CREATE UNIQUE INDEX ON people (mail) INCLUDE (at)',
      'CREATE UNIQUE INDEX ON people (feeling) WHERE country IS NULL',
      'CREATE UNIQUE INDEX ON people (lower("Full Name"))',
      "COMMENT ON TABLE people IS 'Everybody'",
      `COMMENT ON COLUMN people."Full Name" IS 'As in the passport'`,
      'CREATE TABLE visits (person bigint REFERENCES people, country char(2), code numeric(10, 2), day date NOT NULL, FOREIGN KEY (country, code) REFERENCES people (country, code)) PARTITION BY RANGE (day)',
      "CREATE TABLE visits_2024 PARTITION OF visits FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
      "INSERT INTO visits SELECT NULL, NULL, NULL, DATE '2024-01-01' + n FROM generate_series(0, 99) AS n",
      'CREATE VIEW recent AS SELECT person, day FROM visits',
      'CREATE MATERIALIZED VIEW counted AS SELECT day, count(*) AS n FROM visits GROUP BY day',
      'ANALYZE visits, visits_2024, counted',
    );
    const { tables } = await server.open(schema).introspect();
    const [counted, people, recent, visits] = tables;
    expect(tables.map(({ name, kind }) => [name, kind])).toEqual([['counted', 'view'], ['people', 'table'], ['recent', 'view'], ['visits', 'table']]);
    expect(people).toEqual({
      name: 'people',
      kind: 'table',
      columns: [
        { name: 'id', type: 'bigint', nullable: false },
        { name: 'country', type: 'character(2)', nullable: true },
        { name: 'code', type: 'numeric(10,2)', nullable: false },
        { name: 'Full Name', type: 'text', nullable: true, comment: 'As in the passport' },
        { name: 'mail', type: 'character varying(80)', nullable: false },
        { name: 'feeling', type: 'mood', nullable: true },
        { name: 'tags', type: 'text[]', nullable: true },
        { name: 'at', type: 'timestamp(3) with time zone', nullable: true },
        { name: 'twice', type: 'numeric', nullable: true },
      ],
      primaryKey: ['id'],
      unique: [['country', 'code'], ['mail']],
      foreignKeys: [],
      comment: 'Everybody',
    });
    expect(visits?.foreignKeys).toEqual([
      { columns: ['country', 'code'], referencedTable: 'people', referencedColumns: ['country', 'code'] },
      { columns: ['person'], referencedTable: 'people', referencedColumns: ['id'] },
    ]);
    expect([visits?.rowEstimate, counted?.rowEstimate, recent?.rowEstimate]).toEqual([100, 100, undefined]);
    expect(counted?.columns).toEqual([{ name: 'day', type: 'date', nullable: true }, { name: 'n', type: 'bigint', nullable: true }]);
  });

  it('has only the schemas that were named, and names by which a statement reaches each table', async () => {
    const other = await server.newSchema('CREATE TABLE items (id integer PRIMARY KEY)', "INSERT INTO items VALUES (7)", 'CREATE TABLE "odd na""me" (id integer)');
    const third = await server.newSchema('CREATE TABLE hidden (id integer PRIMARY KEY)');
    const schema = await server.newSchema('CREATE TABLE items (id integer PRIMARY KEY)', `CREATE TABLE sold (item integer REFERENCES ${other}.items, secret integer REFERENCES ${third}.hidden)`);
    await administer(url, `CREATE TABLE ${schema}."${other}.items" (pretender integer)`);
    const database = server.open(schema, { schemas: [schema, other] });
    const { tables } = await database.introspect();
    expect(tables.map(({ name }) => name).toSorted()).toEqual(['items', `${other}.items`, `${other}.odd na"me`, 'sold'].toSorted());
    expect(tables.find(({ name }) => name === 'sold')?.foreignKeys).toEqual([{ columns: ['item'], referencedTable: `${other}.items`, referencedColumns: ['id'] }]);
    expect((await ask(database, `SELECT id FROM ${other}.items`)).rows).toEqual([[7]]);
    expect(await database.sampleValues(`${other}.items`, ['id'], { limit: 5 })).toEqual([{ column: 'id', values: ['7'], coverage: 'complete' }]);
    expect(await database.sampleValues(`${other}.odd na"me`, ['id'], { limit: 5 })).toEqual([{ column: 'id', values: [], coverage: 'complete' }]);
    await expect(database.sampleValues(`${third}.hidden`, ['id'], { limit: 5 })).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
  });

  it('has every schema but those of the server when asked for all, and tables that came later', async () => {
    const schema = await server.newSchema('CREATE TABLE found (id integer)');
    const database = server.open(schema, { schemas: 'all' });
    const names = (await database.introspect()).tables.map(({ name }) => name);
    expect(names).toContain(`${schema}.found`);
    expect(names.filter((name) => /^(?:pg_|information_schema)/.test(name))).toEqual([]);
    await administer(url, `CREATE TABLE ${schema}.later AS SELECT 7 AS n`);
    expect(await database.sampleValues(`${schema}.later`, ['n'], { limit: 5 })).toEqual([{ column: 'n', values: ['7'], coverage: 'complete' }]);
  });

  it('tells of each table whether its rows may have changed, and says nothing where it cannot tell', async () => {
    const schema = await server.newSchema(
      'CREATE TABLE a AS SELECT 1 AS n',
      'CREATE TABLE b AS SELECT 1 AS n',
      'CREATE TABLE parts (n integer) PARTITION BY LIST (n)',
      'CREATE TABLE part PARTITION OF parts DEFAULT',
      'CREATE TABLE parent (n integer)',
      'CREATE TABLE heir () INHERITS (parent)',
      'CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM a',
      'CREATE VIEW v AS SELECT n FROM a',
    );
    const database = server.open(schema);
    const read = async () => (await database.introspect()).revisions ?? new Map<string, string>();
    // A session's writes are counted a little after they can be read.
    await expect.poll(async () => isEqual(await read(), await read())).toBe(true);
    const first = await read();
    expect([...first.keys()].toSorted()).toEqual(['a', 'b', 'counted', 'heir', 'parts']);

    const changes = [
      ['INSERT INTO a VALUES (2)', 'a'],
      ['UPDATE a SET n = 3', 'a'],
      ['DELETE FROM a', 'a'],
      ['TRUNCATE a', 'a'],
      ['INSERT INTO parts VALUES (1)', 'parts'],
      ['REFRESH MATERIALIZED VIEW counted', 'counted'],
    ] as const;
    for (const [statement, table] of changes) {
      const before = await read();
      await administer(url, statement.replace(/\b(?:a|parts|counted)\b/u, `${schema}.$&`));
      await expect.poll(async () => (await read()).get(table) !== before.get(table)).toBe(true);
      expect((await read()).get('b')).toBe(first.get('b'));
    }
  });

  it('takes no statement for each table', async () => {
    const tables = Array.from({ length: 500 }, (_, index) => `CREATE TABLE t${index} (id integer PRIMARY KEY, parent integer REFERENCES t${Math.max(0, index - 1)}, a numeric(9, 2), b numeric(9, 2) NOT NULL, c date, d boolean)`);
    const database = server.open(await server.newSchema(tables.join('; ')));
    await ask(database, 'SELECT 1');
    const start = performance.now();
    const found = (await database.introspect()).tables;
    expect(performance.now() - start).toBeLessThan(1_000);
    expect([found.length, found.every(({ foreignKeys, primaryKey, columns }) => foreignKeys.length === 1 && primaryKey.length === 1 && columns.length === 6)]).toEqual([500, true]);
  }, 60_000);
});

describeWithPostgres('values of a PostgreSQL database', (url) => {
  const server = useTestDatabase(url);
  afterEach(() => server.closeAll());

  it('are complete only when nothing was left out', async () => {
    const schema = await server.newSchema(
      "CREATE TABLE t (kind text, number integer, share numeric(3, 1), active boolean, day date, bytes bytea, document jsonb, tags text[], prose text, nothing text)",
      `INSERT INTO t VALUES ('b', 2, 0.5, true, '2024-01-01', '\\x00', '{}', '{a}', repeat('long ', 100), NULL), ('a', 1, 2, false, '2024-01-02', NULL, NULL, NULL, 'short', NULL), ('b', 2, 0.5, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`,
    );
    const database = server.open(schema);
    const found = await database.sampleValues('t', ['kind', 'number', 'share', 'active', 'day', 'bytes', 'document', 'tags', 'prose', 'nothing'], { limit: 2 });
    expect(found.map(({ column, values, coverage }) => [column, values.toSorted(), coverage])).toEqual([
      ['kind', ['a', 'b'], 'complete'],
      ['number', ['1', '2'], 'complete'],
      ['share', ['0.5', '2.0'], 'complete'],
      ['active', ['false', 'true'], 'complete'],
      ['day', ['2024-01-01', '2024-01-02'], 'complete'],
      ['bytes', [], 'sample'],
      ['document', [], 'sample'],
      ['tags', [], 'sample'],
      ['prose', ['short'], 'sample'],
      ['nothing', [], 'complete'],
    ]);
    const [one] = await database.sampleValues('t', ['kind'], { limit: 1 });
    expect([one?.values.length, one?.coverage]).toEqual([1, 'sample']);
    await expect(database.sampleValues('t', ['nope'], { limit: 1 })).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    await expect(database.sampleValues('t; DROP TABLE t', ['kind'], { limit: 1 })).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
  });

  it('come from all over a table that is too large to be read whole', async () => {
    const schema = await server.newSchema(
      'CREATE TABLE t (id integer PRIMARY KEY, region text, filler text)',
      "INSERT INTO t SELECT n, 'region ' || (n / 2500), repeat('x', 100) FROM generate_series(0, 19999) AS n",
      'ANALYZE t',
      'CREATE VIEW v AS SELECT region FROM t ORDER BY id',
    );
    const database = server.open(schema, { sampleRows: 2_000 });
    const [spread] = await database.sampleValues('t', ['region'], { limit: 50 });
    expect([spread?.values.length, spread?.coverage]).toEqual([8, 'sample']);
    expect(await database.sampleValues('v', ['region'], { limit: 50 })).toEqual([{ column: 'region', values: ['region 0'], coverage: 'sample' }]);
  });

  it('may be asked of a wide table, and not for ever', async () => {
    const columns = Array.from({ length: 300 }, (_, index) => `c${index}`);
    const schema = await server.newSchema(
      `CREATE TABLE wide (${columns.map((name) => `${name} text`).join(', ')})`,
      `INSERT INTO wide VALUES (${columns.map((name) => `'${name}'`).join(', ')})`,
      'CREATE VIEW slow AS SELECT a.n FROM generate_series(1, 100000) AS a(n), generate_series(1, 100000) AS b(n) WHERE a.n + b.n < 0',
      ORDERS,
    );
    const database = server.open(schema, { sampleTimeoutMs: 300 });
    expect(await server.open(schema).sampleValues('wide', columns, { limit: 3 })).toEqual(columns.map((column) => ({ column, values: [column], coverage: 'complete' })));
    await expect(database.sampleValues('slow', ['n'], { limit: 5 })).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    expect(await database.sampleValues('orders', ['status'], { limit: 5 })).toMatchObject([{ coverage: 'complete' }]);
  });
});
