import { describe, expect, it } from 'vitest';
import type { TableInfo } from '../contracts/index.ts';
import { CancelledError, ConfigurationError, DatabaseError } from '../errors/index.ts';
import { settingsSchema } from '../settings.ts';
import { vectorId } from './dense-index.ts';
import { fullView } from './catalog.ts';
import { ingestSchema } from './ingest.ts';
import { fakeDatabase, fakeEmbedder, fakeStore, settings, shop, table, type FakeDatabase } from './ingestion.fixture.ts';

describe('ingestSchema', () => {
  it('reads structure, values and joins, and says what it found', async () => {
    const database = fakeDatabase(shop, { 'customers.city': ['Paris', 'Rome'], 'customers.id': ['1', '2'], 'orders.customer_id': ['1'] });
    const { index, report } = await ingestSchema({ database, settings });
    expect(report).toMatchObject({ tables: 3, columns: 7, foreignKeys: 1, inferredJoins: 1, added: 3, changed: 0, removed: 0, unchanged: 0, withoutValues: [] });
    expect(index.catalog.joins).toEqual([
      { from: { table: 'orders', column: 'Seller_Id' }, to: { table: 'sellers', column: 'id' }, source: 'declared' },
      { from: { table: 'orders', column: 'customer_id' }, to: { table: 'customers', column: 'id' }, source: 'inferred', evidence: { name: 'reference', type: 'same', values: { compared: 1, share: 1, coverage: 'complete' } }, confidence: expect.any(Number) as number },
    ]);
    expect(index.values.find('orders from paris')[0]).toMatchObject({ table: 'customers', column: 'city', value: 'Paris' });
    expect(index.lexical.search('sellers')[0]?.table).toBe('sellers');
    expect(fullView(index.catalog).joinGraph.neighbours('orders')).toEqual(['customers', 'sellers']);
    expect(index.dense).toBeNull();
  });

  it('lets values contradict an inferred join, without keeping them', async () => {
    const database = fakeDatabase(shop, { 'customers.id': ['1'], 'orders.customer_id': ['7', '8'] });
    const { index, report } = await ingestSchema({ database, settings });
    expect(report.inferredJoins).toBe(0);
    expect(Object.keys(index.catalog.tables[0]?.values ?? {})).toEqual([]);
  });

  it('looks for no joins and reads no values when the settings say so', async () => {
    const database = fakeDatabase(shop);
    const { report } = await ingestSchema({ database, settings: settingsSchema.parse({ ingestion: { valuesPerColumn: 0, inferJoins: false } }) });
    expect(database.reads).toEqual([]);
    expect(report.inferredJoins).toBe(0);
  });

  it('keeps the first and the last day of a column of days, and not the days', async () => {
    const visits: TableInfo = { ...table('visits', ['id']), columns: [{ name: 'day', type: 'date', nullable: true }, { name: 'time', type: 'time', nullable: true }] };
    const fake = fakeDatabase([visits]);
    const days = { from: '2019-01-02', to: '2024-06-30', coverage: 'complete' as const };
    const sampleValues: typeof fake.sampleValues = async (_, columns) =>
      columns.map((column) => ({ column, values: ['2019-01-02'], coverage: 'sample' as const, ...(column === 'day' ? { days } : {}) }));
    const { index } = await ingestSchema({ database: { ...fake, sampleValues }, settings });
    expect(index.catalog.tables[0]?.values).toEqual({ day: { column: 'day', values: [], coverage: 'sample', days } });
  });

  it('leaves long values out, and no longer calls the list complete', async () => {
    const { index } = await ingestSchema({ database: fakeDatabase(shop, { 'customers.city': ['Rome', 'x'.repeat(100)] }), settings });
    expect(index.catalog.tables[0]?.values['city']).toEqual({ column: 'city', values: ['Rome'], coverage: 'sample' });
  });

  it('gives the same fingerprint for the same tables, another for other values, and ignores row counts', async () => {
    const print = async (tables: readonly TableInfo[], city: string): Promise<string> =>
      (await ingestSchema({ database: fakeDatabase(tables, { 'customers.city': [city] }), settings })).index.catalog.fingerprint;
    const first = await print(shop, 'Rome');
    expect(await print(shop.map((held) => ({ ...held, rowEstimate: 10 })), 'Rome')).toBe(first);
    expect(await print(shop, 'Paris')).not.toBe(first);
  });

  it('embeds again only what changed, and forgets what vanished', async () => {
    const [embedder, vectorStore] = [fakeEmbedder('e1'), fakeStore()];
    const first = await ingestSchema({ database: fakeDatabase(shop), settings, embedder, vectorStore });
    expect(embedder.texts).toHaveLength(3);
    const again = await ingestSchema({ database: fakeDatabase(shop), settings, embedder, vectorStore, previous: first });
    expect(embedder.texts).toHaveLength(3);
    expect(again.report).toMatchObject({ added: 0, changed: 0, removed: 0, unchanged: 3 });

    const changed = [...shop.slice(0, 2), table('shops', ['id'])];
    const third = await ingestSchema({ database: fakeDatabase(changed, { 'customers.city': ['Rome'] }), settings, embedder, vectorStore, previous: again, refresh: 'values' });
    expect(third.report).toMatchObject({ added: 1, changed: 1, removed: 1, unchanged: 1 });
    expect(embedder.texts.slice(3).map((text) => text.split('\n')[0])).toEqual(['customers', 'orders', 'shops']);
    expect(vectorStore.ids()).toEqual(['customers', 'orders', 'shops'].map((name) => vectorId('e1/2', 'fake:shop', name)).sort());
  });

  it('never mixes the vectors of two embedders', async () => {
    const vectorStore = fakeStore();
    const first = await ingestSchema({ database: fakeDatabase(shop), settings, embedder: fakeEmbedder('e1'), vectorStore });
    const second = fakeEmbedder('e2');
    await ingestSchema({ database: fakeDatabase(shop), settings, embedder: second, vectorStore, previous: first });
    expect(second.texts).toHaveLength(3);
    expect(vectorStore.ids()).toEqual(shop.map(({ name }) => vectorId('e2/2', 'fake:shop', name)).sort());
  });

  it('embeds everything into a store that is new', async () => {
    const embedder = fakeEmbedder('e1');
    const first = await ingestSchema({ database: fakeDatabase(shop), settings, embedder, vectorStore: fakeStore() });
    const store = fakeStore();
    await ingestSchema({ database: fakeDatabase(shop), settings, embedder, vectorStore: store, previous: first });
    expect(store.ids()).toHaveLength(3);
  });

  it('refuses an embedder without a vector store, and the reverse', async () => {
    const database = fakeDatabase(shop);
    await expect(ingestSchema({ database, settings, embedder: fakeEmbedder('e') })).rejects.toBeInstanceOf(ConfigurationError);
    await expect(ingestSchema({ database, settings, vectorStore: fakeStore() })).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
    expect(database.reads).toEqual([]);
  });

  it('keeps a table whose values cannot be read, and fails when the database is lost', async () => {
    const failing = (code: 'DATABASE_QUERY_FAILED' | 'DATABASE_UNAVAILABLE'): FakeDatabase =>
      fakeDatabase(shop, { 'sellers.name': ['Ann Lee'] }, {
        sample: (name) => {
          if (name === 'customers') throw new DatabaseError(code, 'No.');
        },
      });
    const { index, report } = await ingestSchema({ database: failing('DATABASE_QUERY_FAILED'), settings });
    expect(report.withoutValues).toEqual(['customers']);
    expect(index.catalog.tables).toHaveLength(3);
    expect(index.values.find('sold by Ann Lee')).toHaveLength(1);
    await expect(ingestSchema({ database: failing('DATABASE_UNAVAILABLE'), settings })).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });

  it('stops when it is cancelled, between tables too', async () => {
    const aborted = AbortSignal.abort();
    await expect(ingestSchema({ database: fakeDatabase(shop), settings, signal: aborted })).rejects.toBeInstanceOf(CancelledError);
    const controller = new AbortController();
    const many = Array.from({ length: 40 }, (_, number) => table(`t${number}`, ['name']));
    const database = fakeDatabase(many, {}, { sample: () => controller.abort() });
    await expect(ingestSchema({ database, settings, signal: controller.signal })).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(database.reads.length).toBeLessThanOrEqual(settings.ingestion.concurrency);
  });

  it('keeps within its concurrency and reports progress to the end', async () => {
    const many = Array.from({ length: 25 }, (_, number) => table(`t${number}`, ['name']));
    const database = fakeDatabase(many);
    const seen: number[] = [];
    await ingestSchema({ database, settings: settingsSchema.parse({ ingestion: { concurrency: 3 } }), onProgress: ({ done, total }) => seen.push(done / total) });
    expect(database.most()).toBe(3);
    expect(seen).toHaveLength(25);
    expect(seen.at(-1)).toBe(1);
  });
});
