import type { AccessEvaluator, CatalogStore, Checkpointer, ClarificationStore, Database, Embedder, ExampleQuestion, GlossaryEntry, LanguageModel, RunStore, SqlParser, VectorStore } from './contracts/index.ts';
import { ConfigurationError } from './errors/index.ts';
import { readDomainKnowledge, type DomainKnowledge } from './schema/domain-knowledge.ts';
import { settingsSchema, type Settings, type SettingsInput } from './settings.ts';
import { defaultStages, type Stages } from './stages/index.ts';

/** What a pipeline is made of. Only the database and the model are needed. */
export interface PipelineOptions {
  readonly database: Database;
  readonly model: LanguageModel;
  /** With {@link PipelineOptions.vectorStore}: retrieval also by meaning. Without both: by words and values. */
  readonly embedder?: Embedder;
  readonly vectorStore?: VectorStore;
  /**
   * Keeps what ingestion learned, stored values included: a new process answers at once from it, and its
   * `ingest` reads only what has changed since. A catalog that is damaged or of another version is not
   * used, and `onError` is told. Default: nothing is kept.
   */
  readonly catalogStore?: CatalogStore;
  /**
   * Decides what each principal may read: `rolePolicy`, or an evaluator of the host. With it, everything
   * is denied that is not allowed, also to nobody. Default: everything may be read by everybody.
   */
  readonly access?: AccessEvaluator;
  /**
   * Parsers beside the guard's own. A statement runs only when each of its dialect reads the same in it.
   * Default: none.
   */
  readonly sqlParsers?: readonly SqlParser[];
  /** What words of the business mean, and which tables and columns they stand for. Default: none. */
  readonly glossary?: readonly GlossaryEntry[];
  /** Questions with the tables, and perhaps the statement, that answer them. Default: none. */
  readonly examples?: readonly ExampleQuestion[];
  /** Replaces stages by name. Each gets the same input and context as the one it replaces. */
  readonly stages?: Partial<Stages>;
  /**
   * Keeps paused runs; any LangGraph checkpoint saver. Default: in memory, so that a pause ends with
   * the process.
   */
  readonly checkpointer?: Checkpointer;
  /** Keeps claims, threads and run records. Default: in memory. */
  readonly runs?: RunStore;
  /** Keeps answers to clarifications for later runs. Default: in memory. */
  readonly clarifications?: ClarificationStore;
  /** Numbers to change; {@link settingsSchema} has every default. */
  readonly settings?: SettingsInput;
  /** The clock, for “today” and for time stamps. Default: the machine's. */
  readonly now?: () => Date;
  /**
   * Gets every unexpected error with its cause, for the host's own log: results and events carry a
   * code only. An error outside of runs, as of the catalog store, has no `runId`. Default: nothing.
   */
  readonly onError?: (error: unknown, runId: string | null) => void;
}

/** The options with every default filled in. */
export interface ResolvedOptions extends Omit<PipelineOptions, 'settings' | 'stages' | 'sqlParsers' | 'glossary' | 'examples'> {
  readonly knowledge: DomainKnowledge;
  readonly sqlParsers: readonly SqlParser[];
  readonly settings: Settings;
  readonly stages: Stages;
  readonly now: () => Date;
  readonly onError: (error: unknown, runId: string | null) => void;
}

/**
 * Fills in the defaults.
 *
 * @throws ConfigurationError when an option is missing, unknown or out of range.
 */
export function resolveOptions(options: PipelineOptions): ResolvedOptions {
  if (typeof options?.database?.query !== 'function') {
    throw new ConfigurationError('`database` is missing.', { hint: 'Pass an adapter, e.g. sqlite({ file }).' });
  }
  if (typeof options.model?.generate !== 'function') {
    throw new ConfigurationError('`model` is missing.', { hint: 'Pass an adapter, e.g. offline().' });
  }
  if ((options.embedder === undefined) !== (options.vectorStore === undefined)) {
    throw new ConfigurationError('`embedder` and `vectorStore` go together.', { hint: 'Pass both or neither.' });
  }
  if (options.access !== undefined && typeof options.access?.evaluate !== 'function') {
    throw new ConfigurationError('`access` is not an access evaluator.', { hint: 'Pass rolePolicy({ roles }), or an object with an evaluate function.' });
  }
  if (options.access?.disclose !== undefined && !['nothing', 'existence', 'name'].includes(options.access.disclose)) {
    throw new ConfigurationError('`access.disclose` is not one of nothing, existence and name.');
  }
  const settings = settingsSchema.safeParse(options.settings ?? {});
  if (!settings.success) {
    const [issue] = settings.error.issues;
    throw new ConfigurationError(`settings.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}.`, {
      hint: 'settingsSchema has every setting with its range.',
    });
  }
  for (const [name, stage] of Object.entries(options.stages ?? {})) {
    if (!(name in defaultStages)) {
      throw new ConfigurationError(`There is no stage “${name}”.`, { hint: `Stages: ${Object.keys(defaultStages).join(', ')}.` });
    }
    if (typeof stage !== 'function') throw new ConfigurationError(`The stage “${name}” is not a function.`);
  }
  const { glossary, examples, ...rest } = options;
  return {
    ...rest,
    knowledge: readDomainKnowledge({ ...(glossary && { glossary }), ...(examples && { examples }) }),
    settings: settings.data,
    sqlParsers: options.sqlParsers ?? [],
    stages: { ...defaultStages, ...options.stages },
    now: options.now ?? (() => new Date()),
    onError: quietly(options.onError),
  };
}

/** A host's log that fails must not change how a run ends. */
function quietly(onError: PipelineOptions['onError']): ResolvedOptions['onError'] {
  return (error, runId) => {
    try {
      onError?.(error, runId);
    } catch {
      // There is nobody left to tell.
    }
  };
}
