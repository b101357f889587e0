import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import type { Embedder } from '../contracts/index.ts';
import { isNl2SqlError } from '../errors/index.ts';
import type { ContractCase } from './contract-case.ts';

/** How the cases get at the embedder under test. */
export interface EmbedderHarness {
  create(): Embedder | Promise<Embedder>;
}

const TEXTS = ['customers: people who buy', 'invoice lines', 'How many orders were shipped in March 2024?'];

function cosine(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}

function assertUnit(vector: Float32Array | undefined, embedder: Embedder): void {
  assert.ok(vector instanceof Float32Array, 'expected a Float32Array');
  assert.equal(vector.length, embedder.dimensions);
  assert.ok(Math.abs(Math.sqrt(cosine(vector, vector)) - 1) < 1e-3, 'expected a vector of length 1');
}

function withEmbedder(name: string, test: (embedder: Embedder) => Promise<void>): ContractCase<EmbedderHarness> {
  return { name, run: async ({ create }) => test(await create()) };
}

/**
 * What every {@link Embedder} promises, as cases for any test runner.
 *
 * @example
 * ```ts
 * import { test } from 'vitest';
 * import { embedderCases } from '@nl2sql/core/testing';
 * import { offline } from '@nl2sql/adapters/embedders/offline';
 *
 * for (const { name, run } of embedderCases) test(name, () => run({ create: () => offline() }));
 * ```
 */
export const embedderCases: readonly ContractCase<EmbedderHarness>[] = [
  withEmbedder('names itself and its dimensions', async (embedder) => {
    assert.notEqual(embedder.id, '');
    assert.ok(Number.isInteger(embedder.dimensions) && embedder.dimensions > 0);
  }),

  withEmbedder('gives one vector of length 1 a text, in order', async (embedder) => {
    const together = await embedder.embed(TEXTS, { kind: 'document' });
    assert.equal(together.length, TEXTS.length);
    for (const [index, text] of TEXTS.entries()) {
      assertUnit(together[index], embedder);
      const [alone] = await embedder.embed([text], { kind: 'document' });
      assert.ok(cosine(together[index] as Float32Array, alone as Float32Array) > 0.999, `"${text}" changed with its neighbours`);
    }
  }),

  withEmbedder('gives nothing for nothing', async (embedder) => {
    assert.deepEqual(await embedder.embed([], { kind: 'query' }), []);
  }),

  withEmbedder('takes any text', async (embedder) => {
    const texts = ['', ' ', '?!', '42', '_', 'größe', '売上', '🧾', '\u0000', 'order '.repeat(2_000)];
    const vectors = await embedder.embed(texts, { kind: 'document' });
    assert.equal(vectors.length, texts.length);
    for (const vector of vectors) assertUnit(vector, embedder);
  }),

  withEmbedder('finds the document that says what the query says', async (embedder) => {
    const documents = await embedder.embed(TEXTS, { kind: 'document' });
    for (const [index, text] of TEXTS.entries()) {
      const [query] = await embedder.embed([text], { kind: 'query' });
      const scores = documents.map((document) => cosine(query as Float32Array, document));
      assert.equal(scores.indexOf(Math.max(...scores)), index, `"${text}" is not nearest to itself`);
    }
  }),

  withEmbedder('serves calls that overlap', async (embedder) => {
    const calls = await Promise.all(TEXTS.map((text) => embedder.embed([text], { kind: 'document' })));
    const together = await embedder.embed(TEXTS, { kind: 'document' });
    for (const [index, [vector]] of calls.entries()) {
      assert.ok(cosine(vector as Float32Array, together[index] as Float32Array) > 0.999);
    }
  }),

  withEmbedder('stops when its signal is aborted', async (embedder) => {
    await assert.rejects(
      embedder.embed(TEXTS, { kind: 'document', signal: AbortSignal.abort() }),
      (error) => isNl2SqlError(error) && error.code === 'CANCELLED',
    );
  }),

  withEmbedder('leaves the texts as they are, and nothing on its signal', async (embedder) => {
    const { signal } = new AbortController();
    const texts = Object.freeze([...TEXTS]);
    await embedder.embed(texts, { kind: 'document', signal });
    assert.deepEqual(texts, TEXTS);
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  }),

  withEmbedder('gives vectors that the caller may change', async (embedder) => {
    const [first] = await embedder.embed([TEXTS[0]!], { kind: 'document' });
    const before = Float32Array.from(first!);
    first!.fill(0);
    const [again] = await embedder.embed([TEXTS[0]!], { kind: 'document' });
    assert.ok(cosine(before, again!) > 0.999, 'what the caller did with a vector changed a later one');
  }),
];
