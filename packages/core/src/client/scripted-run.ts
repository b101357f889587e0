import { initialRunState, reduceRun, type InterruptResponse, type JsonRunState, type RunEvent, type RunEventPayloads, type RunEventType } from '../protocol/index.ts';
import { networkFailed } from './client-error.ts';
import type { RunEvents } from './transport.ts';

/** An event as a script has it: its number, its run and its time are put in when it is sent. */
export type ScriptedEvent = { [T in RunEventType]: { readonly type: T } & RunEventPayloads[T] }[RunEventType];

/** An event, some milliseconds in which nothing happens, or the loss of every connection to the run. */
export type ScriptStep = ScriptedEvent | { readonly wait: number } | { readonly disconnect: true };

/** What happens in a run, or in its part since the last pause. Without `run.finished` it goes on for ever. */
export type ScriptedPart = readonly ScriptStep[] | (() => Iterable<ScriptStep> | AsyncIterable<ScriptStep>);

/** One run: what happens when it is asked, answered and stopped. */
export interface ScriptedRun {
  readonly asked: ScriptedPart;
  /** After an answer; by default the run succeeds. */
  readonly answered?: (response: InterruptResponse) => ScriptedPart;
  /** After a stop; by default the run is cancelled, and the database with it. */
  readonly cancelled?: ScriptedPart;
  /** Every row of its result, for reading on in pages; by default those of its events. */
  readonly rows?: RunEventPayloads['result.rows']['rows'];
}

/** What a scripted server knows of one run. */
export interface RunLog {
  readonly runId: string;
  readonly threadId: string;
  readonly state: () => JsonRunState;
  readonly script: ScriptedRun;
  /** Plays a part; whatever was playing before is over. */
  play(part: ScriptedPart): void;
  /** The events after a number as they come, to the end of the part. */
  read(after: number, first?: RunEvent): RunEvents;
  /** The state as of a number. */
  stateAt(seq: number): JsonRunState;
}

export interface RunLogOptions {
  readonly runId: string;
  readonly threadId: string;
  readonly script: ScriptedRun;
  readonly wait: (ms: number) => Promise<void>;
  readonly now: () => number;
}

export function createRunLog({ runId, threadId, script, wait, now }: RunLogOptions): RunLog {
  const log: RunEvent[] = [];
  let state = initialRunState;
  let playing = 0;
  let disconnects = 0;
  let wake: () => void = () => {};
  let woken = new Promise<void>((resolve) => (wake = resolve));

  function tell(): void {
    wake();
    woken = new Promise<void>((resolve) => (wake = resolve));
  }

  async function play(part: ScriptedPart): Promise<void> {
    const own = (playing += 1);
    for await (const step of typeof part === 'function' ? part() : part) {
      if ('wait' in step) await wait(step.wait);
      if (own !== playing) return;
      if ('type' in step) {
        const event: RunEvent = { ...step, seq: state.lastSeq + 1, runId, threadId, at: new Date(now()).toISOString() };
        log.push(event);
        state = reduceRun(state, event);
      } else if ('disconnect' in step) disconnects += 1;
      tell();
    }
  }

  function read(after: number, first?: RunEvent): RunEvents {
    let isClosed = false;
    const connected = disconnects;
    async function* events(): AsyncGenerator<RunEvent, void, void> {
      if (first) yield first;
      // A run that is over says so again to whoever comes later.
      let at = log.findIndex(({ seq }) => seq > after);
      if (at === -1) at = log.at(-1)?.type === 'run.finished' ? log.length - 1 : log.length;
      for (;;) {
        for (; at < log.length; at += 1) {
          if (isClosed) return;
          yield log[at]!;
          if (log[at]!.type === 'run.finished' && at === log.length - 1) return;
        }
        if (isClosed) return;
        if (disconnects > connected) throw networkFailed('The connection to the server was lost.');
        await woken;
      }
    }
    const iterator = events();
    const close = (): void => {
      isClosed = true;
      tell();
    };
    return { runId, threadId, close, [Symbol.asyncIterator]: () => iterator };
  }

  return {
    ...{ runId, threadId, script, read },
    state: () => state,
    play: (part) => void play(part),
    stateAt: (seq) => log.filter((event) => event.seq <= seq).reduce(reduceRun, initialRunState),
  };
}
