import type { CatalogStore } from '../contracts/index.ts';
import { RunError } from '../errors/index.ts';
import { catalogKey, identityOf } from '../schema/catalog.ts';
import { ingestSchema, type IngestOptions as IngestWork, type IngestProgress, type IngestReport } from '../schema/ingest.ts';
import type { IngestedSchema } from '../schema/ingestion-record.ts';
import { restoreSchema } from '../schema/restore.ts';
import type { SchemaIndex } from '../schema/schema-index.ts';
import { writeCatalog } from '../schema/stored-catalog.ts';
import { throwIfAborted } from '../schema/throw-if-aborted.ts';
import { unlessAborted } from './abort.ts';
import { withinGrace } from './within-grace.ts';

/** What one caller of a shared ingestion wants of it. */
export interface IngestOptions {
  /** Aborting it ends the wait, and the work as well when nobody else waits for it. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: IngestProgress) => void;
  /**
   * `changed`: the values of tables are read that may have changed: where the structure is another, where
   * the database says that rows were written, and where it cannot tell, after
   * `settings.ingestion.valuesTtlMs`. `values`: those of all tables are read. Default `changed`.
   */
  readonly refresh?: 'changed' | 'values';
}

/** One ingestion at a time: whoever asks for one while it runs waits for the same. */
export interface SharedIngestion {
  /** What is known of the database: from the last ingestion, else from the store, else from a first ingestion. */
  index(signal: AbortSignal): Promise<SchemaIndex>;
  ingest(options?: IngestOptions): Promise<IngestReport>;
  /** Stops the work and refuses any more. */
  close(): Promise<void>;
}

export interface SharedIngestionOptions extends Pick<IngestWork, 'database' | 'embedder' | 'vectorStore' | 'embedValues' | 'knowledge' | 'settings' | 'now'> {
  readonly catalogStore?: CatalogStore;
  /** Gets what the store could not do: an ingestion succeeds without it. */
  readonly onError: (error: unknown) => void;
  /** Runs beside the reading; both must be done. */
  readonly warmUp: () => Promise<unknown>;
}

interface Shared {
  readonly done: Promise<IngestReport>;
  readonly controller: AbortController;
  readonly refresh: 'changed' | 'values';
  waiting: number;
}

export function createSharedIngestion({ catalogStore, onError, warmUp, ...work }: SharedIngestionOptions): SharedIngestion {
  const key = catalogKey(identityOf(work.database));
  let known: IngestedSchema | null = null;
  /** What the store has. */
  let held: IngestedSchema | null = null;
  const closing = new AbortController();
  let current: Shared | null = null;
  let restoring: Promise<void> | null = null;
  const listeners = new Set<(progress: IngestProgress) => void>();

  const save = async (store: CatalogStore, ingested: IngestedSchema): Promise<void> => {
    try {
      await store.save(key, writeCatalog(ingested));
      held = ingested;
    } catch (error) {
      onError(error);
    }
  };

  const restore = (): Promise<void> => {
    restoring ??= (async () => {
      if (catalogStore === undefined) return;
      try {
        const text = await catalogStore.load(key);
        if (text === null) return;
        const { isAsStored, ...restored } = await restoreSchema(text, { ...work, signal: closing.signal });
        known = restored;
        if (isAsStored) held = restored;
        else await save(catalogStore, restored);
      } catch (error) {
        if (!closing.signal.aborted) onError(error);
      }
    })();
    return restoring;
  };

  const keep = async (ingested: IngestedSchema, before: IngestedSchema | null, report: IngestReport): Promise<void> => {
    if (catalogStore === undefined) return;
    if (before !== null && before === held && isAlike(ingested, before, report)) held = ingested;
    else await save(catalogStore, ingested);
  };

  const begin = (refresh: 'changed' | 'values'): Shared => {
    const controller = new AbortController();
    const read = async (): Promise<IngestReport> => {
      if (catalogStore !== undefined) await restore();
      throwIfAborted(controller.signal);
      const before = known;
      const [{ report, ...ingested }] = await Promise.all([
        ingestSchema({
          ...work,
          ...(before ? { previous: before } : {}),
          refresh,
          signal: controller.signal,
          onProgress: (progress) => listeners.forEach((listen) => listen(progress)),
        }),
        warmUp(),
      ]);
      known = ingested;
      await keep(ingested, before, report);
      return report;
    };
    const begun: Shared = { done: read(), controller, refresh, waiting: 0 };
    const end = () => {
      if (current === begun) current = null;
    };
    begun.done.then(end, end);
    return begun;
  };

  const ingest: SharedIngestion['ingest'] = async ({ signal, onProgress, refresh = 'changed' } = {}) => {
    const assertOpen = () => {
      if (closing.signal.aborted) throw new RunError('PIPELINE_CLOSED', 'The pipeline is closed.', { hint: 'Create a new one.' });
    };
    assertOpen();
    const orAborted = <T>(wait: () => Promise<T>): Promise<T> => (signal ? unlessAborted(signal, wait) : wait());
    const lesser = (): Shared | null => (refresh === 'values' && current?.refresh === 'changed' ? current : null);
    for (let earlier = lesser(); earlier !== null; earlier = lesser()) {
      const ended = earlier.done.catch(() => {});
      await orAborted(() => ended);
      assertOpen();
    }
    const shared = (current ??= begin(refresh));
    shared.waiting += 1;
    if (onProgress) listeners.add(onProgress);
    try {
      return await orAborted(() => shared.done);
    } finally {
      if (onProgress) listeners.delete(onProgress);
      shared.waiting -= 1;
      if (shared.waiting === 0) {
        // Whoever comes next begins anew instead of joining what is being stopped.
        if (current === shared) current = null;
        shared.controller.abort();
      }
    }
  };

  return {
    async index(signal) {
      if (known === null) await unlessAborted(signal, restore);
      if (known === null) await ingest({ signal });
      // An ingestion that resolves has found something.
      return known!.index;
    },

    ingest,

    async close() {
      closing.abort();
      current?.controller.abort();
      const ended = Promise.allSettled([restoring, current?.done]);
      await withinGrace(() => ended, () => {});
    },
  };
}

/** Whether a save would change nothing but numbers of rows. */
function isAlike(ingested: IngestedSchema, before: IngestedSchema, report: IngestReport): boolean {
  return report.read === 0 && ingested.index.catalog.fingerprint === before.index.catalog.fingerprint && ingested.record.embedded === before.record.embedded;
}
