import assert from 'node:assert/strict';
import type { Database, QueryResult, StreamOptions } from '../../contracts/index.ts';
import type { ContractCase } from '../contract-case.ts';
import { trustedSql } from '../trusted-sql.ts';
import { assertFails, assertLoopTicks, assertSoon, countOrders, type DatabaseHarness, LIMITS, withShop } from './harness.ts';

const ORDERS = 'SELECT id FROM orders ORDER BY id LIMIT 100';

async function batchesOf(database: Database, sql: string, options: StreamOptions): Promise<QueryResult[]> {
  const batches: QueryResult[] = [];
  for await (const batch of database.stream(trustedSql(sql), options)) batches.push(batch);
  return batches;
}

/** A case for databases that stream; the others have to refuse. */
function streaming(name: string, test: (database: Database, harness: DatabaseHarness) => Promise<void>): ContractCase<DatabaseHarness> {
  return withShop(name, async (database, harness) => {
    if (!database.capabilities.stream) return assertFails(batchesOf(database, ORDERS, LIMITS), 'DATABASE_UNSUPPORTED');
    await test(database, harness);
  });
}

export const streamCases: readonly ContractCase<DatabaseHarness>[] = [
  streaming('streams what a query answers, in batches', async (database) => {
    const batches = await batchesOf(database, ORDERS, { ...LIMITS, batchRows: 2 });
    assert.deepEqual(batches.flatMap(({ rows }) => rows), [[1], [2], [3], [4], [5]]);
    for (const { columns, rows } of batches) {
      assert.deepEqual(columns, [{ name: 'id', type: 'integer' }]);
      assert.ok(rows.length <= 2, `a batch of ${rows.length} rows where 2 were asked for`);
    }
    assert.deepEqual(new Set(batches.map(({ truncated }) => truncated)), new Set([false]));
  }),

  streaming('streams one batch without rows when there are none', async (database) => {
    const batches = await batchesOf(database, 'SELECT id, name FROM customers WHERE id = 99 LIMIT 10', LIMITS);
    assert.deepEqual(batches.map(({ columns, rows, truncated }) => [columns.map(({ name }) => name), rows, truncated]), [[['id', 'name'], [], false]]);
  }),

  streaming('streams at most maxRows and says in the last batch when there were more', async (database) => {
    const ask = async (maxRows: number) => {
      const batches = await batchesOf(database, ORDERS, { ...LIMITS, maxRows, batchRows: 2 });
      return [batches.flatMap(({ rows }) => rows).length, batches.map(({ truncated }) => truncated).indexOf(true) === batches.length - 1];
    };
    assert.deepEqual(await ask(2), [2, true]);
    assert.deepEqual(await ask(3), [3, true]);
    assert.deepEqual((await ask(5))[0], 5);
    assert.deepEqual((await batchesOf(database, ORDERS, { ...LIMITS, maxRows: 5, batchRows: 5 })).at(-1)?.truncated, false);
  }),

  streaming('streams many rows without holding up the process', async (database, { series }) => {
    let next = 1;
    await assertLoopTicks(
      (async () => {
        for await (const { rows } of database.stream(trustedSql(series(60_000)), { timeoutMs: 60_000, maxRows: 50_000 })) {
          assert.ok(rows.length <= 1_000, `a batch of ${rows.length} rows where 1,000 are the default`);
          for (const [n] of rows) assert.equal(Number(n), next++);
        }
      })(),
    );
    assert.equal(next, 50_001);
  }),

  streaming('gives its connection back when the loop is left', async (database, { series }) => {
    for (let round = 0; round < 12; round++) {
      for await (const { rows } of database.stream(trustedSql(series(20_000)), { timeoutMs: 20_000, maxRows: 20_000, batchRows: 10 })) {
        assert.equal(rows.length, 10);
        break;
      }
    }
    await assert.rejects(
      async () => {
        for await (const batch of database.stream(trustedSql(ORDERS), LIMITS)) throw new Error(`The caller fails with ${batch.rows.length} rows.`);
      },
      /The caller fails with 5 rows/,
    );
    assert.equal(await countOrders(database), 5);
  }),

  streaming('stops a stream at its time limit, although nobody takes its rows', async (database, { series }) => {
    const iterator = database.stream(trustedSql(series(20_000)), { timeoutMs: 600, maxRows: 20_000, batchRows: 10 })[Symbol.asyncIterator]();
    assert.equal((await iterator.next()).done, false);
    const start = performance.now();
    await assertSoon(async () => performance.now() - start > 1_500, 5_000, '');
    await assertFails(drain(iterator), 'DATABASE_TIMEOUT');
    assert.equal(await countOrders(database), 5);
  }),

  streaming('stops a stream when its signal is aborted', async (database, { series, runaway, isWorking }) => {
    const controller = new AbortController();
    const { signal } = controller;
    const iterator = database.stream(trustedSql(series(20_000)), { timeoutMs: 20_000, maxRows: 20_000, batchRows: 10, signal })[Symbol.asyncIterator]();
    assert.equal((await iterator.next()).done, false);
    const slow = database.stream(trustedSql(runaway), { timeoutMs: 60_000, maxRows: 1, signal })[Symbol.asyncIterator]();
    const stopped = assertFails(slow.next(), 'CANCELLED');
    await assertSoon(() => isWorking(database), 10_000, 'the statement did not begin');
    controller.abort();
    await stopped;
    await assertFails(drain(iterator), 'CANCELLED');
    await assertSoon(async () => !(await isWorking(database)), 5_000, 'the engine went on with the statement');
    await assertFails(batchesOf(database, ORDERS, { ...LIMITS, signal }), 'CANCELLED');
    assert.equal(await countOrders(database), 5);
  }),

  streaming('streams nothing that writes, and says what is wrong', async (database) => {
    for (const write of ['DELETE FROM orders', 'DROP TABLE orders', 'SELECT id FROM orders; DELETE FROM orders']) await assertFails(batchesOf(database, write, LIMITS));
    await assertFails(batchesOf(database, 'SELECT nope FROM orders LIMIT 1', LIMITS), 'DATABASE_QUERY_FAILED');
    assert.equal(await countOrders(database), 5);
    await database.close();
    await assertFails(batchesOf(database, ORDERS, LIMITS), 'DATABASE_UNAVAILABLE');
  }),
];

async function drain(iterator: AsyncIterator<QueryResult>): Promise<void> {
  while ((await iterator.next()).done !== true);
}
