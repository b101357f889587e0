import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VectorRecord, VectorStore } from '@nl2sql/core/contracts';
import { vectorStoreCases } from '@nl2sql/core/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memory } from './memory.ts';
import { usearch } from './usearch.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nl2sql-usearch-'));
  file = join(folder, 'deep', 'vectors');
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Vectors that lie in clusters, as those of texts do; the same for the same seed. */
function clustered(count: number, dimensions: number, seed: number): VectorRecord[] {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const centres = Array.from({ length: Math.ceil(count / 20) }, () => Array.from({ length: dimensions }, next));
  return Array.from({ length: count }, (_, index) => {
    const centre = centres[index % centres.length] as number[];
    return { id: `table${index}`, vector: Float32Array.from(centre, (value) => value + 0.4 * next()) };
  });
}

async function overlap(store: VectorStore, exact: VectorStore, queries: readonly Float32Array[], ids?: readonly string[]): Promise<number> {
  let found = 0;
  for (const query of queries) {
    const options = { topK: 10, ...(ids === undefined ? {} : { ids }) };
    const expected = new Set((await exact.query(query, options)).map((match) => match.id));
    const matches = await store.query(query, options);
    expect(matches).toHaveLength(10);
    found += matches.filter((match) => expected.has(match.id)).length;
  }
  return found / (queries.length * 10);
}

describe.each([
  ['comparing all', 2_000],
  ['by the graph', 0],
])('usearch, %s', (_, exactUpTo) => {
  describe('in memory', () => {
    for (const { name, run } of vectorStoreCases) it(name, () => run({ create: () => usearch({ exactUpTo }) }));
  });
  describe('in a file', () => {
    for (const { name, run } of vectorStoreCases) {
      it(name, () => run({ create: () => usearch({ file, exactUpTo }), reopen: () => usearch({ file, exactUpTo }) }));
    }
  });
});

describe('usearch over a graph', () => {
  it('finds nearly all that an exact search finds, also after replacing and deleting, and after a restart', async () => {
    const records = clustered(3_000, 32, 1);
    const exact = memory();
    const store = usearch({ file, exactUpTo: 0 });
    for (const one of [exact, store]) {
      await one.upsert(records);
      await one.upsert(clustered(1_000, 32, 2));
      await one.delete(records.slice(500, 900).map((record) => record.id));
    }
    const queries = clustered(40, 32, 3).map((record) => record.vector);
    const readable = records.filter((_, index) => index % 10 === 0).map((record) => record.id);
    expect(await overlap(store, exact, queries)).toBeGreaterThan(0.95);
    expect(await overlap(store, exact, queries, readable)).toBeGreaterThan(0.95);

    await store.close();
    const again = usearch({ file, exactUpTo: 0 });
    expect(await again.count()).toBe(2_600);
    expect(await overlap(again, exact, queries)).toBeGreaterThan(0.95);
    await again.close();
  });

  it('gives exact scores', async () => {
    const records = clustered(500, 32, 1);
    const exact = memory();
    const store = usearch({ exactUpTo: 0 });
    await exact.upsert(records);
    await store.upsert(records);
    const query = (records[7] as VectorRecord).vector;
    expect((await store.query(query, { topK: 3 }))[0]).toEqual((await exact.query(query, { topK: 3 }))[0]);
  });
});

describe('the file of usearch', () => {
  const records = clustered(30, 8, 1);

  async function write(): Promise<void> {
    const store = usearch({ file });
    await store.upsert(records);
    await store.close();
  }

  it('is there when upsert resolves, alone in its folder', async () => {
    const store = usearch({ file });
    await store.upsert(records);
    expect(await readdir(join(folder, 'deep'))).toEqual(['vectors']);
    const other = usearch({ file });
    expect(await other.count()).toBe(30);
    await other.close();
    await store.close();
  });

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
    ['cut off in its header', (bytes: Buffer) => bytes.subarray(0, 20)],
    ['empty', () => Buffer.alloc(0)],
    ['another file', () => Buffer.from('{"vectors": []}'.repeat(50))],
    ['changed in one bit', (bytes: Buffer) => Buffer.from(bytes.map((byte, index) => (index === 900 ? byte ^ 1 : byte)))],
  ])('is refused when it is %s, and may be made again', async (_, damage) => {
    await write();
    await writeFile(file, damage(await readFile(file)));
    const store = usearch({ file });
    await expect(store.count()).rejects.toMatchObject({ code: 'VECTOR_STORE_FAILED', hint: 'Delete it and ingest again.' });
    await expect(store.upsert(records)).rejects.toThrow(file);
    await rm(file);
    await store.upsert(records);
    expect(await store.count()).toBe(30);
    await store.close();
  });

  it('keeps its vectors when those of another embedder are written to it', async () => {
    await write();
    const store = usearch({ file });
    await expect(store.upsert(clustered(1, 16, 1))).rejects.toThrow('holds vectors of 8 numbers and was given one of 16');
    expect(await store.count()).toBe(30);
    await store.close();
  });

  it.each([
    ['in one process', false],
    ['after a restart', true],
  ])('takes vectors of another length once it is empty, %s', async (_, restart) => {
    await write();
    let store = usearch({ file, exactUpTo: 0 });
    await store.delete(records.map(({ id }) => id));
    expect(await readdir(join(folder, 'deep'))).toEqual([]);
    if (restart) {
      await store.close();
      store = usearch({ file, exactUpTo: 0 });
    }
    const others = clustered(100, 16, 1);
    await store.upsert(others);
    expect(await store.query((others[7] as VectorRecord).vector, { topK: 1 })).toEqual([{ id: 'table7', score: expect.closeTo(1, 5) }]);
    await store.close();
    const again = usearch({ file, exactUpTo: 0 });
    expect(await again.count()).toBe(100);
    await again.close();
  });

  it('cannot lie below a file, and says so', async () => {
    await writeFile(join(folder, 'deep'), '');
    await expect(usearch({ file }).upsert(records)).rejects.toMatchObject({ code: 'VECTOR_STORE_FAILED' });
  });
});

describe('a closed usearch', () => {
  it('has finished its writes and refuses more', async () => {
    const store = usearch({ file });
    const writing = store.upsert(clustered(200, 8, 1));
    await store.close();
    await writing;
    await expect(store.upsert(clustered(1, 8, 1))).rejects.toThrow('closed');
    await expect(store.query(Float32Array.of(1), { topK: 1 })).rejects.toThrow('closed');
    const again = usearch({ file });
    expect(await again.count()).toBe(200);
    await again.close();
  });
});

describe('without the package usearch', () => {
  afterEach(() => {
    vi.doUnmock('usearch');
  });

  it('says how to install it', async () => {
    vi.doMock('usearch', () => {
      throw Object.assign(new Error("Cannot find package 'usearch'"), { code: 'ERR_MODULE_NOT_FOUND' });
    });
    await expect(usearch().count()).rejects.toMatchObject({ code: 'MISSING_DEPENDENCY', message: expect.stringContaining('npm install usearch') });
  });
});
