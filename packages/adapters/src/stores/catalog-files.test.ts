import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPipeline } from '@nl2sql/core';
import { catalogStoreCases } from '@nl2sql/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { write } from '../databases/sqlite/test-files.fixture.ts';
import { sqlite } from '../databases/sqlite.ts';
import { offline as offlineEmbedder } from '../embedders/offline.ts';
import { offline } from '../language-models/offline.ts';
import { usearch } from '../vector-stores/usearch.ts';
import { catalogFiles } from './catalog-files.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nl2sql-catalogs-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('catalogFiles', () => {
  for (const { name, run } of catalogStoreCases) it(name, () => run({ create: () => catalogFiles({ folder: join(folder, 'deep') }), share: () => catalogFiles({ folder: join(folder, 'deep') }) }));

  it('makes files that only their owner may read, and leaves no draft behind', async () => {
    const store = catalogFiles({ folder: join(folder, 'new') });
    await store.save('sqlite:shop', 'one');
    const [file = ''] = await readdir(join(folder, 'new'));
    await chmod(join(folder, 'new', file), 0o644);
    await store.save('sqlite:shop', 'two');
    expect(await readdir(join(folder, 'new'))).toEqual([file]);
    expect((await stat(join(folder, 'new', file))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'new'))).mode & 0o777).toBe(0o700);
  });

  it('takes away the drafts of processes that ended while they wrote, and none that is being written', async () => {
    const store = catalogFiles({ folder });
    await store.save('sqlite:shop', 'one');
    const [file = ''] = await readdir(folder);
    const drafts = ['left', 'young'].map((name) => `${file}.${name}.tmp`);
    for (const draft of drafts) await writeFile(join(folder, draft), 'half');
    await utimes(join(folder, drafts[0] ?? ''), 0, 0);
    await store.save('sqlite:shop', 'two');
    expect((await readdir(folder)).toSorted()).toEqual([file, drafts[1]]);
  });

  it('says what it cannot do', async () => {
    await writeFile(join(folder, 'file'), '');
    const store = catalogFiles({ folder: join(folder, 'file') });
    await expect(store.save('a', 'text')).rejects.toMatchObject({ code: 'CATALOG_STORE_FAILED' });
    await expect(store.load('a')).rejects.toMatchObject({ code: 'CATALOG_STORE_FAILED' });
    expect(() => catalogFiles({ folder: '' })).toThrow('folder');
  });

  it('keeps databases apart that are files of one name', async () => {
    for (const [tenant, city] of [['north', 'Oslo'], ['south', 'Rome']] as const) {
      await mkdir(join(folder, tenant));
      const file = join(folder, tenant, 'shop.sqlite');
      write(file, `CREATE TABLE cities (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO cities VALUES (1, '${city}')`);
      const pipeline = createPipeline({ database: sqlite({ file }), model: offline(), catalogStore: catalogFiles({ folder }) });
      expect(await pipeline.run({ question: `How many cities are called ${city}?` })).toMatchObject({ status: 'completed', rows: [[1]] });
      await pipeline.close();
    }
    const texts = await Promise.all((await readdir(folder)).filter((name) => name.endsWith('.catalog')).map((name) => readFile(join(folder, name), 'utf8')));
    expect(texts.map((text) => ['Oslo', 'Rome'].filter((city) => text.includes(city)))).toEqual(expect.arrayContaining([['Oslo'], ['Rome']]));
  });

  it('brings back the values of columns that are called as the properties of every object are', async () => {
    const file = join(folder, 'odd.sqlite');
    write(file, `CREATE TABLE owners (constructor TEXT, "__proto__" TEXT); INSERT INTO owners VALUES ('Ada', 'Bo')`);
    for (let process = 0; process < 2; process += 1) {
      const pipeline = createPipeline({ database: sqlite({ file }), model: offline(), catalogStore: catalogFiles({ folder }) });
      expect(await pipeline.run({ question: 'Which __proto__ has Bo?' })).toMatchObject({ status: 'completed', sql: expect.stringContaining("__proto__ = 'Bo'") });
      await pipeline.close();
    }
  });

  it('lets a second process answer without reading or embedding, and read again only what has changed', async () => {
    const file = join(folder, 'towns.sqlite');
    write(file, "CREATE TABLE cities (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO cities VALUES (1, 'Rome'), (2, 'Oslo')");
    const start = () => {
      const [database, embedder] = [sqlite({ file }), offlineEmbedder()];
      const counts = { introspections: 0, documents: 0 };
      const pipeline = createPipeline({
        database: { ...database, introspect: (options) => ((counts.introspections += 1), database.introspect(options)) },
        model: offline(),
        embedder: { ...embedder, embed: (texts, options) => ((counts.documents += options?.kind === 'document' ? texts.length : 0), embedder.embed(texts, options)) },
        vectorStore: usearch({ file: join(folder, 'vectors') }),
        catalogStore: catalogFiles({ folder }),
      });
      return { pipeline, counts };
    };
    const first = start();
    expect(await first.pipeline.ingest()).toMatchObject({ tables: 1, read: 1, added: 1 });
    await first.pipeline.close();

    const second = start();
    expect(await second.pipeline.run({ question: 'How many cities are there?' })).toMatchObject({ status: 'completed', rows: [[2]] });
    expect(second.counts).toEqual({ introspections: 0, documents: 0 });
    expect(await second.pipeline.ingest()).toMatchObject({ read: 0, unchanged: 1 });
    expect(second.counts).toEqual({ introspections: 1, documents: 0 });
    await second.pipeline.close();
    const name = (await readdir(folder)).find((each) => each.endsWith('.catalog')) ?? '';
    expect(await readFile(join(folder, name), 'utf8')).toContain('Oslo');
  });
});
