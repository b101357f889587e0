import { databaseCases, trustedSql } from '@nl2sql/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { describeWithPostgres } from '../../../../tests/support/services.ts';
import { postgres } from './postgres.ts';
import { loadPg } from './postgres/driver.ts';
import { administer, ask, harness, ORDERS, useTestDatabase } from './postgres/test-database.fixture.ts';

describe('options', () => {
  it('are checked when the database is described, and nothing is opened then', () => {
    for (const options of [{}, { connectionString: 'postgres://h/d', server: {} }, { server: {}, schemas: [] }, { server: {}, schemas: [''] }, { server: {}, connections: 0 }, { server: {}, workMemoryKb: 1 }, { server: {}, writes: {} }, { server: {}, writes: null }]) {
      expect(() => postgres(options as never), JSON.stringify(options)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    }
    expect(postgres({ connectionString: 'postgres://root:secret@nowhere.invalid:1/shop?sslmode=disable' }).id).toBe('postgres:shop');
    expect(postgres({ connectionString: 'no url: secret' }).id).toBe('postgres:postgres');
    expect(postgres({ server: { database: 'shop', password: 'secret' } }).id).toBe('postgres:shop');
  });

  it('tell apart by the scope what has one name elsewhere, for another role or with other schemas, whatever the password', () => {
    const scope = (options: Parameters<typeof postgres>[0]) => postgres(options).scope;
    const connectionString = 'postgres://reader:secret@one/shop';
    expect(scope({ connectionString: 'postgres://reader:other@one/shop' })).toBe(scope({ connectionString }));
    expect(scope({ connectionString, schemas: ['public'] })).toBe(scope({ connectionString }));
    const server = { host: 'one', user: 'reader', database: 'shop' };
    expect(scope({ server: { ...server, password: 'other' } })).toBe(scope({ server: { ...server, password: 'secret' } }));
    const scopes = [
      { connectionString },
      { connectionString: 'postgres://reader:secret@two/shop' },
      { connectionString: 'postgres://owner:secret@one/shop' },
      { connectionString, schemas: 'all' as const },
      { connectionString, schemas: ['public', 'sales'] },
      { connectionString: '/run/postgresql shop' },
      { server: { ...server, user: 'owner' } },
      { server: { ...server, host: 'two' } },
    ].map(scope);
    expect(new Set(scopes).size).toBe(scopes.length);
  });

  it('name the package that is missing, and how to install it', async () => {
    const absent = Object.assign(new Error("Cannot find package 'pg'"), { code: 'ERR_MODULE_NOT_FOUND' });
    await expect(loadPg(() => Promise.reject(absent))).rejects.toMatchObject({ code: 'MISSING_DEPENDENCY', message: expect.stringContaining('npm install pg') });
  });
});

describeWithPostgres('postgres', (url) => {
  const server = useTestDatabase(url);
  afterEach(() => server.closeAll());

  describe('the contract', () => {
    const own = harness(url, async (statements, options) => server.open(await server.newSchema(...statements), { ...options }));
    for (const { name, run } of databaseCases) it(name, () => run(own));
  });

  describe("the contract, with a pool of the host's", () => {
    const given = harness(url, async (statements, options) => server.open(await server.newSchema(...statements), { pool: server.pool({ max: 3 }), ...options }));
    for (const { name, run } of databaseCases) it(name, () => run(given));
  });

  describe('DB-2: read-only', () => {
    it('lets no statement through that writes, anywhere, for a role that may do everything', async () => {
      const schema = await server.newSchema(ORDERS, "CREATE SEQUENCE counter", "CREATE FUNCTION writes() RETURNS integer LANGUAGE sql AS 'DELETE FROM orders RETURNING 1'");
      const state = `SELECT (SELECT string_agg(id || status, ',' ORDER BY id) FROM ${schema}.orders), (SELECT last_value || is_called::text FROM ${schema}.counter), (SELECT count(*) FROM pg_largeobject_metadata), (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_roles), (SELECT count(*) FROM pg_prepared_xacts)`;
      const before = await administer(url, state);
      for (const database of [server.open(schema, { connections: 1 }), server.open(schema, { pool: server.pool({ max: 1 }) })]) {
        const writes = [
          "INSERT INTO orders VALUES (3, 'x') RETURNING id",
          "WITH x AS (INSERT INTO orders VALUES (4, 'x') RETURNING id) SELECT id FROM x",
          'WITH x AS (DELETE FROM orders RETURNING id) SELECT count(*) FROM x',
          'DELETE FROM orders',
          'TRUNCATE orders',
          'CREATE TABLE more AS SELECT 1 AS a',
          'SELECT 1 AS a INTO more',
          'CREATE TEMP TABLE more (a integer)',
          'COMMIT',
          'COMMIT; DROP TABLE orders',
          '1; DELETE FROM orders',
          'SELECT 1; DELETE FROM orders',
          'SELECT 1; COMMIT; DELETE FROM orders',
          'SELECT 1;; DELETE FROM orders --',
          'ROLLBACK AND CHAIN',
          'SET TRANSACTION READ WRITE',
          'SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE',
          'SET default_transaction_read_only = off',
          'BEGIN READ WRITE',
          "PREPARE TRANSACTION 'kept'",
          'PREPARE p AS DELETE FROM orders',
          'EXPLAIN ANALYZE DELETE FROM orders',
          'ANALYZE DELETE FROM orders',
          'DO $$ BEGIN DELETE FROM orders; END $$',
          "COPY (SELECT 1) TO PROGRAM 'true'",
          "COPY orders FROM PROGRAM 'echo 9'",
          'LOCK TABLE orders',
          'NOTIFY channel',
          'LISTEN channel',
          'CREATE ROLE somebody',
          'CALL writes()',
          'DECLARE c CURSOR WITH HOLD FOR SELECT 1',
          'FETCH ALL FROM nl2sql_statement',
          'SELECT id FROM orders FOR UPDATE',
          'SELECT writes()',
          "SELECT nextval('counter')",
          "SELECT setval('counter', 7)",
          "SELECT query_to_xml('DELETE FROM orders', true, true, '')",
          "SELECT set_config('transaction_read_only', 'off', false), writes()",
          '',
          ';',
          '--',
          'SELECT 1\0; DELETE FROM orders',
        ];
        for (const statement of writes) {
          await expect(ask(database, statement), statement).rejects.toMatchObject({ code: expect.stringMatching(/^DATABASE_(?:READ_ONLY|QUERY_FAILED)$/) });
        }
        await expect(ask(database, 'DELETE FROM orders')).rejects.toMatchObject({ code: 'DATABASE_READ_ONLY' });
        await expect(ask(database, 'WITH x AS (DELETE FROM orders RETURNING id) SELECT id FROM x')).rejects.toMatchObject({ code: 'DATABASE_READ_ONLY' });
        // A read-only transaction lets large objects be made before version 16: they go with it.
        await ask(database, 'SELECT lo_create(0)').catch((error: unknown) => expect(error).toMatchObject({ code: 'DATABASE_READ_ONLY' }));
        await expect(database.explain(trustedSql('SELECT pg_sleep(600)'))).resolves.toBeUndefined();
        expect((await ask(database, 'SELECT count(*) FROM orders')).rows).toEqual([[2]]);
      }
      expect(await administer(url, state)).toEqual(before);
    });

    it('hands no statement the session that another one left', async () => {
      const schema = await server.newSchema(ORDERS);
      for (const pool of [undefined, server.pool({ max: 1 })]) {
        const database = server.open(schema, pool === undefined ? { connections: 1 } : { pool });
        const state = () =>
          ask(database, `SELECT (SELECT string_agg(name || '=' || setting, ';' ORDER BY name) FROM pg_settings WHERE name <> 'temp_file_limit'),
            (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()), (SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_listening_channels())`);
        const before = (await state()).rows;
        await ask(database, "SELECT pg_advisory_lock(1), pg_advisory_lock_shared(2), pg_try_advisory_lock(3)");
        for (const [name, value] of [['search_path', 'nowhere'], ['row_security', 'off'], ['statement_timeout', '0'], ['role', 'pg_monitor'], ['app.tenant', '7'], ['TimeZone', 'Asia/Tokyo'], ['work_mem', '1GB']]) {
          await ask(database, `SELECT set_config('${name}', '${value}', false)`);
        }
        await ask(database, "SELECT query_to_xml('PREPARE left_over AS SELECT 1', true, true, '')").catch(() => undefined);
        await ask(database, "SELECT query_to_xml('LISTEN left_over', true, true, '')").catch(() => undefined);
        expect((await state()).rows).toEqual(before);
        expect((await ask(database, 'SELECT id FROM orders ORDER BY id')).rows).toEqual([[1], [2]]);
      }
      expect(await administer(url, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")).toEqual([['0']]);
    });

    it('leaves what the host set on the connections of its pool', async () => {
      const schema = await server.newSchema(ORDERS);
      const pool = server.pool({ max: 1 });
      await pool.query("SET TimeZone = 'Asia/Tokyo'");
      await pool.query('SET ROLE pg_monitor');
      await pool.query({ name: 'of-the-host', text: 'SELECT 7 AS seven' });
      const database = server.open(schema, { pool });
      expect((await ask(database, "SELECT current_user, current_setting('TimeZone'), current_setting('search_path')")).rows).toEqual([['pg_monitor', 'UTC', `pg_catalog, "${schema}"`]]);
      await expect(ask(database, 'SELECT 1 / 0')).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
      await database.close();
      expect((await pool.query("SELECT current_user AS role, current_setting('TimeZone') AS zone, current_setting('default_transaction_read_only') AS locked")).rows).toEqual([{ role: 'pg_monitor', zone: 'Asia/Tokyo', locked: 'off' }]);
      expect((await pool.query({ name: 'of-the-host', text: 'SELECT 7 AS seven' })).rows).toEqual([{ seven: 7 }]);
      expect(pool.totalCount).toBe(1);
    });

    it('is refused where the server process changes behind the connection, as with a pooler in transaction mode', async () => {
      const schema = await server.newSchema(ORDERS);
      const pool = server.pool({ max: 1 });
      pool.on('connect', (client) => Object.assign(client, { processID: 1 }));
      await expect(ask(server.open(schema, { pool }), 'SELECT id FROM orders')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', message: expect.stringContaining('pooler'), hint: expect.stringContaining('sessionPooler') });
      expect((await ask(server.open(schema, { pool, sessionPooler: true }), 'SELECT count(*) FROM orders')).rows).toEqual([[2]]);
    });

    it('is refused with a driver that sends statements as plain text', async () => {
      const schema = await server.newSchema(ORDERS);
      const pool = server.pool({ max: 1 });
      pool.on('connect', (client) => {
        const query = client.query.bind(client) as (text: string) => Promise<unknown>;
        Object.assign(client, { query: ({ text }: { text: string }) => query(text) });
      });
      await expect(ask(server.open(schema, { pool }), 'SELECT id FROM orders')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', message: expect.stringContaining('ride along') });
    });
  });

  describe('G-LEX-7: the session', () => {
    it('has the settings on which the reading of a text depends, whatever the database and role say', async () => {
      const schema = await server.newSchema(ORDERS, "INSERT INTO orders VALUES (3, 'a\\b')");
      const pool = server.pool({ max: 1, options: '-c standard_conforming_strings=off -c DateStyle=German -c TimeZone=Asia/Tokyo -c transform_null_equals=on -c bytea_output=escape -c search_path=nowhere -c IntervalStyle=iso_8601 -c extra_float_digits=-3' });
      const database = server.open(schema, { pool });
      const { rows } = await ask(database, "SELECT id, status = 'a\\b', status = NULL, DATE '2024-02-01', TIMESTAMPTZ '2024-02-01 10:00:00+02', '\\x00ff'::bytea, INTERVAL '1 day 2 hours', 0.1::float8 + 0.2::float8 FROM orders WHERE id = 3");
      expect(rows).toEqual([[3, true, null, '2024-02-01', '2024-02-01T08:00:00Z', 'AP8=', '1 day 02:00:00', 0.30000000000000004]]);
    });

    it('refuses a time zone that the server does not know', async () => {
      const database = server.open(await server.newSchema(ORDERS), { timeZone: 'Mars/Olympus' });
      await expect(ask(database, 'SELECT 1')).rejects.toMatchObject({ code: expect.stringMatching(/^DATABASE_/) });
    });
  });

  it('G-FUN-5: lets no function or table of the database stand in for one of the server', async () => {
    const schema = await server.newSchema(
      ORDERS,
      "CREATE FUNCTION upper(text) RETURNS text LANGUAGE sql AS $$ SELECT 'taken over' $$",
      "CREATE FUNCTION current_setting(text) RETURNS text LANGUAGE sql AS $$ SELECT 'taken over' $$",
      "CREATE FUNCTION lower(orders) RETURNS text LANGUAGE sql AS $$ SELECT 'own' $$",
      'CREATE TABLE pg_class (secret text)',
    );
    const pool = server.pool({ max: 1, options: `-c search_path=${schema},pg_catalog` });
    const database = server.open(schema, { pool });
    expect((await ask(database, "SELECT upper(status), current_setting('transaction_read_only') FROM orders WHERE id = 1")).rows).toEqual([['PAID', 'on']]);
    await expect(ask(database, 'SELECT secret FROM pg_class')).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    expect((await database.introspect()).tables.map(({ name }) => name)).toEqual(['orders', `${schema}.pg_class`]);
  });
});
