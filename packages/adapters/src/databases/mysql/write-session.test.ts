import type { Database } from '@nl2sql/core/contracts';
import { trustedSql, trustedWrite } from '@nl2sql/core/testing';
import { afterAll, afterEach, expect, it } from 'vitest';
import { describeWithMysql } from '../../../../../tests/support/services.ts';
import { startTcpProxy, type TcpProxy } from '../../../../../tests/support/tcp-proxy.ts';
import { ask, ORDERS, RUNAWAY, testServer } from './test-server.fixture.ts';

const TIME = { timeoutMs: 10_000 };
const BOTH = [{ id: 1, status: 'paid' }, { id: 2, status: 'open' }];

describeWithMysql('writing to MySQL', (address) => {
  const server = testServer(address);
  const proxies: TcpProxy[] = [];
  afterEach(async () => {
    await server.closeAll();
    for (const proxy of proxies.splice(0)) await proxy.close();
  });
  afterAll(() => server.remove());
  const proxied = async (url: string) => {
    const proxy = await startTcpProxy(url, 3306);
    proxies.push(proxy);
    return proxy;
  };
  const execute = (database: Database, text: string, parameters: readonly (string | number)[] = []) =>
    database.transaction((transaction) => transaction.execute(trustedWrite(text, parameters)), TIME);
  const rowsOf = (name: string) => server.run(`SELECT id, status FROM ${name}.orders ORDER BY id`);

  it('runs statements in their many forms', async () => {
    const { url, name } = await server.newDatabase(...ORDERS, 'CREATE TABLE others (id INTEGER PRIMARY KEY, status VARCHAR(9))', 'CREATE VIEW paid AS SELECT * FROM orders');
    const database = server.open({ connectionString: url, writes: true });
    const forms: readonly [string, number][] = [
      ["INSERT INTO others VALUES (1, 'x'), (2, 'y')", 2],
      ["INSERT INTO others VALUES (1, 'x') ON DUPLICATE KEY UPDATE status = 'z'", 2],
      ['INSERT INTO others WITH p AS (SELECT id FROM orders) SELECT id + 10, NULL FROM p', 2],
      ["UPDATE others JOIN orders ON orders.id = others.id SET others.status = 'w;--'", 2],
      ["UPDATE others SET status = 'w;--' WHERE id < 10", 2],
      ['DELETE others FROM others JOIN orders ON others.id = orders.id + 10', 2],
      ["UPDATE paid SET status = 'PAID' WHERE id = 1", 1],
      ['DELETE FROM others -- of them', 2],
    ];
    for (const [text, rows] of forms) expect(await execute(database, text), text).toEqual({ affectedRows: rows });
    expect(await rowsOf(name)).toEqual([{ id: 1, status: 'PAID' }, { id: 2, status: 'open' }]);
  });

  it('refuses everything else before it has any effect', async () => {
    const { url, name } = await server.newDatabase(...ORDERS, 'CREATE TABLE files (body LONGTEXT)', "CREATE PROCEDURE write_it() INSERT INTO orders VALUES (99, 'called')", 'CREATE TABLE `old log` (id INTEGER) ENGINE = MyISAM');
    const database = server.open({ connectionString: url, writes: true });
    const before = await server.run(`CHECKSUM TABLE ${name}.orders, ${name}.files, ${name}.\`old log\``);
    const others = [
      'SELECT 1',
      'WITH x AS (SELECT 1 AS a) SELECT a FROM x',
      "WITH x AS (SELECT 'written') SELECT * FROM x INTO OUTFILE '/tmp/nl2sql-written'",
      "REPLACE INTO orders VALUES (1, 'x')",
      'DELETE FROM orders RETURNING id',
      "INSERT INTO orders VALUES (3, 'x') RETURNING id",
      'DELETE /**/ HISTORY FROM orders',
      'DELETE FROM orders; DELETE FROM orders',
      'DELETE FROM orders; COMMIT',
      'DELETE FROM orders /*',
      'DELETE FROM orders\0 WHERE 0',
      '/*! DROP TABLE orders */',
      '/*!50000 DELETE */ FROM orders',
      'TRUNCATE TABLE orders',
      'DROP TABLE orders',
      'CREATE TABLE more (id INTEGER)',
      'CREATE TEMPORARY TABLE more (id INTEGER)',
      'ALTER TABLE orders ADD COLUMN more INTEGER',
      'RENAME TABLE orders TO gone',
      'COMMIT',
      'COMMIT AND CHAIN',
      'ROLLBACK',
      'START TRANSACTION',
      'BEGIN NOT ATOMIC DELETE FROM orders; END',
      'SET autocommit = 1',
      'SET STATEMENT max_statement_time = 0 FOR DELETE FROM orders',
      'SET @x = 1',
      'CALL write_it()',
      'DO SLEEP(0)',
      "LOAD DATA LOCAL INFILE '/etc/hosts' INTO TABLE files",
      "LOAD DATA INFILE '/etc/hosts' INTO TABLE files",
      'LOCK TABLES orders WRITE',
      'HANDLER orders OPEN',
      "PREPARE p FROM 'DELETE FROM orders'",
      "EXECUTE IMMEDIATE 'DELETE FROM orders'",
      'EXPLAIN DELETE FROM orders',
      'ANALYZE DELETE FROM orders',
      'GRANT ALL ON *.* TO somebody',
      'USE information_schema',
      'KILL 1',
      'INSERT INTO `old log` VALUES (1)',
      'INSERT INTO orders SELECT id, NULL FROM `old log`',
      '',
      ';',
    ];
    for (const other of others) await expect(execute(database, other), other).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    expect(await server.run(`CHECKSUM TABLE ${name}.orders, ${name}.files, ${name}.\`old log\``)).toEqual(before);
    expect(await server.run(`SELECT count(*) AS n FROM information_schema.tables WHERE table_schema = '${name}'`)).toEqual([{ n: 3 }]);
  });

  it('refuses another kind of statement that begins with the same word, however it is spaced', async () => {
    const database = server.open({ connectionString: (await server.newDatabase(...ORDERS)).url, writes: true });
    for (const text of ['DELETE HISTORY FROM orders', 'DELETE  HISTORY FROM orders', 'DELETE \n\tHISTORY FROM orders', 'DELETE  /*! HISTORY */ FROM orders', 'DELETE  -- \nHISTORY FROM orders']) {
      await expect(execute(database, text), text).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED', message: expect.stringContaining('Only one INSERT, UPDATE or DELETE') });
    }
  });

  it('undoes what a statement that reads has written, and lets it read no other way than outside', async () => {
    const { url, name } = await server.newDatabase(...ORDERS, 'CREATE FUNCTION writes() RETURNS INTEGER MODIFIES SQL DATA BEGIN DELETE FROM orders; RETURN 1; END');
    const database = server.open({ connectionString: url, writes: true });
    await database.transaction(async (transaction) => {
      await transaction.execute(trustedWrite("UPDATE orders SET status = 'x'"));
      expect((await transaction.query(trustedSql('SELECT writes() AS n'), { maxRows: 1 })).rows).toEqual([[1]]);
      expect(await transaction.query(trustedSql('SELECT id FROM orders ORDER BY id LIMIT 10'), { maxRows: 1 })).toMatchObject({ rows: [[1]], truncated: true });
    }, TIME);
    expect(await rowsOf(name)).toEqual([{ id: 1, status: 'x' }, { id: 2, status: 'x' }]);
    for (const text of ['DELETE FROM orders', 'SELECT id INTO @x FROM orders LIMIT 1', "SELECT id FROM orders INTO OUTFILE '/tmp/nl2sql-written'", 'SELECT 1; COMMIT']) {
      await expect(database.transaction((transaction) => transaction.query(trustedSql(text), { maxRows: 1 }), TIME), text).rejects.toMatchObject({ code: expect.stringMatching(/^DATABASE_(?:READ_ONLY|QUERY_FAILED)$/) });
    }
  });

  it('is strict, holds rows to foreign keys, and leaves nothing of its session to who comes next', async () => {
    const { url, name } = await server.newDatabase(...ORDERS, 'CREATE TABLE items (id INTEGER PRIMARY KEY, order_id INTEGER, FOREIGN KEY (order_id) REFERENCES orders (id))');
    const pool = server.pool({ uri: url, connectionLimit: 1 });
    const database = server.open({ pool, writes: true });
    await pool.query("SET SESSION sql_mode = '', foreign_key_checks = 0, tx_isolation = 'READ-UNCOMMITTED'");
    await expect(execute(database, `UPDATE orders SET status = REPEAT('x', 99)`)).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED', message: expect.stringContaining('longer') });
    await expect(execute(database, 'INSERT INTO items VALUES (1, 99)')).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED', message: expect.stringContaining('refers') });
    expect(await execute(database, "UPDATE orders SET status = @kept := 'x'")).toEqual({ affectedRows: 2 });
    const [rows] = await pool.query('SELECT @kept AS kept, @@in_transaction AS transaction');
    expect(rows).toEqual([{ kept: null, transaction: 0 }]);
    expect(await rowsOf(name)).toEqual([{ id: 1, status: 'x' }, { id: 2, status: 'x' }]);
    await expect(execute(server.open({ pool: server.pool({ uri: url, flags: ['-FOUND_ROWS'] }), writes: true }), 'DELETE FROM orders')).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
  });

  it('is busy where another session holds the rows, or both wait for each other, and does nothing afterwards', async () => {
    const { url, name } = await server.newDatabase(...ORDERS);
    const database = server.open({ connectionString: url, writes: true });
    const other = await server.pool({ uri: url }).getConnection();
    await other.query("START TRANSACTION");
    await other.query("UPDATE orders SET status = 'theirs' WHERE id = 1");
    await expect(execute(database, "UPDATE orders SET status = 'mine' WHERE id = 1")).rejects.toMatchObject({ code: 'DATABASE_BUSY', retryable: true });
    await other.query('ROLLBACK');
    other.release();

    let bothHold = () => {};
    const meet = new Promise<void>((resolve) => (bothHold = resolve));
    let holding = 0;
    const swap = (first: number, second: number) =>
      database.transaction(async (transaction) => {
        await transaction.execute(trustedWrite("UPDATE orders SET status = 'mine' WHERE id = ?", [first]));
        if (++holding === 2) bothHold();
        await meet;
        // The server has undone the whole transaction with a deadlock: what came then would be on its own.
        await transaction.execute(trustedWrite("UPDATE orders SET status = 'mine' WHERE id = ?", [second])).catch(() => undefined);
        await transaction.execute(trustedWrite('INSERT INTO orders VALUES (?, NULL)', [10 + first]));
      }, TIME);
    const outcomes = await Promise.allSettled([swap(1, 2), swap(2, 1)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'DATABASE_BUSY', retryable: true } });
    expect(await rowsOf(name)).toHaveLength(3);
  });

  it('says that it does not know what became of a transaction whose COMMIT lost its connection', async () => {
    for (const [lost, rows] of [['request', 2], ['reply', 0]] as const) {
      const { url, name } = await server.newDatabase(...ORDERS);
      const proxy = await proxied(url);
      const database = server.open({ connectionString: url, writes: { connectionString: proxy.url } });
      proxy.cutAt('COMMIT', lost);
      await expect(execute(database, 'DELETE FROM orders')).rejects.toMatchObject({ code: 'DATABASE_OUTCOME_UNKNOWN', retryable: false });
      await expect.poll(() => rowsOf(name)).toHaveLength(rows);
      expect((await ask(database, 'SELECT count(*) FROM orders LIMIT 1')).rows).toEqual([[rows]]);
    }
  });

  it('has committed, whatever becomes of the connection afterwards', async () => {
    const { url, name } = await server.newDatabase(...ORDERS);
    const proxy = await proxied(url);
    const database = server.open({ connectionString: url, writes: { connectionString: proxy.url } });
    proxy.cutAt('ROLLBACK', 'request');
    expect(await execute(database, 'DELETE FROM orders')).toEqual({ affectedRows: 2 });
    expect(await rowsOf(name)).toEqual([]);
  });

  it('may be tried again when the connection breaks before', async () => {
    const { url, name } = await server.newDatabase(...ORDERS);
    const proxy = await proxied(url);
    const database = server.open({ connectionString: url, writes: { connectionString: proxy.url } });
    proxy.cutAt('DELETE', 'reply');
    await expect(execute(database, 'DELETE FROM orders')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
    expect(await rowsOf(name)).toEqual(BOTH);
    await expect.poll(() => execute(database, "UPDATE orders SET status = 'x'").catch(({ code }: { code: string }) => code)).toEqual({ affectedRows: 2 });
  });

  it('stops at its time limit while the work does something else', async () => {
    const { url, name } = await server.newDatabase(...ORDERS);
    const database = server.open({ connectionString: url, writes: true });
    const dawdles = database.transaction(async (transaction) => {
      await transaction.execute(trustedWrite('DELETE FROM orders'));
      await new Promise(() => undefined);
    }, { timeoutMs: 300 });
    await expect(dawdles).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    expect(await rowsOf(name)).toEqual(BOTH);
  });

  it('takes the user who may write for writing alone', async () => {
    const { url, name } = await server.newDatabase(...ORDERS);
    const reader = await server.newAccount(name);
    await server.run(`GRANT SELECT ON ${name}.orders TO ${reader.account}`);
    const database = server.open({ connectionString: reader.url, writes: { connectionString: url } });
    expect((await ask(database, 'SELECT CURRENT_USER() AS who')).rows).toEqual([[`${reader.user}@%`]]);
    expect(await execute(database, 'DELETE FROM orders WHERE id = 1')).toEqual({ affectedRows: 1 });
    await expect(execute(server.open({ connectionString: reader.url, writes: true }), 'DELETE FROM orders')).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    expect(await rowsOf(name)).toHaveLength(1);
  });

  it('fails so that it may be tried again while the server is down, and works when it is back', async () => {
    const { url, name } = await server.newDatabase(...ORDERS);
    const proxy = await proxied(url);
    for (const database of [server.open({ connectionString: proxy.url, writes: true }), server.open({ pool: server.pool({ uri: proxy.url, connectionLimit: 2 }), writes: true })]) {
      const calls = [() => ask(database, 'SELECT count(*) FROM orders LIMIT 1'), () => database.introspect(), () => database.sampleValues('orders', ['status'], { limit: 5 }), () => execute(database, "UPDATE orders SET status = 'x'")];
      for (const call of calls) await call();
      const running = ask(database, RUNAWAY, { timeoutMs: 60_000 });
      void running.catch(() => undefined);
      const atWork = () => server.run(`SELECT id FROM information_schema.processlist WHERE db = '${name}' AND command <> 'Sleep'`);
      await expect.poll(atWork, { timeout: 10_000 }).toHaveLength(1);
      const [{ id } = {}] = await atWork();
      await proxy.goDown();
      await expect(running).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
      for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
      await proxy.comeBack();
      for (const call of calls) await call();
      await server.run(`KILL ${Number(id)}`);
    }
  });
});
