import type { Principal } from '../contracts/index.ts';
import type { InterruptResponse } from '../protocol/index.ts';
import { CallsUnderWay } from './calls-under-way.ts';
import { EventSource } from './event-stream.ts';
import type { PausedRun } from './graph.ts';
import type { RunState } from './run-state.ts';
import type { Session } from './session.ts';

/** A run, or a try to resume one, that is under way in this process. */
export interface RunWork {
  readonly runId: string;
  threadId: string;
  question: string;
  principal: Principal | null;
  readonly events: EventSource;
  readonly controller: AbortController;
  readonly calls: CallsUnderWay;
  session: Session | null;
  state: RunState | null;
  /** Settles when nothing of the run is under way any more; it may be later than the run's result is known. */
  running: Promise<unknown>;
  /** The pause that is being answered, and with what. */
  paused: PausedRun | null;
  response: InterruptResponse | null;
  /** Whether this work owns the run: a new run does from the start, a resume once its claim succeeded. */
  claimed: boolean;
  /** Whether what went wrong before the claim leaves the pause as it was. */
  mayWaitOn: boolean;
}

export function beginWork(runId: string, threadId: string, question: string, principal: Principal | null, now: () => Date): RunWork {
  const work: Omit<RunWork, 'events'> = {
    runId,
    threadId,
    question,
    principal,
    controller: new AbortController(),
    calls: new CallsUnderWay(),
    session: null,
    state: null,
    running: Promise.resolve(),
    paused: null,
    response: null,
    claimed: false,
    mayWaitOn: false,
  };
  const ids = { runId, get threadId() { return work.threadId; } };
  return Object.assign(work, { events: new EventSource(ids, now) });
}
