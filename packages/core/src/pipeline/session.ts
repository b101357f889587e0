import type { RunAccess } from '../access/index.ts';
import type { CheckedSql, Database, LanguageModel, Principal, QueryResult, SqlParser, ValueHit } from '../contracts/index.ts';
import type { Attempt, RunEventPayloads, RunEventType, StageName, Usage } from '../protocol/index.ts';
import type { SimilarExample } from '../schema/example-matcher.ts';
import type { Settings } from '../settings.ts';
import type { Query } from '../sql/index.ts';
import type { PresentationContext, StageContext } from '../stages/stage.ts';
import { unlessAborted } from './abort.ts';
import { countedModel } from './counted-model.ts';
import type { EventSink } from './event-stream.ts';
import { guardedDatabase } from './guarded-database.ts';
import type { RememberedAnswers } from './remembered-answers.ts';
import type { RunUsage } from './run-usage.ts';
import { usableExamples } from './usable-examples.ts';

export interface SessionOptions {
  readonly runId: string;
  readonly threadId: string;
  readonly principal: Principal | null;
  readonly database: Database;
  readonly model: LanguageModel;
  readonly settings: Settings;
  readonly sqlParsers: readonly SqlParser[];
  /** What the principal may read. */
  readonly access: RunAccess;
  /** How questions were answered before. */
  readonly answers: RememberedAnswers;
  readonly now: () => Date;
  readonly events: EventSink;
  readonly signal: AbortSignal;
  readonly usage: RunUsage;
}

/** One run in this process: its events, its deadline, what it has used, and what must not be kept. */
export class Session {
  readonly context: StageContext;
  /** What the stages get that only word or draw an answer. */
  readonly presentation: PresentationContext;
  /** The statement that the guard passed, its tree and its rows: never part of the graph's state. */
  checked: { readonly sql: CheckedSql; readonly tree: Query } | null = null;
  result: QueryResult | null = null;
  /** Beside the graph's state, so that a run that breaks off can still list them. */
  attempts: readonly Attempt[] = [];

  readonly #options: SessionOptions;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { index, view, policy, policyHash } = options.access;
    const longest = options.settings.prompts.valueLength;
    const found = new Map<string, readonly ValueHit[]>();
    const alike = new Map<string, Promise<readonly SimilarExample[]>>();
    this.context = {
      runId: options.runId,
      threadId: options.threadId,
      principal: options.principal,
      signal: options.signal,
      database: guardedDatabase(options.database, options.access),
      model: countedModel(options.model, options.settings.limits.modelTimeoutMs, (usage) => options.usage.addCall(usage)),
      settings: options.settings,
      view,
      index,
      policy,
      policyHash,
      sqlParsers: options.sqlParsers,
      today: localDate(options.now()),
      findValues: (question) => {
        const known = found.get(question) ?? index.values.find(question).filter(({ value }) => value.length <= longest);
        found.set(question, known);
        return known;
      },
      findTerms: options.access.findTerms,
      findExamples: (question) => {
        const known = alike.get(question) ?? usableExamples(options.access.findExamples(question), this.context);
        alike.set(question, known);
        return known;
      },
      report: (text) => {
        if (this.stage) this.emit('step.progress', { step: this.stage, text });
      },
    };
    const { database: _database, view: _view, index: _index, policy: _policy, policyHash: _policyHash, sqlParsers: _sqlParsers, findValues: _findValues, findTerms: _findTerms, findExamples: _findExamples, ...presentation } = this.context;
    this.presentation = presentation;
  }

  /** The stage that is running or ran last. */
  stage: StageName | null = null;

  emit<T extends RunEventType>(type: T, payload: RunEventPayloads[T]): void {
    this.#options.events.emit(type, payload);
  }

  /** Runs a stage between its events. An aborted run leaves it at once, even if the stage does not. */
  async step<T>(name: StageName, run: () => Promise<T>, summarise: (output: T) => string): Promise<T> {
    this.stage = name;
    this.emit('step.started', { step: name });
    const start = performance.now();
    const output = await unlessAborted(this.context.signal, run);
    const ms = this.#options.usage.addStage(name, performance.now() - start);
    this.emit('step.finished', { step: name, ms, summary: summarise(output) });
    return output;
  }

  now(): Date {
    return this.#options.now();
  }

  /** What the principal may read, and what they may be told of the rest. */
  get access(): RunAccess {
    return this.#options.access;
  }

  get seq(): number {
    return this.#options.events.seq;
  }

  get usage(): Usage {
    return this.#options.usage.total;
  }

  get answers(): RememberedAnswers {
    return this.#options.answers;
  }

  /**
   * The same run, tried out beside itself: for the same principal, behind the same guard and at the same
   * expense, but with a database, a model and a signal that are limited further, and events of its own.
   */
  aside(change: (options: SessionOptions) => Pick<SessionOptions, 'database' | 'model' | 'signal' | 'events'>): Session {
    return new Session({ ...this.#options, ...change(this.#options) });
  }
}

function localDate(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
