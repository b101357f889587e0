import type { RunEvent, RunEventPayloads, RunEventType, RunResult } from '../protocol/index.ts';

/** The events of one run as they happen, and its result. */
export interface RunStream extends AsyncIterable<RunEvent> {
  readonly runId: string;
  readonly threadId: string;
  /** Never rejects: a failure is a result. It settles whether or not the events are read. */
  readonly result: Promise<RunResult>;
}

/** Holds events until they are read. Each reader gets every event from the first one on. */
export class EventLog {
  readonly #events: RunEvent[] = [];
  readonly #waiting = new Set<() => void>();
  #ended = false;

  push(event: RunEvent): void {
    this.#events.push(event);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RunEvent> {
    for (let position = 0; ; position += 1) {
      while (position >= this.#events.length) {
        if (this.#ended) return;
        await new Promise<void>((resolve) => this.#waiting.add(resolve));
      }
      yield this.#events[position]!;
    }
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}

/** Takes the events of a run. */
export interface EventSink {
  /** The number of the last event. */
  readonly seq: number;
  emit<T extends RunEventType>(type: T, payload: RunEventPayloads[T]): void;
}

/** Keeps events instead of sending them, for a part of a run that may come to nothing. */
export class EventBuffer implements EventSink {
  readonly seq = 0;
  #kept: ((sink: EventSink) => void)[] = [];

  emit<T extends RunEventType>(type: T, payload: RunEventPayloads[T]): void {
    this.#kept.push((sink) => sink.emit(type, payload));
  }

  /** Hands out what was kept so far, as a function that sends it. */
  take(): (sink: EventSink) => void {
    const kept = this.#kept;
    this.#kept = [];
    return (sink) => kept.forEach((send) => send(sink));
  }
}

/** Numbers the events of one run and puts them into its log. */
export class EventSource implements EventSink {
  readonly log = new EventLog();
  readonly #run: { readonly runId: string; readonly threadId: string };
  readonly #now: () => Date;
  #seq = 0;
  #finished = false;

  constructor(run: { readonly runId: string; readonly threadId: string }, now: () => Date) {
    this.#run = run;
    this.#now = now;
  }

  get seq(): number {
    return this.#seq;
  }

  /** Goes on counting from a number, when the run's earlier events were sent elsewhere. */
  skipTo(seq: number): void {
    this.#seq = seq;
  }

  /** Sends the terminal event, once, and ends the log. */
  finish(result: RunResult): void {
    switch (result.status) {
      case 'completed':
        this.emit('run.finished', { outcome: 'success' });
        break;
      case 'needs_clarification':
        this.emit('run.finished', { outcome: 'interrupt', interrupts: [result.interrupt] });
        break;
      case 'refused':
        this.emit('run.finished', { outcome: 'refused', refusal: result.refusal });
        break;
      case 'failed':
        this.emit(
          'run.finished',
          result.waitingFor
            ? { outcome: 'interrupt', interrupts: [result.waitingFor], problem: result.error }
            : { outcome: 'error', error: result.error },
        );
        break;
      case 'cancelled':
        this.emit('run.finished', { outcome: 'cancelled', databaseStopped: result.databaseStopped });
        break;
    }
    this.#finished = true;
    this.log.end();
  }

  emit<T extends RunEventType>(type: T, payload: RunEventPayloads[T]): void {
    // A stage that outlives its run has nobody left to tell.
    if (this.#finished) return;
    this.#seq += 1;
    const envelope = { type, seq: this.#seq, ...this.#run, at: this.#now().toISOString() };
    this.log.push({ ...envelope, ...payload } as unknown as RunEvent);
  }
}
