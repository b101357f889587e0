import type { Database, LanguageModel, Principal, SqlParser, StatementPolicy, TermHit, ValueHit } from '../contracts/index.ts';
import type { CatalogView } from '../schema/catalog.ts';
import type { SimilarExample } from '../schema/example-matcher.ts';
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
  /** Holds the tables and columns of the view and nothing that was read from others. */
  readonly index: SchemaIndex;
  /** Row filters and masks of the principal. Every statement is checked with it, or it does not run. */
  readonly policy: StatementPolicy;
  /** Parsers beside the guard's own, which every statement must pass. */
  readonly sqlParsers: readonly SqlParser[];
  /** Stands for everything that the principal may do; part of the key of whatever is kept between runs. */
  readonly policyHash: string;
  /** Today as `YYYY-MM-DD`. */
  readonly today: string;
  /** Stored values that a question mentions, among those that everybody with this view may know. */
  findValues(question: string): readonly ValueHit[];
  /** Glossary entries that stand in a question, in its order, of those that the principal may know. */
  findTerms(question: string): readonly TermHit[];
  /** Examples like a question, the most similar first, whose statements the guard takes from this principal. */
  findExamples(question: string): Promise<readonly SimilarExample[]>;
  /** Tells whoever follows the run how far the stage is. */
  report(text: string): void;
}

/**
 * What a stage may use that only words or draws an answer: neither the database nor what finds things in
 * it, so that no text in a row can make such a stage fetch more.
 */
export type PresentationContext = Omit<StageContext, 'database' | 'view' | 'index' | 'policy' | 'policyHash' | 'sqlParsers' | 'findValues' | 'findTerms' | 'findExamples'>;

/** A stage: a plain async function, replaceable by an option and wrapped by composition. */
export type Stage<Input, Output> = (input: Input, context: StageContext) => Promise<Output>;

/** A stage that words or draws an answer. */
export type PresentationStage<Input, Output> = (input: Input, context: PresentationContext) => Promise<Output>;
