import { RunError } from '../errors/index.ts';
import { ingestSchema, type IngestProgress, type IngestReport, type IngestOptions as IngestWork } from '../schema/ingest.ts';
import type { SchemaIndex } from '../schema/schema-index.ts';
import { unlessAborted } from './abort.ts';
import { withinGrace } from './within-grace.ts';

/** What one caller of a shared ingestion wants of it. */
export interface IngestOptions {
  /** Aborting it ends the wait, and the work as well when nobody else waits for it. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: IngestProgress) => void;
}

/** One ingestion at a time: whoever asks for one while it runs waits for the same. */
export interface SharedIngestion {
  readonly index: SchemaIndex | null;
  ingest(options?: IngestOptions): Promise<IngestReport>;
  /** Stops the work and refuses any more. */
  close(): Promise<void>;
}

/** `warmUp` runs beside the reading; both must be done. */
export function createSharedIngestion(
  work: Pick<IngestWork, 'database' | 'embedder' | 'vectorStore' | 'settings'>,
  warmUp: () => Promise<unknown>,
): SharedIngestion {
  let index: SchemaIndex | null = null;
  let closed = false;
  let current: { readonly done: Promise<IngestReport>; readonly controller: AbortController; waiting: number } | null = null;
  const listeners = new Set<(progress: IngestProgress) => void>();

  const begin = () => {
    const controller = new AbortController();
    const read = async (): Promise<IngestReport> => {
      const [done] = await Promise.all([
        ingestSchema({
          ...work,
          ...(index ? { previous: index } : {}),
          signal: controller.signal,
          onProgress: (progress) => listeners.forEach((listen) => listen(progress)),
        }),
        warmUp(),
      ]);
      index = done.index;
      return done.report;
    };
    const begun = { done: read(), controller, waiting: 0 };
    const end = () => {
      if (current === begun) current = null;
    };
    begun.done.then(end, end);
    return begun;
  };

  return {
    get index() {
      return index;
    },

    async ingest({ signal, onProgress } = {}) {
      if (closed) throw new RunError('PIPELINE_CLOSED', 'The pipeline is closed.', { hint: 'Create a new one.' });
      const shared = (current ??= begin());
      shared.waiting += 1;
      if (onProgress) listeners.add(onProgress);
      try {
        return await (signal ? unlessAborted(signal, () => shared.done) : shared.done);
      } finally {
        if (onProgress) listeners.delete(onProgress);
        shared.waiting -= 1;
        if (shared.waiting === 0) {
          // Whoever comes next begins anew instead of joining what is being stopped.
          if (current === shared) current = null;
          shared.controller.abort();
        }
      }
    },

    async close() {
      closed = true;
      const reading = current?.done;
      current?.controller.abort();
      if (reading) await withinGrace(() => reading.catch(() => {}), () => {});
    },
  };
}
