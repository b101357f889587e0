import type { ClassifyIntentInput, Principal } from '../contracts/index.ts';
import type {
  Assumption,
  Attempt,
  ChartSuggestion,
  ChosenReading,
  ClarificationInterrupt,
  Confidence,
  Explanation,
  Lock,
  Proof,
  Refusal,
  Resolution,
  ResultWarning,
  SqlProblem,
  Usage,
} from '../protocol/index.ts';
import type { TableCandidate } from '../stages/retrieve-table-candidates.ts';
import type { RankedTable } from '../stages/score-table-relevance.ts';

/**
 * What the graph carries from stage to stage and what a checkpoint keeps: JSON throughout. The
 * checked statement and the result's rows are on purpose not part of it; they live in the process
 * that made them.
 */
export interface RunState {
  readonly runId: string;
  readonly threadId: string;
  readonly principal: Principal | null;
  /** As the user asked. */
  readonly question: string;
  /** As the stages read it: the same, or a follow-up made to stand alone. */
  readonly standalone: string;
  readonly history: ClassifyIntentInput['history'];
  readonly widened: boolean;
  readonly candidates: readonly TableCandidate[];
  readonly ranking: readonly RankedTable[];
  readonly selected: readonly string[];
  readonly tableConfidence: number;
  readonly interrupt: ClarificationInterrupt | null;
  /** What tells the question of the interrupt from others, for remembering its answer. */
  readonly askedAs: string | null;
  readonly resolutions: readonly Resolution[];
  /** Readings that the run was asked for with and that have not come up yet. */
  readonly wanted: readonly ChosenReading[];
  /** Another table was settled on, so the tables are to be ranked again. */
  readonly rank: boolean;
  readonly assumptions: readonly Assumption[];
  readonly lock: Lock | null;
  /** Words of the question for which a column was found, and words for which none was. */
  readonly resolved: readonly string[];
  readonly unresolved: readonly string[];
  /** Words that the statement leaves out, in the model's own account. */
  readonly unused: readonly string[];
  readonly sql: string | null;
  readonly problems: readonly SqlProblem[];
  readonly attempts: readonly Attempt[];
  readonly exhausted: boolean;
  readonly proof: Proof | null;
  readonly warnings: readonly ResultWarning[];
  readonly explanation: Explanation | null;
  readonly confidence: Confidence | null;
  readonly charts: readonly ChartSuggestion[];
  readonly refusal: Refusal | null;
  readonly cancelled: boolean;
  /** The last event's number and the usage so far, so that another process counts on. */
  readonly seq: number;
  readonly usage: Usage;
}

export const NO_USAGE: Usage = {
  modelCalls: 0,
  inputTokens: 0,
  outputTokens: 0,
  estimated: false,
  stages: {},
  totalMs: 0,
};

/** The state of a run that has not done anything. */
export function initialState(
  run: Pick<RunState, 'runId' | 'threadId' | 'principal' | 'question' | 'history' | 'wanted'>,
): RunState {
  return {
    ...run,
    standalone: run.question,
    widened: false,
    candidates: [],
    ranking: [],
    selected: [],
    tableConfidence: 0,
    interrupt: null,
    askedAs: null,
    resolutions: [],
    rank: false,
    assumptions: [],
    lock: null,
    resolved: [],
    unresolved: [],
    unused: [],
    sql: null,
    problems: [],
    attempts: [],
    exhausted: false,
    proof: null,
    warnings: [],
    explanation: null,
    confidence: null,
    charts: [],
    refusal: null,
    cancelled: false,
    seq: 0,
    usage: NO_USAGE,
  };
}
