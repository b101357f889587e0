import type { Database, Embedder, VectorStore } from '../contracts/index.ts';
import { ConfigurationError } from '../errors/index.ts';
import type { Settings } from '../settings.ts';
import { identityOf, type Catalog, type CatalogTable } from './catalog.ts';
import { declaredJoins } from './declared-joins.ts';
import type { DenseIndex } from './dense-index.ts';
import { findKnowledgeProblems, type DomainKnowledge, type KnowledgeProblem } from './domain-knowledge.ts';
import { findJoins } from './find-joins.ts';
import { catalogFingerprint } from './fingerprint.ts';
import type { IngestedSchema, IngestionRecord } from './ingestion-record.ts';
import { readTables } from './read-tables.ts';
import { schemaIndex } from './schema-index.ts';
import { throwIfAborted } from './throw-if-aborted.ts';
import { updateVectors } from './update-vectors.ts';

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
  /**
   * Whether stored values are embedded with the names. False where some may not read what others may:
   * a text without values can serve all who see its names. Default true.
   */
  readonly embedValues?: boolean;
  /** Held against the catalog; it is no part of the index. */
  readonly knowledge?: DomainKnowledge;
  readonly settings: Settings;
  /** What to bring up to date: tables that are as they were are neither read nor embedded again. */
  readonly previous?: IngestedSchema;
  /** `changed`: tables that may have changed are read. `values`: all of them. Default `changed`. */
  readonly refresh?: 'changed' | 'values';
  /** The clock. Default: the machine's. */
  readonly now?: () => Date;
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
  /** Tables whose values were read; of the others those of the previous ingestion stand. */
  readonly read: number;
  /** Tables whose values could not be read, because of a permission or a broken view. */
  readonly withoutValues: readonly string[];
  /** Glossary entries and examples that name what the database lacks, or whose statement the guard refuses: they are not used. */
  readonly knowledgeProblems: readonly KnowledgeProblem[];
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
export async function ingestSchema(options: IngestOptions): Promise<IngestedSchema & { readonly report: IngestReport }> {
  const started = performance.now();
  const { database, settings, knowledge, previous, refresh = 'changed', now = () => new Date(), signal, onProgress } = options;
  const dense = denseOf(options);
  const reading = { database, settings, ...(previous === undefined ? {} : { previous }), ...(signal === undefined ? {} : { signal }) };
  const introspected = await database.introspect(signal === undefined ? {} : { signal });
  const total = introspected.tables.length;
  const { tables, readings, sampling, kept } = await readTables(introspected, {
    ...reading,
    refresh: refresh === 'values',
    now: now().getTime(),
    onRead: (table, done) => onProgress?.({ done, total, table }),
  });
  const declared = declaredJoins(tables);
  const { inferred, rejected } = settings.ingestion.inferJoins ? await findJoins(tables, declared, { ...reading, kept }) : { inferred: [], rejected: [] };
  const joins = [...declared, ...inferred];
  const catalog: Catalog = { ...identityOf(database), tables, joins, fingerprint: catalogFingerprint([...tables.map((table) => table.fingerprint), ...joins]) };
  const held = dense !== null && previous?.index.dense?.vectorStore === dense.vectorStore ? previous.record.embedded : null;
  const embedded = dense === null ? null : await updateVectors(dense, catalog, held, signal);
  throwIfAborted(signal);
  const index = schemaIndex(catalog, dense, previous?.index);
  const record: IngestionRecord = { sampling, tables: readings, rejectedJoins: rejected, embedded };
  return {
    index,
    record,
    report: {
      tables: tables.length,
      columns: tables.reduce((sum, table) => sum + table.columns.length, 0),
      foreignKeys: tables.reduce((sum, table) => sum + table.foreignKeys.length, 0),
      inferredJoins: inferred.length,
      ...difference(previous?.index.catalog.tables ?? [], tables),
      read: tables.length - kept.size,
      withoutValues: readings.flatMap(({ table, readable }) => (readable ? [] : [table])).sort(),
      knowledgeProblems: knowledge === undefined ? [] : await findKnowledgeProblems(knowledge, catalog, database.dialect),
      ms: performance.now() - started,
    },
  };
}

/** @throws ConfigurationError when only one of the two is given. */
export function denseOf({ embedder, vectorStore, embedValues = true }: Pick<IngestOptions, 'embedder' | 'vectorStore' | 'embedValues'>): DenseIndex | null {
  if (embedder !== undefined && vectorStore !== undefined) return { embedder, vectorStore, withValues: embedValues };
  if (embedder === undefined && vectorStore === undefined) return null;
  const [given, missing] = embedder === undefined ? ['vectorStore', 'embedder'] : ['embedder', 'vectorStore'];
  throw new ConfigurationError(`The option ${given} was given without ${missing}. Nothing was read.`, {
    hint: `Pass ${missing} too, or leave both out to retrieve by words and values only.`,
  });
}

function difference(before: readonly CatalogTable[], now: readonly CatalogTable[]): Pick<IngestReport, 'added' | 'changed' | 'removed' | 'unchanged'> {
  const known = new Map(before.map((table) => [table.name, table.fingerprint]));
  const names = new Set(now.map((table) => table.name));
  const unchanged = now.filter((table) => known.get(table.name) === table.fingerprint).length;
  const added = now.filter((table) => !known.has(table.name)).length;
  return { added, changed: now.length - added - unchanged, removed: before.filter((table) => !names.has(table.name)).length, unchanged };
}
