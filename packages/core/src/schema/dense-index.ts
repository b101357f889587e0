import type { Embedder, VectorStore } from '../contracts/index.ts';
import { CancelledError } from '../errors/index.ts';
import type { Join } from '../protocol/index.ts';
import type { Catalog } from './catalog.ts';
import { tableDocument } from './textify.ts';

/** What embeds and keeps the retrieval texts of tables. */
export interface DenseIndex {
  readonly embedder: Embedder;
  readonly vectorStore: VectorStore;
  /** Whether the texts hold stored values. Default true. */
  readonly withValues?: boolean;
  /** The tables that may be searched for. Default: all. */
  readonly tables?: ReadonlySet<string>;
}

/** The texts of a catalog's tables as they are embedded. */
export function documentsOf(catalog: Catalog, { withValues = true }: Pick<DenseIndex, 'withValues'>): readonly { readonly table: string; readonly text: string }[] {
  const byTable = new Map<string, Join[]>();
  for (const join of catalog.joins) {
    const held = byTable.get(join.from.table);
    if (held) held.push(join);
    else byTable.set(join.from.table, [join]);
  }
  return catalog.tables.map((table) => ({
    table: table.name,
    text: tableDocument(withValues ? table : { ...table, values: {} }, byTable.get(table.name) ?? []),
  }));
}

/**
 * The part of an index that somebody may use who sees only a part of its catalog: the tables whose
 * texts they see whole. A vector of another tells of words that they must not learn.
 */
export function withVisibleTexts(dense: DenseIndex, catalog: Catalog, visible: Catalog): DenseIndex {
  const embedded = new Map(documentsOf(catalog, dense).map(({ table, text }) => [table, text]));
  const whole = documentsOf(visible, dense).filter(({ table, text }) => embedded.get(table) === text);
  return { ...dense, tables: new Set(whole.map(({ table }) => table)) };
}

/** Texts embedded in one call. */
const BATCH = 64;

/**
 * The id under which a table's vector is kept. It names the embedder, so that vectors of two models
 * are never compared, and the database by its `catalogKey`, so that several may share a store.
 */
export function vectorId(embedderId: string, catalogKey: string, table: string): string {
  return vectorIds(embedderId, catalogKey)(table);
}

/** {@link vectorId} for many tables: what they have in common is written once. */
function vectorIds(embedderId: string, catalogKey: string): (table: string) => string {
  const common = JSON.stringify([embedderId, catalogKey]).slice(0, -1);
  return (table) => `${common},${JSON.stringify(table)}]`;
}

/** Embeds the texts of tables and keeps them, replacing older ones. */
export async function storeDocuments(
  { embedder, vectorStore }: DenseIndex,
  catalogKey: string,
  documents: readonly { readonly table: string; readonly text: string }[],
  signal?: AbortSignal,
): Promise<void> {
  for (let start = 0; start < documents.length; start += BATCH) {
    if (signal?.aborted) throw new CancelledError('The ingestion was cancelled.');
    const batch = documents.slice(start, start + BATCH);
    const vectors = await embedder.embed(batch.map(({ text }) => text), { kind: 'document', ...(signal === undefined ? {} : { signal }) });
    await vectorStore.upsert(batch.flatMap(({ table }, index) => {
      const vector = vectors[index];
      return vector === undefined ? [] : [{ id: vectorId(embedder.id, catalogKey, table), vector }];
    }));
  }
}

/** Tables by similarity of their texts to the question, best first; only the given ones. */
export async function searchDense(
  { embedder, vectorStore, tables: searchable }: DenseIndex,
  catalogKey: string,
  question: string,
  options: { readonly tables: Iterable<string>; readonly topK: number; readonly signal?: AbortSignal },
): Promise<readonly { readonly table: string; readonly score: number }[]> {
  const { tables, topK, signal } = options;
  const idOf = vectorIds(embedder.id, catalogKey);
  const byId = new Map<string, string>();
  for (const table of tables) if (searchable?.has(table) ?? true) byId.set(idOf(table), table);
  if (byId.size === 0) return [];
  const [vector] = await embedder.embed([question], { kind: 'query', ...(signal === undefined ? {} : { signal }) });
  if (vector === undefined) return [];
  // A store that cannot be limited to the caller's tables is asked for everything, since any number
  // of its best matches may be hidden from the caller.
  const matches = vectorStore.capabilities.filterById
    ? await vectorStore.query(vector, { topK, ids: [...byId.keys()] })
    : await vectorStore.query(vector, { topK: Math.max(topK, await vectorStore.count()) });
  const found = matches.flatMap(({ id, score }) => {
    const table = byId.get(id);
    return table === undefined ? [] : [{ table, score }];
  });
  return found.slice(0, topK);
}
