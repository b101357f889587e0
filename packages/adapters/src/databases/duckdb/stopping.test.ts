import { DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement } from '@duckdb/node-api';
import { trustedSql, trustedWrite } from '@nl2sql/core/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask, makeTestFiles, ORDERS, RUNAWAY, type TestFiles } from './test-files.fixture.ts';

let files: TestFiles;
beforeAll(() => {
  files = makeTestFiles();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await files.closeAll();
});
afterAll(() => files.remove());

const COUNT = 'SELECT count(*) AS n FROM orders LIMIT 1';

describe('stopping', () => {
  it('leaves the statements beside it alone', async () => {
    const database = files.open(await files.newFile(ORDERS), { connections: 2 });
    await ask(database, COUNT);
    const controller = new AbortController();
    const slow = ask(database, RUNAWAY, { timeoutMs: 60_000, signal: controller.signal });
    const beside = ask(database, RUNAWAY, { timeoutMs: 1_500 });
    void slow.catch(() => undefined);
    void beside.catch(() => undefined);
    setTimeout(() => controller.abort(), 100);
    await expect(slow).rejects.toMatchObject({ code: 'CANCELLED' });
    expect((await ask(database, COUNT)).rows).toEqual([[2]]);
    await expect(beside).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
  });

  it('reaches a statement that waits its turn', async () => {
    const database = files.open(await files.newFile(ORDERS), { connections: 1 });
    const controller = new AbortController();
    const slow = ask(database, RUNAWAY, { timeoutMs: 500 });
    const waiting = ask(database, COUNT, { signal: controller.signal });
    const next = ask(database, COUNT);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(slow).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    expect((await next).rows).toEqual([[2]]);
  });

  it('does not keep its caller waiting for a call of a function that the engine does not leave', async () => {
    const database = files.open(await files.newFile(ORDERS), { connections: 1 });
    const start = performance.now();
    await expect(ask(database, "SELECT levenshtein(repeat('a', 20000), repeat('b', 20000)) AS n", { timeoutMs: 200 })).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    expect(performance.now() - start).toBeLessThan(2_000);
    expect((await ask(database, COUNT)).rows).toEqual([[2]]);
  }, 60_000);

  it('stops introspection, sampling and compiling', async () => {
    const database = files.open(await files.newFile(ORDERS, `CREATE VIEW slow AS ${RUNAWAY}`), { sampleTimeoutMs: 300 });
    await expect(database.sampleValues('slow', ['n'], { limit: 5 })).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    for (const work of [(signal: AbortSignal) => database.introspect({ signal }), (signal: AbortSignal) => database.explain(trustedSql(COUNT), { signal }), (signal: AbortSignal) => database.sampleValues('slow', ['n'], { limit: 5, signal })]) {
      const controller = new AbortController();
      const stopped = work(controller.signal);
      controller.abort();
      await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' });
    }
  });

  it('happens to all statements when the database is closed', async () => {
    const database = files.open(await files.newFile(ORDERS), { connections: 1, writes: true });
    await ask(database, COUNT);
    const slow = ask(database, RUNAWAY, { timeoutMs: 60_000 });
    const waiting = ask(database, COUNT);
    const writing = database.transaction(async (transaction) => {
      await transaction.execute(trustedWrite('DELETE FROM orders'));
      await transaction.query(trustedSql(RUNAWAY), { maxRows: 1 });
    }, { timeoutMs: 60_000 });
    const failures = Promise.all([slow, waiting, writing].map((work) => expect(work).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })));
    await database.close();
    await failures;
  });
});

describe('a transaction', () => {
  const TIME = { timeoutMs: 10_000 };

  it('is undone when a statement of it failed, whatever its work says', async () => {
    const database = files.open(await files.newFile(ORDERS), { writes: true });
    const write = database.transaction(async (transaction) => {
      await transaction.execute(trustedWrite("INSERT INTO orders VALUES (3, 'new')"));
      await transaction.execute(trustedWrite("INSERT INTO orders VALUES (1, 'secret-value')")).catch(() => undefined);
      return 'done';
    }, TIME);
    const error = await write.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'DATABASE_QUERY_FAILED', message: expect.stringContaining('constraint') });
    expect(String(error)).not.toContain('secret-value');
    expect((await ask(database, COUNT)).rows).toEqual([[2]]);
  });

  it('is stopped at its time limit although its work waits for something else', async () => {
    const database = files.open(await files.newFile(ORDERS), { writes: true });
    const write = database.transaction(async (transaction) => {
      await transaction.execute(trustedWrite('DELETE FROM orders'));
      await new Promise(() => undefined);
    }, { timeoutMs: 300 });
    await expect(write).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    expect((await ask(database, COUNT)).rows).toEqual([[2]]);
  });

  it('tells its statement as well that it was stopped, and refuses what comes after its end', async () => {
    const database = files.open(await files.newFile(ORDERS), { writes: true });
    let told: unknown;
    let late: (() => Promise<unknown>) | undefined;
    const write = database.transaction(async (transaction) => {
      late = () => transaction.execute(trustedWrite('DELETE FROM orders'));
      await transaction.query(trustedSql(RUNAWAY), { maxRows: 1 }).catch((error: unknown) => (told = error));
    }, { timeoutMs: 300 });
    await expect(write).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    expect(told).toMatchObject({ code: 'DATABASE_TIMEOUT' });
    await expect(late?.()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', message: expect.stringContaining('has ended; nothing was run') });
  });

  it('says where nobody knows whether it was committed, after which the file is opened anew', async () => {
    const database = files.open(await files.newFile(ORDERS), { writes: true });
    const run = DuckDBConnection.prototype.run;
    vi.spyOn(DuckDBConnection.prototype, 'run').mockImplementation(function (this: DuckDBConnection, ...call) {
      return call[0] === 'COMMIT' ? Promise.reject(new Error('FATAL Error: Failed to commit: no space left')) : run.apply(this, call);
    });
    const write = database.transaction((transaction) => transaction.execute(trustedWrite('DELETE FROM orders')), TIME);
    await expect(write).rejects.toMatchObject({ code: 'DATABASE_OUTCOME_UNKNOWN', retryable: false, message: expect.stringContaining('done as a whole or not at all') });
    const create = vi.spyOn(DuckDBInstance, 'create');
    expect((await ask(database, COUNT)).rows).toEqual([[2]]);
    expect(create).toHaveBeenCalledTimes(1);
  });

  it('has the file opened anew when the engine fails at one of its statements', async () => {
    const database = files.open(await files.newFile(ORDERS), { writes: true });
    vi.spyOn(DuckDBPreparedStatement.prototype, 'run').mockRejectedValueOnce(new Error('INTERNAL Error: assertion failed'));
    const write = database.transaction((transaction) => transaction.execute(trustedWrite('DELETE FROM orders')), TIME);
    await expect(write).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    const create = vi.spyOn(DuckDBInstance, 'create');
    expect((await ask(database, COUNT)).rows).toEqual([[2]]);
    expect(create).toHaveBeenCalledTimes(1);
  });

  it('counts the rows of a statement that returns them', async () => {
    const database = files.open(await files.newFile(ORDERS), { writes: true });
    const run = (text: string) => database.transaction((transaction) => transaction.execute(trustedWrite(text)), TIME);
    expect(await run("INSERT INTO orders VALUES (3, 'x'), (4, 'y') RETURNING id")).toEqual({ affectedRows: 2 });
    expect(await run("INSERT INTO orders VALUES (3, 'z') ON CONFLICT DO NOTHING")).toEqual({ affectedRows: 0 });
    await expect(run('TRUNCATE orders')).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED', message: expect.stringContaining('Only one INSERT, UPDATE or DELETE') });
    await expect(run('/* all */ TRUNCATE TABLE orders')).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    await expect(run('MERGE INTO orders USING orders AS o ON o.id = orders.id WHEN MATCHED THEN DELETE')).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED', message: expect.stringContaining('Only one INSERT, UPDATE or DELETE') });
    await expect(run("INSERT INTO orders SELECT 9, content FROM read_text('/etc/hosts')")).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED' });
    expect((await ask(database, COUNT)).rows).toEqual([[4]]);
  });
});
