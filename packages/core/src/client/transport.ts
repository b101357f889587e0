import type { Capabilities, InterruptResponse, JsonRunState, Revision, RowPage, RunEvent, SchemaStructure, Thread } from '../protocol/index.ts';

/** A question as it is sent. */
export interface StartRun {
  readonly question: string;
  readonly threadId?: string;
  /** Asks a run of the thread again with other readings. */
  readonly revises?: Revision;
}

export interface CallOptions {
  /** Aborting it ends the call and the reading of its events, never the run. */
  readonly signal?: AbortSignal;
}

export interface PostOptions extends CallOptions {
  /** The same for every try of one call, so that the server does it once. */
  readonly idempotencyKey: string;
}

/**
 * The events of one run, or of its part since the last pause. Reading ends after `run.finished`; without it,
 * the connection was lost, and reading rejects with a {@link ClientError} or simply ends.
 */
export interface RunEvents extends AsyncIterable<RunEvent> {
  readonly runId: string;
  readonly threadId: string;
  /** Ends the reading. The run goes on. */
  close(): void;
}

/**
 * How a browser reaches a pipeline. Every method throws {@link ClientError} and nothing else.
 */
export interface Transport {
  start(input: StartRun, options: PostOptions): Promise<RunEvents>;
  /**
   * The events of a run since `after`, or with `null` from a snapshot of all so far; null when the run is over
   * and nothing is left to be told, or is not known. One try: who reads says when to try again.
   */
  attach(runId: string, options: CallOptions & { readonly after: number | null }): Promise<RunEvents | null>;
  resume(threadId: string, answer: { readonly runId: string; readonly response: InterruptResponse }, options: PostOptions): Promise<RunEvents>;
  /** Stops a run, down to the database. `stopped`: there was one to stop. */
  cancel(runId: string, options?: CallOptions): Promise<{ readonly stopped: boolean }>;
  /** Null when there is no such run for this principal. */
  run(runId: string, options?: CallOptions): Promise<JsonRunState | null>;
  thread(threadId: string, options?: CallOptions): Promise<Thread | null>;
  /** A page of a result; `cursor` null is the first. */
  rows(runId: string, cursor: string | null, options?: CallOptions): Promise<RowPage>;
  schema(options?: CallOptions): Promise<SchemaStructure>;
  capabilities(options?: CallOptions): Promise<Capabilities>;
}
