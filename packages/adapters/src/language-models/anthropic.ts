import type { LanguageModel } from '@nl2sql/core/contracts';
import { importOptional } from '../optional-dependency.ts';
import { record } from '../remote/record.ts';
import { remoteModelSettings, type RemoteModelOptions } from '../remote/settings.ts';
import { meaningOf, readFailure } from './anthropic/failures.ts';
import { outputForm, type AnthropicStructuredOutput } from './anthropic/output-form.ts';
import { readMessage } from './anthropic/read-message.ts';
import { remoteModel } from './remote/remote-model.ts';

export type { AnthropicStructuredOutput, RemoteModelOptions };

/** The part of the official client that is used: an `Anthropic` object fits, and so do its clients for other clouds. */
export interface AnthropicClient {
  readonly messages: {
    create(body: AnthropicRequestBody, options: { readonly signal: AbortSignal; readonly maxRetries: number; readonly timeout: number }): PromiseLike<unknown>;
  };
}

export interface AnthropicRequestBody {
  model: string;
  max_tokens: number;
  system: { type: 'text'; text: string; cache_control: { type: 'ephemeral' } }[];
  messages: { role: 'user' | 'assistant'; content: string }[];
  stream: false;
}

export interface AnthropicOptions extends RemoteModelOptions {
  /**
   * Default: the environment variable `ANTHROPIC_API_KEY`. With `baseUrl` there is no default, so that
   * the key of one service is not sent to another.
   */
  readonly apiKey?: string;
  /** The address of a server that speaks the Messages API, without `/v1`. Default: `ANTHROPIC_BASE_URL`, or Anthropic's. */
  readonly baseUrl?: string;
  /**
   * How to get JSON: by structured outputs, by a tool that the model has to call, or by the prompt alone.
   * Default `json_schema`, which every model since Claude 4.5 knows.
   */
  readonly structuredOutput?: AnthropicStructuredOutput;
  /** A client to use instead of a new one; `apiKey`, `baseUrl` and `headers` are its own matter then. */
  readonly client?: AnthropicClient;
}

/** The API wants a limit; this one leaves room for thoughts and fits every current model. */
const MAX_TOKENS = 16_000;

/**
 * A language model of Anthropic, by the optional package `@anthropic-ai/sdk`.
 *
 * The system text, which is the same for every call of a task, is marked for the prompt cache. Tokens
 * that came from the cache or went into it count as input in `usage`. A reply has at most 16,000 tokens,
 * thoughts included; `parameters: { max_tokens }` sets another limit.
 *
 * The API key is in no error, event or log of this adapter. `generate` throws `ModelError` with
 * - `MODEL_AUTHENTICATION`: the key was not accepted;
 * - `MODEL_RATE_LIMITED`, `MODEL_UNAVAILABLE`: the retries are used up, also when the service is overloaded;
 * - `MODEL_TIMEOUT`: one attempt took longer than `timeoutMs`, which is not retried;
 * - `MODEL_CONTEXT_LENGTH`: prompt and reply do not fit the model;
 * - `MODEL_CONTENT_FILTER`: the model or its provider declined;
 * - `MODEL_REJECTED_REQUEST`: the service knows no such model or option, or the account has no credit;
 * - `MODEL_INVALID_REPLY`: two replies in a row did not match the schema, or one was cut off;
 *
 * and `CancelledError` as soon as the signal is aborted, `ConfigurationError` `MISSING_DEPENDENCY`
 * without the package.
 *
 * @throws ConfigurationError `INVALID_CONFIGURATION` when an option has no usable value or there is no key.
 *
 * @example
 * ```ts
 * import { anthropic } from '@nl2sql/adapters/language-models/anthropic';
 *
 * const model = anthropic({ model: 'claude-sonnet-5', timeoutMs: 120_000 });
 * const brief = anthropic({ model: 'claude-haiku-4-5', parameters: { max_tokens: 4_000 } });
 * ```
 */
export function anthropic(options: AnthropicOptions): LanguageModel {
  const settings = remoteModelSettings('anthropic', options, ['ANTHROPIC_API_KEY']);
  const { id, model, apiKey, baseUrl, headers, parameters, limits } = settings;
  const { client, structuredOutput = 'json_schema' } = options;

  async function connect(): Promise<AnthropicClient> {
    const { Anthropic } = await importOptional('@anthropic-ai/sdk', 'The language model anthropic()', () => import('@anthropic-ai/sdk'));
    return new Anthropic({
      // Without a key the client would look for a token in the environment and in the files of its user.
      apiKey: apiKey ?? 'none',
      authToken: null,
      ...(baseUrl === undefined ? {} : { baseURL: baseUrl }),
      defaultHeaders: { ...(baseUrl === undefined ? {} : withoutEnvironmentHeaders()), ...headers },
    });
  }

  return remoteModel(settings, {
    connect: () => client ?? connect(),
    formOf: ({ schema }) => outputForm(schema, structuredOutput),
    async ask(service: AnthropicClient, { system, messages, form: { fields } }, signal) {
      const body: AnthropicRequestBody = {
        max_tokens: MAX_TOKENS,
        ...parameters,
        ...fields,
        ...(fields.output_config === undefined ? {} : { output_config: { ...record(parameters['output_config']), ...fields.output_config } }),
        model,
        system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral' } }],
        messages: [...messages],
        stream: false,
      };
      // Time and retries are kept outside: the client's own pause cannot be cancelled.
      return readMessage(await service.messages.create(body, { signal, maxRetries: 0, timeout: Math.ceil(limits.timeoutMs) + 1_000 }), id);
    },
    readFailure,
    meaningOf,
  });
}

/** The client adds headers from the environment, which may hold a secret of Anthropic's own service or a gateway: none of them goes to another address. */
function withoutEnvironmentHeaders(): Record<string, null> {
  const lines = (process.env['ANTHROPIC_CUSTOM_HEADERS'] ?? '').split('\n');
  return Object.fromEntries(lines.filter((line) => line.includes(':')).map((line) => [line.slice(0, line.indexOf(':')).trim(), null]));
}
