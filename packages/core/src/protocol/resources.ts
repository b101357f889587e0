import type { JsonRunState } from './events.ts';
import type { AnswerReach } from './interrupts.ts';
import type { Join } from './lock.ts';
import type { Cell, ResultColumn, WireError } from './results.ts';

/** The version of everything in this folder, as the header `nl2sql-protocol` carries it. */
export const PROTOCOL_VERSION = '1';

/** A conversation: its runs, oldest first. A run whose rows are no longer held has `result: null`. */
export interface Thread {
  readonly threadId: string;
  readonly runs: readonly JsonRunState[];
}

/** Some rows of a result. */
export interface RowPage {
  readonly runId: string;
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** The place of the first of them in the whole result, from 0. */
  readonly offset: number;
  /** Rows of the whole result. */
  readonly rowCount: number;
  /** Where the next page begins; null when there is none. */
  readonly next: string | null;
}

/** The tables that a principal may read. */
export interface SchemaStructure {
  readonly dialect: string;
  readonly tables: readonly {
    readonly table: string;
    readonly kind: 'table' | 'view';
    readonly comment: string | null;
    /** An estimate of the database's; null where it has none. */
    readonly rowCount: number | null;
    readonly columns: readonly {
      readonly column: string;
      /** As the database spells it. */
      readonly type: string;
      readonly nullable: boolean;
      readonly comment: string | null;
      readonly isPrimaryKey: boolean;
    }[];
  }[];
  readonly joins: readonly Join[];
}

/** What a server offers to a principal. */
export interface Capabilities {
  readonly protocol: typeof PROTOCOL_VERSION;
  /** How far answers to clarifications may be kept. */
  readonly remember: readonly AnswerReach[];
  readonly mayIngest: boolean;
  readonly limits: {
    readonly questionLength: number;
    readonly bodyBytes: number;
    /** Rows that come with the events; the rest by pages. */
    readonly previewRows: number;
    readonly pageRows: number;
    /** Rows at which a result is cut. */
    readonly rows: number;
  };
}

/** An error of the server as RFC 9457 (problem+json) has it, with the product's code. */
export interface ProblemDetails extends Omit<WireError, 'message' | 'stage'> {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}
