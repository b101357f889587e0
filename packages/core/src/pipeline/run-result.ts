import type { RunRecord } from '../contracts/index.ts';
import { isNl2SqlError, Nl2SqlError } from '../errors/index.ts';
import type { RunResult, StageName, WireError } from '../protocol/index.ts';
import { NO_USAGE, type RunState } from './run-state.ts';
import type { Session } from './session.ts';

/** What a run answers when its graph has come to an end or a pause. */
export function buildResult(state: RunState, session: Session): RunResult {
  const base = { runId: state.runId, threadId: state.threadId, question: state.question, usage: session.usage };
  if (state.cancelled) return { status: 'cancelled', ...base, databaseStopped: true };
  if (state.refusal) return { status: 'refused', ...base, refusal: state.refusal };
  if (state.interrupt) {
    return { status: 'needs_clarification', ...base, interrupt: state.interrupt, clarification: state.interrupt.clarification };
  }
  if (state.exhausted) {
    const error = new Nl2SqlError('REPAIR_EXHAUSTED', `No acceptable statement was found in ${state.attempts.length} attempts.`, {
      hint: 'Nothing was run. Word the question differently, or use a stronger model.',
    });
    return { status: 'failed', ...base, error: error.toWire('validate-sql'), attempts: state.attempts };
  }
  const { sql, lock, proof, confidence, explanation } = state;
  if (sql === null || !lock || !proof || !confidence || !explanation || !session.result) {
    throw new Nl2SqlError('INTERNAL', 'The run ended without an answer.');
  }
  return {
    status: 'completed',
    ...base,
    sql,
    columns: session.result.columns,
    rows: session.result.rows,
    rowCount: session.result.rows.length,
    truncated: session.result.truncated,
    confidence,
    lock,
    proof,
    assumptions: state.assumptions,
    explanation,
    charts: state.charts,
    warnings: state.warnings,
    attempts: state.attempts,
  };
}

/** What a run answers when something threw. An error of unknown make is not quoted: it may hold secrets. */
export function failedResult(
  run: { readonly runId: string; readonly threadId: string; readonly question: string },
  error: unknown,
  session: Session | null,
  state: RunState | null,
): RunResult {
  const { runId, threadId, question } = run;
  const base = { runId, threadId, question, usage: session?.usage ?? state?.usage ?? NO_USAGE };
  const known = isNl2SqlError(error) ? error : null;
  if (known?.code === 'CANCELLED') return { status: 'cancelled', ...base, databaseStopped: true };
  const attempts = session && session.attempts.length > 0 ? session.attempts : (state?.attempts ?? []);
  return { status: 'failed', ...base, error: wireError(known, session?.stage ?? null), attempts };
}

function wireError(known: Nl2SqlError | null, stage: StageName | null): WireError {
  if (known) return known.toWire(stage ?? undefined);
  return {
    code: 'INTERNAL',
    message: 'Something unexpected stopped the run.',
    hint: 'The onError option of the pipeline receives the cause.',
    stage,
    retryable: false,
  };
}

/** What the run store keeps of a run. */
export function recordOf(result: RunResult, state: RunState, lastSeq: number, now: Date): RunRecord {
  return {
    runId: result.runId,
    threadId: state.threadId,
    question: state.question,
    principalId: state.principal?.id ?? null,
    tenantId: state.principal?.tenantId ?? null,
    status: result.status === 'needs_clarification' ? 'waiting' : result.status,
    sql: result.status === 'completed' ? result.sql : null,
    tables: result.status === 'completed' ? result.lock.tables.map((table) => table.table) : [],
    lastSeq,
    updatedAt: now.toISOString(),
    // Its sentence may name what is hidden from its owner by the time that it is read.
    ...(result.status === 'refused' && { metadata: { refusal: result.refusal.reason } }),
  };
}
