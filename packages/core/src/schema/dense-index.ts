import type { Embedder, VectorStore } from '../contracts/index.ts';
import { CancelledError, IndexError } from '../errors/index.ts';
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

/** What vectors have to have in common to be compared: the embedder's id and how many numbers it gives. */
export function vectorSpace({ id, dimensions }: Pick<Embedder, 'id' | 'dimensions'>): string {
  return `${id}/${dimensions}`;
}

/**
 * The id under which a table's vector is kept. It names the vector space, so that vectors of two models
 * are never compared, and the database by its `catalogKey`, so that several may share a store.
 */
export function vectorId(space: string, catalogKey: string, table: string): string {
  return vectorIds(space, catalogKey)(table);
}

/** {@link vectorId} for many tables: what they have in common is written once. */
function vectorIds(space: string, catalogKey: string): (table: string) => string {
  const common = JSON.stringify([space, catalogKey]).slice(0, -1);
  return (table) => `${common},${JSON.stringify(table)}]`;
}

/**
 * One vector a text, of the length that the embedder declares.
 *
 * @throws IndexError `EMBEDDING_FAILED` when the embedder gives anything else
 */
async function embedTexts(embedder: Embedder, texts: readonly string[], kind: 'document' | 'query', signal: AbortSignal | undefined): Promise<readonly Float32Array[]> {
  const vectors = await embedder.embed(texts, { kind, ...(signal === undefined ? {} : { signal }) });
  const hint = 'Check that the embedder is the one its id names, and correct its dimensions.';
  if (vectors.length !== texts.length) {
    throw new IndexError('EMBEDDING_FAILED', `The embedder ${embedder.id} gave ${vectors.length} vectors for ${texts.length} texts, so none is used.`, { hint });
  }
  const odd = vectors.find((vector) => vector.length !== embedder.dimensions);
  if (odd !== undefined) {
    throw new IndexError('EMBEDDING_FAILED', `The embedder ${embedder.id} declares vectors of ${embedder.dimensions} numbers and gave one of ${odd.length}, so none is used.`, { hint });
  }
  return vectors;
}

/** Embeds the texts of tables and keeps them, replacing older ones. */
export async function storeDocuments(
  { embedder, vectorStore }: DenseIndex,
  catalogKey: string,
  documents: readonly { readonly table: string; readonly text: string }[],
  signal?: AbortSignal,
): Promise<void> {
  const idOf = vectorIds(vectorSpace(embedder), catalogKey);
  for (let start = 0; start < documents.length; start += BATCH) {
    if (signal?.aborted) throw new CancelledError('The ingestion was cancelled.');
    const batch = documents.slice(start, start + BATCH);
    const vectors = await embedTexts(embedder, batch.map(({ text }) => text), 'document', signal);
    await vectorStore.upsert(vectors.map((vector, index) => ({ id: idOf((batch[index] as (typeof batch)[number]).table), vector })));
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
  const idOf = vectorIds(vectorSpace(embedder), catalogKey);
  const byId = new Map<string, string>();
  for (const table of tables) if (searchable?.has(table) ?? true) byId.set(idOf(table), table);
  if (byId.size === 0) return [];
  const [vector] = (await embedTexts(embedder, [question], 'query', signal)) as [Float32Array];
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
