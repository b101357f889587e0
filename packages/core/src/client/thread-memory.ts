/** What is kept over a reload: where to ask, and nothing of what was asked or answered. */
export interface RememberedRun {
  readonly threadId: string;
  readonly runId: string;
  readonly lastSeq: number;
}

/** The part of the Web Storage API that is used. */
export interface TextStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export interface ThreadMemory {
  load(): RememberedRun | null;
  save(run: RememberedRun | null): void;
}

/** Keeps a run in a storage, or nothing when there is none. A storage that fails is as none. */
export function createThreadMemory(storage: TextStorage | null, key: string): ThreadMemory {
  let saved: string | null | undefined;
  return {
    load() {
      const kept: unknown = attempt(() => JSON.parse(storage?.getItem(key) ?? 'null'));
      return isRememberedRun(kept) ? kept : null;
    },
    save(run) {
      const text = run && JSON.stringify({ threadId: run.threadId, runId: run.runId, lastSeq: run.lastSeq });
      if (text === saved) return;
      saved = text;
      attempt(() => (text === null ? storage?.removeItem(key) : storage?.setItem(key, text)));
    },
  };
}

/** The storage of this tab; null where there is none, or where it is forbidden. */
export function tabStorage(): TextStorage | null {
  return attempt(() => (globalThis as { sessionStorage?: TextStorage }).sessionStorage) ?? null;
}

function isRememberedRun(value: unknown): value is RememberedRun {
  if (typeof value !== 'object' || value === null) return false;
  const { threadId, runId, lastSeq } = value as Record<string, unknown>;
  return typeof threadId === 'string' && typeof runId === 'string' && typeof lastSeq === 'number';
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
