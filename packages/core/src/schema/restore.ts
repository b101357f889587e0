import { catalogKey, identityOf } from './catalog.ts';
import { denseOf, type IngestOptions } from './ingest.ts';
import type { IngestedSchema } from './ingestion-record.ts';
import { schemaIndex } from './schema-index.ts';
import { readCatalog } from './stored-catalog.ts';
import { updateVectors } from './update-vectors.ts';

interface RestoredSchema extends IngestedSchema {
  /** False when other vectors are held than the text tells, so that the next process would embed again. */
  readonly isAsStored: boolean;
}

/**
 * The index of a stored catalog, without a look at the database. What a persistent vector store holds is
 * not embedded again; with another store, everything is.
 *
 * @throws IndexError `CATALOG_STORE_FAILED` when the text cannot be used; as embedder and vector store do
 */
export async function restoreSchema(text: string, options: Pick<IngestOptions, 'database' | 'embedder' | 'vectorStore' | 'embedValues' | 'signal'>): Promise<RestoredSchema> {
  const { catalog, record } = readCatalog(text, catalogKey(identityOf(options.database)));
  const dense = denseOf(options);
  if (dense === null) return { index: schemaIndex(catalog, null), record: { ...record, embedded: null }, isAsStored: true };
  const { persistent } = dense.vectorStore.capabilities;
  const embedded = await updateVectors(dense, catalog, persistent ? record.embedded : null, options.signal);
  return { index: schemaIndex(catalog, dense), record: { ...record, embedded }, isAsStored: !persistent || embedded === record.embedded };
}
