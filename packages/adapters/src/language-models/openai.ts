import type { LanguageModel } from '@nl2sql/core/contracts';
import { completionOf } from './openai/completion.ts';
import { connectOpenAi } from '../openai/connect.ts';
import { meaningOf } from '../openai/meaning-of.ts';
import { responseFormat, type StructuredOutput } from './openai/response-format.ts';
import { remoteModel } from './remote/remote-model.ts';
import { remoteModelSettings, type RemoteModelOptions } from '../remote/settings.ts';

export type { RemoteModelOptions, StructuredOutput };

/** The part of the official client that is used: an `OpenAI` or `AzureOpenAI` object fits. */
export interface OpenAiClient {
  /** Known only to keep it out of errors. */
  readonly apiKey?: unknown;
  readonly chat: {
    readonly completions: {
      create(body: OpenAiRequestBody, options: { readonly signal: AbortSignal; readonly maxRetries: number; readonly timeout: number }): PromiseLike<unknown>;
    };
  };
}

export interface OpenAiMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

export interface OpenAiRequestBody {
  model: string;
  messages: OpenAiMessage[];
  stream: false;
}

export interface OpenAiOptions extends RemoteModelOptions {
  /**
   * Default: the environment variable `OPENAI_API_KEY`. With `baseUrl` there is no default, so that
   * the key of one service is not sent to another.
   */
  readonly apiKey?: string;
  /** The address of a server that speaks the chat completions API, up to `/v1`. Default: `OPENAI_BASE_URL`, or OpenAI's. */
  readonly baseUrl?: string;
  /** How to get JSON: by a schema, by JSON mode, or by the prompt alone. Default `json_schema`. */
  readonly structuredOutput?: StructuredOutput;
  /** A client to use instead of a new one; `apiKey`, `baseUrl` and `headers` are its own matter then. */
  readonly client?: OpenAiClient;
}

/**
 * A language model behind OpenAI's chat completions API, or behind any server that speaks it, by the
 * optional package `openai`.
 *
 * The API key is in no error, event or log of this adapter. `generate` throws `ModelError` with
 * - `MODEL_AUTHENTICATION`: the key was not accepted;
 * - `MODEL_RATE_LIMITED`, `MODEL_UNAVAILABLE`: the retries are used up;
 * - `MODEL_TIMEOUT`: one attempt took longer than `timeoutMs`, which is not retried;
 * - `MODEL_CONTEXT_LENGTH`: prompt and reply do not fit the model;
 * - `MODEL_CONTENT_FILTER`: the model or its provider declined;
 * - `MODEL_REJECTED_REQUEST`: the server knows no such model or option;
 * - `MODEL_INVALID_REPLY`: two replies in a row did not match the schema, or one was cut off;
 *
 * and `CancelledError` as soon as the signal is aborted, `ConfigurationError` `MISSING_DEPENDENCY`
 * without the package.
 *
 * @throws ConfigurationError `INVALID_CONFIGURATION` when an option has no usable value or there is no key.
 *
 * @example
 * ```ts
 * import { openai } from '@nl2sql/adapters/language-models/openai';
 *
 * const hosted = openai({ model: 'gpt-5-mini' });
 * const local = openai({ model: 'qwen3', baseUrl: 'http://127.0.0.1:8000/v1', structuredOutput: 'json_object' });
 * ```
 */
export function openai(options: OpenAiOptions): LanguageModel {
  const settings = remoteModelSettings('openai', options, ['OPENAI_API_KEY']);
  const { id, model, parameters, limits } = settings;
  const { client, structuredOutput = 'json_schema' } = options;

  return remoteModel(settings, {
    connect: (): Promise<OpenAiClient> | OpenAiClient => client ?? connectOpenAi(settings, 'The language model openai()'),
    formOf: ({ schema, task }) => responseFormat(schema, task, structuredOutput),
    async ask(openAi: OpenAiClient, { system, messages, form }, signal) {
      const body: OpenAiRequestBody = {
        ...parameters,
        model,
        messages: [{ role: 'system', content: system }, ...messages],
        ...(form.body === null ? {} : { response_format: form.body }),
        stream: false,
      };
      // Time and retries are kept outside: the client's own pause cannot be cancelled.
      const answer = await openAi.chat.completions.create(body, { signal, maxRetries: 0, timeout: Math.ceil(limits.timeoutMs) + 1_000 });
      return completionOf(answer, id);
    },
    meaningOf,
  });
}
