import type { LanguageModel, ModelReply, ModelRequest, ModelTaskName, TokenUsage } from '@nl2sql/core/contracts';
import { ConfigurationError, ModelError } from '@nl2sql/core/errors';
import { importOptional } from '../optional-dependency.ts';
import { completionOf, type Completion } from './openai/completion.ts';
import { responseFormat, type StructuredOutput } from './openai/response-format.ts';
import { contextLength, refused, toModelError } from './openai/to-model-error.ts';
import { callWithRetries } from './remote/call-with-retries.ts';
import { redactor } from './remote/redact.ts';
import { readReply } from './remote/reply-text.ts';

export type { StructuredOutput };

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

export interface OpenAiOptions {
  /** The name of the model, as the server knows it. */
  readonly model: string;
  /**
   * Default: the environment variable `OPENAI_API_KEY`. With `baseUrl` there is no default, so that
   * the key of one service is not sent to another.
   */
  readonly apiKey?: string;
  /** The address of a server that speaks the chat completions API, up to `/v1`. Default: `OPENAI_BASE_URL`, or OpenAI's. */
  readonly baseUrl?: string;
  /** Milliseconds that one attempt may take. Default 60,000. */
  readonly timeoutMs?: number;
  /** Repeats after a rate limit, a server error or a lost connection. Default 2. */
  readonly maxRetries?: number;
  /** Milliseconds before the first repeat, when the server does not say how long to wait; doubled each time. Default 500. */
  readonly retryDelayMs?: number;
  /** How to get JSON: by a schema, by JSON mode, or by the prompt alone. Default `json_schema`. */
  readonly structuredOutput?: StructuredOutput;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further fields of the request body, such as `{ temperature: 0 }`. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** A client to use instead of a new one; `apiKey`, `baseUrl` and `headers` are its own matter then. */
  readonly client?: OpenAiClient;
}

/** How often a model is asked for one reply, when the first does not match its schema. */
const ASKS = 2;

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
  const { model, baseUrl, headers = {}, parameters = {}, timeoutMs = 60_000, maxRetries = 2, retryDelayMs = 500, structuredOutput = 'json_schema' } = options;
  const apiKey = options.apiKey ?? (baseUrl === undefined && options.client === undefined ? process.env['OPENAI_API_KEY'] : undefined);
  if (model === '') throw new ConfigurationError('openai() needs the name of a model.');
  if (baseUrl !== undefined && !URL.canParse(baseUrl)) throw new ConfigurationError('The option baseUrl of openai() is not an address.', { hint: 'It looks like https://host/v1.' });
  if (!(timeoutMs > 0)) throw new ConfigurationError('The option timeoutMs of openai() must be more than 0.');
  if (!Number.isInteger(maxRetries) || maxRetries < 0) throw new ConfigurationError('The option maxRetries of openai() must be 0 or a whole number above it.');
  // The error of a header that cannot be sent would hold the key.
  if (apiKey && !/^[\x21-\x7e]+$/.test(apiKey)) throw new ConfigurationError('The API key of openai() has a space, a line break or another character that no key has.');
  if (!apiKey && baseUrl === undefined && options.client === undefined) {
    throw new ConfigurationError('openai() has no API key.', { hint: 'Set OPENAI_API_KEY, pass apiKey, or pass the baseUrl of a server that needs no key.' });
  }

  const id = `openai:${model}`;
  const clientKey = options.client?.apiKey;
  const redact = redactor([apiKey ?? '', typeof clientKey === 'string' ? clientKey : '', ...Object.values(headers), baseUrl === undefined ? '' : new URL(baseUrl).password]);
  const limits = { timeoutMs, maxRetries, retryDelayMs };
  let ownClient: Promise<OpenAiClient> | undefined;

  async function connect(): Promise<OpenAiClient> {
    const { OpenAI } = await importOptional('openai', 'The language model openai()', () => import('openai'));
    return new OpenAI({
      apiKey: apiKey || 'none',
      // The organisation in the environment is OpenAI's, and no matter of another server.
      ...(baseUrl === undefined ? {} : { baseURL: baseUrl, organization: null, project: null }),
      defaultHeaders: { ...headers },
    });
  }

  async function clientOf(): Promise<OpenAiClient> {
    if (options.client !== undefined) return options.client;
    ownClient ??= connect();
    try {
      return await ownClient;
    } catch (error) {
      ownClient = undefined;
      throw error;
    }
  }

  async function complete(messages: OpenAiMessage[], format: object, signal: AbortSignal | undefined): Promise<Completion> {
    const client = await clientOf();
    const body: OpenAiRequestBody = { ...parameters, model, messages, ...format, stream: false };
    return callWithRetries(
      async (attemptSignal) => {
        // The adapter keeps time and retries itself: the client's own pause cannot be cancelled.
        const answer = await client.chat.completions.create(body, { signal: attemptSignal, maxRetries: 0, timeout: Math.ceil(timeoutMs) + 1_000 });
        return completionOf(answer, (error) => toModelError(error, id, redact), id);
      },
      (thrown) => toModelError(thrown, id, redact),
      limits,
      signal,
    );
  }

  return {
    id,
    async generate<T extends ModelTaskName>(request: ModelRequest<T>): Promise<ModelReply<T>> {
      const format = responseFormat(request.schema, request.task, structuredOutput);
      const system = format.instructions === null ? request.system : `${request.system}\n\n${format.instructions}`;
      const messages: OpenAiMessage[] = [
        { role: 'system', content: system },
        { role: 'user', content: request.prompt },
      ];
      let usage: TokenUsage | null = null;
      let problem = '';
      for (let ask = 1; ask <= ASKS; ask++) {
        const completion = await complete(messages, format.body === null ? {} : { response_format: format.body }, request.signal);
        usage = sum(usage, completion.usage);
        if (completion.refused) throw refused(id);
        if (completion.cutOff) {
          if (completion.text === '') throw contextLength(id);
          throw new ModelError('MODEL_INVALID_REPLY', `The reply of ${id} was cut off at the most tokens that it may write.`, {
            hint: 'Raise the token limit of the model or the server, or ask for less.',
          });
        }
        const reply = await readReply(completion.text, request, format.unwrap);
        if (reply.ok) return { value: reply.value, usage };
        problem = reply.problem;
        // Some servers refuse a message without content.
        if (completion.text !== '') messages.push({ role: 'assistant', content: completion.text });
        messages.push({ role: 'user', content: `That reply cannot be used. ${problem} Reply again with the corrected JSON only.` });
      }
      throw new ModelError('MODEL_INVALID_REPLY', `${id} was asked ${ASKS} times and gave no reply that can be used. ${redact(problem)}`, {
        hint: 'Try again, or use a model that follows schemas more closely.',
      });
    },
  };
}

function sum(left: TokenUsage | null, right: TokenUsage | null): TokenUsage | null {
  if (left === null || right === null) return left ?? right;
  return { inputTokens: left.inputTokens + right.inputTokens, outputTokens: left.outputTokens + right.outputTokens };
}
