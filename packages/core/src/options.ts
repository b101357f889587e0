import type { Checkpointer, Database, Embedder, LanguageModel, RunStore, VectorStore } from './contracts/index.ts';
import { ConfigurationError } from './errors/index.ts';
import { settingsSchema, type Settings, type SettingsInput } from './settings.ts';
import { defaultStages, type Stages } from './stages/index.ts';

/** What a pipeline is made of. Only the database and the model are needed. */
export interface PipelineOptions {
  readonly database: Database;
  readonly model: LanguageModel;
  /** With {@link PipelineOptions.vectorStore}: retrieval also by meaning. Without both: by words and values. */
  readonly embedder?: Embedder;
  readonly vectorStore?: VectorStore;
  /** Replaces stages by name. Each gets the same input and context as the one it replaces. */
  readonly stages?: Partial<Stages>;
  /**
   * Keeps paused runs; any LangGraph checkpoint saver. Default: in memory, so that a pause ends with
   * the process.
   */
  readonly checkpointer?: Checkpointer;
  /** Keeps claims, threads and run records. Default: in memory. */
  readonly runs?: RunStore;
  /** Numbers to change; {@link settingsSchema} has every default. */
  readonly settings?: SettingsInput;
  /** The clock, for “today” and for time stamps. Default: the machine's. */
  readonly now?: () => Date;
  /**
   * Gets every unexpected error with its cause, for the host's own log: results and events carry a
   * code only. Default: nothing.
   */
  readonly onError?: (error: unknown, runId: string) => void;
}

/** The options with every default filled in. */
export interface ResolvedOptions extends Omit<PipelineOptions, 'settings' | 'stages'> {
  readonly settings: Settings;
  readonly stages: Stages;
  readonly now: () => Date;
  readonly onError: (error: unknown, runId: string) => void;
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
  return {
    ...options,
    settings: settings.data,
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
