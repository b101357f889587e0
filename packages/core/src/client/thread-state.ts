import type { AnswerReach, ApprovalAnswer, Capabilities, ClarificationAnswer, JsonRunState } from '../protocol/index.ts';
import type { Problem } from './client-error.ts';

/** Where a turn stands for its reader: the phases of the run, and those of the connection. */
export type TurnPhase =
  | 'submitting'
  | 'streaming'
  | 'reconnecting'
  | 'offline'
  | 'stopping'
  | 'awaitingInput'
  | 'responding'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  | 'refused'
  | 'expired';

/** One question of a conversation with what came of it. */
export interface Turn {
  /** The reader's own, the same from the first moment on. */
  readonly id: string;
  readonly question: string;
  /** ISO 8601. */
  readonly askedAt: string;
  readonly phase: TurnPhase;
  readonly run: JsonRunState;
  /** The try to reconnect that is under way, and how many there are; null when connected. */
  readonly reconnect: { readonly attempt: number; readonly of: number } | null;
  /** What went wrong between here and the server, or with the last answer. What went wrong in the run is `run.error`. */
  readonly problem: Problem | null;
  /** More rows than came with the events are being fetched. */
  readonly isLoadingRows: boolean;
  /** Where the next rows are: a cursor, or empty when only those are there that came with the events. Null when all are there. */
  readonly nextRows: string | null;
  /** The turn that this one asks again with other readings. */
  readonly revises: string | null;
}

/** A conversation as its reader sees it. */
export interface ThreadState {
  readonly threadId: string | null;
  /** Oldest first. */
  readonly turns: readonly Turn[];
  /** What was there before a reload is being looked for. */
  readonly isRestoring: boolean;
  /** Why what was there before could not be looked for; `restore` tries again. */
  readonly problem: Problem | null;
  /** Null until they are known. */
  readonly capabilities: Capabilities | null;
}

/** An answer to what a turn waits for; `remember` as in `InterruptResponse`. */
export type Answer = (ClarificationAnswer & { readonly remember?: AnswerReach | false }) | ApprovalAnswer;

/**
 * What a reader may do. A call rejects only when it makes no sense, with a `ClientError` of the code `MISUSE`;
 * what goes wrong is state. What leads to a run resolves when its turn has come to rest: it is over, waits
 * for a person, or its connection is lost for good.
 */
export interface ThreadActions {
  /** Asks. Does nothing but reject while a turn is under way; one that awaits input is not. */
  ask(question: string): Promise<void>;
  /** Stops the run on the server and waits 5 seconds for it to say so. Does nothing when there is none. */
  stop(): Promise<void>;
  /** Answers what the last turn waits for. */
  respond(answer: Answer): Promise<void>;
  /** Asks a turn again as it was. After a lost connection while it was sent, it is the same call with the same key. */
  retry(turnId: string): Promise<void>;
  /** Asks a turn again with another reading of some of its words. */
  revise(turnId: string, assumptionId: string, readingId: string): Promise<void>;
  /** Fetches the next rows of a turn's result. */
  loadRows(turnId: string): Promise<void>;
  /** Tries at once to get back to a run whose connection was lost. */
  reconnect(): Promise<void>;
  /** Looks for what was there before a reload, or goes on reading after `dispose`; and for what the server offers. */
  restore(): Promise<void>;
  /** Begins a new conversation. The run under way, if any, goes on without its reader. */
  startThread(): void;
}

/** A conversation that can be watched: React's `useSyncExternalStore` takes it as it is. */
export interface ThreadStore extends ThreadActions {
  getSnapshot(): ThreadState;
  subscribe(listener: () => void): () => void;
  /** Ends every reading. Runs go on; `restore` reads on. */
  dispose(): void;
}
