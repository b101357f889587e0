import type { RunRecord, RunStore } from '../contracts/index.ts';
import type { RunResult } from '../protocol/index.ts';
import { isExpired } from './claim-pause.ts';
import type { PausedRun, RunGraph } from './graph.ts';
import type { RememberedAnswers } from './remembered-answers.ts';
import { recordOf } from './run-result.ts';
import type { RunWork } from './run-work.ts';
import { withinGrace } from './within-grace.ts';

/** `usage` and `run.finished` follow the book-keeping. */
const EVENTS_TO_COME = 2;

export interface BookKeeping {
  readonly runs: RunStore;
  readonly answers: RememberedAnswers;
  readonly graph: () => Promise<RunGraph>;
  readonly now: () => Date;
  readonly onError: (error: unknown, runId: string) => void;
}

export interface RunClosing {
  /** Whether the run waits for an answer. */
  readonly waits: boolean;
  /** Whether nothing of it works on. */
  readonly databaseStopped: boolean;
}

/**
 * Book-keeping after a run. Its trouble goes to the host's log and never takes the answer away.
 */
export async function closeRun(work: RunWork, result: RunResult, canWaitOn: boolean, resources: BookKeeping): Promise<RunClosing> {
  const { runs, answers, graph, onError, now } = resources;
  const { runId, state, paused } = work;
  const log = (error: unknown) => onError(error, runId);
  // An aborted graph still writes its last checkpoint: what is forgotten before that would come back.
  const databaseStopped = await withinGrace(() => Promise.all([work.running, work.calls.ended()]), log);
  const save = (status: RunRecord['status'] | null) => {
    if (!state) return Promise.resolve(true);
    const record = recordOf(result, state, work.events.seq + EVENTS_TO_COME, now());
    return withinGrace(() => runs.save(status ? { ...record, status } : record), log);
  };
  if (!work.claimed) {
    if (!paused) return { waits: false, databaseStopped };
    const expired = isExpired(paused.interrupt, now());
    if (expired) await withinGrace(async () => (await graph()).forget(runId), log);
    const waits = !expired && work.mayWaitOn;
    if (waits) await save('waiting');
    return { waits, databaseStopped };
  }
  const restored = canWaitOn && paused !== null && (await withinGrace(() => giveBack(work, paused, resources), log));
  const waits = restored || result.status === 'needs_clarification';
  if (!waits && state) await withinGrace(async () => (await graph()).forget(runId), log);
  // An answer that came to nothing is not kept: it would come to nothing again, with nobody asked.
  const hasServed = result.status === 'completed' || result.status === 'needs_clarification';
  if (paused && work.response && hasServed) await answers.remember(paused.state, work.response);
  await save(restored ? 'waiting' : null);
  return { waits, databaseStopped };
}

/** Puts a claimed run back to its pause, for another answer. */
export async function giveBack(work: RunWork, paused: PausedRun, { runs, graph }: Pick<BookKeeping, 'runs' | 'graph'>): Promise<void> {
  const counted = { seq: work.events.seq, usage: work.session?.usage ?? paused.state.usage };
  await (await graph()).restore(paused, counted);
  await runs.release(work.runId, paused.interrupt.id);
}
