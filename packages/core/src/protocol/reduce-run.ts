import type { JsonRunState, RunEvent, RunPhase } from './events.ts';

/** The state of a reader that has seen nothing. */
export const initialRunState: JsonRunState = {
  phase: 'idle',
  runId: null,
  threadId: null,
  question: null,
  startedAt: null,
  endedAt: null,
  lastSeq: 0,
  steps: [],
  candidates: [],
  selected: [],
  assumptions: [],
  lock: null,
  versions: [],
  confidence: null,
  impact: null,
  executingSince: null,
  result: null,
  explanation: null,
  charts: [],
  warnings: [],
  usage: null,
  interrupts: [],
  refusal: null,
  error: null,
  databaseStopped: null,
  ignored: { afterEnd: 0, unknown: 0, duplicate: 0 },
  gap: false,
};

const PHASE_OF_OUTCOME = {
  success: 'succeeded',
  interrupt: 'awaitingInput',
  cancelled: 'cancelled',
  refused: 'refused',
  error: 'failed',
} as const satisfies Record<string, RunPhase>;

const ENDED: ReadonlySet<RunPhase> = new Set(['succeeded', 'cancelled', 'refused', 'failed']);

/**
 * Folds one event into the state. Pure: the same state and event always give the same result, and
 * neither is changed. An event already seen is ignored; a missing one sets `gap`; an unknown one is
 * counted. After an interrupt, `run.started` with `resumed: true` goes on with the same state.
 *
 * @example
 * ```ts
 * import { initialRunState, reduceRun, type RunEvent } from '@nl2sql/core/protocol';
 * const fold = (events: readonly RunEvent[]) => events.reduce(reduceRun, initialRunState);
 * ```
 */
export function reduceRun(state: JsonRunState, event: RunEvent): JsonRunState {
  if (event.type === 'snapshot') {
    const { runId, threadId, seq } = event;
    return seq >= state.lastSeq ? { ...event.state, runId, threadId, lastSeq: seq } : state;
  }
  if (ENDED.has(state.phase)) return count(state, 'afterEnd');
  if (event.seq <= state.lastSeq) return count(state, 'duplicate');
  // A resumed part starts at a higher number, since the part before the pause may have sent more.
  const gap = state.gap || (event.type !== 'run.started' && event.seq > state.lastSeq + 1);
  return { ...apply(state, event), lastSeq: event.seq, gap };
}

function count(state: JsonRunState, cause: keyof JsonRunState['ignored']): JsonRunState {
  return { ...state, ignored: { ...state.ignored, [cause]: state.ignored[cause] + 1 } };
}

function apply(state: JsonRunState, event: Exclude<RunEvent, { type: 'snapshot' }>): JsonRunState {
  switch (event.type) {
    case 'run.started':
      return {
        ...state,
        phase: 'streaming',
        runId: event.runId,
        threadId: event.threadId,
        question: event.question,
        startedAt: event.at,
        endedAt: null,
        interrupts: [],
        error: null,
      };
    case 'step.started':
      return {
        ...state,
        steps: [...state.steps, { step: event.step, status: 'running', ms: null, text: null }],
      };
    case 'step.progress':
      return { ...state, steps: updateLastStep(state.steps, event.step, { text: event.text }) };
    case 'step.finished':
      return {
        ...state,
        steps: updateLastStep(state.steps, event.step, { status: 'done', ms: event.ms, text: event.summary }),
      };
    case 'tables.selected':
      return { ...state, candidates: event.candidates, selected: event.selected };
    case 'assumption.added':
      return {
        ...state,
        assumptions: [...state.assumptions.filter((known) => known.id !== event.assumption.id), event.assumption],
      };
    case 'lock.set':
      return { ...state, lock: event.lock };
    case 'sql.proposed':
      return {
        ...state,
        // What an earlier statement assumed went with it.
        assumptions: state.assumptions.filter((assumption) => !assumption.id.startsWith('sql:')),
        versions: [
          ...state.versions,
          { version: event.version, sql: event.sql, sqlHash: event.sqlHash, reason: event.reason, problems: null },
        ],
        result: null,
      };
    case 'validation.finished':
      return {
        ...state,
        versions: state.versions.map((version) =>
          version.version === event.version ? { ...version, problems: event.problems } : version,
        ),
      };
    case 'confidence':
      return { ...state, confidence: event.confidence };
    case 'impact':
      return { ...state, impact: event.impact };
    case 'execution.started':
      return { ...state, result: null, executingSince: event.at };
    case 'result.meta':
      return {
        ...state,
        result: {
          version: state.versions.at(-1)?.version ?? null,
          columns: event.columns,
          ...{ rows: [], rowCount: null, truncated: false },
          ...{ startedAt: state.executingSince, finishedAt: null },
        },
      };
    case 'result.rows':
      return state.result
        ? { ...state, result: { ...state.result, rows: [...state.result.rows, ...event.rows] } }
        : state;
    case 'result.finished':
      return state.result
        ? { ...state, result: { ...state.result, rowCount: event.rowCount, truncated: event.truncated, finishedAt: event.at }, executingSince: null }
        : state;
    case 'explanation':
      return { ...state, explanation: event.explanation };
    case 'chart.suggested':
      return { ...state, charts: event.charts };
    case 'warning':
      return { ...state, warnings: [...state.warnings, event.warning] };
    case 'usage':
      return { ...state, usage: event.usage };
    case 'run.finished':
      return {
        ...state,
        phase: PHASE_OF_OUTCOME[event.outcome],
        endedAt: event.at,
        executingSince: null,
        interrupts: event.outcome === 'interrupt' ? event.interrupts : [],
        refusal: event.outcome === 'refused' ? event.refusal : null,
        error: event.outcome === 'error' ? event.error : event.outcome === 'interrupt' ? (event.problem ?? null) : null,
        databaseStopped: event.outcome === 'cancelled' ? event.databaseStopped : null,
      };
    default:
      return count(state, 'unknown');
  }
}

type Step = JsonRunState['steps'][number];

function updateLastStep(steps: readonly Step[], name: Step['step'], change: Partial<Step>): readonly Step[] {
  const index = steps.findLastIndex((step) => step.step === name);
  return steps.map((step, position) => (position === index ? { ...step, ...change } : step));
}
