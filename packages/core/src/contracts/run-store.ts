import type { JsonValue } from '../protocol/index.ts';

/**
 * Keeps what must be agreed between processes about a run: who may go on with it, and how it ended.
 * The state of a paused run itself lies in the checkpointer.
 */
export interface RunStore {
  /**
   * Takes the right to answer an interrupt. True for exactly one of any number of callers, in any
   * number of processes, until it is released.
   */
  claim(runId: string, interruptId: string): Promise<boolean>;
  /** Gives a claim back, when the run could not be continued and is still waiting. */
  release(runId: string, interruptId: string): Promise<void>;
  /** Keeps a run's record, replacing an older one. Result rows are not part of it. */
  save(record: RunRecord): Promise<void>;
  load(runId: string): Promise<RunRecord | null>;
  /** Completed turns of a thread, oldest first, at most the last `limit`. */
  turns(threadId: string, limit: number): Promise<readonly RunRecord[]>;
}

export interface RunRecord {
  readonly runId: string;
  readonly threadId: string;
  readonly question: string;
  readonly principalId: string | null;
  readonly tenantId: string | null;
  readonly status: 'waiting' | 'completed' | 'refused' | 'failed' | 'cancelled';
  readonly sql: string | null;
  readonly tables: readonly string[];
  /** The last `seq` that was given to an event of the run. */
  readonly lastSeq: number;
  /** ISO 8601. */
  readonly updatedAt: string;
  readonly metadata?: { readonly [key: string]: JsonValue };
}
