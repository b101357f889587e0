import { describe, expect, it } from 'vitest';
import type { TableInfo } from '../contracts/index.ts';
import { DatabaseError } from '../errors/index.ts';
import { settingsSchema, type SettingsInput } from '../settings.ts';
import { ingestSchema, type IngestOptions } from './ingest.ts';
import { fakeDatabase, fakeEmbedder, fakeStore, settings, shop, table } from './ingestion.fixture.ts';
import { schemaIndex } from './schema-index.ts';

const REVISIONS = { customers: 'c1', orders: 'o1', sellers: 's1' };
const VALUES = { 'customers.city': ['Rome'], 'sellers.name': ['Ann'], 'customers.id': ['1', '2'], 'orders.customer_id': ['1'] };

const known = (tables: readonly TableInfo[] = shop, values: Readonly<Record<string, readonly string[]>> = VALUES, revisions: Readonly<Record<string, string>> = REVISIONS) =>
  fakeDatabase(tables, values, { revisions });

/** Ingests one database and then another as if it were the first one, later. */
async function again(later: ReturnType<typeof fakeDatabase>, options: Partial<IngestOptions> = {}, first = known()) {
  const previous = await ingestSchema({ settings, database: first, now: () => new Date(0) });
  return { ...(await ingestSchema({ settings, database: later, previous, now: () => new Date(1_000), ...options })), previous };
}

describe('ingestSchema with a previous ingestion', () => {
  it('reads nothing of tables whose structure and revision are the same, and keeps their values and joins', async () => {
    const later = known(shop.map((each) => ({ ...each, rowEstimate: 7 })), {});
    const { report, index, previous } = await again(later);
    expect(later.reads).toEqual([]);
    expect(report).toMatchObject({ read: 0, unchanged: 3, inferredJoins: 1 });
    expect(index.catalog.fingerprint).toBe(previous.index.catalog.fingerprint);
    expect(index.catalog.tables.map(({ rowEstimate }) => rowEstimate)).toEqual([7, 7, 7]);
    expect(index.values.find('orders from Rome')).toHaveLength(1);
    expect(index.lexical).toBe(previous.index.lexical);
  });

  it('does not lean on all the ingestions before when nothing has changed', async () => {
    const { index } = await ingestSchema({ settings, database: known() });
    let latest = index;
    for (let time = 0; time < 20_000; time += 1) latest = schemaIndex(index.catalog, null, latest);
    expect(latest.values.find('orders from Rome')).toHaveLength(1);
    expect(latest.lexical).toBe(index.lexical);
  });

  it('reads a table with another revision, and the columns that it may be joined by', async () => {
    const later = known(shop, { ...VALUES, 'customers.city': ['Oslo'] }, { ...REVISIONS, customers: 'c2' });
    const { report, index } = await again(later);
    expect(later.reads).toEqual(['customers(city)', 'orders(customer_id)', 'customers(id)']);
    expect(report).toMatchObject({ read: 1, changed: 1, unchanged: 2, inferredJoins: 1 });
    expect(index.values.find('orders from Oslo')).toHaveLength(1);
    expect(index.values.find('orders from Rome')).toEqual([]);
  });

  it('reads a table whose structure is another, and no other', async () => {
    const later = known([...shop.slice(0, 2), table('sellers', ['id', 'name', 'town'], { primaryKey: ['id'] })]);
    const { report } = await again(later);
    expect(later.reads).toEqual(['sellers(name,town)']);
    expect(report).toMatchObject({ read: 1, changed: 1, unchanged: 2 });
  });

  it('does not look again at a pair of columns whose values spoke against a join', async () => {
    const values = { ...VALUES, 'orders.customer_id': ['8', '9'] };
    const later = known(shop, values);
    const { report, index } = await again(later, {}, known(shop, values));
    expect(later.reads).toEqual([]);
    expect(report.inferredJoins).toBe(0);
    const corrected = known(shop, VALUES, { ...REVISIONS, orders: 'o2' });
    expect((await again(corrected, {}, known(shop, values))).report.inferredJoins).toBe(1);
    expect(index.catalog.joins.map(({ source }) => source)).toEqual(['declared']);
  });

  it('reads again what was read before its revision could be relied on, which is what it reads last', async () => {
    const unsettled = (ms: number) => fakeDatabase(shop, VALUES, { revisions: REVISIONS, unsettledMs: { customers: ms } });
    const first = unsettled(3_600_000);
    const { report } = await again(known(), {}, first);
    expect(first.reads.at(-1)).toMatch(/^customers/u);
    expect(report).toMatchObject({ read: 1, unchanged: 3 });
    expect((await again(known(), {}, unsettled(0))).report.read).toBe(0);
    expect((await again(unsettled(3_600_000))).report.read).toBe(0);
  });

  it('reads every table when asked to', async () => {
    const later = known();
    const { report } = await again(later, { refresh: 'values' });
    expect(report).toMatchObject({ read: 3, unchanged: 3 });
  });

  it('reads tables of which the database cannot tell when their time is over, and again from then on', async () => {
    const revisions = { customers: 'c1', orders: 'o1' };
    const at = (ms: number, valuesTtlMs?: number) => {
      const ingestion: SettingsInput['ingestion'] = valuesTtlMs === undefined ? {} : { valuesTtlMs };
      return again(known(shop, VALUES, revisions), { now: () => new Date(ms), settings: settingsSchema.parse({ ingestion }) }, known(shop, VALUES, revisions));
    };
    expect((await at(3_599_999)).report.read).toBe(0);
    expect((await at(3_600_000)).report.read).toBe(1);
    expect((await at(0, 0)).report.read).toBe(1);
  });

  it('tries a table that could not be read once its time is over', async () => {
    const failing = () =>
      fakeDatabase(shop, VALUES, {
        revisions: REVISIONS,
        sample: (name) => {
          if (name === 'sellers') throw new DatabaseError('DATABASE_TIMEOUT', 'Too slow.');
        },
      });
    const { report } = await again(failing(), {}, failing());
    expect(report).toMatchObject({ read: 0, withoutValues: ['sellers'] });
    expect((await again(known(), { now: () => new Date(3_600_000) }, failing())).report).toMatchObject({ read: 1, withoutValues: [] });
  });

  it('reads again when the settings ask for other values', async () => {
    const { report } = await again(known(), { settings: settingsSchema.parse({ ingestion: { valueLength: 10 } }) });
    expect(report.read).toBe(3);
  });

  it('does not read every table because one column more is to share the values that are kept', async () => {
    const wide = (columns: number) => [...shop, table('wide', Array.from({ length: columns }, (_, number) => `c${number}`))];
    const revisions = { ...REVISIONS, wide: 'w1' };
    const { report } = await again(known(wide(400), VALUES, revisions), {}, known(wide(399), VALUES, revisions));
    expect(report.read).toBe(1);
    expect((await again(known(wide(1_500), VALUES, revisions), {}, known(wide(399), VALUES, revisions))).report.read).toBe(4);
  });

  it('forgets a renamed table, and embeds the new name alone', async () => {
    const [embedder, vectorStore] = [fakeEmbedder('e1'), fakeStore()];
    const previous = await ingestSchema({ settings, embedder, vectorStore, database: known() });
    const renamed = [...shop.slice(0, 1), table('purchases', ['id'], { primaryKey: ['id'] }), ...shop.slice(2)];
    const { index, report } = await ingestSchema({ settings, embedder, vectorStore, previous, database: known(renamed, VALUES, { ...REVISIONS, purchases: 'p1' }) });
    expect(report).toMatchObject({ added: 1, removed: 1, unchanged: 2 });
    expect(embedder.texts.slice(3).map((text) => text.split('\n')[0])).toEqual(['purchases']);
    expect(index.lexical.search('orders')).toEqual([]);
    expect(vectorStore.ids().some((id) => id.includes('orders'))).toBe(false);
  });

  it('embeds everything again when the store has lost vectors', async () => {
    const [embedder, vectorStore] = [fakeEmbedder('e1'), fakeStore()];
    const previous = await ingestSchema({ settings, embedder, vectorStore, database: known() });
    await vectorStore.delete(vectorStore.ids().slice(0, 1));
    await ingestSchema({ settings, embedder, vectorStore, previous, database: known() });
    expect(vectorStore.ids()).toHaveLength(3);
  });
});
