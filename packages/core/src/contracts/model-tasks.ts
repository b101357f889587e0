import type { ColumnRef, GroundedValue, Join, Resolution, SqlProblem } from '../protocol/index.ts';
import type { DayRange, Dialect } from './database.ts';

/** A column as a model may see it. */
export interface TaskColumn {
  readonly name: string;
  readonly type: string;
  readonly primaryKey: boolean;
  readonly nullable: boolean;
  readonly comment?: string;
  /** A few stored values, with whether they are all there are. */
  readonly samples?: { readonly values: readonly string[]; readonly coverage: 'complete' | 'sample' };
  /** Between which days those lie that are stored. */
  readonly days?: DayRange;
  /** Where a join leads from it; `inferred`: no foreign key says so. */
  readonly references?: ColumnRef & { readonly source: Join['source'] };
}

/** A table as a model may see it: never one outside the caller's view. */
export interface TaskTable {
  readonly name: string;
  readonly kind: 'table' | 'view';
  readonly comment?: string;
  readonly rowEstimate?: number;
  readonly columns: readonly TaskColumn[];
}

/** A stored value that the question seems to mention. */
export interface ValueHit extends GroundedValue {
  /** Offsets of the phrase in the question, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  /** `exact`: letter for letter; `folded`: up to case, accents and spaces; `close`: plural or typo. */
  readonly match: 'exact' | 'folded' | 'close';
}

/** Words of the question that the host's glossary explains. */
export interface TermHit {
  /** As the glossary has it; the words of the question may be a synonym. */
  readonly term: string;
  readonly phrase: string;
  /** Offsets of the phrase in the question, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  readonly meaning?: string;
  /** The tables and columns that it stands for, of those that the task is about. */
  readonly tables: readonly string[];
  readonly columns: readonly ColumnRef[];
}

/** A question like the asked one, and the statement that the host answers it with. */
export interface TaskExample {
  readonly question: string;
  readonly sql: string;
}

export interface ClassifyIntentInput {
  readonly question: string;
  /** Earlier turns of the thread, oldest first. */
  readonly history: readonly { readonly question: string; readonly sql: string | null; readonly tables: readonly string[] }[];
  /** Today as `YYYY-MM-DD`. */
  readonly today: string;
}

export interface ClassifyIntentReply {
  readonly intent: 'read' | 'insert' | 'update' | 'delete' | 'ddl' | 'unanswerable' | 'off_topic';
  /** The question as it reads without the thread; equal to the question when it needs none. */
  readonly standaloneQuestion: string;
  readonly reason: string;
}

export interface ScoreTableRelevanceInput {
  readonly question: string;
  readonly candidates: readonly (TaskTable & { readonly score: number })[];
  readonly joins: readonly Join[];
  readonly values: readonly ValueHit[];
  readonly terms: readonly TermHit[];
  readonly resolutions: readonly Resolution[];
}

export interface ScoreTableRelevanceReply {
  /** Exactly the candidates, in any order. */
  readonly ranking: readonly {
    readonly table: string;
    /** 0–1. */
    readonly relevance: number;
    /** Whether the answer cannot be computed without this table. */
    readonly required: boolean;
    readonly reason: string;
  }[];
}

export interface GroundColumnsInput {
  readonly question: string;
  /** The selected tables with all the columns that the caller may read. */
  readonly tables: readonly TaskTable[];
  readonly joins: readonly Join[];
  readonly values: readonly ValueHit[];
  readonly terms: readonly TermHit[];
  /** The most similar first; their columns may be what the question needs. */
  readonly examples: readonly TaskExample[];
  readonly resolutions: readonly Resolution[];
  readonly today: string;
}

export type ColumnPurpose = 'select' | 'filter' | 'group' | 'order' | 'aggregate' | 'join';

export interface GroundColumnsReply {
  readonly columns: readonly (ColumnRef & {
    readonly purposes: readonly ColumnPurpose[];
    /** The words of the question that ask for it; empty when none do. */
    readonly phrase: string;
  })[];
  /** Words of the question that ask for something and match no column, table or value. */
  readonly unresolved: readonly string[];
}

/** The only part of a schema that SQL may be written from. */
export interface LockedSchema {
  readonly tables: readonly TaskTable[];
  readonly joins: readonly Join[];
  readonly values: readonly ValueHit[];
}

export interface GenerateSqlInput {
  readonly question: string;
  readonly dialect: Dialect;
  readonly dialectNotes: readonly string[];
  readonly schema: LockedSchema;
  readonly terms: readonly TermHit[];
  /** The most similar first, of those that the schema is enough for. */
  readonly examples: readonly TaskExample[];
  readonly resolutions: readonly Resolution[];
  readonly rowLimit: number;
  readonly today: string;
}

export type GenerateSqlReply =
  | {
      readonly kind: 'sql';
      readonly sql: string;
      /** What was read into the question that it does not say, a sentence each. */
      readonly assumptions: readonly string[];
      /** Words of the question that the statement does not take into account. */
      readonly unused: readonly string[];
    }
  | {
      readonly kind: 'insufficient';
      /** For the user: what is missing. */
      readonly reason: string;
      readonly missing: readonly string[];
    };

export interface RepairSqlInput extends GenerateSqlInput {
  readonly failed: { readonly sql: string; readonly problems: readonly SqlProblem[] };
  /** 1 for the first repair. */
  readonly attempt: number;
}

/** Every task that a language model is asked to do, with what it gets and what it answers. */
export interface ModelTasks {
  'classify-intent': { input: ClassifyIntentInput; reply: ClassifyIntentReply };
  'score-table-relevance': { input: ScoreTableRelevanceInput; reply: ScoreTableRelevanceReply };
  'ground-columns': { input: GroundColumnsInput; reply: GroundColumnsReply };
  'generate-sql': { input: GenerateSqlInput; reply: GenerateSqlReply };
  'repair-sql': { input: RepairSqlInput; reply: GenerateSqlReply };
}

export type ModelTaskName = keyof ModelTasks;
