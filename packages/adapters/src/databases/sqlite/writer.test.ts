import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Database } from '@nl2sql/core/contracts';
import { trustedSql, trustedWrite } from '@nl2sql/core/testing';
import Libsql from 'libsql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ask, makeTestFiles, ORDERS, type TestFiles } from './test-files.fixture.ts';

let files: TestFiles;
beforeAll(async () => {
  files = await makeTestFiles();
});
afterEach(() => files.closeAll());
afterAll(() => files.remove());

const TIME = { timeoutMs: 10_000 };
const BOTH = [[1, 'paid'], [2, 'open']];
const execute = (database: Database, text: string) => database.transaction((transaction) => transaction.execute(trustedWrite(text)), TIME);
const rowsOf = async (database: Database) => (await ask(database, 'SELECT id, status FROM orders ORDER BY id')).rows;

describe('writing to SQLite', () => {
  it('runs statements in their many forms', async () => {
    const database = files.open(files.newFile(ORDERS, 'CREATE TABLE others (id INTEGER PRIMARY KEY, status TEXT)'), { writes: true });
    const forms: readonly [string, number][] = [
      ["INSERT INTO others VALUES (1, 'x'), (2, 'y')", 2],
      ["INSERT INTO others VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET status = 'z'", 1],
      ["INSERT OR IGNORE INTO others VALUES (1, 'x')", 0],
      ['INSERT INTO others DEFAULT VALUES', 1],
      ['WITH p AS (SELECT id FROM orders) INSERT INTO others SELECT id + 10, NULL FROM p', 2],
      ["WITH p AS (SELECT id FROM orders) UPDATE others SET status = 'w' WHERE id IN (SELECT id FROM p)", 2],
      ["UPDATE others SET status = 'RETURNING; --' FROM orders WHERE others.id = orders.id", 2],
      ['DELETE /* all */ FROM others -- of them', 5],
    ];
    for (const [text, rows] of forms) expect(await execute(database, text), text).toEqual({ affectedRows: rows });
    expect(await rowsOf(database)).toEqual(BOTH);
  });

  it('refuses everything else before it has any effect', async () => {
    const file = files.newFile(ORDERS, 'CREATE VIRTUAL TABLE texts USING fts5(body)');
    const database = files.open(file, { writes: true });
    const others = [
      'SELECT 1',
      'WITH x AS (SELECT 1) SELECT * FROM x',
      'VALUES (1)',
      "REPLACE INTO orders VALUES (1, 'x')",
      'DELETE FROM orders RETURNING id',
      'DELETE FROM orders; DELETE FROM orders',
      'DELETE FROM orders;',
      'DELETE FROM orders /*',
      'DELETE FROM orders\0 WHERE 0',
      'DELETE FROM orders; PRAGMA user_version = 7; --',
      'DELETE FROM texts',
      'COMMIT',
      'ROLLBACK',
      'END',
      'SAVEPOINT a',
      'PRAGMA user_version = 7',
      'PRAGMA foreign_keys = OFF',
      'PRAGMA writable_schema = ON',
      'EXPLAIN DELETE FROM orders',
      '/* first */ PRAGMA user_version = 7',
      "ATTACH ':memory:' AS other",
      'DETACH main',
      `VACUUM INTO '${files.folder}/copy'`,
      'CREATE TABLE more (id INTEGER)',
      'CREATE TEMP TABLE more (id INTEGER)',
      'DROP TABLE orders',
      'ANALYZE',
      "INSERT INTO orders SELECT 3, writefile('x', 'x')",
      "UPDATE sqlite_dbpage SET data = x'00'",
      "UPDATE sqlite_master SET sql = ''",
      '',
      ';',
    ];
    for (const other of others) await expect(execute(database, other), other).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    expect(await rowsOf(database)).toEqual(BOTH);
    const reader = new Libsql(file);
    expect(reader.prepare('SELECT (SELECT user_version FROM pragma_user_version) AS version, (SELECT count(*) FROM sqlite_master) AS things').get()).toMatchObject({ version: 0, things: 7 });
    reader.close();
  });

  it('undoes what a statement leaves behind that rolls back by itself', async () => {
    const database = files.open(files.newFile(ORDERS, "CREATE TRIGGER strict BEFORE UPDATE ON orders WHEN NEW.status = 'never' BEGIN SELECT RAISE(ROLLBACK, 'never'); END"), { writes: true });
    for (const text of ["INSERT OR ROLLBACK INTO orders VALUES (1, 'x')", "UPDATE orders SET status = 'never'"]) {
      const carriesOn = database.transaction(async (transaction) => {
        await transaction.execute(trustedWrite('DELETE FROM orders WHERE id = 2'));
        await transaction.execute(trustedWrite(text)).catch(() => undefined);
        await transaction.execute(trustedWrite('DELETE FROM orders')).catch(() => undefined);
      }, TIME);
      await expect(carriesOn, text).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    }
    expect(await rowsOf(database)).toEqual(BOTH);
  });

  it('holds rows to the foreign keys of the file, and lets its triggers run', async () => {
    const file = files.newFile(ORDERS, 'CREATE TABLE items (id INTEGER PRIMARY KEY, order_id INTEGER REFERENCES orders DEFERRABLE INITIALLY DEFERRED)', 'CREATE TABLE log (what TEXT)', "CREATE TRIGGER logs AFTER INSERT ON items BEGIN INSERT INTO log VALUES ('item'); END");
    const database = files.open(file, { writes: true });
    await expect(execute(database, 'INSERT INTO items VALUES (1, 99)')).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    expect(await execute(database, 'INSERT INTO items VALUES (1, 1)')).toEqual({ affectedRows: 1 });
    expect((await ask(database, 'SELECT (SELECT count(*) FROM items), (SELECT count(*) FROM log)')).rows).toEqual([[1, 1]]);
  });

  it('lets no statement that reads write, although the transaction may', async () => {
    const database = files.open(files.newFile(ORDERS), { writes: true });
    for (const text of ['DELETE FROM orders', 'SELECT 1); DELETE FROM orders --', 'PRAGMA query_only = OFF', "SELECT writefile('x', 'x')"]) {
      await expect(database.transaction((transaction) => transaction.query(trustedSql(text), { maxRows: 1 }), TIME), text).rejects.toMatchObject({ code: expect.stringMatching(/^DATABASE_(?:READ_ONLY|QUERY_FAILED)$/) });
    }
    const seen = await database.transaction(async (transaction) => {
      await transaction.execute(trustedWrite('DELETE FROM orders WHERE id = 1'));
      const { rows, truncated } = await transaction.query(trustedSql('SELECT id FROM orders UNION ALL SELECT 7'), { maxRows: 1 });
      await transaction.execute(trustedWrite("INSERT INTO orders VALUES (3, 'x')"));
      return { rows, truncated };
    }, TIME);
    expect(seen).toEqual({ rows: [[2]], truncated: true });
    expect(await rowsOf(database)).toEqual([[2, 'open'], [3, 'x']]);
  });

  it('is busy while another process writes, and cannot write a file that may only be read', async () => {
    const file = files.newFile(ORDERS);
    const database = files.open(file, { writes: true, busyTimeoutMs: 10 });
    const writer = new Libsql(file);
    writer.exec('BEGIN IMMEDIATE');
    await expect(execute(database, 'DELETE FROM orders')).rejects.toMatchObject({ code: 'DATABASE_BUSY', retryable: true });
    writer.exec('COMMIT');
    // A reader that does not end keeps a COMMIT from being done.
    writer.exec('BEGIN');
    writer.prepare('SELECT count(*) FROM orders').get();
    await expect(execute(database, 'DELETE FROM orders')).rejects.toMatchObject({ code: 'DATABASE_BUSY' });
    writer.exec('COMMIT');
    writer.close();
    expect(await rowsOf(database)).toEqual(BOTH);
    expect(await execute(database, 'DELETE FROM orders')).toEqual({ affectedRows: 2 });
    await expect(execute(files.open(`${file}.nowhere`, { writes: true }), 'DELETE FROM orders')).rejects.toMatchObject({ code: 'DATABASE_NOT_FOUND' });
  });

  it('stops a long statement, and one that waits its turn, off the main thread', async () => {
    const database = files.open(files.newFile(ORDERS), { writes: true });
    const LONG = "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n) INSERT INTO orders SELECT i, 'x' FROM n";
    const controller = new AbortController();
    let told: unknown;
    const slow = database.transaction((transaction) => transaction.execute(trustedWrite(LONG)).catch((error: unknown) => (told = error)), { timeoutMs: 400 });
    const waiting = database.transaction((transaction) => transaction.execute(trustedWrite('DELETE FROM orders')), { ...TIME, signal: controller.signal });
    const dawdling = database.transaction(() => new Promise(() => undefined), { timeoutMs: 300 });
    for (const work of [slow, waiting, dawdling]) void work.catch(() => undefined);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(slow).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    expect(told).toMatchObject({ code: 'DATABASE_TIMEOUT' });
    await expect(dawdling).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    expect(await rowsOf(database)).toEqual(BOTH);
    expect(await execute(database, 'DELETE FROM orders')).toEqual({ affectedRows: 2 });
  });

  it('leaves nothing open of a stream that was left, so that others can write', async () => {
    const file = files.newFile(ORDERS, 'CREATE TABLE numbers AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i FROM n');
    const database = files.open(file, { writes: true, busyTimeoutMs: 10 });
    for await (const { rows } of database.stream(trustedSql('SELECT i FROM numbers'), { ...TIME, maxRows: 5_000, batchRows: 7 })) {
      expect(rows).toHaveLength(7);
      break;
    }
    expect(await execute(database, 'DELETE FROM numbers')).toEqual({ affectedRows: 5_000 });
  });

  it('keeps nothing of transactions that have ended', async () => {
    const database = files.open(files.newFile(ORDERS), { writes: true });
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const given = new WeakRef(await database.transaction(async () => ({ rows: [1, 2, 3] }), TIME));
    await execute(database, 'DELETE FROM orders WHERE id = 1');
    await execute(database, 'DELETE FROM orders WHERE id = 2');
    await expect
      .poll(() => {
        collect();
        return given.deref() === undefined;
      }, { timeout: 10_000 })
      .toBe(true);
  });
});
