import type { Database, LanguageModel, Principal, ValueHit } from '../contracts/index.ts';
import type { CatalogView } from '../schema/catalog.ts';
import type { SchemaIndex } from '../schema/schema-index.ts';
import type { Settings } from '../settings.ts';

/** What every stage may use besides its input. */
export interface StageContext {
  readonly runId: string;
  readonly threadId: string;
  /** Who asks; null when the host passed nobody. */
  readonly principal: Principal | null;
  /** Aborted when the run is cancelled or out of time. Pass it to everything that waits. */
  readonly signal: AbortSignal;
  /** Runs statements that the guard has checked, and no others. */
  readonly database: Database;
  /** Counts tokens and bounds the time of each call. */
  readonly model: LanguageModel;
  readonly settings: Settings;
  /** What the principal may read. */
  readonly view: CatalogView;
  readonly index: SchemaIndex;
  /** Today as `YYYY-MM-DD`. */
  readonly today: string;
  /** Stored values that a question mentions, among the tables of the view. */
  findValues(question: string): readonly ValueHit[];
  /** Tells whoever follows the run how far the stage is. */
  report(text: string): void;
}

/** A stage: a plain async function, replaceable by an option and wrapped by composition. */
export type Stage<Input, Output> = (input: Input, context: StageContext) => Promise<Output>;
