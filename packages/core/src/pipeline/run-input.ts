import type { Principal } from '../contracts/index.ts';
import type { Revision } from '../protocol/index.ts';

/** A question to a pipeline. */
export interface RunInput {
  readonly question: string;
  /** Who asks. */
  readonly principal?: Principal;
  /** The conversation that a follow-up belongs to, at most 200 characters; a new one when left out. */
  readonly threadId?: string;
  /** Asks a run of the thread again with other readings; the question is the same. */
  readonly revises?: Revision;
  /** Aborting it cancels the run, down to the database. */
  readonly signal?: AbortSignal;
}

export interface ResumeOptions {
  /**
   * When given, it must be the principal who asked; the run goes on with the roles and attributes given
   * here. With the pipeline's `access` option it must be given, since those of the question may be out of date.
   */
  readonly principal?: Principal;
  readonly signal?: AbortSignal;
}
