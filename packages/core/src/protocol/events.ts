import type { QueryImpact } from './approvals.ts';
import type { Interrupt } from './interrupts.ts';
import type { Lock } from './lock.ts';
import type {
  Assumption,
  Cell,
  ChartSuggestion,
  Confidence,
  Explanation,
  Refusal,
  ResultColumn,
  ResultWarning,
  SqlProblem,
  Usage,
  WireError,
} from './results.ts';
import type { StageName } from './stage-names.ts';

interface EventBase {
  /** Rises by one from event to event; after a pause it goes on at some higher number. */
  readonly seq: number;
  readonly runId: string;
  readonly threadId: string;
  /** ISO 8601. */
  readonly at: string;
}

/** What each event carries besides `seq`, `runId`, `threadId` and `at`. */
export interface RunEventPayloads {
  'run.started': { readonly question: string; readonly resumed: boolean };
  /** First after a reconnect: what the reader would know had it seen every event so far. */
  snapshot: { readonly state: JsonRunState };
  'step.started': { readonly step: StageName };
  'step.progress': { readonly step: StageName; readonly text: string };
  'step.finished': { readonly step: StageName; readonly ms: number; readonly summary: string };
  'tables.selected': {
    readonly candidates: readonly { readonly table: string; readonly score: number }[];
    readonly selected: readonly { readonly table: string; readonly relevance: number; readonly reason: string }[];
  };
  'assumption.added': { readonly assumption: Assumption };
  'lock.set': { readonly lock: Lock };
  'sql.proposed': {
    readonly version: number;
    readonly sql: string;
    readonly sqlHash: string;
    readonly reason: 'initial' | 'repair' | 'user-edit' | 'clarified';
  };
  'validation.finished': { readonly version: number; readonly ok: boolean; readonly problems: readonly SqlProblem[] };
  confidence: { readonly confidence: Confidence };
  impact: { readonly impact: QueryImpact };
  'execution.started': { readonly sql: string };
  'result.meta': { readonly columns: readonly ResultColumn[] };
  'result.rows': { readonly rows: readonly (readonly Cell[])[] };
  'result.finished': { readonly rowCount: number; readonly truncated: boolean };
  explanation: { readonly explanation: Explanation };
  'chart.suggested': { readonly charts: readonly ChartSuggestion[] };
  warning: { readonly warning: ResultWarning };
  usage: { readonly usage: Usage };
  /** Exactly once, and last. */
  'run.finished':
    | { readonly outcome: 'success' }
    /** `problem`: why the last answer was not taken. */
    | { readonly outcome: 'interrupt'; readonly interrupts: readonly Interrupt[]; readonly problem?: WireError }
    /** `databaseStopped`: nothing of the run works on in the database; false when that could not be made sure of. */
    | { readonly outcome: 'cancelled'; readonly databaseStopped: boolean }
    | { readonly outcome: 'refused'; readonly refusal: Refusal }
    | { readonly outcome: 'error'; readonly error: WireError };
}

export type RunEventType = keyof RunEventPayloads;

/** An event of one type. */
export type RunEventOf<T extends RunEventType> = { readonly type: T } & EventBase & RunEventPayloads[T];

/** Every event of a run: the server, the client, the tests and the components use this one union. */
export type RunEvent = { [T in RunEventType]: RunEventOf<T> }[RunEventType];

/** How a run ended. */
export type RunOutcome = RunEventPayloads['run.finished']['outcome'];

/** Where a run stands for a reader. */
export type RunPhase = 'idle' | 'streaming' | 'succeeded' | 'awaitingInput' | 'cancelled' | 'refused' | 'failed';

/** The state that the reducer builds. JSON throughout, so that a snapshot can carry it. */
export interface JsonRunState {
  readonly phase: RunPhase;
  readonly runId: string | null;
  readonly threadId: string | null;
  readonly question: string | null;
  /** ISO 8601: when the run, or its part since the last pause, began and ended. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly lastSeq: number;
  readonly steps: readonly {
    readonly step: StageName;
    readonly status: 'running' | 'done';
    readonly ms: number | null;
    readonly text: string | null;
  }[];
  readonly candidates: RunEventPayloads['tables.selected']['candidates'];
  readonly selected: RunEventPayloads['tables.selected']['selected'];
  readonly assumptions: readonly Assumption[];
  readonly lock: Lock | null;
  readonly versions: readonly {
    readonly version: number;
    readonly sql: string;
    readonly sqlHash: string;
    readonly reason: RunEventPayloads['sql.proposed']['reason'];
    readonly problems: readonly SqlProblem[] | null;
  }[];
  readonly confidence: Confidence | null;
  readonly impact: QueryImpact | null;
  /** ISO 8601: since when the database works on the statement; null when it does not. */
  readonly executingSince: string | null;
  readonly result: {
    /** The version of the statement that these rows answer. */
    readonly version: number | null;
    readonly columns: readonly ResultColumn[];
    readonly rows: readonly (readonly Cell[])[];
    readonly rowCount: number | null;
    readonly truncated: boolean;
    /** ISO 8601: when the statement was sent, and when its last row was there. */
    readonly startedAt: string | null;
    readonly finishedAt: string | null;
  } | null;
  readonly explanation: Explanation | null;
  readonly charts: readonly ChartSuggestion[];
  readonly warnings: readonly ResultWarning[];
  readonly usage: Usage | null;
  readonly interrupts: readonly Interrupt[];
  readonly refusal: Refusal | null;
  readonly error: WireError | null;
  /** Of a cancelled run: whether the database has stopped too. */
  readonly databaseStopped: boolean | null;
  /** Events that were ignored, by cause: a second terminal event, a type that is not known. */
  readonly ignored: { readonly afterEnd: number; readonly unknown: number; readonly duplicate: number };
  /** True when a number was missing between two events: the reader should attach again. */
  readonly gap: boolean;
}

