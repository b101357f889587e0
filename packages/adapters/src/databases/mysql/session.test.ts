import { trustedSql } from '@nl2sql/core/testing';
import type { PoolOptions } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeWithMysql } from '../../../../../tests/support/services.ts';
import { mysql } from '../mysql.ts';
import { pinnedSettings, recogniseServer } from './server.ts';
import { ask, ORDERS, testServer } from './test-server.fixture.ts';

const CHOICES = { timeZone: '+00:00', onlyFullGroupBy: undefined, maxJoinSize: undefined };

describeWithMysql('a session', (address) => {
  const server = testServer(address);
  let url: string;
  let name: string;
  beforeAll(async () => {
    ({ url, name } = await server.newDatabase(...ORDERS, "CREATE TABLE files (body LONGTEXT)", 'CREATE TABLE big (id INTEGER PRIMARY KEY)', 'INSERT INTO big SELECT seq FROM seq_1_to_2000'));
  });
  afterEach(() => server.closeAll());
  afterAll(() => server.remove());

  const session = async (database: ReturnType<typeof mysql>, variable: string) => (await ask(database, `SELECT ${variable} AS v LIMIT 1`)).rows[0]?.[0];

  it('G-LEX-7: is pinned, whatever the host left on its connection', async () => {
    const pool = server.pool({ uri: url, connectionLimit: 1 });
    const connection = await pool.getConnection();
    await connection.query("SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT', time_zone = '+05:00', sql_select_limit = 1, @host = 'left'");
    await connection.query('SET NAMES latin1');
    await connection.query('USE information_schema');
    await connection.query(`CREATE TEMPORARY TABLE ${name}.orders (id INTEGER)`);
    connection.release();
    const database = server.open({ pool });
    expect((await ask(database, String.raw`SELECT "a\"b" AS double_quoted, 'a\'b' AS single_quoted, @@sql_mode, @@time_zone, DATABASE(), @host, @@character_set_connection`)).rows).toEqual([['a"b', "a'b", '', '+00:00', name, null, 'utf8mb4']]);
    expect((await ask(database, 'SELECT id FROM orders ORDER BY id')).rows).toEqual([[1], [2]]);
  });

  it('G-LEX-7: leaves nothing of its own on the connection of the host', async () => {
    const pool = server.pool({ uri: url, connectionLimit: 1 });
    const database = server.open({ pool });
    await ask(database, "SELECT GET_LOCK('nl2sql_held', 0), @kept := 7 LIMIT 1", { maxRows: 1 });
    const [rows] = await pool.query("SELECT @kept AS kept, IS_USED_LOCK('nl2sql_held') AS held, @@tx_read_only AS only_reads, @@sql_select_limit > 1000 AS all_rows, @@max_statement_time AS time_limit, @@in_transaction AS transaction");
    expect(rows).toEqual([{ kept: null, held: null, only_reads: 0, all_rows: 1, time_limit: 0, transaction: 0 }]);
    await pool.query("INSERT INTO files VALUES ('the host may still write')");
    expect(await server.run(`SELECT count(*) AS prepared FROM ${name}.files`)).toEqual([{ prepared: 1 }]);
  });

  it('G-LEX-7: does not run where its settings cannot be verified', async () => {
    const pool = server.pool({ uri: url, connectionLimit: 1 });
    // A proxy that swallows what is set and answers as if it had been.
    pool.pool.on('connection', (connection) => {
      const query = connection.query.bind(connection) as (...given: unknown[]) => unknown;
      connection.query = ((options: { sql: string }, done: (error: null, rows: unknown) => void) =>
        options.sql.startsWith('SET SESSION') ? query({ ...options, sql: 'DO 1' }, done) : query(options, done)) as never;
    });
    await expect(ask(server.open({ pool }), 'SELECT id FROM orders LIMIT 1')).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION', message: expect.stringContaining('does not keep') });
  });

  it('G-LEX-7: takes no connection that encodes statements in another way', async () => {
    const database = server.open({ pool: server.pool({ uri: url, charset: 'GBK_CHINESE_CI' }) });
    await expect(ask(database, 'SELECT id FROM orders LIMIT 1')).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
  });

  it('G-LEX-7: has the time zone, the collation and the grouping that were asked for', async () => {
    const database = server.open({ connectionString: url, timeZone: '+02:00', collation: 'utf8mb4_bin', onlyFullGroupBy: true });
    expect(await session(database, '@@time_zone')).toBe('+02:00');
    expect(await session(database, "'a' = 'A'")).toBe(0);
    await expect(ask(database, 'SELECT status, count(*) FROM orders LIMIT 1')).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    expect((await ask(server.open({ connectionString: url }), 'SELECT status, count(*) FROM orders LIMIT 1')).rows).toEqual([['paid', 2]]);
  });

  it('says so when the server does not know a time zone or a collation', async () => {
    for (const choice of [{ timeZone: 'Nowhere/Land' }, { timeZone: '+99:00' }, { collation: 'utf8mb4_nowhere_ci' }]) {
      await expect(ask(server.open({ connectionString: url, ...choice }), 'SELECT 1 LIMIT 1'), JSON.stringify(choice)).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION', message: expect.stringContaining('time zone') });
    }
  });

  it('DB-3: may bound the rows that a join looks at', async () => {
    const cross = 'SELECT count(*) FROM big AS a JOIN big AS b ON a.id <> b.id LIMIT 1';
    await expect(ask(server.open({ connectionString: url, maxJoinSize: 10_000 }), cross)).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    expect((await ask(server.open({ connectionString: url }), cross)).rows).toEqual([[2_000 * 1_999]]);
  });

  it('DB-4: has no more than one statement, and only a SELECT, with the guard off', async () => {
    const database = server.open({ connectionString: url });
    const sequence = `CREATE SEQUENCE ${name}.numbers`;
    await server.run(sequence, `CREATE PROCEDURE ${name}.write_it() INSERT INTO ${name}.orders VALUES (99, 'called')`);
    const before = await server.run(`CHECKSUM TABLE ${name}.orders, ${name}.files`);
    const refused = [
      'SELECT 1; SELECT 2',
      'SELECT 1; DROP TABLE orders',
      "COMMIT; INSERT INTO orders VALUES (3, 'x')",
      "SELECT id FROM orders INTO OUTFILE '/tmp/nl2sql-written'",
      "SELECT id FROM orders LIMIT 1 INTO DUMPFILE '/tmp/nl2sql-written'",
      'SELECT id INTO @x FROM orders LIMIT 1',
      "INSERT INTO orders VALUES (3, 'x') RETURNING id",
      "REPLACE INTO orders VALUES (1, 'x') RETURNING id",
      "DELETE FROM orders RETURNING id",
      "LOAD DATA LOCAL INFILE '/etc/hosts' INTO TABLE files",
      "LOAD DATA INFILE '/etc/hosts' INTO TABLE files",
      'CREATE TEMPORARY TABLE t (id INTEGER)',
      'CREATE OR REPLACE VIEW v AS SELECT 1',
      'CREATE DATABASE nl2sql_made_by_a_statement',
      'TRUNCATE TABLE orders',
      'RENAME TABLE orders TO gone',
      'GRANT ALL ON *.* TO somebody',
      'SET SESSION sql_mode = 0',
      'SET GLOBAL max_connections = 1',
      'SET STATEMENT max_statement_time = 0 FOR SELECT 1',
      'SET @x = 1',
      'DO SLEEP(0)',
      'CALL write_it()',
      'LOCK TABLES orders WRITE',
      'HANDLER orders OPEN',
      'SHOW GRANTS',
      'SHOW TABLES',
      'EXPLAIN SELECT 1',
      'ANALYZE SELECT 1',
      'DESCRIBE orders',
      'USE information_schema',
      'KILL 1',
      'FLUSH TABLES',
      "PREPARE p FROM 'DELETE FROM orders'",
      "EXECUTE IMMEDIATE 'DELETE FROM orders'",
      'START TRANSACTION READ WRITE',
      'COMMIT',
      'ROLLBACK',
      'BEGIN NOT ATOMIC DELETE FROM orders; END',
      "SELECT 1) AS a, (SELECT 2",
      'SELECT NEXT VALUE FOR numbers',
      'SELECT id FROM orders FOR UPDATE',
      'SELECT id FROM orders PROCEDURE ANALYSE()',
      '',
      ';',
      '-- nothing',
    ];
    for (const statement of refused) {
      const outcome = await ask(database, statement).then(() => 'run', (error: unknown) => (error as { code: string }).code);
      expect.soft([statement, outcome]).toEqual([statement, expect.stringMatching(/^DATABASE_(?:READ_ONLY|QUERY_FAILED)$/)]);
    }
    expect(await server.run(`CHECKSUM TABLE ${name}.orders, ${name}.files`)).toEqual(before);
    expect(await server.run("SHOW DATABASES LIKE 'nl2sql_made_by_a_statement'")).toEqual([]);
    expect(await session(database, "@@sql_mode")).toBe('');
    await expect(ask(database, "INSERT INTO orders VALUES (3, 'x')")).rejects.toMatchObject({ code: 'DATABASE_READ_ONLY' });
    await expect(database.explain(trustedSql("DELETE FROM orders RETURNING id"))).rejects.toMatchObject({ code: 'DATABASE_READ_ONLY' });
  });

  it('DB-4: takes no pool that lets statements, files or rewriting through', () => {
    const unsafe: PoolOptions[] = [
      { uri: url, multipleStatements: true },
      { uri: url, flags: ['MULTI_STATEMENTS'] },
      { uri: url, infileStreamFactory: () => process.stdin },
      { uri: url, queryFormat: (sql: string) => sql },
    ];
    for (const settings of unsafe) {
      const pool = server.pool(settings);
      expect(() => mysql({ pool }), Object.keys(settings).join()).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    }
  });

  it('DB-4: takes no address that does', async () => {
    const database = server.open({ connectionString: `${url}?multipleStatements=true` });
    await expect(ask(database, 'SELECT id FROM orders LIMIT 1')).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
  });

  it('does not send a value as part of a statement', async () => {
    const database = server.open({ connectionString: url });
    const { rows } = await ask(database, 'SELECT id, ?, ?, ? FROM orders WHERE id = ? AND ? LIMIT 5', { parameters: ["' OR 1 = 1 --", 1.5, null, 2, true] });
    expect(rows).toEqual([[2, "' OR 1 = 1 --", 1.5, null]]);
  });

  it('says what is wrong with the connection, and never with which password', async () => {
    const { user, password } = await server.newAccount(name);
    const settings = { host: new URL(url).hostname, port: Number(new URL(url).port || 3306) };
    const failures = [
      [server.open({ server: { ...settings, user, password: `${password}x`, database: name } }), 'DATABASE_UNAVAILABLE'],
      [server.open({ server: { ...settings, user, password, database: name } }), 'DATABASE_UNAVAILABLE'],
      [server.open({ server: { ...settings, port: 1, user, password, database: name } }), 'DATABASE_UNAVAILABLE'],
      [server.open({ connectionString: url, databases: ['nl2sql_not_there'] }), 'DATABASE_NOT_FOUND'],
    ] as const;
    for (const [database, code] of failures) {
      const error: unknown = await ask(database, 'SELECT 1 LIMIT 1').catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code });
      expect(JSON.stringify((error as { toWire(): unknown }).toWire())).not.toMatch(new RegExp(`${password}|${user}|Access denied|Unknown database`));
    }
  });
});

describe('a server', () => {
  const known = (version: string, comment = '') => recogniseServer([version, comment, 'shop', 'utf8mb4_0900_ai_ci'], undefined).flavour;

  it('is told by its version', () => {
    expect([known('8.0.36'), known('8.4.3-3', 'Percona Server (GPL)'), known('9.1.0-commercial'), known('8.0.35-0ubuntu0.22.04.1')]).toEqual(['mysql', 'mysql', 'mysql', 'mysql']);
    expect([known('10.11.19-MariaDB-0+deb12u1'), known('5.5.5-10.6.12-MariaDB'), known('11.4.2-MariaDB-log'), known('10.6.5', 'MariaDB Server')]).toEqual(['mariadb', 'mariadb', 'mariadb', 'mariadb']);
  });

  it('DB-3: is refused when how to limit its statements is not known', () => {
    for (const [version, comment = ''] of [['5.7.44'], ['8.0.11-TiDB-v7.5.0'], ['8.0.30-Vitess'], ['5.7.25-OceanBase-v4.2'], ['10.3.39-MariaDB'], ['8.0.33', 'StarRocks'], ['PostgreSQL 15'], ['']] as const) {
      expect(() => known(version ?? '', comment), version).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    }
    expect(() => recogniseServer(['8.0.36', '', null, null], undefined)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
  });

  it('takes its collation from the database, where that is of utf8mb4', () => {
    expect(recogniseServer(['8.0.36', '', 'shop', 'utf8mb4_0900_ai_ci'], undefined).collation).toBe('utf8mb4_0900_ai_ci');
    expect(recogniseServer(['8.0.36', '', 'shop', 'latin1_swedish_ci'], undefined).collation).toBe('utf8mb4_general_ci');
  });

  it('has its own names for the limits', () => {
    const settings = (version: string) => Object.fromEntries(pinnedSettings(recogniseServer([version, '', 'shop', 'utf8mb4_bin'], undefined), { timeoutMs: 1_500, rows: 11 }, CHOICES, 'read').map(([name, , reads]) => [name, reads]));
    expect(settings('8.0.36')).toMatchObject({ sql_mode: 'ONLY_FULL_GROUP_BY', max_execution_time: '1500', transaction_read_only: '1', sql_select_limit: '11', lock_wait_timeout: '2' });
    expect(settings('10.11.2-MariaDB')).toMatchObject({ sql_mode: '', max_statement_time: '1.500000', tx_read_only: '1', sql_select_limit: '11' });
  });
});
