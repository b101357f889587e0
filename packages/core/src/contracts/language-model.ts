import type * as z from 'zod';
import type { ModelTaskName, ModelTasks } from './model-tasks.ts';

/** What a call is charged in. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** One call of a language model for one task. */
export interface ModelRequest<T extends ModelTaskName = ModelTaskName> {
  readonly task: T;
  readonly system: string;
  readonly prompt: string;
  /** The shape of the reply; an adapter passes it on as the provider's structured output. */
  readonly schema: z.ZodType<ModelTasks[T]['reply']>;
  /** The facts that the prompt was written from, for a model that is not a language model. */
  readonly input: ModelTasks[T]['input'];
  readonly signal?: AbortSignal;
}

export interface ModelReply<T extends ModelTaskName = ModelTaskName> {
  readonly value: ModelTasks[T]['reply'];
  /** Null when the provider gave no figures. */
  readonly usage: TokenUsage | null;
}

/**
 * Answers a task in the shape that its schema asks for.
 *
 * `generate` retries rate limits and server errors itself, asks once more when a reply does not
 * match the schema, and then throws `ModelError` (`@nl2sql/core/errors`); it throws `CancelledError`
 * when its signal was aborted.
 */
export interface LanguageModel {
  /** For events and logs: `openai:gpt-5`, `offline`. */
  readonly id: string;
  generate<T extends ModelTaskName>(request: ModelRequest<T>): Promise<ModelReply<T>>;
}
