import { initialRunState, reduceRun, type JsonRunState, type ResultColumn, type Cell, type RunEvent } from '../protocol/index.ts';
import type { ServerLimits } from './options.ts';
import type { Owner } from './ownership.ts';

/** Somebody who reads the events of a run. */
export interface RunReader {
  /** There is something new. */
  wake(): void;
  /** The run is not held any longer. */
  end(): void;
}

export interface HeldRows {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * One run as its readers find it: what is known of it now, and its latest events one by one. Readers keep
 * a place and nothing else, so that a slow one costs no memory.
 */
export class HeldRun {
  readonly runId: string;
  readonly threadId: string;
  readonly owner: Owner;
  /** All rows of its result; null when there are none, or they are not held. */
  rows: HeldRows | null = null;
  rowBytes = 0;
  /** When its last part ended, in milliseconds of the clock; null while it is under way. */
  endedAt: number | null = null;
  /** An answer is being given. */
  isAnswered = false;
  readonly #limits: Pick<ServerLimits, 'heldEvents' | 'heldEventBytes'>;
  readonly #readers = new Set<RunReader>();
  /** What was known before the first of the events. */
  #base: JsonRunState = initialRunState;
  #events: { readonly event: RunEvent; readonly bytes: number }[] = [];
  #eventBytes = 0;
  #allBytes = 0;
  #state: JsonRunState = initialRunState;
  /** What was known before the last event, when that was the end. */
  #beforeEnd: JsonRunState | null = null;
  #onRead: (isRead: boolean) => void = () => {};

  constructor(run: { readonly runId: string; readonly threadId: string; readonly owner: Owner }, limits: Pick<ServerLimits, 'heldEvents' | 'heldEventBytes'>) {
    this.runId = run.runId;
    this.threadId = run.threadId;
    this.owner = run.owner;
    this.#limits = limits;
  }

  /** A run of which only its outcome is known. */
  static ended(run: ConstructorParameters<typeof HeldRun>[0], before: JsonRunState, end: RunEvent, at: number, limits: ServerLimits): HeldRun {
    const held = new HeldRun(run, limits);
    held.#base = before;
    held.#state = before;
    held.push(end, at);
    return held;
  }

  get state(): JsonRunState {
    return this.#state;
  }

  get isLive(): boolean {
    return this.#beforeEnd === null;
  }

  /** Where the part that is under way, or was last, begins: what a reader has seen who saw all before it. */
  get partStart(): number {
    return this.#base.lastSeq;
  }

  get readers(): number {
    return this.#readers.size;
  }

  /** An estimate of what it takes to hold it: the length of it all as JSON. */
  get bytes(): number {
    return this.#allBytes + this.rowBytes;
  }

  /** A new part of it has begun: events go on after a pause. */
  begin(): void {
    this.#base = this.#state;
    this.#events = [];
    this.#eventBytes = 0;
    this.#beforeEnd = null;
    this.endedAt = null;
  }

  /** @param at - Milliseconds of the clock. */
  push(event: RunEvent, at: number): void {
    const bytes = JSON.stringify(event).length;
    if (this.#events.length >= this.#limits.heldEvents || this.#eventBytes + bytes > this.#limits.heldEventBytes) this.#forgetHalf();
    this.#events.push({ event, bytes });
    this.#eventBytes += bytes;
    this.#allBytes += bytes;
    if (event.type === 'run.finished') {
      this.#beforeEnd = this.#state;
      this.endedAt = at;
    }
    this.#state = reduceRun(this.#state, event);
    for (const reader of this.#readers) reader.wake();
  }

  /** The events after one; null when some of them are not held any more. */
  eventsAfter(seq: number): readonly RunEvent[] | null {
    if (seq < this.#base.lastSeq) return null;
    if ((this.#events.at(-1)?.event.seq ?? 0) <= seq) return [];
    return this.#events.filter(({ event }) => event.seq > seq).map(({ event }) => event);
  }

  /** What a reader knew who has seen all up to `after`; all that is known but the end, when that is not held or `after` is null. */
  stateAt(after: number | null): JsonRunState {
    const now = this.#beforeEnd ?? this.#state;
    if (after === null || after < this.#base.lastSeq || after >= now.lastSeq) return now;
    return this.#events.filter(({ event }) => event.seq <= after).reduce((state, { event }) => reduceRun(state, event), this.#base);
  }

  /** Whether a reader who has seen all up to `after` has seen its end. */
  hasToldAll(after: number): boolean {
    return !this.isLive && after >= this.#state.lastSeq;
  }

  attach(reader: RunReader): () => void {
    this.#readers.add(reader);
    this.#onRead(true);
    return () => {
      if (this.#readers.delete(reader) && this.#readers.size === 0) this.#onRead(false);
    };
  }

  /** Calls back whenever a reader has come, and when the last one has gone. */
  whenRead(callback: (isRead: boolean) => void): void {
    this.#onRead = callback;
  }

  /** Ends every reading: it is not held any longer. */
  release(): void {
    this.rows = null;
    for (const reader of [...this.#readers]) reader.end();
  }

  /** Half, so that a run with many events does not move them for each. */
  #forgetHalf(): void {
    const forgotten = this.#events.splice(0, Math.ceil(this.#events.length / 2));
    this.#base = forgotten.reduce((state, { event }) => reduceRun(state, event), this.#base);
    this.#eventBytes -= forgotten.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}
