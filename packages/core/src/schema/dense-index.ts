import type { Embedder, VectorStore } from '../contracts/index.ts';
import { CancelledError } from '../errors/index.ts';

/** What embeds and keeps the retrieval texts of tables. */
export interface DenseIndex {
  readonly embedder: Embedder;
  readonly vectorStore: VectorStore;
}

/** Texts embedded in one call. */
const BATCH = 64;

/**
 * The id under which a table's vector is kept. It names the embedder, so that vectors of two models
 * are never compared, and the database, so that several may share a store.
 */
export function vectorId(embedderId: string, databaseId: string, table: string): string {
  return JSON.stringify([embedderId, databaseId, table]);
}

/** Embeds the texts of tables and keeps them, replacing older ones. */
export async function storeDocuments(
  { embedder, vectorStore }: DenseIndex,
  databaseId: string,
  documents: readonly { readonly table: string; readonly text: string }[],
  signal?: AbortSignal,
): Promise<void> {
  for (let start = 0; start < documents.length; start += BATCH) {
    if (signal?.aborted) throw new CancelledError('The ingestion was cancelled.');
    const batch = documents.slice(start, start + BATCH);
    const vectors = await embedder.embed(batch.map(({ text }) => text), { kind: 'document', ...(signal === undefined ? {} : { signal }) });
    await vectorStore.upsert(batch.flatMap(({ table }, index) => {
      const vector = vectors[index];
      return vector === undefined ? [] : [{ id: vectorId(embedder.id, databaseId, table), vector }];
    }));
  }
}

/** Tables by similarity of their texts to the question, best first; only the given ones. */
export async function searchDense(
  { embedder, vectorStore }: DenseIndex,
  databaseId: string,
  question: string,
  options: { readonly tables: Iterable<string>; readonly topK: number; readonly signal?: AbortSignal },
): Promise<readonly { readonly table: string; readonly score: number }[]> {
  const { tables, topK, signal } = options;
  const byId = new Map([...tables].map((table) => [vectorId(embedder.id, databaseId, table), table]));
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
