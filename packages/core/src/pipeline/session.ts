import type { CheckedSql, Database, LanguageModel, Principal, QueryResult, ValueHit } from '../contracts/index.ts';
import type { Attempt, RunEventPayloads, RunEventType, StageName, Usage } from '../protocol/index.ts';
import type { CatalogView } from '../schema/catalog.ts';
import type { SchemaIndex } from '../schema/schema-index.ts';
import type { Settings } from '../settings.ts';
import type { Query } from '../sql/index.ts';
import type { StageContext } from '../stages/stage.ts';
import { unlessAborted } from './abort.ts';
import { countedModel } from './counted-model.ts';
import type { EventSource } from './event-stream.ts';
import { guardedDatabase } from './guarded-database.ts';

export interface SessionOptions {
  readonly runId: string;
  readonly threadId: string;
  readonly principal: Principal | null;
  readonly database: Database;
  readonly model: LanguageModel;
  readonly settings: Settings;
  readonly index: SchemaIndex;
  /** What the principal may read. */
  readonly view: CatalogView;
  readonly now: () => Date;
  readonly events: EventSource;
  readonly signal: AbortSignal;
  /** What the run used before a pause. */
  readonly usage: Usage;
}

/** One run in this process: its events, its deadline, what it has used, and what must not be kept. */
export class Session {
  readonly context: StageContext;
  /** The statement that the guard passed, its tree and its rows: never part of the graph's state. */
  checked: { readonly sql: CheckedSql; readonly tree: Query } | null = null;
  result: QueryResult | null = null;
  /** Beside the graph's state, so that a run that breaks off can still list them. */
  attempts: readonly Attempt[] = [];

  readonly #options: SessionOptions;
  readonly #startedAt = performance.now();
  readonly #stages: Partial<Record<StageName, number>>;
  #calls: Pick<Usage, 'modelCalls' | 'inputTokens' | 'outputTokens' | 'estimated'>;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#stages = { ...options.usage.stages };
    this.#calls = options.usage;
    const { view } = options;
    const tables = new Set(view.tables.keys());
    const found = new Map<string, readonly ValueHit[]>();
    this.context = {
      runId: options.runId,
      threadId: options.threadId,
      principal: options.principal,
      signal: options.signal,
      database: guardedDatabase(options.database),
      model: countedModel(options.model, options.settings.limits.modelTimeoutMs, (usage) => this.#count(usage)),
      settings: options.settings,
      view,
      index: options.index,
      today: localDate(options.now()),
      findValues: (question) => {
        const known = found.get(question) ?? options.index.values.find(question, { tables });
        found.set(question, known);
        return known;
      },
      report: (text) => {
        if (this.stage) this.emit('step.progress', { step: this.stage, text });
      },
    };
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
    const ms = round(performance.now() - start);
    this.#stages[name] = round((this.#stages[name] ?? 0) + ms);
    this.emit('step.finished', { step: name, ms, summary: summarise(output) });
    return output;
  }

  now(): Date {
    return this.#options.now();
  }

  get seq(): number {
    return this.#options.events.seq;
  }

  get usage(): Usage {
    return {
      ...this.#calls,
      stages: { ...this.#stages },
      totalMs: round(this.#options.usage.totalMs + performance.now() - this.#startedAt),
    };
  }

  #count(usage: { inputTokens: number; outputTokens: number; estimated: boolean }): void {
    this.#calls = {
      modelCalls: this.#calls.modelCalls + 1,
      inputTokens: this.#calls.inputTokens + usage.inputTokens,
      outputTokens: this.#calls.outputTokens + usage.outputTokens,
      estimated: this.#calls.estimated || usage.estimated,
    };
  }
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}

function localDate(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
