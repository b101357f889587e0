import type { Embedder } from '@nl2sql/core/contracts';
import { connectOllama, ollamaAddress } from '../ollama/connect.ts';
import { meaningOf } from '../ollama/meaning-of.ts';
import { record } from '../remote/record.ts';
import { remoteModelSettings } from '../remote/settings.ts';
import { remoteEmbedder } from './remote/remote-embedder.ts';
import { embedderSettings, type KnownModel, type RemoteEmbedderOptions } from './remote/settings.ts';

export interface OllamaEmbedderOptions extends RemoteEmbedderOptions {
  /** The address of the server. Default: `http://127.0.0.1:11434`. */
  readonly baseUrl?: string;
  /** Sent as a bearer token, for a server that wants one. Default: none. */
  readonly apiKey?: string;
}

const SEARCH_PROMPT = 'Represent this sentence for searching relevant passages: ';

/** By the models' own pages, where also the prefixes are that they were trained with. */
const KNOWN: ReadonlyMap<string, KnownModel> = new Map([
  ['all-minilm', { dimensions: 384 }],
  ['bge-large', { dimensions: 1024, queryPrefix: SEARCH_PROMPT }],
  ['bge-m3', { dimensions: 1024 }],
  ['embeddinggemma', { dimensions: 768, documentPrefix: 'title: none | text: ', queryPrefix: 'task: search result | query: ' }],
  ['mxbai-embed-large', { dimensions: 1024, queryPrefix: SEARCH_PROMPT }],
  ['nomic-embed-text', { dimensions: 768, documentPrefix: 'search_document: ', queryPrefix: 'search_query: ' }],
]);

/**
 * An embedder that Ollama runs, by the optional package `ollama`.
 *
 * `dimensions` and prefixes are known of some models (all-minilm, bge-large, bge-m3, embeddinggemma,
 * mxbai-embed-large, nomic-embed-text); `dimensions` is needed for others. Ollama cuts a text off where
 * the model's context ends. Vectors come at length 1. A text without visible characters is embedded as a
 * full stop, and control characters as spaces.
 *
 * `embed` throws `IndexError` `EMBEDDING_FAILED` when nothing listens at the address, the model was not
 * pulled, the retries after a server error or a lost connection are used up, one attempt takes longer
 * than `timeoutMs` (the first one loads the model), and when the vectors are not one a text, each of
 * `dimensions` numbers; nothing of the call is used then. It throws `CancelledError` as soon as the signal
 * is aborted, which ends the request, and `ConfigurationError` `MISSING_DEPENDENCY` without the package.
 *
 * @throws ConfigurationError `INVALID_CONFIGURATION` when an option has no usable value.
 *
 * @example
 * ```ts
 * import { ollama } from '@nl2sql/adapters/embedders/ollama';
 *
 * const known = ollama({ model: 'nomic-embed-text' });
 * const other = ollama({ model: 'snowflake-arctic-embed2', dimensions: 1024, queryPrefix: 'query: ' });
 * ```
 */
export function ollama(options: OllamaEmbedderOptions): Embedder {
  const server = remoteModelSettings('ollama', options, []);
  const settings = embedderSettings('ollama', options, KNOWN.get(options.model.replace(/:.*$/, '')));
  const { model, parameters, limits } = server;
  return remoteEmbedder(
    { ...settings, limits, redact: server.redact },
    {
      connect: () => connectOllama(server, 'The embedder ollama()'),
      async ask(clientFor, texts, _, signal) {
        const body = { ...parameters, model, input: [...texts], ...(settings.sendDimensions ? { dimensions: settings.dimensions } : {}) };
        return record(await clientFor(signal).embed(body))?.['embeddings'];
      },
      meaningOf: (failure) => meaningOf(failure, model, ollamaAddress(server)),
    },
  );
}
