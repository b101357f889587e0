import type { Embedder } from '@nl2sql/core/contracts';
import { connectOpenAi } from '../openai/connect.ts';
import { meaningOf } from '../openai/meaning-of.ts';
import { readEmbeddings } from './openai/read-embeddings.ts';
import { remoteModelSettings } from '../remote/settings.ts';
import { remoteEmbedder } from './remote/remote-embedder.ts';
import { embedderSettings, type KnownModel, type RemoteEmbedderOptions } from './remote/settings.ts';

/** The part of the official client that is used: an `OpenAI` or `AzureOpenAI` object fits. */
export interface OpenAiEmbeddingsClient {
  /** Known only to keep it out of errors. */
  readonly apiKey?: unknown;
  readonly embeddings: {
    create(body: OpenAiEmbeddingsBody, options: { readonly signal: AbortSignal; readonly maxRetries: number; readonly timeout: number }): PromiseLike<unknown>;
  };
}

export interface OpenAiEmbeddingsBody {
  model: string;
  input: string[];
  encoding_format: 'float';
  dimensions?: number;
}

export interface OpenAiEmbedderOptions extends RemoteEmbedderOptions {
  /**
   * Default: the environment variable `OPENAI_API_KEY`. With `baseUrl` there is no default, so that
   * the key of one service is not sent to another.
   */
  readonly apiKey?: string;
  /** The address of a server that speaks OpenAI's embeddings API, up to `/v1`. Default: `OPENAI_BASE_URL`, or OpenAI's. */
  readonly baseUrl?: string;
  /** A client to use instead of a new one; `apiKey`, `baseUrl` and `headers` are its own matter then. */
  readonly client?: OpenAiEmbeddingsClient;
}

/** By the list of models in OpenAI's guide "Vector embeddings". */
const KNOWN: ReadonlyMap<string, KnownModel> = new Map([
  ['text-embedding-3-small', { dimensions: 1536, sendDimensions: true }],
  ['text-embedding-3-large', { dimensions: 3072, sendDimensions: true }],
  ['text-embedding-ada-002', { dimensions: 1536 }],
]);

/**
 * An embedder behind OpenAI's embeddings API, or behind any server that speaks it, by the optional
 * package `openai`.
 *
 * `dimensions` is known of OpenAI's models and needed for others. Vectors come at length 1, whatever the
 * server sends. A text without visible characters is embedded as a full stop, and control characters as
 * spaces, since servers refuse them. The API key is in no error, event or log of this adapter.
 *
 * `embed` throws `IndexError` `EMBEDDING_FAILED` when the server refuses the request or the key, when the
 * retries after a rate limit, a server error or a lost connection are used up, when one attempt takes
 * longer than `timeoutMs`, and when the vectors are not one a text, each of `dimensions` numbers; nothing
 * of the call is used then. It throws `CancelledError` as soon as the signal is aborted, and
 * `ConfigurationError` `MISSING_DEPENDENCY` without the package.
 *
 * @throws ConfigurationError `INVALID_CONFIGURATION` when an option has no usable value, or there is no key.
 *
 * @example
 * ```ts
 * import { openai } from '@nl2sql/adapters/embedders/openai';
 *
 * const hosted = openai({ model: 'text-embedding-3-small', dimensions: 512 });
 * const local = openai({
 *   model: 'intfloat/multilingual-e5-large',
 *   baseUrl: 'http://127.0.0.1:8000/v1',
 *   dimensions: 1024,
 *   documentPrefix: 'passage: ',
 *   queryPrefix: 'query: ',
 * });
 * ```
 */
export function openai(options: OpenAiEmbedderOptions): Embedder {
  const server = remoteModelSettings('openai', options, ['OPENAI_API_KEY']);
  const settings = embedderSettings('openai', options, KNOWN.get(options.model));
  const { model, parameters, limits } = server;
  return remoteEmbedder(
    { ...settings, limits, redact: server.redact },
    {
      connect: (): Promise<OpenAiEmbeddingsClient> | OpenAiEmbeddingsClient => options.client ?? connectOpenAi(server, 'The embedder openai()'),
      async ask(client, texts, _, signal) {
        const body: OpenAiEmbeddingsBody = {
          ...parameters,
          model,
          input: [...texts],
          // Compatible servers do not all know the package's default, base64.
          encoding_format: 'float',
          ...(settings.sendDimensions ? { dimensions: settings.dimensions } : {}),
        };
        // Time and retries are kept outside: the client's own pause cannot be cancelled.
        return readEmbeddings(await client.embeddings.create(body, { signal, maxRetries: 0, timeout: Math.ceil(limits.timeoutMs) + 1_000 }));
      },
      meaningOf,
    },
  );
}
