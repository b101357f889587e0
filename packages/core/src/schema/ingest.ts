import type { ColumnValues, Database, DatabaseSchema, Embedder, VectorStore } from '../contracts/index.ts';
import { CancelledError, ConfigurationError } from '../errors/index.ts';
import type { ColumnRef, Join } from '../protocol/index.ts';
import type { Settings } from '../settings.ts';
import { sampledValues, type Catalog, type CatalogTable } from './catalog.ts';
import { declaredJoins } from './declared-joins.ts';
import { storeDocuments, vectorId, type DenseIndex } from './dense-index.ts';
import { catalogFingerprint, tableFingerprint } from './fingerprint.ts';
import { confirmJoins, proposeJoins } from './infer-joins.ts';
import { createLexicalIndex } from './lexical-index.ts';
import { mapConcurrent } from './map-concurrent.ts';
import { readValues, sampleTable, valueLimit } from './sample-values.ts';
import type { SchemaIndex } from './schema-index.ts';
import { tableDocument } from './textify.ts';
import { createValueIndex } from './value-index.ts';

export interface IngestProgress {
  /** Tables that are read. */
  readonly done: number;
  readonly total: number;
  /** The table that was read last. */
  readonly table: string;
}

export interface IngestOptions {
  readonly database: Database;
  /** With `vectorStore`: retrieval by meaning. Both or neither. */
  readonly embedder?: Embedder;
  readonly vectorStore?: VectorStore;
  readonly settings: Settings;
  /** The index to bring up to date; tables that are as they were are not embedded again. */
  readonly previous?: SchemaIndex;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: IngestProgress) => void;
}

/** What an ingestion found, and how that differs from the previous one. */
export interface IngestReport {
  readonly tables: number;
  readonly columns: number;
  readonly foreignKeys: number;
  readonly inferredJoins: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly unchanged: number;
  /** Tables whose values could not be read, because of a permission or a broken view. */
  readonly withoutValues: readonly string[];
  /** Milliseconds. */
  readonly ms: number;
}

/**
 * Reads a database's structure and sampled values and builds everything that finds things in it.
 *
 * A table whose values cannot be read is kept without them. When ingestion fails or is cancelled, the
 * previous index stays usable.
 *
 * @example
 * ```ts
 * import type { Database } from '../contracts/index.ts';
 * import { settingsSchema } from '../settings.ts';
 *
 * declare const database: Database;
 * const { index, report } = await ingestSchema({ database, settings: settingsSchema.parse({}) });
 * report.tables; // 42
 * ```
 * @throws ConfigurationError `INVALID_CONFIGURATION` when only one of embedder and vector store is given.
 * @throws DatabaseError when the structure cannot be read, or the database is lost on the way.
 * @throws IndexError when texts cannot be embedded or kept.
 * @throws CancelledError when the signal was aborted.
 */
export async function ingestSchema(options: IngestOptions): Promise<{ readonly index: SchemaIndex; readonly report: IngestReport }> {
  const started = performance.now();
  const { database, settings, previous, signal } = options;
  const dense = denseOf(options);
  const introspected = await database.introspect(signal === undefined ? {} : { signal });
  const { tables, withoutValues } = await readTables(introspected, options);
  const declared = declaredJoins(tables);
  const inferred = settings.ingestion.inferJoins ? await findJoins(tables, declared, options) : [];
  const joins = [...declared, ...inferred];
  const catalog: Catalog = { databaseId: database.id, tables, joins, fingerprint: catalogFingerprint([...tables.map((table) => table.fingerprint), ...joins]) };
  if (dense !== null) await updateDense(dense, catalog, previous, signal);
  throwIfAborted(signal);
  return {
    index: { catalog, lexical: createLexicalIndex(catalog), values: createValueIndex(catalog), dense },
    report: {
      tables: tables.length,
      columns: tables.reduce((sum, table) => sum + table.columns.length, 0),
      foreignKeys: tables.reduce((sum, table) => sum + table.foreignKeys.length, 0),
      inferredJoins: inferred.length,
      ...difference(previous?.catalog.tables ?? [], tables),
      withoutValues,
      ms: performance.now() - started,
    },
  };
}

function denseOf({ embedder, vectorStore }: IngestOptions): DenseIndex | null {
  if (embedder !== undefined && vectorStore !== undefined) return { embedder, vectorStore };
  if (embedder === undefined && vectorStore === undefined) return null;
  const [given, missing] = embedder === undefined ? ['vectorStore', 'embedder'] : ['embedder', 'vectorStore'];
  throw new ConfigurationError(`The option ${given} was given without ${missing}. Nothing was read.`, {
    hint: `Pass ${missing} too, or leave both out to retrieve by words and values only.`,
  });
}

async function readTables(schema: DatabaseSchema, options: IngestOptions): Promise<{ tables: CatalogTable[]; withoutValues: string[] }> {
  const { database, settings, signal, onProgress } = options;
  const limit = valueLimit(schema.tables, settings.ingestion);
  const withoutValues: string[] = [];
  let done = 0;
  const tables = await mapConcurrent(schema.tables, settings.ingestion.concurrency, async (table): Promise<CatalogTable> => {
    throwIfAborted(signal);
    const values = await sampleTable(database, table, { limit, valueLength: settings.ingestion.valueLength, ...(signal === undefined ? {} : { signal }) });
    if (values === null) withoutValues.push(table.name);
    done += 1;
    onProgress?.({ done, total: schema.tables.length, table: table.name });
    return { ...table, values: values ?? {}, fingerprint: tableFingerprint(table, values ?? {}) };
  });
  return { tables, withoutValues: withoutValues.sort() };
}

/** Undeclared joins, checked against values that are read for the columns in question only. */
async function findJoins(tables: readonly CatalogTable[], declared: readonly Join[], options: IngestOptions): Promise<readonly Join[]> {
  const proposals = proposeJoins(tables, declared);
  const known = new Map<string, ColumnValues>();
  const byName = new Map(tables.map((table) => [table.name, table]));
  const wanted = new Map<string, Set<string>>();
  for (const { table, column } of proposals.flatMap((proposal) => [proposal.from, proposal.to])) {
    const held = byName.get(table);
    const values = held === undefined ? undefined : sampledValues(held, column);
    if (values !== undefined) known.set(refKey({ table, column }), values);
    else wanted.set(table, (wanted.get(table) ?? new Set()).add(column));
  }
  const { database, settings, signal } = options;
  const limit = settings.ingestion.valuesPerColumn;
  if (limit > 0) {
    await mapConcurrent([...wanted], settings.ingestion.concurrency, async ([table, columns]) => {
      throwIfAborted(signal);
      const read = await readValues(database, table, [{ columns: [...columns], limit }], signal);
      for (const values of read?.[0] ?? []) known.set(refKey({ table, column: values.column }), values);
    });
  }
  return confirmJoins(proposals, (column) => known.get(refKey(column)));
}

/** Brings the vector store to the new catalog: what vanished goes, what is new or reads differently is embedded. */
async function updateDense(dense: DenseIndex, catalog: Catalog, previous: SchemaIndex | undefined, signal: AbortSignal | undefined): Promise<void> {
  const before = previous?.dense == null ? undefined : previous;
  const embedderBefore = before?.dense?.embedder.id;
  const idBefore = (table: string): string => vectorId(embedderBefore ?? '', before?.catalog.databaseId ?? '', table);
  const idNow = (table: string): string => vectorId(dense.embedder.id, catalog.databaseId, table);
  const ids = new Set(catalog.tables.map((table) => idNow(table.name)));
  const stale = (before?.catalog.tables ?? []).map((table) => idBefore(table.name)).filter((id) => !ids.has(id));
  if (stale.length > 0) await dense.vectorStore.delete(stale);

  const stored = new Map<string, string>();
  if (before?.dense?.vectorStore === dense.vectorStore) {
    const texts = documentsOf(before.catalog);
    for (const { table, text } of texts) stored.set(idBefore(table), text);
  }
  const documents = documentsOf(catalog).filter(({ table, text }) => stored.get(idNow(table)) !== text);
  await storeDocuments(dense, catalog.databaseId, documents, signal);
}

function documentsOf(catalog: Catalog): { readonly table: string; readonly text: string }[] {
  const byTable = new Map<string, Join[]>();
  for (const join of catalog.joins) {
    const held = byTable.get(join.from.table);
    if (held) held.push(join);
    else byTable.set(join.from.table, [join]);
  }
  return catalog.tables.map((table) => ({ table: table.name, text: tableDocument(table, byTable.get(table.name) ?? []) }));
}

function difference(before: readonly CatalogTable[], now: readonly CatalogTable[]): Pick<IngestReport, 'added' | 'changed' | 'removed' | 'unchanged'> {
  const known = new Map(before.map((table) => [table.name, table.fingerprint]));
  const names = new Set(now.map((table) => table.name));
  const unchanged = now.filter((table) => known.get(table.name) === table.fingerprint).length;
  const added = now.filter((table) => !known.has(table.name)).length;
  return { added, changed: now.length - added - unchanged, removed: before.filter((table) => !names.has(table.name)).length, unchanged };
}

function refKey({ table, column }: ColumnRef): string {
  return `${table}\0${column}`;
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CancelledError('The ingestion was cancelled. The previous index is still usable.');
}
