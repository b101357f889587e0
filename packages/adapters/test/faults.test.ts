import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Database } from '@nl2sql/core/contracts';
import { type DatabaseHarness, trustedSql } from '@nl2sql/core/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeWithMysql, describeWithPostgres } from '../../../tests/support/services.ts';
import { harness as duckdbHarness, makeTestFiles as makeDuckdbFiles } from '../src/databases/duckdb/test-files.fixture.ts';
import { harness as mysqlHarness, testServer } from '../src/databases/mysql/test-server.fixture.ts';
import { harness as pgliteHarness, useTestDirectories } from '../src/databases/pglite/test-directories.fixture.ts';
import { harness as postgresHarness, useTestDatabase } from '../src/databases/postgres/test-database.fixture.ts';
import { harness as sqliteHarness, makeTestFiles, type TestFiles } from '../src/databases/sqlite/test-files.fixture.ts';

const LIMITS = { timeoutMs: 10_000, maxRows: 10 };
const ONE = trustedSql('SELECT 1 AS n LIMIT 1');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that this process holds on to, in JavaScript and beside it. */
function held(): number {
  collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

const MEGABYTE = 2 ** 20;

/** What has to hold for every engine when it is treated badly. */
function withstands(harness: () => DatabaseHarness): void {
  let database: Database;
  beforeAll(async () => {
    database = await harness().create(['CREATE TABLE visits (id INTEGER PRIMARY KEY)']);
  }, 60_000);
  afterAll(() => database?.close());

  it('a million rows, of which it never holds more than a few batches', { timeout: 120_000 }, async () => {
    const before = held();
    let rows = 0;
    let most = 0;
    for await (const batch of database.stream(trustedSql(harness().series(1_000_000)), { timeoutMs: 100_000, maxRows: 1_000_000 })) {
      rows += batch.rows.length;
      if (rows % 250_000 === 0) most = Math.max(most, held() - before);
    }
    expect(rows).toBe(1_000_000);
    expect(most).toBeLessThan(10 * MEGABYTE);
  });

  it('a million rows that are asked for by a call with a cap', { timeout: 60_000 }, async () => {
    const before = held();
    const result = await database.query(trustedSql(harness().series(1_000_000)), { timeoutMs: 60_000, maxRows: 1_000 });
    expect([result.rows.length, result.truncated]).toEqual([1_000, true]);
    expect(held() - before).toBeLessThan(10 * MEGABYTE);
  });

  it('a caller who is slow to take wide rows, without reading ahead for it', { timeout: 60_000 }, async () => {
    const wide = `SELECT n, ${'1234567890'.split('').map((digit, index) => `${index} + n AS c${digit}`).join(', ')} FROM (${harness().series(100_000)}) AS series`;
    const before = held();
    let batches = 0;
    for await (const batch of database.stream(trustedSql(wide), { timeoutMs: 50_000, maxRows: 100_000, batchRows: 100 })) {
      batches += 1;
      if (batches > 5) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(held() - before, `after ${batches} batches of ${batch.rows.length} rows`).toBeLessThan(5 * MEGABYTE);
    }
    expect(batches).toBe(6);
    expect((await database.query(ONE, LIMITS)).rows).toEqual([[1]]);
  });

  it('a hundred calls that are cancelled at different moments, after which nothing works on', { timeout: 60_000 }, async () => {
    const { runaway, isWorking } = harness();
    const ended = Array.from({ length: 100 }, (_, index) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), (index * 37) % 400);
      return database.query(trustedSql(runaway), { timeoutMs: 60_000, maxRows: 1, signal: controller.signal }).then(
        () => 'answered',
        (error: { code: string }) => error.code,
      );
    });
    expect(new Set(await Promise.all(ended))).toEqual(new Set(['CANCELLED']));
    await expect.poll(() => isWorking(database), { timeout: 10_000 }).toBe(false);
    expect((await database.query(ONE, LIMITS)).rows).toEqual([[1]]);
  });
}

describe('SQLite withstands', () => {
  let files: TestFiles;
  beforeAll(async () => {
    files = await makeTestFiles();
  });
  afterAll(() => files.remove());
  withstands(() => sqliteHarness(files));
});

describe('DuckDB withstands', () => {
  const files = makeDuckdbFiles();
  afterAll(() => files.remove());
  withstands(() => duckdbHarness(files));
});

describe('PGlite withstands', () => {
  const directories = useTestDirectories();
  afterAll(async () => {
    await directories.closeAll();
    await directories.removeAll();
  }, 60_000);
  withstands(() => pgliteHarness(directories));
});

describeWithPostgres('PostgreSQL withstands', (url) => {
  const server = useTestDatabase(url);
  afterAll(() => server.closeAll());
  withstands(() => postgresHarness(url, async (statements) => server.open(await server.newSchema(...statements))));
});

describeWithMysql('MySQL or MariaDB withstands', (url) => {
  const server = testServer(url);
  afterAll(async () => {
    await server.closeAll();
    await server.remove();
  });
  withstands(() => mysqlHarness(server));
});

describe('a pool without a free connection', () => {
  describeWithPostgres('PostgreSQL', (url) => {
    const server = useTestDatabase(url);
    afterEach(() => server.closeAll());
    it('says so in time, and serves again', async () => {
      await saysSoInTime(server.open(await server.newSchema(), { connections: 2, connectTimeoutMs: 300 }), 'SELECT pg_sleep(600)');
    });
  });

  describeWithMysql('MySQL or MariaDB', (url) => {
    const server = testServer(url);
    afterAll(async () => {
      await server.closeAll();
      await server.remove();
    });
    it('says so in time, and serves again', async () => {
      await saysSoInTime(server.open({ connectionString: (await server.newDatabase()).url, connections: 2, connectTimeoutMs: 300 }), 'SELECT SLEEP(600) AS n LIMIT 1');
    });
  });

  async function saysSoInTime(database: Database, runaway: string): Promise<void> {
    await database.query(ONE, LIMITS);
    const controller = new AbortController();
    const holding = [1, 2].map(() => database.query(trustedSql(runaway), { timeoutMs: 60_000, maxRows: 1, signal: controller.signal }).catch(() => undefined));
    await expect(database.query(ONE, LIMITS)).rejects.toMatchObject({ code: expect.stringMatching(/^DATABASE_(?:UNAVAILABLE|BUSY)$/), retryable: true });
    controller.abort();
    await Promise.all(holding);
    expect((await database.query(ONE, LIMITS)).rows).toEqual([[1]]);
  }
});
