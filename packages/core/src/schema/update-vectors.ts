import { catalogKey, type Catalog } from './catalog.ts';
import { documentsOf, storeDocuments, vectorId, vectorSpace, type DenseIndex } from './dense-index.ts';
import { sha256 } from './fingerprint.ts';
import type { EmbeddedTexts } from './ingestion-record.ts';

/**
 * Brings the vector store to a catalog: what vanished goes, what is new or reads differently is embedded,
 * and everything is where another embedder made what is there.
 *
 * @param before - What was embedded into the same store; null when it has nothing of this catalog.
 * @returns `before` itself when nothing was to be done
 */
export async function updateVectors(dense: DenseIndex, catalog: Catalog, before: EmbeddedTexts | null, signal: AbortSignal | undefined): Promise<EmbeddedTexts> {
  const { vectorStore } = dense;
  const space = vectorSpace(dense.embedder);
  const key = catalogKey(catalog);
  const documents = documentsOf(catalog, dense).map((document) => ({ ...document, hash: sha256(document.text) }));
  const ids = new Set(documents.map(({ table }) => vectorId(space, key, table)));
  const stale = (before?.texts ?? []).map(([table]) => vectorId(before?.embedder ?? '', key, table)).filter((id) => !ids.has(id));
  if (stale.length > 0) await vectorStore.delete(stale);

  // A store that lost vectors does not say which.
  const whole = before !== null && before.embedder === space && (await vectorStore.count()) >= before.texts.length - stale.length;
  const stored = new Map(whole ? before.texts : []);
  const changed = documents.filter(({ table, hash }) => stored.get(table) !== hash);
  if (whole && changed.length === 0 && stale.length === 0) return before;
  await storeDocuments(dense, key, changed, signal);
  return { embedder: space, texts: documents.map(({ table, hash }) => [table, hash]) };
}
