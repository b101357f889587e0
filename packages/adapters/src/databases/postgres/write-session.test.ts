import type { Database, WriteTransaction } from '@nl2sql/core/contracts';
import { trustedSql, trustedWrite } from '@nl2sql/core/testing';
import { afterEach, expect, it } from 'vitest';
import { describeWithPostgres } from '../../../../../tests/support/services.ts';
import { startTcpProxy, type TcpProxy } from '../../../../../tests/support/tcp-proxy.ts';
import { administer, ask, ORDERS, RUNAWAY, useTestDatabase } from './test-database.fixture.ts';

const TIME = { timeoutMs: 10_000 };

describeWithPostgres('writing to PostgreSQL', (url) => {
  const server = useTestDatabase(url);
  const proxies: TcpProxy[] = [];
  afterEach(async () => {
    await server.closeAll();
    for (const proxy of proxies.splice(0)) await proxy.close();
  });
  const proxied = async () => {
    const proxy = await startTcpProxy(url, 5432);
    proxies.push(proxy);
    return proxy;
  };
  const execute = (database: Database, text: string, parameters: readonly (string | number)[] = []) =>
    database.transaction((transaction) => transaction.execute(trustedWrite(text, parameters)), TIME);
  const rowsOf = (schema: string, table = 'orders') => administer(url, `SELECT id, status FROM ${schema}.${table} ORDER BY id`);
  const BOTH = [[1, 'paid'], [2, 'open']];

  it('runs statements in their many forms', async () => {
    const schema = await server.newSchema(ORDERS, 'CREATE TABLE others (id integer PRIMARY KEY, status text)', 'CREATE VIEW paid AS SELECT * FROM orders');
    const database = server.open(schema, { writes: true });
    const forms: readonly [string, number][] = [
      ["INSERT INTO others VALUES (1, 'x'), (2, 'y')", 2],
      ["INSERT INTO others VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET status = 'z'", 1],
      ["INSERT INTO others VALUES (1, 'x') ON CONFLICT DO NOTHING", 0],
      ['WITH p AS (SELECT id FROM orders) INSERT INTO others SELECT id + 10, NULL FROM p', 2],
      ["WITH p AS (SELECT id FROM orders) UPDATE others SET status = 'w' FROM p WHERE others.id = p.id", 2],
      ['DELETE FROM others USING orders WHERE others.id = orders.id + 10', 2],
      ["UPDATE paid SET status = 'PAID' WHERE id = 1", 1],
      ['-- what it does\nDELETE /* all */ FROM others -- of them', 2],
    ];
    for (const [text, rows] of forms) expect(await execute(database, text), text).toEqual({ affectedRows: rows });
    expect(await rowsOf(schema)).toEqual([[1, 'PAID'], [2, 'open']]);
  });

  it('refuses everything else before it has any effect', async () => {
    const schema = await server.newSchema(ORDERS, 'CREATE SEQUENCE counter', 'CREATE TABLE ruled (id integer, status text)', 'CREATE RULE twice AS ON INSERT TO ruled DO ALSO DELETE FROM orders');
    const pool = server.pool({ max: 2 });
    pool.on('connect', (client) => void client.query("PREPARE of_the_host AS DELETE FROM orders").catch(() => undefined));
    const state = `SELECT (SELECT string_agg(id || status, ',' ORDER BY id) FROM ${schema}.orders), (SELECT last_value || is_called::text FROM ${schema}.counter), (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_roles), (SELECT count(*) FROM pg_prepared_xacts)`;
    const before = await administer(url, state);
    const database = server.open(schema, { writes: true, pool });
    const others = [
      'SELECT nextval(\'counter\')',
      'VALUES (1)',
      'TABLE orders',
      'EXECUTE of_the_host',
      'ANALYZE DELETE FROM orders',
      'EXPLAIN ANALYZE DELETE FROM orders',
      '(ANALYZE) DELETE FROM orders',
      'WITH x AS (DELETE FROM orders RETURNING id) SELECT count(*) FROM x',
      'WITH x AS (DELETE FROM orders RETURNING id) INSERT INTO ruled SELECT id FROM x',
      "INSERT INTO ruled VALUES (1, 'x')",
      'DELETE FROM orders RETURNING id',
      "INSERT INTO orders VALUES (3, 'x') RETURNING nextval('counter')",
      "MERGE INTO orders USING (SELECT 1 AS id) AS s ON s.id = orders.id WHEN MATCHED THEN DELETE",
      'DELETE FROM orders; DELETE FROM orders',
      'DELETE FROM orders;',
      'SELECT 1) DELETE FROM orders --',
      'SELECT 1), more AS (DELETE FROM orders',
      'DELETE FROM orders) SELECT 1; COMMIT; --',
      'COMMIT',
      'COMMIT AND CHAIN',
      "PREPARE TRANSACTION 'kept'",
      'SAVEPOINT a',
      'TRUNCATE orders',
      'DROP TABLE orders',
      'CREATE TABLE more AS SELECT 1 AS a',
      'SELECT 1 AS a INTO more',
      "DO $$ BEGIN DELETE FROM orders; END $$",
      'CALL writes()',
      "COPY orders FROM PROGRAM 'echo 9'",
      "COPY (SELECT 1) TO PROGRAM 'true'",
      'SET search_path = nowhere',
      'SET ROLE pg_monitor',
      'LOCK TABLE orders',
      'NOTIFY channel',
      'DECLARE c CURSOR WITH HOLD FOR SELECT 1',
      'CREATE ROLE somebody',
      '',
      '--',
      'DELETE FROM orders /*',
      'DELETE FROM orders\0 WHERE false',
    ];
    for (const other of others) await expect(execute(database, other), other).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    expect(await administer(url, state)).toEqual(before);
  });

  it('lets no statement that reads write, although the transaction may', async () => {
    const schema = await server.newSchema(ORDERS, 'CREATE SEQUENCE counter', "CREATE FUNCTION writes() RETURNS integer LANGUAGE sql AS 'DELETE FROM orders RETURNING 1'");
    const database = server.open(schema, { writes: true });
    for (const text of ['SELECT writes()', "SELECT nextval('counter')", "SELECT set_config('transaction_read_only', 'off', true), writes()", "SELECT query_to_xml('ROLLBACK', true, true, '')", 'SELECT id FROM orders FOR UPDATE', 'COMMIT; SELECT 1']) {
      const work = async (transaction: WriteTransaction) => {
        await transaction.execute(trustedWrite("UPDATE orders SET status = 'x'"));
        await transaction.query(trustedSql(text), { maxRows: 1 });
      };
      await expect(database.transaction(work, TIME), text).rejects.toMatchObject({ code: expect.stringMatching(/^DATABASE_(?:READ_ONLY|QUERY_FAILED)$/) });
      await expect(ask(database, text), text).rejects.toMatchObject({ code: expect.stringMatching(/^DATABASE_(?:READ_ONLY|QUERY_FAILED)$/) });
    }
    expect(await rowsOf(schema)).toEqual(BOTH);
  });

  it('is held to its settings at each statement, whatever the one before did, and leaves nothing to who comes next', async () => {
    const schema = await server.newSchema(ORDERS);
    const pool = server.pool({ max: 1 });
    const database = server.open(schema, { writes: true, pool });
    const seen = await database.transaction(async (transaction) => {
      await transaction.execute(trustedWrite("UPDATE orders SET status = set_config('search_path', 'nowhere', false) WHERE id = 1"));
      await transaction.execute(trustedWrite("UPDATE orders SET status = set_config('app.tenant', '7', false) || pg_try_advisory_lock(7)::text WHERE id = 1"));
      return transaction.query(trustedSql("SELECT current_setting('search_path'), current_setting('transaction_read_only')"), { maxRows: 1 });
    }, TIME);
    expect(seen.rows).toEqual([[`pg_catalog, "${schema}"`, 'on']]);
    expect((await pool.query("SELECT current_setting('search_path') AS path, current_setting('app.tenant', true) AS tenant, (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory') AS locks")).rows).toEqual([{ path: '"$user", public', tenant: null, locks: 0 }]);
  });

  it('does not go on as another role', async () => {
    const schema = await server.newSchema(ORDERS);
    const role = `${schema}_writer`;
    await administer(url, `CREATE ROLE ${role} LOGIN PASSWORD 'w'`, `GRANT pg_monitor TO ${role}`, `GRANT USAGE ON SCHEMA ${schema} TO ${role}`, `GRANT SELECT, UPDATE ON ALL TABLES IN SCHEMA ${schema} TO ${role}`);
    try {
      const database = server.open(schema, { connectionString: Object.assign(new URL(url), { username: role, password: 'w' }).href, writes: true });
      const asAnother = database.transaction(async (transaction) => {
        await transaction.execute(trustedWrite("UPDATE orders SET status = set_config('role', 'pg_monitor', false)"));
        await transaction.query(trustedSql('SELECT 1'), { maxRows: 1 });
      }, TIME);
      await expect(asAnother).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', message: expect.stringContaining('role') });
      expect(await rowsOf(schema)).toEqual(BOTH);
    } finally {
      await server.closeAll();
      await administer(url, `DROP OWNED BY ${role}`, `DROP ROLE ${role}`);
    }
  });

  it('does nothing after a statement that failed, whatever the work makes of it', async () => {
    const schema = await server.newSchema(ORDERS);
    const database = server.open(schema, { writes: true });
    const carriesOn = database.transaction(async (transaction) => {
      await transaction.execute(trustedWrite("INSERT INTO orders VALUES (3, 'x')"));
      await transaction.execute(trustedWrite("INSERT INTO orders VALUES (1, 'x')")).catch(() => undefined);
      await expect(transaction.execute(trustedWrite("INSERT INTO orders VALUES (4, 'x')"))).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    }, TIME);
    await expect(carriesOn).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED', message: expect.stringContaining('twice') });
    const unawaited = database.transaction(async (transaction) => {
      void transaction.execute(trustedWrite("INSERT INTO orders VALUES (3, 'x')"));
      void transaction.execute(trustedWrite("INSERT INTO orders VALUES (1, 'x')"));
    }, TIME);
    await expect(unawaited).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    expect(await rowsOf(schema)).toEqual(BOTH);
  });

  it('stops at its time limit while the work does something else, or when the database is closed', async () => {
    const schema = await server.newSchema(ORDERS);
    const database = server.open(schema, { writes: true });
    const dawdles = (timeoutMs: number) =>
      database.transaction(async (transaction) => {
        await transaction.execute(trustedWrite('DELETE FROM orders'));
        await new Promise(() => undefined);
      }, { timeoutMs });
    await expect(dawdles(200)).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    const closed = dawdles(60_000);
    void closed.catch(() => undefined);
    await expect.poll(() => administer(url, "SELECT count(*)::int FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()")).toEqual([[1]]);
    await database.close();
    await expect(closed).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(await rowsOf(schema)).toEqual(BOTH);
  });

  it('is busy where another session holds the rows, has changed them, or both wait for each other', async () => {
    const schema = await server.newSchema(ORDERS);
    const database = server.open(schema, { writes: true, lockTimeoutMs: 100 });
    const other = await server.pool().connect();
    await other.query(`BEGIN; UPDATE ${schema}.orders SET status = 'theirs' WHERE id = 1`);
    await expect(execute(database, "UPDATE orders SET status = 'mine' WHERE id = 1")).rejects.toMatchObject({ code: 'DATABASE_BUSY', retryable: true });
    const stale = database.transaction(async (transaction) => {
      await transaction.query(trustedSql('SELECT count(*) FROM orders'), { maxRows: 1 });
      await other.query('COMMIT');
      await transaction.execute(trustedWrite("UPDATE orders SET status = 'mine' WHERE id = 1"));
    }, TIME);
    await expect(stale).rejects.toMatchObject({ code: 'DATABASE_BUSY', retryable: true });
    other.release();

    const patient = server.open(schema, { writes: true, lockTimeoutMs: 10_000 });
    let bothHold = () => {};
    const meet = new Promise<void>((resolve) => (bothHold = resolve));
    let holding = 0;
    const swap = (first: number, second: number) =>
      patient.transaction(async (transaction) => {
        await transaction.execute(trustedWrite("UPDATE orders SET status = 'mine' WHERE id = $1", [first]));
        if (++holding === 2) bothHold();
        await meet;
        await transaction.execute(trustedWrite("UPDATE orders SET status = 'mine' WHERE id = $1", [second]));
      }, TIME);
    const outcomes = await Promise.allSettled([swap(1, 2), swap(2, 1)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'DATABASE_BUSY', retryable: true } });
    expect(await rowsOf(schema)).toEqual([[1, 'mine'], [2, 'mine']]);
  });

  it('says that it does not know what became of a transaction whose COMMIT lost its connection', async () => {
    for (const [lost, rows] of [['request', 2], ['reply', 0]] as const) {
      const schema = await server.newSchema(ORDERS);
      const proxy = await proxied();
      const database = server.open(schema, { writes: { connectionString: proxy.url } });
      proxy.cutAt('COMMIT', lost);
      await expect(execute(database, 'DELETE FROM orders')).rejects.toMatchObject({ code: 'DATABASE_OUTCOME_UNKNOWN', retryable: false });
      await expect.poll(() => rowsOf(schema)).toHaveLength(rows);
      expect((await ask(database, 'SELECT count(*) FROM orders')).rows).toEqual([[rows]]);
    }
  });

  it('may be tried again when the connection breaks before', async () => {
    const schema = await server.newSchema(ORDERS);
    const proxy = await proxied();
    const database = server.open(schema, { writes: { connectionString: proxy.url } });
    proxy.cutAt('DELETE', 'reply');
    await expect(execute(database, 'DELETE FROM orders')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
    expect(await rowsOf(schema)).toEqual(BOTH);
    await expect(execute(database, "UPDATE orders SET status = 'x'")).resolves.toEqual({ affectedRows: 2 });
  });

  it('commits what it began to commit, although it is stopped meanwhile', async () => {
    const schema = await server.newSchema(
      ORDERS,
      "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END'",
      'CREATE CONSTRAINT TRIGGER slow AFTER DELETE ON orders DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()',
    );
    const database = server.open(schema, { writes: true });
    const controller = new AbortController();
    const write = database.transaction((transaction) => transaction.execute(trustedWrite('DELETE FROM orders WHERE id = 1')), { ...TIME, signal: controller.signal });
    await expect.poll(() => administer(url, "SELECT count(*)::int FROM pg_stat_activity WHERE query = 'COMMIT' AND state = 'active' AND datname = current_database()")).toEqual([[1]]);
    controller.abort();
    await expect(write).resolves.toEqual({ affectedRows: 1 });
    expect(await rowsOf(schema)).toHaveLength(1);
  });

  it('undoes a transaction that fails at its COMMIT', async () => {
    const schema = await server.newSchema(ORDERS, 'CREATE TABLE items (id integer REFERENCES orders DEFERRABLE INITIALLY DEFERRED)');
    const database = server.open(schema, { writes: true });
    await expect(execute(database, 'INSERT INTO items VALUES (99)')).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED', message: expect.stringContaining('refers') });
    expect(await administer(url, `SELECT count(*)::int FROM ${schema}.items`)).toEqual([[0]]);
  });

  it('takes the role that may write for writing alone', async () => {
    const schema = await server.newSchema(ORDERS);
    const role = `${schema}_reader`;
    await administer(url, `CREATE ROLE ${role} LOGIN PASSWORD 'r'`, `GRANT USAGE ON SCHEMA ${schema} TO ${role}`, `GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${role}`);
    try {
      const reader = Object.assign(new URL(url), { username: role, password: 'r' }).href;
      const database = server.open(schema, { connectionString: reader, writes: { connectionString: url } });
      expect((await ask(database, 'SELECT current_user::text')).rows).toEqual([[role]]);
      expect(await execute(database, 'DELETE FROM orders WHERE id = 1')).toEqual({ affectedRows: 1 });
      const unable = server.open(schema, { connectionString: reader, writes: true });
      await expect(execute(unable, 'DELETE FROM orders')).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED', message: expect.stringContaining('privilege') });
      expect(await rowsOf(schema)).toHaveLength(1);
    } finally {
      await server.closeAll();
      await administer(url, `DROP OWNED BY ${role}`, `DROP ROLE ${role}`);
    }
  });

  it('fails so that it may be tried again while the server is down, and works when it is back', async () => {
    const schema = await server.newSchema(ORDERS);
    const proxy = await proxied();
    for (const database of [server.open(schema, { connectionString: proxy.url, writes: true }), server.open(schema, { pool: server.pool({ connectionString: proxy.url, max: 2 }), writes: true })]) {
      const calls = [() => ask(database, 'SELECT count(*) FROM orders'), () => database.introspect(), () => database.sampleValues('orders', ['status'], { limit: 5 }), () => execute(database, "UPDATE orders SET status = 'x'")];
      for (const call of calls) await call();
      const running = ask(database, RUNAWAY, { timeoutMs: 60_000 });
      void running.catch(() => undefined);
      await expect.poll(() => administer(url, "SELECT count(*)::int FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'FETCH%' AND datname = current_database()")).toEqual([[1]]);
      await proxy.goDown();
      await expect(running).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
      for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
      await proxy.comeBack();
      for (const call of calls) await call();
      await administer(url, 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()');
    }
  });
});
