import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { databaseCases, trustedSql } from '@nl2sql/core/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadDuckdb } from './duckdb/driver.ts';
import { ask, harness, makeTestFiles, ORDERS, type TestFiles, write } from './duckdb/test-files.fixture.ts';
import { duckdb } from './duckdb.ts';

let files: TestFiles;
beforeAll(() => {
  files = makeTestFiles();
});
afterEach(() => files.closeAll());
afterAll(() => files.remove());

describe('the contract', () => {
  for (const { name, run } of databaseCases) it(name, () => run(harness(files)));
});

describe('options', () => {
  it('are checked when the database is described, and nothing is opened then', () => {
    const wrong = [{}, { file: '' }, { file: ':memory:' }, { file: 'x', instance: { connect: async () => ({}) } }, { file: 'x', connections: 0 }, { file: 'x', threads: 1.5 }, { file: 'x', memoryLimitMb: 1 }, { file: 'x', schemas: [] }, { file: 'x', schemas: ['a.b'] }];
    for (const options of wrong) expect(() => duckdb(options), JSON.stringify(options)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    expect(duckdb({ file: join(files.folder, 'nowhere.duckdb') }).id).toBe('duckdb:nowhere.duckdb');
    expect(duckdb({ file: 'a.duckdb' }).scope).not.toBe(duckdb({ file: 'b/a.duckdb' }).scope);
  });

  it('name the package that is missing, and how to install it', async () => {
    const absent = Object.assign(new Error("Cannot find package '@duckdb/node-api'"), { code: 'ERR_MODULE_NOT_FOUND' });
    await expect(loadDuckdb(() => Promise.reject(absent))).rejects.toMatchObject({ code: 'MISSING_DEPENDENCY', message: expect.stringContaining('npm install @duckdb/node-api') });
  });

  it('say in which zone times are told', async () => {
    const file = await files.newFile(ORDERS);
    const text = "SELECT CAST(TIMESTAMPTZ '2024-06-30 23:30:00+00' AS DATE) AS d LIMIT 1";
    expect((await ask(files.open(file), text)).rows).toEqual([['2024-06-30']]);
    expect((await ask(files.open(file, { timeZone: 'Europe/Paris' }), text)).rows).toEqual([['2024-07-01']]);
    await expect(ask(files.open(file, { timeZone: 'Nowhere/Else' }), text)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });

  it('say which schemas are asked about', async () => {
    const file = await files.newFile(ORDERS, 'CREATE SCHEMA sales; CREATE TABLE sales.deals (id INTEGER); INSERT INTO sales.deals VALUES (7)');
    const names = async (schemas?: readonly string[] | 'all') => (await files.open(file, schemas === undefined ? {} : { schemas }).introspect()).tables.map(({ name }) => name);
    expect(await names()).toEqual(['orders']);
    expect(await names('all')).toEqual(['orders', 'sales.deals']);
    expect(await names(['sales', 'main'])).toEqual(['main.orders', 'deals']);
    const sales = files.open(file, { schemas: ['sales'] });
    expect((await ask(sales, 'SELECT id FROM deals LIMIT 1')).rows).toEqual([[7]]);
    expect(await sales.sampleValues('deals', ['id'], { limit: 5 })).toEqual([{ column: 'id', values: ['7'], coverage: 'complete' }]);
    await expect(sales.sampleValues('main.orders', ['id'], { limit: 5 })).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    await expect(ask(files.open(file, { schemas: ['nowhere'] }), 'SELECT 1')).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' });
  });
});

describe('the file', () => {
  it('is never made', async () => {
    const missing = join(files.folder, 'missing.duckdb');
    for (const writes of [false, true]) {
      await expect(files.open(missing, { writes }).introspect()).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' });
      await expect(files.open(join(missing, 'below.duckdb'), { writes }).introspect()).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' });
    }
    expect(existsSync(missing)).toBe(false);
  });

  it('has to be a DuckDB database', async () => {
    const text = join(files.folder, 'text.duckdb');
    writeFileSync(text, 'id,name\n1,Anna\n');
    const empty = join(files.folder, 'empty.duckdb');
    writeFileSync(empty, '');
    const folder = join(files.folder, 'folder.duckdb');
    mkdirSync(folder);
    const other = join(files.folder, 'other.duckdb');
    writeFileSync(other, `SQLite format 3\0${'x'.repeat(5_000)}`);
    for (const file of [text, empty, folder, other]) {
      for (const writes of [false, true]) await expect(ask(files.open(file, { writes }), 'SELECT 1'), file).rejects.toMatchObject({ code: 'DATABASE_NOT_A_DATABASE' });
    }
  });

  it('may have any name', async () => {
    const odd = join(files.folder, "a #1 %41?mode=rwc&x=ü'.duckdb");
    copyFileSync(await files.newFile(ORDERS), odd);
    expect((await ask(files.open(odd), 'SELECT count(*) AS n FROM orders LIMIT 1')).rows).toEqual([[2]]);
    expect(readdirSync(files.folder).filter((name) => name.startsWith('a '))).toHaveLength(1);
  });

  it.each([false, true])('may be gone for a while, and be replaced (writes: %s)', async (writes) => {
    const file = await files.newFile(ORDERS);
    const database = files.open(file, { writes });
    const count = () => ask(database, 'SELECT count(*) AS n FROM orders LIMIT 1').then(({ rows }) => rows[0]?.[0]);
    expect(await count()).toBe(2);
    renameSync(file, `${file}.away`);
    await expect(count()).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' });
    expect(existsSync(file)).toBe(false);
    renameSync(`${file}.away`, file);
    expect(await count()).toBe(2);
    renameSync(await files.newFile(ORDERS, "INSERT INTO orders VALUES (3, 'new')"), file);
    expect(await count()).toBe(3);
  });

  it('may be copied over while it is only read, and tells of it by its revision', async () => {
    const file = await files.newFile(ORDERS);
    const database = files.open(file);
    const before = (await database.introspect()).revisions?.get('orders');
    expect((await database.introspect()).revisions?.get('orders')).toBe(before);
    copyFileSync(await files.newFile(ORDERS, "INSERT INTO orders VALUES (3, 'new'), (4, 'newer')"), file);
    expect((await ask(database, 'SELECT count(*) AS n FROM orders LIMIT 1')).rows).toEqual([[4]]);
    expect((await database.introspect()).revisions?.get('orders')).not.toBe(before);
  });

  it('is busy while another process writes it, and keeps its own writers to itself', async () => {
    const file = await files.newFile(ORDERS);
    const database = files.open(file);
    const script = "const { DuckDBInstance } = await import('@duckdb/node-api'); const kept = await DuckDBInstance.create(process.argv[1]); console.log('open'); process.stdin.on('end', () => kept.closeSync()).resume();";
    const writer = spawn(process.execPath, ['--input-type=module', '-e', script, file], { cwd: import.meta.dirname, stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      await once(writer.stdout, 'data');
      for (const writes of [false, true]) {
        await expect(ask(files.open(file, { writes }), 'SELECT 1')).rejects.toMatchObject({ code: 'DATABASE_BUSY', retryable: true, hint: expect.stringContaining('Try again') });
      }
      writer.stdin.end();
      await once(writer, 'exit');
    } finally {
      writer.kill();
    }
    expect((await ask(database, 'SELECT count(*) AS n FROM orders LIMIT 1')).rows).toEqual([[2]]);
  });

  it('is let go of when the database is closed, with what was written', async () => {
    const file = await files.newFile(ORDERS);
    const database = files.open(file, { writes: true });
    await database.transaction((transaction) => transaction.execute(trustedSql("DELETE FROM orders WHERE id = 2") as never), { timeoutMs: 10_000 });
    await database.close();
    await write(file, "INSERT INTO orders VALUES (5, 'later')");
    expect((await ask(files.open(file), 'SELECT id FROM orders ORDER BY id LIMIT 9')).rows).toEqual([[1], [5]]);
    expect(readdirSync(files.folder).filter((name) => name.endsWith('.wal'))).toEqual([]);
  });
});

describe("the host's instance", () => {
  const CLOSED_UP = 'SET GLOBAL autoinstall_known_extensions = false; SET GLOBAL autoload_known_extensions = false; SET GLOBAL allow_community_extensions = false; SET GLOBAL enable_external_access = false; SET GLOBAL lock_configuration = true';

  it('is asked when it is closed up, and stays open', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(ORDERS);
    const database = duckdb({ instance, name: 'shop' });
    await expect(ask(database, 'SELECT id FROM orders')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', message: expect.stringContaining('enable_external_access') });
    await connection.run(CLOSED_UP);
    expect(database.id).toBe('duckdb:shop');
    expect((await ask(database, 'SELECT id FROM orders ORDER BY id')).rows).toEqual([[1], [2]]);
    expect((await database.introspect()).tables.map(({ name, rowEstimate }) => [name, rowEstimate])).toEqual([['orders', 2]]);
    await expect(ask(database, 'DELETE FROM orders')).rejects.toMatchObject({ code: 'DATABASE_READ_ONLY' });
    await database.close();
    expect((await connection.runAndReadAll('SELECT count(*)::INTEGER FROM orders')).getRows()).toEqual([[2]]);
    connection.closeSync();
    instance.closeSync();
  });
});
