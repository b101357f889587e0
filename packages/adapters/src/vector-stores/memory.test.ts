import type { VectorMatch } from '@nl2sql/core/contracts';
import { vectorStoreCases } from '@nl2sql/core/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memory } from './memory.ts';

const direction = fc
  .array(fc.integer({ min: -100, max: 100 }), { minLength: 5, maxLength: 5 })
  .filter((numbers) => numbers.some((number) => number !== 0))
  .map((numbers) => Float32Array.from(numbers));

function cosine(left: Float32Array, right: Float32Array): number {
  const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);
  return dot(left, right) / Math.sqrt(dot(left, left) * dot(right, right));
}

describe('memory', () => {
  for (const { name, run } of vectorStoreCases) it(name, () => run({ create: () => memory() }));

  it('finds what a plain sort by cosine finds, after any writes', async () => {
    const write = fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), vector: fc.option(direction) });
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 40 }), direction, fc.integer({ min: 1, max: 9 }), async (writes, query, topK) => {
        const store = memory();
        const model = new Map<string, Float32Array>();
        for (const { id, vector } of writes) {
          if (vector === null) {
            await store.delete([id]);
            model.delete(id);
          } else {
            await store.upsert([{ id, vector }]);
            model.set(id, vector);
          }
        }
        const expected = [...model].map(([, vector]) => cosine(vector, query)).sort((left, right) => right - left).slice(0, topK);
        const found: readonly VectorMatch[] = await store.query(query, { topK });
        expect(await store.count()).toBe(model.size);
        expect(found.map((match) => match.score)).toEqual(expected.map((score) => expect.closeTo(score, 5)));
        for (const { id, score } of found) expect(score).toBeCloseTo(cosine(model.get(id) as Float32Array, query), 5);
      }),
    );
  });

  it('lists equal scores in order of id, whatever order they were written in', async () => {
    const store = memory();
    await store.upsert(['c', 'a', 'b'].map((id) => ({ id, vector: Float32Array.of(1, 1) })));
    expect((await store.query(Float32Array.of(1, 0), { topK: 2 })).map((match) => match.id)).toEqual(['a', 'b']);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses a topK of %s', async (topK) => {
    await expect(memory().query(Float32Array.of(1), { topK })).rejects.toMatchObject({ code: 'VECTOR_STORE_FAILED' });
  });

  it('takes vectors of another length once it is empty, so that another embedder may follow', async () => {
    const store = memory();
    await store.upsert([{ id: 'a', vector: Float32Array.of(1, 0) }, { id: 'b', vector: Float32Array.of(0, 1) }]);
    await store.delete(['a', 'b']);
    await store.upsert([{ id: 'a', vector: Float32Array.of(0, 0, 1) }]);
    expect(await store.query(Float32Array.of(0, 0, 2), { topK: 5 })).toEqual([{ id: 'a', score: 1 }]);
    await expect(store.upsert([{ id: 'b', vector: Float32Array.of(0, 1) }])).rejects.toThrow('holds vectors of 3 numbers and was given one of 2');
  });

  it('tells the lengths apart in its error', async () => {
    const store = memory();
    await store.upsert([{ id: 'a', vector: Float32Array.of(1, 0) }]);
    await expect(store.query(Float32Array.of(1, 0, 0), { topK: 1 })).rejects.toThrow('holds vectors of 2 numbers and was given one of 3');
  });
});
