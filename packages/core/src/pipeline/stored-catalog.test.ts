import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fakeDatabase, shopTables } from '../../test/support/fake-database.ts';
import { shopModel } from '../../test/support/shop-model.ts';
import type { CatalogStore, Database } from '../contracts/index.ts';
import { createPipeline, rolePolicy, type PipelineOptions } from '../index.ts';
import { fakeEmbedder, fakeStore } from '../schema/ingestion.fixture.ts';

const QUESTION = { question: 'What is the total amount of all orders?' };

function memoryCatalogs(): CatalogStore & { readonly texts: Map<string, string>; readonly saves: () => number } {
  const texts = new Map<string, string>();
  let saves = 0;
  return {
    texts,
    saves: () => saves,
    load: async (id) => texts.get(id) ?? null,
    save: async (id, text) => {
      saves += 1;
      texts.set(id, text);
    },
  };
}

/** A process: a pipeline over the shop, with what it asked of the database and what it logged. */
function start(catalogStore: CatalogStore, options: Partial<PipelineOptions> = {}) {
  const errors: unknown[] = [];
  const reads: string[] = [];
  const shop = fakeDatabase({ values: { customers: { city: ['Rome'] } } });
  const database: Database = {
    ...shop,
    introspect: async () => {
      reads.push('structure');
      return { tables: shopTables, revisions: new Map(shopTables.map(({ name }) => [name, 'r1'])) };
    },
    sampleValues: async (table, columns, sampling) => {
      reads.push(table);
      return shop.sampleValues(table, columns, sampling);
    },
  };
  const pipeline = createPipeline({ database, model: shopModel(), catalogStore, onError: (error, runId) => errors.push([error, runId]), ...options });
  return { pipeline, errors, reads };
}

/** As somebody writes it who can write to the store. */
function signed(json: string): string {
  return `nl2sql-catalog-1 ${createHash('sha256').update(json).digest('hex')}\n${json}`;
}

async function kept(options: Partial<PipelineOptions> = {}) {
  const catalogStore = memoryCatalogs();
  const { pipeline } = start(catalogStore, options);
  await pipeline.ingest();
  await pipeline.close();
  return catalogStore;
}

describe('a pipeline with a catalog store', () => {
  it('answers from the stored catalog, and ingests only when asked, and only what has changed', async () => {
    const catalogStore = await kept();
    const { pipeline, reads, errors } = start(catalogStore);
    expect(await pipeline.run(QUESTION)).toMatchObject({ status: 'completed' });
    expect(reads).toEqual([]);
    expect(await pipeline.ingest()).toMatchObject({ read: 0, unchanged: shopTables.length });
    expect(reads).toEqual(['structure']);
    expect(catalogStore.saves()).toBe(1);
    expect(errors).toEqual([]);
    await pipeline.ingest({ refresh: 'values' });
    expect(catalogStore.saves()).toBe(2);
    await pipeline.close();
  });

  it('reads the database when nothing is stored', async () => {
    const catalogStore = memoryCatalogs();
    const { pipeline, reads } = start(catalogStore);
    expect(await pipeline.run(QUESTION)).toMatchObject({ status: 'completed' });
    expect(reads).toContain('structure');
    expect(catalogStore.saves()).toBe(1);
    await pipeline.close();
  });

  it.each([
    ['damaged', (text: string) => text.replace('Rome', 'Oslo')],
    ['cut off', (text: string) => text.slice(0, 100)],
    ['empty', () => ''],
    ['of another version', (text: string) => text.replace(/^\S+/u, 'nl2sql-catalog-0')],
    ['no catalog', () => '{"tables":[]}'],
    ['well signed and no JSON', () => signed('{')],
    ['well signed and nothing', () => signed('null')],
    ['well signed and without a record', (text: string) => signed(text.slice(text.indexOf('\n') + 1).replace('"record":', '"other":'))],
    ['well signed and of another shape', (text: string) => signed(text.slice(text.indexOf('\n') + 1).replace('"primaryKey":["id"]', '"primaryKey":null'))],
  ])('uses none that is %s, says so, and makes it anew', async (_, damage) => {
    const catalogStore = await kept();
    const good = catalogStore.texts.get('fake') ?? '';
    catalogStore.texts.set('fake', damage(good));
    const { pipeline, reads, errors } = start(catalogStore);
    expect(await pipeline.run(QUESTION)).toMatchObject({ status: 'completed' });
    expect(reads).toContain('structure');
    expect(errors).toEqual([[expect.objectContaining({ code: 'CATALOG_STORE_FAILED' }), null]]);
    expect(catalogStore.texts.get('fake')).toHaveLength(good.length);
    await pipeline.close();
  });

  it('uses none of another database', async () => {
    const catalogStore = await kept();
    const other = { ...catalogStore, load: async () => (await catalogStore.load('fake'))?.replaceAll('"databaseId":"fake"', '"databaseId":"else"') ?? null };
    const { pipeline, errors } = start(other);
    await pipeline.ingest();
    expect(errors).toHaveLength(1);
    await pipeline.close();
  });

  it('uses none of another database with the same id, and keeps its own beside it', async () => {
    const catalogStore = await kept({ database: { ...fakeDatabase({ values: { customers: { city: ['Oslo'] } } }), scope: 'north' } });
    const south = start(catalogStore, { database: { ...fakeDatabase(), scope: 'south' } });
    const vectorStore = fakeStore({ persistent: true });
    expect(await south.pipeline.ingest()).toMatchObject({ read: shopTables.length });
    expect([...catalogStore.texts].map(([key, text]) => [key, text.includes('Oslo')])).toEqual([['fake#north', true], ['fake#south', false]]);
    for (const scope of ['north', 'south']) {
      await kept({ database: { ...fakeDatabase(), scope }, embedder: fakeEmbedder('e1'), vectorStore });
    }
    expect(vectorStore.ids()).toHaveLength(2 * shopTables.length);
    await south.pipeline.close();
  });

  it('ingests although the store fails, and says so', async () => {
    const failing: CatalogStore = {
      load: async () => Promise.reject(new Error('no way in')),
      save: async () => Promise.reject(new Error('no room')),
    };
    const { pipeline, errors } = start(failing);
    expect(await pipeline.ingest()).toMatchObject({ tables: shopTables.length });
    expect(errors).toEqual([[new Error('no way in'), null], [new Error('no room'), null]]);
    await pipeline.close();
  });

  it('embeds nothing again that a persistent store holds, and everything for one that is empty again', async () => {
    const vectorStore = fakeStore({ persistent: true });
    const catalogStore = await kept({ embedder: fakeEmbedder('e1'), vectorStore });
    const again = fakeEmbedder('e1');
    const second = start(catalogStore, { embedder: again, vectorStore });
    await second.pipeline.run(QUESTION);
    await second.pipeline.ingest();
    expect(again.texts.filter((text) => text.includes('columns:'))).toEqual([]);

    const anew = fakeEmbedder('e1');
    const third = start(catalogStore, { embedder: anew, vectorStore: fakeStore() });
    await third.pipeline.run(QUESTION);
    expect(anew.texts.filter((text) => text.includes('columns:'))).toHaveLength(shopTables.length);
    expect(third.reads).toEqual([]);
  });

  it('embeds once for another embedder, also when nothing else has changed', async () => {
    const vectorStore = fakeStore({ persistent: true });
    const catalogStore = await kept({ embedder: fakeEmbedder('e1'), vectorStore });
    const texts: number[] = [];
    for (let time = 0; time < 2; time += 1) {
      const embedder = fakeEmbedder('e2');
      const { pipeline } = start(catalogStore, { embedder, vectorStore });
      await pipeline.run(QUESTION);
      texts.push(embedder.texts.filter((text) => text.includes('columns:')).length);
      await pipeline.close();
    }
    expect(texts).toEqual([shopTables.length, 0]);
  });

  it('keeps with the next ingestion what the store refused, also when it throws at once', async () => {
    const catalogStore = memoryCatalogs();
    const refusals = [() => Promise.reject(new Error('no room')), () => { throw new Error('no room'); }];
    const { pipeline, errors } = start({ ...catalogStore, save: (id, text) => refusals.shift()?.() ?? catalogStore.save(id, text) });
    for (const saves of [0, 0, 1, 1]) {
      expect(await pipeline.ingest()).toMatchObject({ tables: shopTables.length });
      expect(catalogStore.saves()).toBe(saves);
    }
    expect(errors).toEqual([[new Error('no room'), null], [new Error('no room'), null]]);
    await pipeline.close();
  });

  it('takes the values out of the vectors when a policy came that may hide them', async () => {
    const vectorStore = fakeStore({ persistent: true });
    const catalogStore = await kept({ embedder: fakeEmbedder('e1'), vectorStore });
    const embedder = fakeEmbedder('e1');
    const { pipeline } = start(catalogStore, { embedder, vectorStore, access: rolePolicy({ roles: {} }) });
    await pipeline.run(QUESTION);
    expect(embedder.texts.filter((text) => text.startsWith('customers'))).toEqual([expect.not.stringContaining('Rome')]);
    await pipeline.close();
  });

  it('stops embedding a stored catalog when it is closed, and tells of no error', async () => {
    const catalogStore = await kept();
    let stop: AbortSignal | undefined;
    let begin = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const embedder = {
      ...fakeEmbedder('e1'),
      embed: (_: readonly string[], options?: { readonly signal?: AbortSignal }) =>
        new Promise<never>((_resolve, reject) => {
          stop = options?.signal;
          stop?.addEventListener('abort', () => reject(new Error('stopped')));
          begin();
        }),
    };
    const { pipeline, errors } = start(catalogStore, { embedder, vectorStore: fakeStore() });
    const run = pipeline.run(QUESTION);
    await begun;
    await pipeline.close();
    expect(stop?.aborted).toBe(true);
    expect(await run).toMatchObject({ status: 'failed', error: { code: 'PIPELINE_CLOSED' } });
    expect(errors).toEqual([]);
  });

  it('does not join an ingestion that may keep values when all are to be read', async () => {
    const { pipeline, reads } = start(memoryCatalogs());
    const [changed, values] = await Promise.all([pipeline.ingest(), pipeline.ingest({ refresh: 'values' })]);
    expect([changed.read, values.read]).toEqual([shopTables.length, shopTables.length]);
    expect(reads.filter((read) => read === 'structure')).toHaveLength(2);
    await pipeline.close();
  });
});
