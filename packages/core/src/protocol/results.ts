import type { Clarification, ClarificationInterrupt } from './interrupts.ts';
import type { Join, Lock } from './lock.ts';
import type { StageName } from './stage-names.ts';

/** A JSON value: the only thing that travels or is kept between stages. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/**
 * One cell of a result. Integers beyond 2^53 and exact decimals are strings, dates are ISO 8601
 * strings, bytes are base64 strings; the column's `type` says which.
 */
export type Cell = JsonValue;

/** The type of a result column, the same for every database. */
export type ColumnType =
  | 'text'
  | 'integer'
  | 'decimal'
  | 'float'
  | 'boolean'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'bytes'
  | 'json'
  | 'array'
  | 'unknown';

export interface ResultColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** Something that was decided for the user and may be changed by them. */
export interface Assumption {
  readonly id: string;
  readonly kind: 'table' | 'column' | 'value' | 'join' | 'time' | 'measure' | 'follow_up' | 'limit' | 'other';
  readonly text: string;
  /** The words of the question that it is about. */
  readonly phrase?: string;
  /** The reading that was taken; the later stages keep to it. */
  readonly chosen?: AssumedReading;
  /** Other readings, for a one-click re-run. */
  readonly alternatives?: readonly AssumedReading[];
  /**
   * Where the reading comes from, if it was not simply the likeliest. `same_result`: every reading was
   * tried and gave the same; `remembered`: the question was answered before; `chosen`: it was answered in
   * this run, or the run was asked for with it.
   */
  readonly basis?: 'same_result' | 'remembered' | 'chosen';
}

/** One reading of words that have several. */
export interface AssumedReading {
  readonly id: string;
  readonly label: string;
  readonly table?: string;
  readonly column?: string;
  /** The stored value that it filters by. */
  readonly value?: string;
}

/** A reading that somebody wants instead of the one that a run assumed. */
export interface ChosenReading {
  /** The `id` of the assumption. */
  readonly assumptionId: string;
  /** The `id` of its reading: of `chosen`, or of one of the `alternatives`. */
  readonly readingId: string;
}

/** A run of the same thread that is asked again, with other readings. What came after it is not looked at. */
export interface Revision {
  readonly runId: string;
  readonly readings: readonly ChosenReading[];
}

/** The names of the confidence factors, each 0–1. */
export type ConfidenceFactorName =
  | 'tableRelevance'
  | 'ambiguity'
  | 'validation'
  | 'columnMatch'
  | 'joinEvidence'
  | 'termCoverage'
  | 'valueMatch'
  | 'resultVerification'
  | 'complexity';

export interface ConfidenceFactor {
  readonly name: ConfidenceFactorName;
  /** 0 (bad) to 1 (good). */
  readonly value: number;
  /** Its share of the score; all weights of a score sum to 1. */
  readonly weight: number;
  readonly reason: string;
}

/** green ≥ 0.8, yellow 0.6–0.8, red < 0.6. */
export type ConfidenceLevel = 'green' | 'yellow' | 'red';

export interface Confidence {
  /** 0–1: the weighted sum of the factors. */
  readonly score: number;
  readonly level: ConfidenceLevel;
  readonly factors: readonly ConfidenceFactor[];
}

/** One step of a plain-language account of a statement. */
export interface ExplanationStep {
  readonly kind: 'source' | 'join' | 'filter' | 'group' | 'compute' | 'order' | 'limit' | 'combine' | 'assumption';
  readonly text: string;
}

export interface Explanation {
  readonly summary: string;
  readonly steps: readonly ExplanationStep[];
  readonly tables: readonly string[];
  readonly columns: readonly string[];
}

/** A doubt about a result that did run. */
export interface ResultWarning {
  readonly code: 'empty_result' | 'fan_out' | 'all_null_column' | 'truncated' | 'null_aggregate';
  readonly text: string;
}

export type ChartKind = 'bar' | 'line' | 'pie' | 'area' | 'number';

export type ChartSuggestion =
  | {
      readonly chart: ChartKind;
      /** Column names of the result. `x` is absent for a single number. */
      readonly x?: string;
      readonly y: readonly string[];
      readonly reason: string;
    }
  | {
      readonly chart: null;
      readonly code: 'empty' | 'single_row' | 'no_measure' | 'no_dimension' | 'too_many_points' | 'identifiers_only' | 'several_series';
      readonly reason: string;
    };

/** A statement that was tried, and why it was not used. */
export interface Attempt {
  readonly attempt: number;
  readonly sql: string | null;
  readonly problems: readonly SqlProblem[];
}

/** A typed reason for which a statement is not accepted. It names nothing outside the lock. */
export interface SqlProblem {
  readonly code: string;
  readonly message: string;
}

/** The tables, columns and functions that one part of a statement names itself. */
export interface ProofScope {
  /** `query` for the outermost part, `with x`, `from x`, `part 1` of a set operation, `subquery`; nested by ` > `. */
  readonly scope: string;
  readonly tables: readonly string[];
  readonly columns: readonly { readonly table: string; readonly column: string }[];
  readonly functions: readonly string[];
}

/** What the guard put into a statement. The values of row filters are bound, so they are not told here. */
export type ProofAddition =
  | { readonly kind: 'row_limit'; readonly rows: number }
  | { readonly kind: 'row_filter'; readonly table: string }
  | { readonly kind: 'mask'; readonly table: string; readonly column: string; readonly mask: 'null' | 'hash' | 'last4' };

/**
 * Why a statement may run: what was allowed, what it uses, what was added. It is JSON, for the result
 * and for an audit log.
 */
export interface Proof {
  readonly decision: 'accepted';
  /**
   * The rule that decided. `locked_read`: one reading statement, every name of which is on the lock;
   * `locked_read_with_policy`: the same, over the rows and columns that a policy left.
   */
  readonly rule: 'locked_read' | 'locked_read_with_policy';
  readonly dialect: string;
  readonly allowed: readonly { readonly table: string; readonly columns: readonly string[] }[];
  readonly used: {
    readonly tables: readonly string[];
    readonly columns: readonly { readonly table: string; readonly column: string }[];
    readonly functions: readonly string[];
    /** The joins of the lock that it compares columns along, declared and inferred. */
    readonly joins: readonly Join[];
    readonly scopes: readonly ProofScope[];
  };
  /** What the guard added to the statement. */
  readonly added: readonly ProofAddition[];
  /** The parsers beside the guard's own that read the same in it. */
  readonly parsers: readonly string[];
}

export interface Usage {
  readonly modelCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** True when a provider gave no figures and they were estimated from the text's length. */
  readonly estimated: boolean;
  /** Milliseconds spent in each stage, summed over its runs. */
  readonly stages: Readonly<Partial<Record<StageName, number>>>;
  readonly totalMs: number;
}

/** Every reason for which a question is refused. */
export const REFUSAL_REASONS = ['not_permitted', 'unanswerable', 'off_topic', 'write_not_allowed', 'too_expensive', 'insufficient_schema'] as const;

export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export interface Refusal {
  readonly reason: RefusalReason;
  /** A sentence for the user. */
  readonly message: string;
}

/** An error as it travels: no parameters, no credentials, no driver text. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  /** What to do next. */
  readonly hint: string | null;
  readonly stage: StageName | null;
  readonly retryable: boolean;
}

interface RunResultBase {
  readonly runId: string;
  readonly threadId: string;
  readonly question: string;
  readonly usage: Usage;
}

export interface CompletedResult extends RunResultBase {
  readonly status: 'completed';
  /** The statement that ran, as it ran. */
  readonly sql: string;
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  readonly rowCount: number;
  /** True when the row cap cut the result. */
  readonly truncated: boolean;
  readonly lock: Lock;
  readonly proof: Proof;
  readonly confidence: Confidence;
  readonly assumptions: readonly Assumption[];
  readonly explanation: Explanation;
  readonly charts: readonly ChartSuggestion[];
  readonly warnings: readonly ResultWarning[];
  /** The rejected attempts before the one that ran. */
  readonly attempts: readonly Attempt[];
}

export interface NeedsClarificationResult extends RunResultBase {
  readonly status: 'needs_clarification';
  readonly interrupt: ClarificationInterrupt;
  readonly clarification: Clarification;
}

export interface RefusedResult extends RunResultBase {
  readonly status: 'refused';
  readonly refusal: Refusal;
}

export interface FailedResult extends RunResultBase {
  readonly status: 'failed';
  readonly error: WireError;
  readonly attempts: readonly Attempt[];
  /** Set when only an answer was at fault: the run still waits for a better one. */
  readonly waitingFor?: ClarificationInterrupt;
}

export interface CancelledResult extends RunResultBase {
  readonly status: 'cancelled';
  /** True when nothing of the run works on in the database; false when that could not be made sure of in time. */
  readonly databaseStopped: boolean;
}

/** What a run answers. Expected outcomes are members of this union, never exceptions. */
export type RunResult =
  | CompletedResult
  | NeedsClarificationResult
  | RefusedResult
  | FailedResult
  | CancelledResult;

export type RunStatus = RunResult['status'];
