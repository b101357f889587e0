import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Database } from '@nl2sql/core/contracts';
import { trustedSql, trustedWrite } from '@nl2sql/core/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openFile } from './instance.ts';
import { ask, makeTestFiles, ORDERS, RUNAWAY, type TestFiles } from './test-files.fixture.ts';

let files: TestFiles;
beforeAll(() => {
  files = makeTestFiles();
});
afterEach(() => files.closeAll());
afterAll(() => files.remove());

const REFUSED = { code: expect.stringMatching(/^DATABASE_(?:READ_ONLY|QUERY_FAILED)$/) };
const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

async function expectRefused(database: Database, statements: readonly string[]): Promise<void> {
  for (const statement of statements) {
    await expect(ask(database, statement), statement).rejects.toMatchObject(REFUSED);
    await expect(database.explain(trustedSql(statement)), statement).rejects.toMatchObject(REFUSED);
  }
}

describe.each([false, true])('with the guard off (writes: %s)', (writes) => {
  it('runs one SELECT and nothing else', async () => {
    const file = await files.newFile(ORDERS, 'CREATE SEQUENCE numbers');
    const before = hashOf(file);
    const target = join(files.folder, 'written');
    const database = files.open(file, { writes });
    await expectRefused(database, [
      "INSERT INTO orders VALUES (3, 'x') RETURNING id",
      "WITH x AS (SELECT 1) INSERT INTO orders SELECT 4, 'x' FROM x",
      "INSERT OR REPLACE INTO orders VALUES (1, 'x')",
      "UPDATE orders SET status = 'x' RETURNING id",
      'DELETE FROM orders RETURNING id',
      'MERGE INTO orders USING orders AS o ON o.id = orders.id WHEN MATCHED THEN DELETE',
      'TRUNCATE orders',
      'CREATE TEMP TABLE t AS SELECT 1',
      'CREATE OR REPLACE TEMP VIEW orders AS SELECT 7 AS id',
      'CREATE TEMP MACRO sum(x) AS 1',
      "CREATE TYPE mood AS ENUM ('sad'); SELECT 1",
      "COMMENT ON TABLE orders IS 'x'",
      `COPY orders TO '${target}'`,
      `COPY orders FROM '/etc/hosts'`,
      `EXPORT DATABASE '${target}'`,
      `IMPORT DATABASE '${target}'`,
      `ATTACH '${target}' AS other`,
      "ATTACH ':memory:' AS other",
      'DETACH main',
      'USE main',
      'INSTALL httpfs',
      'LOAD httpfs',
      'UPDATE EXTENSIONS',
      'SET threads = 4',
      'SET GLOBAL lock_configuration = false',
      'SET VARIABLE x = 1',
      'RESET threads',
      'PRAGMA threads = 4',
      'PRAGMA enable_profiling',
      "PRAGMA table_info('orders')",
      'PRAGMA database_list',
      'CALL pragma_version()',
      "CALL enable_logging(storage = 'stdout')",
      'BEGIN',
      'COMMIT',
      'ROLLBACK',
      'CHECKPOINT',
      'VACUUM',
      'ANALYZE',
      'PREPARE p AS DELETE FROM orders',
      'EXECUTE p',
      'DEALLOCATE p',
      'EXPLAIN ANALYZE SELECT 1',
      "CREATE SECRET s (TYPE http, BEARER_TOKEN 'x')",
      "SELECT nextval('numbers')",
      'SELECT 1; DELETE FROM orders',
      'SELECT 1) AS a; DELETE FROM orders; SELECT * FROM (SELECT 1',
      'SELECT 1); DELETE FROM orders --',
      ') AS x; DELETE FROM orders; --',
      "COMMIT; CREATE TYPE t AS ENUM ('x'); SELECT 1",
      'PIVOT orders ON status USING count(*); DELETE FROM orders',
      'SELECT 1\0',
      '',
      ';',
    ]);
    await expect(ask(database, 'DELETE FROM orders')).rejects.toMatchObject({ code: 'DATABASE_READ_ONLY' });
    expect((await ask(database, 'SELECT count(*) AS n FROM orders LIMIT 1')).rows).toEqual([[2]]);
    await database.close();
    expect(hashOf(file)).toBe(before);
    expect(existsSync(target)).toBe(false);
  });

  it('reaches no file, network, extension, setting or text to be run', async () => {
    const file = await files.newFile(ORDERS);
    const target = join(files.folder, 'profile.json');
    const database = files.open(file, { writes });
    await expectRefused(database, [
      "SELECT * FROM read_csv('/etc/hosts')",
      "SELECT * FROM read_csv_auto('https://127.0.0.1/x.csv')",
      "SELECT * FROM READ_TEXT('/etc/hosts')",
      "SELECT * FROM \"read_text\" ('/etc/hosts')",
      "SELECT * FROM read_text/* x */('/etc/hosts')",
      "SELECT * FROM read_text -- x\n('/etc/hosts')",
      "SELECT * FROM read_text\u00a0\u200b('/etc/hosts')",
      "SELECT * FROM main.read_blob('/etc/hosts')",
      `SELECT * FROM read_blob('${file}')`,
      "SELECT * FROM read_json('/etc/hosts')",
      "SELECT * FROM read_parquet('s3://bucket/x.parquet')",
      "SELECT * FROM glob('/etc/*')",
      "SELECT * FROM sniff_csv('/etc/hosts')",
      "SELECT * FROM '/etc/hosts'",
      "SELECT * FROM 'data.csv'",
      "SELECT * FROM parquet_metadata('x')",
      "SELECT * FROM query('SELECT 1')",
      "SELECT * FROM query_table('orders')",
      "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
      "SELECT json_serialize_plan('SELECT 1')",
      "SELECT write_log('x')",
      'SELECT sleep_ms(10)',
      'SELECT setseed(0.5)',
      'SELECT * FROM checkpoint()',
      'SELECT * FROM force_checkpoint()',
      `SELECT * FROM enable_profiling(save_location = '${target}')`,
      "SELECT * FROM enable_logging(storage = 'file', storage_path = '/tmp')",
      "SELECT $$x$$ || (SELECT count(*) FROM enable_logging/**/(storage = 'file'))",
      "SELECT e'\\'' || (SELECT count(*) FROM enable_logging(storage = 'file')) || '\\''",
      "SELECT \"'\".x FROM (SELECT 1 AS x) AS \"'\", enable_logging(storage = 'file') WHERE ''=''",
      'SELECT * FROM duckdb_settings()',
      'SELECT * FROM duckdb_secrets()',
      "SELECT * FROM which_secret('x', 's3')",
      "PIVOT (SELECT status, (SELECT count(*) FROM enable_logging(storage = 'file')) AS n FROM orders) ON status USING count(*)",
    ]);
    expect((await ask(database, 'SELECT count(*) AS n FROM orders LIMIT 1')).rows).toEqual([[2]]);
    expect(existsSync(target)).toBe(false);
  });

  it('does not trust what a file brings along in its views and macros', async () => {
    const file = await files.newFile(
      ORDERS,
      'CREATE VIEW logs AS SELECT * FROM duckdb_logs()',
      'CREATE VIEW nested AS SELECT count(*) AS n FROM "logs"',
      "CREATE MACRO noted(x) AS x || write_log('x')",
      'CREATE MACRO listed() AS TABLE SELECT * FROM nested',
      'CREATE VIEW harmless AS SELECT count(*) AS n FROM orders, range(2)',
    );
    const database = files.open(file, { writes });
    await expectRefused(database, ['SELECT * FROM logs', 'SELECT n FROM nested', "SELECT noted('x')", 'SELECT * FROM listed()', 'SELECT * FROM main."Nested"']);
    expect((await ask(database, 'SELECT n FROM harmless')).rows).toEqual([[4]]);
    expect((await database.introspect()).tables).toHaveLength(4);
  });

  it('lets words be words that are no calls', async () => {
    const file = await files.newFile("CREATE TABLE summary (query VARCHAR, \"glob\" VARCHAR); INSERT INTO summary VALUES ('read_text (x)', 'y')");
    const database = files.open(file, { writes });
    expect((await ask(database, "SELECT s.query, \"glob\" FROM summary AS s WHERE query = 'read_text (x)' AND (query) IN ('read_text (x)')")).rows).toEqual([['read_text (x)', 'y']]);
    expect((await ask(database, "SELECT repeat('x', 2) AS r, cardinality(histogram(query)) AS h, bool_or(regexp_matches(query, '\\w+')) AS m FROM summary")).rows).toEqual([['xx', 1, true]]);
    if (writes) {
      const insert = "INSERT INTO main.summary (query, \"glob\") VALUES ($1, 'a query (of mine)')";
      expect(await database.transaction((transaction) => transaction.execute(trustedWrite(insert, ['glob(x)'])), { timeoutMs: 10_000 })).toEqual({ affectedRows: 1 });
    }
  });

  it('turns values into columns by a PIVOT, for which the engine makes a type of its own', async () => {
    const database = files.open(await files.newFile(ORDERS), { writes });
    const { columns, rows } = await ask(database, 'SELECT p.paid, p.open FROM (PIVOT (SELECT id, status FROM orders) ON status USING sum(id)) AS p LIMIT 5');
    expect([columns.map(({ name }) => name), rows]).toEqual([['paid', 'open'], [[1, 2]]]);
    await database.explain(trustedSql('PIVOT orders ON status USING count(*)'));
  });

  it('keeps nothing of one statement for the next, and writes no temporary file', async () => {
    const database = files.open(await files.newFile(ORDERS), { writes, connections: 1, memoryLimitMb: 100 });
    const before = readdirSync(files.folder);
    await expect(ask(database, 'SELECT max(x) AS m FROM (SELECT x FROM range(40000000) AS a (x) ORDER BY hash(x) LIMIT 30000000)', { timeoutMs: 60_000 })).rejects.toMatchObject({
      code: 'DATABASE_QUERY_FAILED',
      message: expect.stringContaining('memory'),
    });
    expect(readdirSync(files.folder).filter((name) => !before.includes(name) && !name.endsWith('.wal'))).toEqual([]);
    await expect(ask(database, RUNAWAY, { timeoutMs: 100 })).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    expect((await ask(database, 'SELECT count(*) AS n FROM orders LIMIT 1')).rows).toEqual([[2]]);
  }, 60_000);
});

describe('the settings of the engine', () => {
  const SETTINGS = { writes: false, memoryLimitMb: 100, threads: 1, timeZone: 'UTC' };

  it('hold without what refuses statements, and cannot be changed', async () => {
    const file = await files.newFile(ORDERS);
    const { instance } = await openFile({ DuckDBInstance }, { ...SETTINGS, file }, 'duckdb:x');
    const connection = await instance.connect();
    const target = join(files.folder, 'written');
    const statements = [
      "SELECT * FROM read_csv('/etc/hosts')", "SELECT * FROM read_text('/etc/hosts')", "SELECT * FROM glob('/etc/*')", `COPY orders TO '${target}'`, `ATTACH '${target}' AS other`, "ATTACH ':memory:' AS other",
      'INSTALL httpfs', 'LOAD httpfs', 'SET threads = 2', 'SET memory_limit = \'9GB\'', `SET temp_directory = '${target}'`, 'SET enable_external_access = true', 'SET lock_configuration = false', "SET TimeZone = 'CET'",
      'DELETE FROM orders', 'CREATE TABLE more (id INTEGER)', `EXPORT DATABASE '${target}'`,
    ];
    for (const statement of statements) await expect(connection.run(statement), statement).rejects.toThrow(/Error/);
    connection.closeSync();
    instance.closeSync();
    expect(existsSync(target)).toBe(false);
  });

  it('have to hold, or nothing is opened', async () => {
    const file = await files.newFile(ORDERS);
    const Forgetful = {
      async create(path?: string, options?: Record<string, string>) {
        return DuckDBInstance.create(path, { ...options, autoload_known_extensions: 'true' });
      },
    } as typeof DuckDBInstance;
    await expect(openFile({ DuckDBInstance: Forgetful }, { ...SETTINGS, file }, 'duckdb:x')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', message: expect.stringContaining('autoload_known_extensions') });
  });
});
