import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeWithMysql } from '../../../../../tests/support/services.ts';
import { ask, testServer } from './test-server.fixture.ts';

describeWithMysql('the schema', (address) => {
  const server = testServer(address);
  let url: string;
  let name: string;
  let other: string;
  beforeAll(async () => {
    ({ name: other } = await server.newDatabase('CREATE TABLE `regions.eu` (id INTEGER PRIMARY KEY, name VARCHAR(20))', "INSERT INTO `regions.eu` VALUES (1, 'North'), (2, 'South')"));
    ({ url, name } = await server.newDatabase(
      "CREATE TABLE customers (country CHAR(2), no INTEGER UNSIGNED, email VARCHAR(100) NOT NULL COMMENT 'where bills go', PRIMARY KEY (country, no), UNIQUE KEY by_email (email), KEY plain (no)) COMMENT 'who buys'",
      `CREATE TABLE orders (id BIGINT AUTO_INCREMENT PRIMARY KEY, country CHAR(2), customer_no INTEGER UNSIGNED, region INTEGER, amount DECIMAL(10,2) DEFAULT 0, total DECIMAL(12,2) AS (amount * 1.2) VIRTUAL, state ENUM('open','paid'),
         FOREIGN KEY by_customer (country, customer_no) REFERENCES customers (country, no), FOREIGN KEY by_region (region) REFERENCES ${other}.\`regions.eu\` (id))`,
      'CREATE TABLE `odd ``name``` (`a b` INTEGER, `c``d` TEXT, blob_col BLOB, flags BIT(4), doc JSON, prose TEXT, `when` DATETIME)',
      "INSERT INTO `odd ``name``` VALUES (1, 'x', 'bytes', b'0101', '{}', REPEAT('p', 201), '2024-01-02 03:04:05'), (2, 'X', 'bytes', b'0001', '{}', 'short', NULL), (3, NULL, NULL, NULL, NULL, NULL, NULL)",
      'CREATE VIEW paid AS SELECT id, amount FROM orders WHERE state = \'paid\'',
      'CREATE SEQUENCE numbers',
    ));
  });
  afterEach(() => server.closeAll());
  afterAll(async () => {
    await server.run(`DROP DATABASE ${name}`);
    await server.remove();
  });

  it('tells of a table that was written whether that was so since, and of no other', async () => {
    const { url: ownUrl, name: own } = await server.newDatabase('CREATE TABLE written (n INTEGER)', 'CREATE TABLE untouched (n INTEGER)', 'CREATE VIEW v AS SELECT n FROM written', 'INSERT INTO written VALUES (1)');
    const database = server.open({ connectionString: ownUrl });
    const read = async () => {
      const { revisions, unsettledMs } = await database.introspect();
      return { revisions: [...(revisions ?? [])], unsettledMs: unsettledMs?.get('written') ?? -1 };
    };
    const first = await read();
    expect(first.revisions.map(([table]) => table)).toEqual(['written']);
    expect((await read()).revisions).toEqual(first.revisions);
    // The time of a write has whole seconds, so that a second one within the same does not show.
    expect(first.unsettledMs).toBeLessThanOrEqual(2_000);
    await expect.poll(async () => (await read()).unsettledMs, { timeout: 10_000, interval: 300 }).toBe(0);
    const settled = (await read()).revisions;
    await server.run(`UPDATE ${own}.written SET n = 2`);
    expect((await read()).revisions).not.toEqual(settled);
    await server.run(`DROP DATABASE ${own}`);
  }, 20_000);

  it('has tables, views, columns, comments and keys', async () => {
    const { tables } = await server.open({ connectionString: url }).introspect();
    expect(tables.map(({ name: table, kind }) => [table, kind])).toEqual([['customers', 'table'], ['odd `name`', 'table'], ['orders', 'table'], ['paid', 'view']]);
    const [customers, , orders, paid] = tables;
    expect(customers).toMatchObject({
      comment: 'who buys',
      columns: [
        { name: 'country', type: 'char(2)', nullable: false },
        { name: 'no', type: 'int(10) unsigned', nullable: false },
        { name: 'email', type: 'varchar(100)', nullable: false, comment: 'where bills go' },
      ],
      primaryKey: ['country', 'no'],
      unique: [['email']],
      foreignKeys: [],
      rowEstimate: 0,
    });
    expect(orders?.foreignKeys).toEqual([{ columns: ['country', 'customer_no'], referencedTable: 'customers', referencedColumns: ['country', 'no'] }]);
    expect(orders?.columns.map(({ type }) => type)).toEqual(['bigint(20)', 'char(2)', 'int(10) unsigned', 'int(11)', 'decimal(10,2)', 'decimal(12,2)', "enum('open','paid')"]);
    expect(paid).toMatchObject({ columns: [{ name: 'id' }, { name: 'amount' }], primaryKey: [], unique: [], foreignKeys: [] });
    expect(paid).not.toHaveProperty('comment');
  });

  it('reaches further databases by their names', async () => {
    const database = server.open({ connectionString: url, databases: [name, other] });
    const { tables } = await database.introspect();
    expect(tables.map((table) => table.name)).toEqual(['customers', 'odd `name`', 'orders', 'paid', `${other}.regions.eu`]);
    expect(tables.find((table) => table.name === 'orders')?.foreignKeys).toContainEqual({ columns: ['region'], referencedTable: `${other}.regions.eu`, referencedColumns: ['id'] });
    expect(await database.sampleValues(`${other}.regions.eu`, ['name'], { limit: 5 })).toEqual([{ column: 'name', values: ['North', 'South'], coverage: 'complete' }]);
    expect(database.id).toBe(`mysql:${name}`);
    const moved = server.open({ connectionString: url, databases: [other] });
    expect((await moved.introspect()).tables.map((table) => table.name)).toEqual(['regions.eu']);
    expect((await ask(moved, 'SELECT DATABASE() AS d LIMIT 1')).rows).toEqual([[other]]);
  });

  it('shows an account only what it may read', async () => {
    const account = await server.newAccount(name);
    await server.run(`GRANT SELECT (country, no) ON ${name}.customers TO ${account.account}`, `GRANT SELECT (id, country, customer_no) ON ${name}.orders TO ${account.account}`);
    const { tables } = await server.open({ connectionString: account.url }).introspect();
    expect(tables.map((table) => [table.name, table.columns.map((column) => column.name), table.unique])).toEqual([['customers', ['country', 'no'], []], ['orders', ['id', 'country', 'customer_no'], []]]);
  });

  it('has sample values of any type, bounded and without bytes and prose', async () => {
    const database = server.open({ connectionString: url, sampleRows: 2 });
    const odd = await database.sampleValues('odd `name`', ['a b', 'c`d', 'blob_col', 'flags', 'doc', 'prose', 'when'], { limit: 5 });
    expect(Object.fromEntries(odd.map(({ column, values, coverage }) => [column, [values, coverage]]))).toEqual({
      'a b': [['1', '2'], 'sample'],
      'c`d': [['x', 'X'], 'sample'],
      blob_col: [[], 'sample'],
      flags: [['5', '1'], 'sample'],
      doc: [['{}'], 'sample'],
      prose: [['short'], 'sample'],
      when: [['2024-01-02 03:04:05'], 'sample'],
    });
    const whole = await server.open({ connectionString: url }).sampleValues('odd `name`', ['c`d', 'when', 'prose'], { limit: 1 });
    expect(whole.map(({ values, coverage }) => [values.length, coverage])).toEqual([[1, 'sample'], [1, 'complete'], [1, 'sample']]);
    await expect(database.sampleValues('orders', ['nope'], { limit: 5 })).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    await expect(database.sampleValues('orders` WHERE 1 = 0 UNION SELECT user FROM mysql.user -- ', ['id'], { limit: 5 })).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
  });

  it('gives up sampling in time', async () => {
    await server.run(`CREATE VIEW ${name}.slow AS SELECT BENCHMARK(10000000000, SHA2('x', 512)) AS n`);
    const database = server.open({ connectionString: url, sampleTimeoutMs: 200 });
    await expect(database.sampleValues('slow', ['n'], { limit: 5 })).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    await server.run(`DROP VIEW ${name}.slow`);
  });
});
