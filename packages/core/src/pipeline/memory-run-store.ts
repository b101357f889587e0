import type { RunRecord, RunStore } from '../contracts/index.ts';

export interface MemoryRunStoreOptions {
  /** Runs to keep; the one that was saved or claimed longest ago goes first. Default 10,000. */
  readonly maxRuns?: number;
}

interface Entry {
  record: RunRecord | null;
  readonly claims: Set<string>;
}

/**
 * A {@link RunStore} for one process: gone when it ends.
 *
 * @example
 * ```ts
 * const runs = memoryRunStore();
 * await runs.claim('run-1', 'interrupt-1'); // true
 * await runs.claim('run-1', 'interrupt-1'); // false
 * ```
 */
export function memoryRunStore({ maxRuns = 10_000 }: MemoryRunStoreOptions = {}): RunStore {
  /** The one that was used longest ago is first. */
  const entries = new Map<string, Entry>();

  function use(runId: string): Entry {
    const entry = entries.get(runId) ?? { record: null, claims: new Set() };
    entries.delete(runId);
    entries.set(runId, entry);
    if (entries.size > maxRuns) entries.delete(entries.keys().next().value as string);
    return entry;
  }

  return {
    async claim(runId, interruptId) {
      const { claims } = use(runId);
      if (claims.has(interruptId)) return false;
      claims.add(interruptId);
      return true;
    },
    async release(runId, interruptId) {
      entries.get(runId)?.claims.delete(interruptId);
    },
    async save(record) {
      use(record.runId).record = structuredClone(record);
    },
    async load(runId) {
      return structuredClone(entries.get(runId)?.record ?? null);
    },
    async turns(threadId, limit) {
      const turns = [...entries.values()]
        .map(({ record }) => record)
        .filter((record) => record !== null)
        .filter(({ threadId: thread, status }) => thread === threadId && status === 'completed')
        .sort((a, b) => (a.updatedAt < b.updatedAt ? -1 : a.updatedAt > b.updatedAt ? 1 : 0));
      return limit > 0 ? structuredClone(turns.slice(-limit)) : [];
    },
  };
}
