import type { Database, Embedder, TableInfo, VectorStore } from '../contracts/index.ts';
import { unsupported } from '../errors/index.ts';
import { settingsSchema } from '../settings.ts';

export const settings = settingsSchema.parse({});

export const table = (name: string, columns: readonly string[], more: Partial<TableInfo> = {}): TableInfo => ({
  name,
  kind: 'table',
  primaryKey: [],
  unique: [],
  foreignKeys: [],
  columns: columns.map((column) => ({ name: column, type: column.endsWith('id') ? 'integer' : 'text', nullable: true })),
  ...more,
});

export const shop: readonly TableInfo[] = [
  table('customers', ['id', 'city'], { primaryKey: ['id'] }),
  table('orders', ['id', 'customer_id', 'Seller_Id'], { primaryKey: ['id'], foreignKeys: [{ columns: ['seller_id'], referencedTable: 'SELLERS', referencedColumns: [] }] }),
  table('sellers', ['id', 'name'], { primaryKey: ['id'] }),
];

export interface FakeDatabase extends Database {
  readonly reads: string[];
  readonly most: () => number;
}

/** @param more.revisions - By table; without them the database cannot tell what has changed. */
export function fakeDatabase(
  tables: readonly TableInfo[],
  values: Readonly<Record<string, readonly string[]>> = {},
  { sample, revisions, unsettledMs = {} }: { readonly sample?: (table: string) => void; readonly revisions?: Readonly<Record<string, string>>; readonly unsettledMs?: Readonly<Record<string, number>> } = {},
): FakeDatabase {
  const reads: string[] = [];
  let running = 0;
  let most = 0;
  return {
    id: 'fake:shop',
    dialect: 'sqlite',
    capabilities: { cancel: true, explain: true, stream: false, write: false },
    promptNotes: [],
    reads,
    most: () => most,
    introspect: async () => ({ tables, ...(revisions === undefined ? {} : { revisions: new Map(Object.entries(revisions)), unsettledMs: new Map(Object.entries(unsettledMs)) }) }),
    sampleValues: async (name, columns, { limit }) => {
      reads.push(`${name}(${columns.join(',')})`);
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      sample?.(name);
      return columns.map((column) => {
        const stored = values[`${name}.${column}`] ?? [];
        return { column, values: stored.slice(0, limit), coverage: stored.length > limit ? ('sample' as const) : ('complete' as const) };
      });
    },
    query: async () => Promise.reject(new Error('Ingestion runs no statement.')),
    explain: async () => Promise.reject(new Error('Ingestion explains no statement.')),
    stream: () => {
      throw unsupported('fake:shop', 'stream');
    },
    transaction: async () => {
      throw unsupported('fake:shop', 'transaction');
    },
    close: async () => {},
  };
}

export function fakeEmbedder(id: string): Embedder & { readonly texts: string[] } {
  const texts: string[] = [];
  return {
    id,
    dimensions: 2,
    texts,
    embed: async (batch) => {
      texts.push(...batch);
      return batch.map((text) => Float32Array.of(text.length, 1));
    },
  };
}

export function fakeStore({ persistent = false } = {}): VectorStore & { readonly ids: () => string[] } {
  const ids = new Set<string>();
  return {
    id: 'fake',
    capabilities: { filterById: true, persistent },
    ids: () => [...ids].sort(),
    upsert: async (records) => records.forEach(({ id }) => ids.add(id)),
    delete: async (gone) => gone.forEach((id) => ids.delete(id)),
    query: async () => [],
    count: async () => ids.size,
    close: async () => {},
  };
}
