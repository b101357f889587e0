import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeWithMysql } from '../../../../../tests/support/services.ts';
import { stopStatement } from './stop-statement.ts';
import { ask, ORDERS, RUNAWAY, testServer } from './test-server.fixture.ts';

describeWithMysql('stopping', (address) => {
  const server = testServer(address);
  let url: string;
  let name: string;
  beforeAll(async () => {
    ({ url, name } = await server.newDatabase(...ORDERS));
  });
  afterEach(() => server.closeAll());
  afterAll(() => server.remove());

  const count = async (database: Parameters<typeof ask>[0]) => (await ask(database, 'SELECT count(*) AS n FROM orders LIMIT 1')).rows[0]?.[0];
  /** How many statements the server works on for this database. */
  const atWork = async () => Number((await server.run(`SELECT count(*) AS n FROM information_schema.PROCESSLIST WHERE DB = '${name}' AND COMMAND <> 'Sleep'`))[0]?.['n']);
  const until = async (holds: () => Promise<boolean>) => {
    const end = performance.now() + 5_000;
    while (!(await holds())) if (performance.now() > end) return false;
    return true;
  };

  it('DB-3: happens in the server, and frees the only connection of a pool', async () => {
    const pool = server.pool({ uri: url, connectionLimit: 1 });
    const database = server.open({ pool });
    const controller = new AbortController();
    const slow = ask(database, RUNAWAY, { timeoutMs: 600_000, signal: controller.signal });
    void slow.catch(() => undefined);
    expect(await until(async () => (await atWork()) === 1)).toBe(true);
    const start = performance.now();
    controller.abort();
    await expect(slow).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await count(database)).toBe(2);
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(await until(async () => (await atWork()) === 0)).toBe(true);
  });

  it('DB-3: leaves every pool whole, whatever became of its statements', async () => {
    const pool = server.pool({ uri: url, connectionLimit: 1 });
    const database = server.open({ pool });
    const outcomes = Array.from({ length: 50 }, async (_, index) => {
      const controller = new AbortController();
      const { signal } = controller;
      try {
        switch (index % 7) {
          case 0:
            return await ask(database, 'SELECT nope FROM orders LIMIT 1', { signal });
          case 1:
            return await ask(database, RUNAWAY, { timeoutMs: 30 });
          case 2: {
            const asked = ask(database, RUNAWAY, { timeoutMs: 60_000, signal });
            setTimeout(() => controller.abort(), 20 * index);
            return await asked;
          }
          case 3:
            return await ask(database, "INSERT INTO orders VALUES (9, 'x')");
          case 4:
            return await ask(database, 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT a.i FROM n AS a CROSS JOIN n AS b LIMIT 1000000', { maxRows: 2 });
          default:
            return await count(database);
        }
      } catch (error) {
        return (error as { code: string }).code;
      }
    });
    const results = await Promise.all(outcomes);
    expect(results.filter((_, index) => index % 7 === 0)).toEqual(Array.from({ length: 8 }, () => 'DATABASE_QUERY_FAILED'));
    expect(results.filter((_, index) => index % 7 === 1)).toEqual(Array.from({ length: 7 }, () => 'DATABASE_TIMEOUT'));
    expect(results.filter((_, index) => index % 7 === 2)).toEqual(Array.from({ length: 7 }, () => 'CANCELLED'));
    expect(results.filter((_, index) => index % 7 === 3)).toEqual(Array.from({ length: 7 }, () => 'DATABASE_READ_ONLY'));
    expect(results.filter((_, index) => index % 7 === 4)).toEqual(Array.from({ length: 7 }, () => expect.objectContaining({ rows: [[1], [2]], truncated: true })));
    expect(results.filter((_, index) => index % 7 > 4)).toEqual(Array.from({ length: 14 }, () => 2));
    expect(await count(database)).toBe(2);
    // The host has its connection back, as a new one.
    const [rows] = await pool.query('SELECT @@tx_read_only AS only_reads, @@in_transaction AS transaction');
    expect(rows).toEqual([{ only_reads: 0, transaction: 0 }]);
    expect(await until(async () => (await atWork()) === 0)).toBe(true);
  });

  it('DB-3: is not waited for in the queue of the pool', async () => {
    const pool = server.pool({ uri: url, connectionLimit: 1 });
    const database = server.open({ pool, connectTimeoutMs: 200 });
    const held = await pool.getConnection();
    const controller = new AbortController();
    const waiting = ask(database, 'SELECT 1 LIMIT 1', { signal: controller.signal });
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(ask(database, 'SELECT 1 LIMIT 1')).rejects.toMatchObject({ code: 'DATABASE_BUSY', retryable: true });
    held.release();
    expect(await count(database)).toBe(2);
  });

  it('DB-3: stops reading at the row cap, also of a result without end', async () => {
    const database = server.open({ connectionString: url, connections: 1 });
    const many = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT a.i FROM n AS a CROSS JOIN n AS b CROSS JOIN n AS c';
    const before = process.memoryUsage().rss;
    for (const text of [many, `${many} LIMIT 100000000`]) {
      expect(await ask(database, text, { maxRows: 3 })).toMatchObject({ rows: [[1], [2], [3]], truncated: true });
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
    expect(await count(database)).toBe(2);
    expect(await until(async () => (await atWork()) === 0)).toBe(true);
  });

  it('is told from an answer by the clock, where the server answers an interrupted statement', async () => {
    const database = server.open({ connectionString: url });
    await expect(ask(database, 'SELECT SLEEP(0.3) AS n LIMIT 1', { timeoutMs: 100 })).rejects.toMatchObject({ code: 'DATABASE_TIMEOUT' });
  });

  it('happens to all statements when the database is closed, and the pool of the host stays open', async () => {
    const pool = server.pool({ uri: url, connectionLimit: 1 });
    const database = server.open({ pool });
    const slow = ask(database, RUNAWAY, { timeoutMs: 60_000 });
    const waiting = ask(database, 'SELECT id FROM orders LIMIT 1');
    void slow.catch(() => undefined);
    void waiting.catch(() => undefined);
    expect(await until(async () => (await atWork()) === 1)).toBe(true);
    await database.close();
    await expect(slow).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await expect(waiting).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect((await pool.query('SELECT 1 AS one'))[0]).toEqual([{ one: 1 }]);
    expect(await until(async () => (await atWork()) === 0)).toBe(true);
  });

  it('is not needed when the server ends a connection: the next one serves', async () => {
    const pool = server.pool({ uri: url, connectionLimit: 1 });
    const database = server.open({ pool });
    const slow = ask(database, RUNAWAY, { timeoutMs: 60_000 });
    void slow.catch(() => undefined);
    expect(await until(async () => (await atWork()) === 1)).toBe(true);
    const [{ id } = {}] = await server.run(`SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = '${name}' AND COMMAND <> 'Sleep'`);
    await server.run(`KILL CONNECTION ${Number(id)}`);
    await expect(slow).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryable: true });
    expect(await count(database)).toBe(2);
  });
});

describe('DB-3: a connection is ended', () => {
  const stopAt = async (server: string) => {
    const sent: string[] = [];
    const side = {
      on: () => undefined,
      destroy: () => sent.push('closed'),
      query: async (sql: string): Promise<[unknown, unknown]> => {
        sent.push(sql);
        return [[{ id: '9', server }], []];
      },
    };
    let settings: object = {};
    const driver = {
      createPool: () => ({ pool: {} }),
      createConnection: async (given: object) => {
        settings = given;
        return side;
      },
    };
    await stopStatement(async () => driver, { host: 'db', user: 'reader', password: 'secret', multipleStatements: true, infileStreamFactory: () => null }, { connectionId: '7', server: 'db-1|3306|1' });
    return { sent, settings };
  };

  it('on its own server', async () => {
    const { sent, settings } = await stopAt('db-1|3306|1');
    expect(sent.slice(1)).toEqual(['KILL CONNECTION 7', 'closed']);
    expect(settings).toEqual({ host: 'db', user: 'reader', password: 'secret', flags: ['-LOCAL_FILES'], connectTimeout: 5_000 });
  });

  it('not on another server behind the same name, where its number is somebody else', async () => {
    const { sent } = await stopAt('db-2|3306|2');
    expect(sent.slice(1)).toEqual(['closed']);
  });

  it('without waiting for ever for a server that does not answer, so that the database can be closed', async () => {
    vi.useFakeTimers();
    const destroy = vi.fn<() => void>();
    const driver = { createPool: () => ({ pool: {} }), createConnection: async () => ({ on: () => undefined, destroy, query: () => new Promise<never>(() => undefined) }) };
    const ended = stopStatement(async () => driver, {}, { connectionId: '7', server: 'db-1|3306|1' });
    await vi.advanceTimersByTimeAsync(5_000);
    vi.useRealTimers();
    await ended;
    expect(destroy).toHaveBeenCalledTimes(1);
  });

  it('by nobody when no connection is to be had, and nothing fails for that', async () => {
    const driver = { createPool: () => ({ pool: {} }), createConnection: () => Promise.reject(new Error('too many connections')) };
    await expect(stopStatement(async () => driver, {}, { connectionId: '7', server: 'db-1|3306|1' })).resolves.toBeUndefined();
  });
});
