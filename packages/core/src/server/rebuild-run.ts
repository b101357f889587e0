import type { RunRecord } from '../contracts/index.ts';
import { initialRunState, REFUSAL_REASONS, type ClarificationInterrupt, type JsonRunState, type RunEvent, type WireError } from '../protocol/index.ts';
import { HeldRun } from './held-run.ts';
import type { ServerLimits } from './options.ts';
import type { Owner } from './ownership.ts';

const FORGOTTEN: WireError = {
  code: 'RUN_GONE',
  message: 'Only the outcome of this run is still known.',
  hint: 'Ask the question again.',
  stage: null,
  retryable: true,
};

const NOT_SHOWN: WireError = {
  code: 'RUN_NOT_WAITING',
  message: 'What this run waits for cannot be shown.',
  hint: 'It may be going on elsewhere, or your permissions have changed. Ask the question again.',
  stage: null,
  retryable: false,
};

/**
 * A run that this process does not hold, from the little that is kept of it: the question, how it ended,
 * and what it waits for. The statement is not among it: it may name what its owner may not see any more.
 */
export function rebuildRun(known: { readonly record: RunRecord; readonly waitingFor: ClarificationInterrupt | null }, owner: Owner, now: number, limits: ServerLimits): HeldRun {
  const { runId, threadId, question, updatedAt, lastSeq } = known.record;
  const ids = { runId, threadId };
  const before: JsonRunState = {
    ...initialRunState,
    ...{ ...ids, question, phase: 'streaming', startedAt: updatedAt, lastSeq: Math.max(0, lastSeq - 1) },
  };
  const end: RunEvent = { type: 'run.finished', seq: before.lastSeq + 1, ...ids, at: updatedAt, ...outcomeOf(known) };
  return HeldRun.ended({ ...ids, owner }, before, end, now, limits);
}

function outcomeOf({ record, waitingFor }: { readonly record: RunRecord; readonly waitingFor: ClarificationInterrupt | null }) {
  switch (record.status) {
    case 'waiting':
      return waitingFor ? ({ outcome: 'interrupt', interrupts: [waitingFor] } as const) : ({ outcome: 'error', error: NOT_SHOWN } as const);
    case 'completed':
      return { outcome: 'success' } as const;
    case 'refused': {
      const reason = REFUSAL_REASONS.find((known) => known === record.metadata?.['refusal']);
      return reason === undefined ? ({ outcome: 'error', error: FORGOTTEN } as const) : ({ outcome: 'refused', refusal: { reason, message: FORGOTTEN.message } } as const);
    }
    case 'failed':
      return { outcome: 'error', error: FORGOTTEN } as const;
    case 'cancelled':
      return { outcome: 'cancelled', databaseStopped: false } as const;
  }
}
