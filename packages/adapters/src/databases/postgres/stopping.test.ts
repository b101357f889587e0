import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { describeWithPostgres } from '../../../../../tests/support/services.ts';
import { postgres } from '../postgres.ts';
import { administer, ask, ORDERS, RUNAWAY, useTestDatabase } from './test-database.fixture.ts';

/** Something that takes connections and never answers. */
async function silentServer(): Promise<{ readonly server: Server; readonly sockets: Socket[]; readonly port: number }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, sockets, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

describe('a server that cannot be reached', () => {
  it('is said to be, without the password, and soon', async () => {
    const silent = await silentServer();
    const start = performance.now();
    for (const [port, connectTimeoutMs] of [[1, 5_000], [silent.port, 200]] as const) {
      const database = postgres({ connectionString: `postgres://reader:hunter2@127.0.0.1:${port}/shop`, connectTimeoutMs });
      const error = await ask(database, 'SELECT 1').catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
      expect(JSON.stringify([error, (error as { message: string }).message])).not.toContain('hunter2');
      await database.close();
    }
    expect(performance.now() - start).toBeLessThan(3_000);
    for (const socket of silent.sockets) socket.destroy();
    silent.server.close();
  });
});

describeWithPostgres('stopping in PostgreSQL', (url) => {
  const server = useTestDatabase(url);
  afterEach(() => server.closeAll());

  const activity = (marker: string) => administer(url, `SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%${marker}%' AND pid <> pg_backend_pid()`).then(([row]) => Number(row?.[0]));

  it('DB-3: ends the statement in the server and leaves those beside it alone', async () => {
    const schema = await server.newSchema(ORDERS);
    const database = server.open(schema, { pool: server.pool({ max: 2 }) });
    const controller = new AbortController();
    // For the server, a statement that runs is a FETCH.
    const slow = ask(database, RUNAWAY, { timeoutMs: 60_000, signal: controller.signal });
    const beside = ask(database, 'SELECT pg_sleep(0.6), 7 AS seven');
    void slow.catch(() => undefined);
    await expect.poll(() => activity('FETCH')).toBe(2);
    controller.abort();
    const start = performance.now();
    await expect(slow).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(performance.now() - start).toBeLessThan(500);
    expect((await beside).rows).toEqual([['', 7]]);
    await expect.poll(() => activity('FETCH')).toBe(0);
    expect((await ask(database, 'SELECT count(*) FROM orders')).rows).toEqual([[2]]);
  });

  it('DB-3: holds statements to their time whatever they do', async () => {
    const database = server.open(await server.newSchema(ORDERS), { connections: 1 });
    for (const statement of [
      RUNAWAY,
      'SELECT count(*) FROM generate_series(1, 100000) AS a, generate_series(1, 100000) AS b',
      'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n',
      "SELECT set_config('statement_timeout', '0', false), pg_sleep(600)",
    ]) {
      const start = performance.now();
      await expect(ask(database, statement, { timeoutMs: 300 }), statement).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
      expect(performance.now() - start, statement).toBeLessThan(1_300);
    }
    expect((await ask(database, 'SELECT count(*) FROM orders')).rows).toEqual([[2]]);
  });

  it('DB-3: closes a connection on which the server does not answer', async () => {
    const schema = await server.newSchema(ORDERS);
    const pool = server.pool({ max: 1 });
    const database = server.open(schema, { pool });
    await ask(database, 'SELECT 1');
    // The server hears nothing more and says nothing more.
    const client = await pool.connect();
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
    client.release();
    stream.write = () => true;
    const start = performance.now();
    await expect(ask(database, 'SELECT 1', { timeoutMs: 200 })).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
    expect(performance.now() - start).toBeLessThan(1_700);
    expect((await ask(database, 'SELECT count(*) FROM orders')).rows).toEqual([[2]]);
  });

  it('survives a connection that the server ends', async () => {
    const schema = await server.newSchema(ORDERS);
    const database = server.open(schema, { connections: 1 });
    const asked = ask(database, RUNAWAY, { timeoutMs: 60_000 });
    void asked.catch(() => undefined);
    await expect.poll(() => activity('FETCH')).toBe(1);
    await administer(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'FETCH%' AND datname = current_database()");
    await expect(asked).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect((await ask(database, 'SELECT count(*) FROM orders')).rows).toEqual([[2]]);
    await administer(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()");
    await expect.poll(() => ask(database, 'SELECT count(*) FROM orders').then(({ rows }) => rows[0]?.[0], () => null)).toBe(2);
  });

  it('loses no connection of a pool of one, whatever happens fifty times', async () => {
    const schema = await server.newSchema(ORDERS);
    const pool = server.pool({ max: 1 });
    const database = server.open(schema, { pool });
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const kind = index % 5;
        const statement = ['SELECT count(*) FROM orders', 'SELECT nope FROM orders', 'SELECT 1 / (id - id) FROM orders', RUNAWAY, 'DELETE FROM orders'][kind] ?? '';
        const signal = kind === 3 ? AbortSignal.timeout(20 * index) : index % 10 === 0 ? AbortSignal.abort() : undefined;
        return ask(database, statement, signal === undefined ? {} : { signal }).then(({ rows }) => rows[0]?.[0], (error: { code: string }) => error.code);
      }),
    );
    for (const [index, outcome] of outcomes.entries()) {
      const expected = [index % 10 === 0 ? 'CANCELLED' : 2, 'DATABASE_QUERY_FAILED', 'DATABASE_QUERY_FAILED', 'CANCELLED', 'DATABASE_READ_ONLY'][index % 5];
      expect(outcome, String(index)).toBe(expected);
    }
    await expect.poll(() => [pool.totalCount - pool.idleCount, pool.waitingCount]).toEqual([0, 0]);
    expect((await pool.query('SELECT 7 AS seven')).rows).toEqual([{ seven: 7 }]);
  });

  it('does not wait for a connection for ever, and gives back one that comes late', async () => {
    const schema = await server.newSchema(ORDERS);
    const pool = server.pool({ max: 1 });
    const database = server.open(schema, { pool, connectTimeoutMs: 100 });
    const held = await pool.connect();
    await expect(ask(database, 'SELECT 1')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', message: expect.stringContaining('100 ms') });
    held.release();
    expect((await ask(database, 'SELECT count(*) FROM orders')).rows).toEqual([[2]]);
  });

  it("waits for another session's lock only so long", async () => {
    const schema = await server.newSchema(ORDERS);
    const pool = server.pool();
    const writer = await pool.connect();
    await writer.query(`BEGIN; LOCK TABLE ${schema}.orders IN ACCESS EXCLUSIVE MODE`);
    const database = server.open(schema, { lockTimeoutMs: 50 });
    await expect(ask(database, 'SELECT id FROM orders')).rejects.toMatchObject({ code: 'DATABASE_BUSY', retryable: true });
    await writer.query('ROLLBACK');
    writer.release();
    expect((await ask(database, 'SELECT count(*) FROM orders')).rows).toEqual([[2]]);
  });

  it('bounds temporary files', async () => {
    const database = server.open(await server.newSchema(ORDERS), { temporaryFileKb: 1_000, workMemoryKb: 64 });
    await expect(ask(database, "SELECT n FROM (SELECT generate_series(1, 1000000) AS n) AS s ORDER BY md5(n::text)")).rejects.toMatchObject({ code: 'DATABASE_QUERY_FAILED', message: expect.stringContaining('temporary space') });
  });

  it('happens to all statements when the database is closed, and leaves the pool to the host', async () => {
    const schema = await server.newSchema(ORDERS);
    const pool = server.pool({ max: 1 });
    const database = server.open(schema, { pool });
    const asked = [ask(database, RUNAWAY, { timeoutMs: 60_000 }), ask(database, 'SELECT 1')];
    for (const work of asked) void work.catch(() => undefined);
    await database.close();
    for (const work of asked) await expect(work).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect((await pool.query('SELECT 7 AS seven')).rows).toEqual([{ seven: 7 }]);
  });
});
