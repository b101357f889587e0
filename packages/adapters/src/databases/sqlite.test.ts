import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { databaseCases, trustedSql } from '@nl2sql/core/testing';
import Libsql from 'libsql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadLibsql } from '../libsql.ts';
import { sqlite } from './sqlite.ts';
import { ask, harness, makeTestFiles, ORDERS, type TestFiles } from './sqlite/test-files.fixture.ts';

let files: TestFiles;
beforeAll(async () => {
  files = await makeTestFiles();
});
afterEach(() => files.closeAll());
afterAll(() => files.remove());

const hashOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

describe('the contract', () => {
  for (const { name, run } of databaseCases) it(name, () => run(harness(files)));
});

describe('options', () => {
  it('are checked when the database is described, and nothing is opened then', () => {
    expect(() => sqlite({ file: '' })).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    expect(() => sqlite({ file: 'x', connections: 0 })).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    expect(() => sqlite({ file: 'x', busyTimeoutMs: 1.5 })).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    expect(sqlite({ file: join(files.folder, 'nowhere.sqlite') }).id).toBe('sqlite:nowhere.sqlite');
  });

  it('name the package that is missing, and how to install it', async () => {
    const absent = Object.assign(new Error("Cannot find package 'libsql'"), { code: 'ERR_MODULE_NOT_FOUND' });
    await expect(loadLibsql(() => Promise.reject(absent))).rejects.toMatchObject({ code: 'MISSING_DEPENDENCY', message: expect.stringContaining('npm install libsql@0.5') });
  });
});

describe('the file', () => {
  it('is never made', async () => {
    const missing = join(files.folder, 'missing.sqlite');
    await expect(files.open(missing).introspect()).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' });
    await expect(files.open(join(missing, 'below.sqlite')).introspect()).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' });
    expect(existsSync(missing)).toBe(false);
  });

  it('has to be a SQLite database', async () => {
    const text = join(files.folder, 'text.sqlite');
    writeFileSync(text, 'id,name\n1,Anna\n');
    const empty = join(files.folder, 'empty.sqlite');
    writeFileSync(empty, '');
    const directory = join(files.folder, 'directory.sqlite');
    mkdirSync(directory);
    const damaged = files.newFile(ORDERS);
    writeFileSync(damaged, Buffer.concat([readFileSync(damaged).subarray(0, 100), Buffer.alloc(8_000, 7)]));
    for (const file of [text, empty, directory, damaged]) {
      await expect(ask(files.open(file), 'SELECT * FROM orders LIMIT 1'), file).rejects.toMatchObject({ code: 'DATABASE_NOT_A_DATABASE' });
    }
  });

  it.skipIf(process.getuid?.() === 0)('has to be readable', async () => {
    const file = files.newFile(ORDERS);
    chmodSync(file, 0o000);
    await expect(files.open(file).introspect()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });

  it('may have any name', async () => {
    const odd = join(files.folder, "a #1 %41?mode=rwc&x=ü'.sqlite");
    copyFileSync(files.newFile(ORDERS), odd);
    expect((await ask(files.open(odd), 'SELECT count(*) AS n FROM orders LIMIT 1')).rows).toEqual([[2]]);
    expect(readdirSync(files.folder).filter((name) => name.startsWith('a '))).toHaveLength(1);
  });

  it('may be gone for a while, be replaced, and be copied over', async () => {
    const file = files.newFile(ORDERS);
    const database = files.open(file);
    const count = () => ask(database, 'SELECT count(*) AS n FROM orders LIMIT 1').then(({ rows }) => rows[0]?.[0]);
    expect(await count()).toBe(2);
    renameSync(file, `${file}.away`);
    await expect(count()).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' });
    expect(existsSync(file)).toBe(false);
    renameSync(`${file}.away`, file);
    expect(await count()).toBe(2);
    renameSync(files.newFile(ORDERS, "INSERT INTO orders VALUES (3, 'new')"), file);
    expect(await count()).toBe(3);
    copyFileSync(files.newFile(ORDERS, 'DELETE FROM orders WHERE id = 1'), file);
    expect(await count()).toBe(1);
    writeFileSync(file, 'no longer a database');
    await expect(count()).rejects.toMatchObject({ code: 'DATABASE_NOT_A_DATABASE' });
  });

  it('may be written by others meanwhile, also with write-ahead logging', async () => {
    const file = files.newFile('PRAGMA journal_mode = WAL', ORDERS);
    const database = files.open(file);
    const count = () => ask(database, 'SELECT count(*) AS n FROM orders LIMIT 1').then(({ rows }) => rows[0]?.[0]);
    expect(await count()).toBe(2);
    const writer = new Libsql(file);
    writer.exec("INSERT INTO orders VALUES (3, 'new')");
    expect(await count()).toBe(3);
    writer.exec("BEGIN IMMEDIATE; INSERT INTO orders VALUES (4, 'not yet')");
    expect(await count()).toBe(3);
    writer.exec('COMMIT');
    expect(await count()).toBe(4);
    writer.close();
  });

  it('is busy while another connection holds it alone', async () => {
    const file = files.newFile(ORDERS);
    const database = files.open(file, { busyTimeoutMs: 10 });
    const writer = new Libsql(file);
    writer.exec('BEGIN EXCLUSIVE');
    await expect(ask(database, 'SELECT id FROM orders LIMIT 1')).rejects.toMatchObject({ code: 'DATABASE_BUSY', retryable: true });
    writer.exec('COMMIT');
    writer.close();
    expect((await ask(database, 'SELECT id FROM orders LIMIT 1')).rows).toEqual([[1]]);
  });
});

describe('read-only', () => {
  it('lets no statement through that writes, anywhere', async () => {
    const file = files.newFile(ORDERS);
    const before = hashOf(file);
    const others = readdirSync(files.folder);
    const target = join(files.folder, 'written');
    const database = files.open(file);
    const writes = [
      "INSERT INTO orders VALUES (3, 'x') RETURNING id",
      "WITH x AS (SELECT 1) INSERT INTO orders SELECT 4, 'x' FROM x",
      'REPLACE INTO orders VALUES (1, 2)',
      "UPDATE orders SET status = 'x' RETURNING id",
      'DELETE FROM orders RETURNING id',
      'CREATE TEMP TABLE t AS SELECT 1',
      'CREATE VIEW v AS SELECT 1',
      'CREATE TRIGGER t AFTER INSERT ON orders BEGIN SELECT 1; END',
      `ATTACH 'file:${target}?mode=rwc' AS other`,
      "ATTACH ':memory:' AS other",
      `VACUUM INTO '${target}'`,
      'VACUUM',
      'REINDEX',
      'ANALYZE',
      'BEGIN IMMEDIATE',
      'SAVEPOINT a',
      'PRAGMA query_only = OFF',
      'PRAGMA user_version = 7',
      'PRAGMA journal_mode = WAL',
      'PRAGMA writable_schema = ON',
      `SELECT writefile('${target}', 'x') LIMIT 1`,
      `SELECT "writefile" /**/ ('${target}', 'x') LIMIT 1`,
      'SELECT 1) LIMIT 1; DELETE FROM orders; SELECT * FROM (SELECT 1',
      'SELECT 1); DELETE FROM orders --',
      ') AS x; DELETE FROM orders; --',
      'SELECT 1; ATTACH \':memory:\' AS other',
      '',
      ';',
    ];
    for (const statement of writes) {
      await expect(ask(database, statement), statement).rejects.toMatchObject({ code: expect.stringMatching(/^DATABASE_(?:READ_ONLY|QUERY_FAILED)$/) });
      await expect(database.explain(trustedSql(statement)), statement).rejects.toMatchObject({ code: expect.stringMatching(/^DATABASE_(?:READ_ONLY|QUERY_FAILED)$/) });
    }
    await expect(ask(database, 'DELETE FROM orders')).rejects.toMatchObject({ code: 'DATABASE_READ_ONLY' });
    // Whatever one statement tried to switch off is still on for the next.
    expect((await ask(database, 'SELECT count(*) AS n FROM orders LIMIT 1')).rows).toEqual([[2]]);
    await database.close();
    expect(hashOf(file)).toBe(before);
    expect(readdirSync(files.folder)).toEqual(others);
  });

  it('reaches nothing beyond the tables', async () => {
    const database = files.open(files.newFile(ORDERS));
    const reaches = [
      "SELECT readfile('/etc/hosts') LIMIT 1",
      "SELECT READFILE('/etc/hosts') LIMIT 1",
      "SELECT [readfile]('/etc/hosts') LIMIT 1",
      "SELECT name FROM fsdir('/') LIMIT 1",
      "SELECT name FROM main.fsdir('/') LIMIT 1",
      "SELECT load_extension('x') LIMIT 1",
      "SELECT sha3_query('SELECT 1', 256) LIMIT 1",
      'SELECT data FROM sqlite_dbpage LIMIT 1',
      'SELECT path FROM dbstat LIMIT 1',
      'SELECT sql FROM sqlite_stmt LIMIT 1',
      'SELECT file FROM pragma_database_list LIMIT 1',
      "SELECT sqlite3mc_config('cipher') LIMIT 1",
    ];
    for (const statement of reaches) {
      await expect(ask(database, statement), statement).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
      await expect(database.explain(trustedSql(statement)), statement).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    }
  });

  it('does not trust what a file brings along in its views', async () => {
    const file = files.newFile(ORDERS, "CREATE VIEW reads AS SELECT readfile('/etc/hosts') AS text", "CREATE VIEW lists AS SELECT name FROM fsdir('/')");
    const database = files.open(file);
    await expect(ask(database, 'SELECT text FROM reads LIMIT 1')).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    await expect(ask(database, 'SELECT name FROM lists LIMIT 1')).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
  });
});
