import assert from 'node:assert/strict';
import type { ContractCase } from '../contract-case.ts';
import { trustedSql } from '../trusted-sql.ts';
import { assertFails, assertLoopTicks, assertSoon, countOrders, type DatabaseHarness, LIMITS, withShop } from './harness.ts';

export const stoppingCases: readonly ContractCase<DatabaseHarness>[] = [
  withShop('stops a statement at its time limit, and serves the next', async (database, { runaway, isWorking }) => {
    const start = performance.now();
    await assertLoopTicks(assertFails(database.query(trustedSql(runaway), { timeoutMs: 1_000, maxRows: 10 }), 'DATABASE_TIMEOUT'));
    assert.ok(performance.now() - start < 4_000, 'the time limit came late');
    await assertSoon(async () => !(await isWorking(database)), 5_000, 'the engine went on with the statement');
    assert.equal(await countOrders(database), 5);
  }),

  withShop('stops a statement when its signal is aborted, in the engine too, and serves the next', async (database, { runaway, isWorking }) => {
    const controller = new AbortController();
    const query = () => database.query(trustedSql(runaway), { timeoutMs: database.capabilities.cancel ? 60_000 : 1_000, maxRows: 10, signal: controller.signal });
    const stopped = assertLoopTicks(assertFails(query(), 'CANCELLED'));
    await assertSoon(() => isWorking(database), 10_000, 'the statement did not begin');
    controller.abort();
    const start = performance.now();
    await stopped;
    assert.ok(performance.now() - start < 3_000, 'the cancellation came late');
    if (database.capabilities.cancel) await assertSoon(async () => !(await isWorking(database)), 5_000, 'the engine went on with the statement');
    assert.equal(await countOrders(database), 5);
  }),

  withShop('does not start when the signal is aborted already', async (database) => {
    const signal = AbortSignal.abort();
    await assertFails(database.query(trustedSql('SELECT id FROM orders LIMIT 1'), { ...LIMITS, signal }), 'CANCELLED');
    await assertFails(database.introspect({ signal }), 'CANCELLED');
    await assertFails(database.sampleValues('customers', ['city'], { limit: 5, signal }), 'CANCELLED');
    assert.equal(await countOrders(database), 5);
  }),

  withShop('serves many calls at once, and cancels those that wait', async (database, { runaway }) => {
    const counts = await Promise.all(Array.from({ length: 20 }, () => countOrders(database)));
    assert.deepEqual(new Set(counts), new Set([5]));
    if (!database.capabilities.cancel) return;
    const controller = new AbortController();
    const slow = Array.from({ length: 8 }, () => assertFails(database.query(trustedSql(runaway), { timeoutMs: 60_000, maxRows: 1, signal: controller.signal }), 'CANCELLED'));
    setTimeout(() => controller.abort(), 50);
    await Promise.all(slow);
    assert.equal(await countOrders(database), 5);
  }),

  withShop('stops what runs when it is closed', async (database, { runaway, isWorking }) => {
    const stopped = assertFails(database.query(trustedSql(runaway), { timeoutMs: 60_000, maxRows: 1 }), 'DATABASE_UNAVAILABLE');
    await assertSoon(() => isWorking(database), 10_000, 'the statement did not begin');
    await database.close();
    await stopped;
    await assertSoon(async () => !(await isWorking(database)), 5_000, 'the engine went on with the statement');
  }),

  withShop('fails so that it may be tried again when its connections break, and serves the next call', async (database, { runaway, disconnect, isWorking }) => {
    if (disconnect === null) return;
    assert.equal(await countOrders(database), 5);
    const broken = assertFails(database.query(trustedSql(runaway), { timeoutMs: 20_000, maxRows: 1 }), 'DATABASE_UNAVAILABLE');
    await assertSoon(() => isWorking(database), 10_000, 'the statement did not begin');
    await disconnect(database);
    await broken;
    assert.equal(await countOrders(database), 5);
    // One that breaks while nobody uses it.
    await disconnect(database);
    assert.equal(await countOrders(database).catch(() => countOrders(database)), 5);
  }),
];
