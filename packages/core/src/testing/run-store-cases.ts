import assert from 'node:assert/strict';
import type { RunRecord, RunStore } from '../contracts/index.ts';
import type { ContractCase } from './contract-case.ts';

/** How the cases get at the run store under test. */
export interface RunStoreHarness {
  /** A new, empty store. */
  create(): RunStore | Promise<RunStore>;
  /** Another store over what `store` keeps, as another process would open it; left out by stores that live in one process. */
  share?(store: RunStore): RunStore | Promise<RunStore>;
}

function record(runId: string, changes: Partial<RunRecord> = {}): RunRecord {
  return {
    runId,
    threadId: 'thread',
    question: `How many? (${runId})`,
    principalId: null,
    tenantId: null,
    status: 'completed',
    sql: 'SELECT count(*) FROM "größe" LIMIT 1',
    tables: ['größe', 'sales.orders'],
    lastSeq: 12,
    updatedAt: '2024-05-01T10:00:00.000Z',
    ...changes,
  };
}

const at = (minute: number): string => `2024-05-01T10:${String(minute).padStart(2, '0')}:00.000Z`;
const idsOf = (records: readonly RunRecord[]): string[] => records.map(({ runId }) => runId);

function withStore(name: string, test: (store: RunStore, harness: RunStoreHarness) => Promise<void>): ContractCase<RunStoreHarness> {
  return { name, run: async (harness) => test(await harness.create(), harness) };
}

/**
 * What every {@link RunStore} promises, as cases for any test runner.
 *
 * @example
 * ```ts
 * import type { RunStore } from '@nl2sql/core/contracts';
 * import { runStoreCases } from '@nl2sql/core/testing';
 * import { test } from 'vitest';
 *
 * declare function makeRunStore(): Promise<RunStore>;
 * for (const { name, run } of runStoreCases) test(name, () => run({ create: makeRunStore }));
 * ```
 */
export const runStoreCases: readonly ContractCase<RunStoreHarness>[] = [
  withStore('gives a claim to one caller only, until it is released', async (store) => {
    assert.equal(await store.claim('run', 'interrupt'), true);
    assert.equal(await store.claim('run', 'interrupt'), false);
    await store.release('run', 'interrupt');
    assert.equal(await store.claim('run', 'interrupt'), true);
    assert.equal(await store.claim('run', 'interrupt'), false);
  }),

  withStore('keeps the claims of different interrupts and runs apart', async (store) => {
    assert.equal(await store.claim('run', 'a'), true);
    assert.equal(await store.claim('run', 'b'), true);
    assert.equal(await store.claim('other', 'a'), true);
    await store.release('other', 'b');
    await store.release('run', 'b');
    assert.equal(await store.claim('run', 'a'), false);
    assert.equal(await store.claim('other', 'a'), false);
    assert.equal(await store.claim('run', 'b'), true);
    // Where one id ends and the other begins must not be guessed from their joined text.
    assert.equal(await store.claim('x', 'y:z'), true);
    assert.equal(await store.claim('x:y', 'z'), true);
  }),

  withStore('gives a claim to one of many callers at the same moment', async (store) => {
    const won = await Promise.all(Array.from({ length: 50 }, () => store.claim('run', 'interrupt')));
    assert.equal(won.filter(Boolean).length, 1);
  }),

  withStore('gives a claim to one of two stores over the same data', async (store, { share }) => {
    if (share === undefined) return;
    const other = await share(store);
    const won = await Promise.all(Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? store : other).claim('run', 'interrupt')));
    assert.equal(won.filter(Boolean).length, 1);
    await other.release('run', 'interrupt');
    assert.equal(await store.claim('run', 'interrupt'), true);
    await store.save(record('seen'));
    assert.deepEqual(await other.load('seen'), record('seen'));
  }),

  withStore('loads what was saved, whole', async (store) => {
    const full = record('full', { principalId: 'anna', tenantId: 'acme', metadata: { tenant: 'größe', nested: { list: [1, null, 'x', true] } } });
    const bare = record('bare', { status: 'waiting', sql: null, tables: [] });
    await store.save(full);
    await store.save(bare);
    assert.deepEqual(await store.load('full'), full);
    assert.deepEqual(await store.load('bare'), bare);
    assert.equal(await store.load('nobody'), null);
  }),

  withStore('replaces the record of a known run', async (store) => {
    await store.save(record('run', { status: 'waiting', principalId: 'anna', metadata: { try: 1 } }));
    const later = record('run', { status: 'failed', lastSeq: 30, updatedAt: at(9) });
    await store.save(later);
    assert.deepEqual(await store.load('run'), later);
    assert.deepEqual(await store.turns('thread', 10), []);
  }),

  withStore('keeps a copy', async (store) => {
    const tables = ['orders'];
    await store.save(record('run', { tables }));
    tables.push('customers');
    assert.deepEqual((await store.load('run'))?.tables, ['orders']);
  }),

  withStore('lists the completed turns of a thread, oldest first, the last ones', async (store) => {
    await store.save(record('third', { updatedAt: at(3) }));
    await store.save(record('first', { updatedAt: at(1) }));
    await store.save(record('second', { updatedAt: at(2) }));
    await store.save(record('elsewhere', { threadId: 'other', updatedAt: at(2) }));
    for (const status of ['waiting', 'refused', 'failed', 'cancelled'] as const) await store.save(record(status, { status, updatedAt: at(4) }));
    assert.deepEqual(idsOf(await store.turns('thread', 10)), ['first', 'second', 'third']);
    assert.deepEqual(idsOf(await store.turns('thread', 2)), ['second', 'third']);
    assert.deepEqual(await store.turns('thread', 0), []);
    assert.deepEqual(await store.turns('nobody', 5), []);
    assert.deepEqual((await store.turns('other', 5))[0], record('elsewhere', { threadId: 'other', updatedAt: at(2) }));
  }),

  withStore('keeps the order of saving among turns of one instant', async (store) => {
    for (const runId of ['b', 'a', 'c']) await store.save(record(runId));
    assert.deepEqual(idsOf(await store.turns('thread', 10)), ['b', 'a', 'c']);
  }),

  withStore('takes any text as an id', async (store) => {
    for (const id of [' ', '__proto__', 'constructor', "it's; DROP TABLE x --", '表', '🧾', 'x'.repeat(300)]) {
      assert.equal(await store.load(id), null);
      await store.save(record(id, { threadId: id }));
      assert.deepEqual(await store.load(id), record(id, { threadId: id }));
      assert.deepEqual(idsOf(await store.turns(id, 5)), [id]);
      assert.equal(await store.claim(id, id), true);
      assert.equal(await store.claim(id, id), false);
    }
  }),
];
