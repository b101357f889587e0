import { ProblemError } from './problem.ts';

/** More keys than this are not known at the same time; the oldest goes first. */
const MOST_KEYS = 10_000;

interface Entry {
  readonly fingerprint: string;
  readonly expiresAt: number;
  readonly runId: Promise<string>;
}

/** Makes that a request which is sent twice is done once. */
export class IdempotencyKeys {
  readonly #entries = new Map<string, Entry>();
  readonly #lifetimeMs: number;
  readonly #now: () => Date;

  constructor(lifetimeMs: number, now: () => Date) {
    this.#lifetimeMs = lifetimeMs;
    this.#now = now;
  }

  /**
   * The run that the first request with this key has started. One that has started nothing does not count.
   *
   * @param key - Of one principal.
   * @param fingerprint - What makes two requests the same.
   * @throws ProblemError when the key was used for another request.
   */
  async once(key: string, fingerprint: string, start: () => Promise<string>): Promise<{ readonly runId: string; readonly isFirst: boolean }> {
    const now = this.#now().getTime();
    for (const [old, { expiresAt }] of this.#entries) {
      if (expiresAt > now && this.#entries.size < MOST_KEYS) break;
      this.#entries.delete(old);
    }
    const known = this.#entries.get(key);
    if (known && known.fingerprint !== fingerprint) throw new ProblemError('IDEMPOTENCY_KEY_REUSED');
    if (known) return { runId: await known.runId, isFirst: false };
    const entry: Entry = { fingerprint, expiresAt: now + this.#lifetimeMs, runId: start() };
    this.#entries.set(key, entry);
    try {
      return { runId: await entry.runId, isFirst: true };
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
      throw error;
    }
  }

  clear(): void {
    this.#entries.clear();
  }
}
