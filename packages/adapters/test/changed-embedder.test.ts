import { dirname, join } from 'node:path';
import { createPipeline, type RunResult } from '@nl2sql/core';
import type { Embedder, VectorStore } from '@nl2sql/core/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sqlite } from '../src/databases/sqlite.ts';
import { offline } from '../src/language-models/offline.ts';
import { catalogFiles } from '../src/stores/catalog-files.ts';
import { memory } from '../src/vector-stores/memory.ts';
import { usearch } from '../src/vector-stores/usearch.ts';
import { createShop } from './support/shop.ts';

const TABLES = ['concert', 'singer'];
const QUESTION = { question: 'How many singers are there?' };

interface TestEmbedder extends Embedder {
  readonly documents: string[];
  readonly queries: string[];
}

/** An embedder whose vectors mean something to itself alone. */
function embedder(id: string, dimensions: number, given = dimensions): TestEmbedder {
  const [documents, queries]: [string[], string[]] = [[], []];
  return {
    id,
    dimensions,
    documents,
    queries,
    async embed(texts, { kind }) {
      (kind === 'document' ? documents : queries).push(...texts);
      return texts.map((text) => {
        const vector = new Float32Array(given).fill(0.1);
        for (const letter of text) vector[(letter.codePointAt(0) ?? 0) % given] = 1;
        const length = Math.hypot(...vector);
        return vector.map((value) => value / length);
      });
    },
  };
}

let shop: ReturnType<typeof createShop>;

beforeEach(() => {
  shop = createShop();
});

afterEach(() => shop.remove());

/** A store as a server is one: every process that opens it finds the same vectors. */
function sharedMemory(): () => VectorStore {
  const store: VectorStore = { ...memory(), capabilities: { filterById: true, persistent: true }, close: async () => {} };
  return () => store;
}

/** One process after the other over the same stores; each asks without an ingestion of its own. */
function processes(open: () => VectorStore, keepsCatalogs = true) {
  const folder = dirname(shop.file);
  return async (used: Embedder, file = shop.file) => {
    const vectorStore = open();
    const asked: string[] = [];
    const matched: string[] = [];
    const errors: unknown[] = [];
    const pipeline = createPipeline({
      database: sqlite({ file }),
      model: offline(),
      embedder: used,
      vectorStore: {
        ...vectorStore,
        async query(vector, options) {
          asked.push(...(options.ids ?? ['all']));
          const matches = await vectorStore.query(vector, options);
          matched.push(...matches.map(({ id }) => id));
          return matches;
        },
      },
      ...(keepsCatalogs ? { catalogStore: catalogFiles({ folder: join(folder, 'catalogs') }) } : {}),
      onError: (error) => errors.push(error),
    });
    const result: RunResult = await pipeline.run(QUESTION);
    const count = await vectorStore.count();
    await pipeline.close();
    return { result, asked, matched, count, errors };
  };
}

describe.each([
  ['usearch in a file', () => () => usearch({ file: join(dirname(shop.file), 'vectors') })],
  ['memory that outlives the pipeline', sharedMemory],
])('another embedder over what an earlier one left in %s', (_, stores) => {
  it.each([
    ['another model with as many dimensions', embedder('model-b', 8)],
    ['another model with more dimensions', embedder('model-b', 16)],
    ['the same model with fewer dimensions', embedder('model-a', 4)],
  ])('embeds every table anew before it compares: %s', async (_name, later) => {
    const run = processes(stores());
    expect(await run(embedder('model-a', 8))).toMatchObject({ result: { status: 'completed' }, errors: [] });

    const { result, asked, matched, count, errors } = await run(later);
    expect(result.status).toBe('completed');
    expect(errors).toEqual([]);
    expect(later.documents).toHaveLength(TABLES.length);
    expect(later.queries).toHaveLength(1);
    expect(count).toBe(TABLES.length);
    expect(matched.toSorted()).toEqual(asked.toSorted());
    expect(asked).toHaveLength(TABLES.length);
    for (const id of asked) expect(id).toContain(`"${later.id}/${later.dimensions}"`);

    const again = embedder(later.id, later.dimensions);
    expect((await run(again)).result.status).toBe('completed');
    expect(again.documents).toEqual([]);
  });

  it('compares nothing of the earlier one when no catalog tells what was embedded', async () => {
    const run = processes(stores(), false);
    const earlier = await run(embedder('model-a', 8));
    const { result, matched } = await run(embedder('model-b', 8));
    expect(result.status).toBe('completed');
    expect(matched).toHaveLength(TABLES.length);
    expect(matched.filter((id) => earlier.matched.includes(id))).toEqual([]);
  });

  it('says that the store serves another embedder when it cannot be emptied, as other databases are in it', async () => {
    const run = processes(stores());
    const other = createShop();
    try {
      await run(embedder('model-a', 8), other.file);
    } finally {
      other.remove();
    }
    const { result } = await run(embedder('model-b', 16));
    expect(result).toMatchObject({
      status: 'failed',
      error: {
        code: 'VECTOR_STORE_FAILED',
        message: 'The vector store holds vectors of 8 numbers and was given one of 16.',
        hint: 'One store serves one embedder: use a new store for another embedder, and ingest again.',
      },
    });
  });
});

describe('an embedder that is not what it says', () => {
  it('fails the run, and names both figures', async () => {
    const { result, count } = await processes(sharedMemory())(embedder('model-a', 8, 6));
    expect(result).toMatchObject({
      status: 'failed',
      error: { code: 'EMBEDDING_FAILED', message: 'The embedder model-a declares vectors of 8 numbers and gave one of 6, so none is used.' },
    });
    expect(count).toBe(0);
  });

  it('fails the run when a text has no vector', async () => {
    const forgetful: Embedder = { ...embedder('model-a', 8), embed: async () => [] };
    expect((await processes(sharedMemory())(forgetful)).result).toMatchObject({
      status: 'failed',
      error: { code: 'EMBEDDING_FAILED', message: 'The embedder model-a gave 0 vectors for 2 texts, so none is used.' },
    });
  });
});
