import assert from 'node:assert/strict';
import type { VectorStore } from '../contracts/index.ts';
import { isNl2SqlError } from '../errors/index.ts';
import type { ContractCase } from './contract-case.ts';

/** How the cases get at the store under test. */
export interface VectorStoreHarness {
  /** A new, empty store, which the case closes. */
  create(): VectorStore | Promise<VectorStore>;
  /** Another store over what the closed `store` wrote; needed when the store declares `persistent`. */
  reopen?(store: VectorStore): VectorStore | Promise<VectorStore>;
}

const vector = (...numbers: number[]): Float32Array => Float32Array.from(numbers);
const east = vector(1, 0, 0);
const north = vector(0, 1, 0);
const up = vector(0, 0, 1);
const compass = [
  { id: 'east', vector: east },
  { id: 'north', vector: north },
  { id: 'up', vector: up },
];

const idsOf = (matches: readonly { readonly id: string }[]): string[] => matches.map((match) => match.id);

function assertClose(actual: number | undefined, expected: number): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-3, `expected a score of about ${expected}, got ${actual}`);
}

async function assertRefused(work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error) => isNl2SqlError(error) && error.code === 'VECTOR_STORE_FAILED');
}

function withStore(name: string, test: (store: VectorStore) => Promise<void>): ContractCase<VectorStoreHarness> {
  return {
    name,
    async run(harness) {
      const store = await harness.create();
      try {
        await test(store);
      } finally {
        await store.close();
      }
    },
  };
}

/**
 * What every {@link VectorStore} promises, as cases for any test runner. A capability that a store
 * does not declare is tested to be refused.
 *
 * @example
 * ```ts
 * import { test } from 'vitest';
 * import { vectorStoreCases } from '@nl2sql/core/testing';
 * import { memory } from '@nl2sql/adapters/vector-stores/memory';
 *
 * for (const { name, run } of vectorStoreCases) test(name, () => run({ create: () => memory() }));
 * ```
 */
export const vectorStoreCases: readonly ContractCase<VectorStoreHarness>[] = [
  withStore('names itself', async (store) => {
    assert.notEqual(store.id, '');
  }),

  withStore('starts empty and finds nothing', async (store) => {
    assert.equal(await store.count(), 0);
    assert.deepEqual(await store.query(east, { topK: 5 }), []);
    await store.upsert([]);
    await store.delete(['nobody']);
    await store.delete([]);
    assert.equal(await store.count(), 0);
  }),

  withStore('returns the nearest first, with their cosine similarity', async (store) => {
    await store.upsert([...compass, { id: 'west', vector: vector(-1, 0, 0) }]);
    const matches = await store.query(vector(0.8, 0.6, 0), { topK: 4 });
    assert.deepEqual(idsOf(matches), ['east', 'north', 'up', 'west']);
    [0.8, 0.6, 0, -0.8].forEach((score, index) => assertClose(matches[index]?.score, score));
  }),

  withStore('compares directions, not lengths', async (store) => {
    await store.upsert([
      { id: 'short', vector: vector(0.01, 0, 0) },
      { id: 'long', vector: vector(100, 100, 0) },
    ]);
    const matches = await store.query(vector(7, 0, 0), { topK: 2 });
    assert.deepEqual(idsOf(matches), ['short', 'long']);
    assertClose(matches[0]?.score, 1);
    assertClose(matches[1]?.score, Math.SQRT1_2);
  }),

  withStore('compares the directions of vectors whose squares no number can hold', async (store) => {
    await store.upsert([
      { id: 'dust', vector: vector(1e-30, 0, 0) },
      { id: 'sun', vector: vector(1e30, 1e30, 0) },
    ]);
    for (const length of [1e-30, 1, 1e30]) {
      const matches = await store.query(vector(length, 0, 0), { topK: 2 });
      assert.deepEqual(idsOf(matches), ['dust', 'sun']);
      assertClose(matches[0]?.score, 1);
      assertClose(matches[1]?.score, Math.SQRT1_2);
    }
  }),

  withStore('returns at most topK, and all when there are fewer', async (store) => {
    await store.upsert(compass);
    assert.deepEqual(idsOf(await store.query(vector(3, 2, 1), { topK: 2 })), ['east', 'north']);
    assert.equal((await store.query(east, { topK: 50 })).length, 3);
    for (const topK of [0, -1, 1.5, Number.NaN]) await assertRefused(store.query(east, { topK }));
  }),

  withStore('replaces the record of a known id', async (store) => {
    await store.upsert(compass);
    await store.upsert([{ id: 'east', vector: vector(0, 0.9, 0.1) }]);
    assert.equal(await store.count(), 3);
    const matches = await store.query(east, { topK: 3 });
    assertClose(matches.find((match) => match.id === 'east')?.score, 0);
    await store.upsert([
      { id: 'twice', vector: north },
      { id: 'twice', vector: east },
    ]);
    assert.equal(await store.count(), 4);
    assert.deepEqual(idsOf(await store.query(east, { topK: 1 })), ['twice']);
  }),

  withStore('keeps a copy of the vector', async (store) => {
    const mine = vector(1, 0, 0);
    await store.upsert([{ id: 'mine', vector: mine }]);
    mine.fill(-1);
    assertClose((await store.query(east, { topK: 1 }))[0]?.score, 1);
  }),

  withStore('deletes, and ignores ids that it does not know', async (store) => {
    await store.upsert(compass);
    await store.delete(['east', 'nobody', 'east']);
    assert.equal(await store.count(), 2);
    assert.deepEqual(idsOf(await store.query(east, { topK: 3 })).sort(), ['north', 'up']);
    await store.upsert([{ id: 'east', vector: east }]);
    assert.deepEqual(idsOf(await store.query(east, { topK: 1 })), ['east']);
  }),

  withStore('takes any text as an id', async (store) => {
    const ids = [
      ...[' ', '  ', 'a ', 'A ', '1', '01', 'sales.orders', "it's; DROP TABLE x --", '"quoted"', '100%_\\', '{a,b}', 'NULL', 'line\nbreak\ttab'],
      ...['größe', 'gro\u0308ße', '表', '🧾', '__proto__', '3f2504e0-4f89-11d3-9a0c-0305e82c3301', '["embedder","database","table"]', 'x'.repeat(300)],
    ];
    await store.upsert(ids.map((id, index) => ({ id, vector: vector(1, index, 0) })));
    assert.equal(await store.count(), ids.length);
    assert.deepEqual(idsOf(await store.query(east, { topK: ids.length })), ids);
    if (store.capabilities.filterById) {
      for (const id of ids) assert.deepEqual(idsOf(await store.query(east, { topK: 5, ids: [id] })), [id]);
    }
    await store.delete(ids.slice(1));
    assert.deepEqual(idsOf(await store.query(east, { topK: 5 })), [' ']);
  }),

  withStore('searches among the given ids only, or refuses the option', async (store) => {
    const crowd = Array.from({ length: 300 }, (_, index) => ({ id: `near${index}`, vector: vector(1, index / 10_000, 0) }));
    await store.upsert([...crowd, { id: 'far', vector: vector(-1, 0.5, 0) }, { id: 'farther', vector: vector(-1, 0, 0) }]);
    if (!store.capabilities.filterById) return assertRefused(store.query(east, { topK: 5, ids: ['far'] }));
    const matches = await store.query(east, { topK: 5, ids: ['farther', 'nobody', 'far', 'far'] });
    assert.deepEqual(idsOf(matches), ['far', 'farther']);
    assert.deepEqual(idsOf(await store.query(east, { topK: 1, ids: ['near7', 'far'] })), ['near7']);
    assert.deepEqual(await store.query(east, { topK: 5, ids: [] }), []);
    const most = crowd.slice(100).map((record) => record.id);
    assert.deepEqual(idsOf(await store.query(east, { topK: 3, ids: most })).sort(), ['near100', 'near101', 'near102']);
  }),

  withStore('takes a large batch, finds its nearest and deletes most of it', async (store) => {
    const count = 1_500;
    const angle = (index: number): number => (index / count) * Math.PI;
    const records = Array.from({ length: count }, (_, index) => ({ id: `spoke ${index}`, vector: vector(Math.cos(angle(index)), Math.sin(angle(index)), 0) }));
    await store.upsert(records);
    assert.equal(await store.count(), count);
    const nearest = idsOf(await store.query(vector(Math.cos(angle(750.3)), Math.sin(angle(750.3)), 0), { topK: 3 }));
    assert.deepEqual(nearest, ['spoke 750', 'spoke 751', 'spoke 749']);
    assert.equal(new Set(idsOf(await store.query(east, { topK: 200 }))).size, 200);
    await store.delete(records.slice(5).map((record) => record.id));
    assert.equal(await store.count(), 5);
    assert.deepEqual(idsOf(await store.query(vector(-1, 0, 0), { topK: 10 })), ['spoke 4', 'spoke 3', 'spoke 2', 'spoke 1', 'spoke 0']);
  }),

  withStore('refuses vectors of another length, and writes nothing of such a batch', async (store) => {
    await assertRefused(store.upsert([{ id: 'flat', vector: vector(1, 0) }, { id: 'east', vector: east }]));
    assert.equal(await store.count(), 0);
    await store.upsert(compass);
    await assertRefused(store.upsert([{ id: 'flat', vector: vector(1, 0) }]));
    await assertRefused(store.upsert([{ id: 'east', vector: north }, { id: 'flat', vector: vector(1, 0) }]));
    await assertRefused(store.query(vector(1, 0, 0, 0), { topK: 1 }));
    assert.equal(await store.count(), 3);
    assert.deepEqual(idsOf(await store.query(east, { topK: 1 })), ['east']);
  }),

  withStore('refuses vectors without a direction', async (store) => {
    await assertRefused(store.upsert([{ id: 'nan', vector: vector(1, Number.NaN, 0) }]));
    await assertRefused(store.upsert([{ id: 'endless', vector: vector(1, Number.POSITIVE_INFINITY, 0) }]));
    await assertRefused(store.upsert([{ id: 'empty', vector: vector() }]));
    await assertRefused(store.upsert([{ id: 'zero', vector: vector(0, 0, 0) }]));
    await store.upsert(compass);
    await assertRefused(store.query(vector(Number.NaN, 0, 0), { topK: 1 }));
    assert.equal(await store.count(), 3);
  }),

  withStore('serves calls that overlap', async (store) => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => store.upsert([{ id: `p${index}`, vector: vector(1, index / 20, 0) }, { id: 'shared', vector: vector(-1, index, 0) }])),
    );
    assert.equal(await store.count(), 21);
    const found = await Promise.all(Array.from({ length: 10 }, () => store.query(east, { topK: 1 })));
    for (const matches of found) assert.deepEqual(idsOf(matches), ['p0']);

    const half = Array.from({ length: 10 }, (_, index) => `p${index}`);
    await Promise.all([
      ...half.map((id) => store.delete([id, 'shared'])),
      ...half.map((_, index) => store.upsert([{ id: `q${9 - index}`, vector: north }, { id: `q${index}`, vector: north }])),
      ...half.map(() => store.query(east, { topK: 5 })),
    ]);
    assert.equal(await store.count(), 20);
  }),

  withStore('may be closed twice, and refuses every call after that', async (store) => {
    await store.upsert(compass);
    await store.close();
    await store.close();
    await assertRefused(store.upsert(compass));
    await assertRefused(store.upsert([]));
    await assertRefused(store.delete(['east']));
    await assertRefused(store.delete([]));
    await assertRefused(store.query(east, { topK: 1 }));
    await assertRefused(store.count());
  }),

  {
    name: 'has after a restart what was written, when it declares to be persistent',
    async run({ create, reopen }) {
      const store = await create();
      await store.upsert([...compass, { id: 'gone', vector: vector(1, 1, 1) }]);
      await store.delete(['gone']);
      const writing = store.upsert([{ id: 'south', vector: vector(0, -1, 0) }]);
      await store.close();
      await writing;
      if (!store.capabilities.persistent) return;
      assert.ok(reopen !== undefined, 'a persistent store needs a harness with reopen');
      const again = await reopen(store);
      try {
        assert.equal(await again.count(), 4);
        const matches = await again.query(vector(3, 2, 1), { topK: 5 });
        assert.deepEqual(idsOf(matches), ['east', 'north', 'up', 'south']);
        await assertRefused(again.upsert([{ id: 'flat', vector: vector(1, 0) }]));
        await assertRefused(again.query(vector(1, 0), { topK: 1 }));
        await again.upsert([{ id: 'east', vector: vector(-1, 0, 0) }]);
        assert.equal(await again.count(), 4);
        assert.deepEqual(idsOf(await again.query(east, { topK: 5 })).at(-1), 'east');
      } finally {
        await again.close();
      }
    },
  },
];
