import type { Embedder } from '@nl2sql/core/contracts';
import { ConfigurationError } from '@nl2sql/core/errors';
import { meaningOf, readFailure } from '../langchain/failure.ts';
import { secretsOf } from '../langchain/secrets-of.ts';
import { redactor } from '../remote/redact.ts';
import { callLimits, type CallOptions } from '../remote/settings.ts';
import { remoteEmbedder } from './remote/remote-embedder.ts';
import { checkedDimensions, embedderId, textSettings, type TextOptions } from './remote/settings.ts';

/** The part of LangChain's `Embeddings` that is used. */
export interface LangChainEmbeddings {
  embedDocuments(texts: string[]): Promise<number[][]>;
  embedQuery(text: string): Promise<number[]>;
}

export interface LangChainEmbedderOptions extends TextOptions, CallOptions {
  /** Names the model and its version, such as `voyage-3.5`: vectors of another id are made anew. */
  readonly id: string;
  /** How many numbers a vector has; another length is an error. */
  readonly dimensions: number;
  /** Repeats beside those of the object itself, which LangChain makes 6 of. Default 0. */
  readonly maxRetries?: number;
}

/**
 * Any `Embeddings` object of LangChain as an embedder. It needs no package of its own.
 *
 * LangChain cannot be told to stop: with an aborted signal or after `timeoutMs`, the call is left behind.
 * Documents go through `embedDocuments`, questions one by one through `embedQuery`. Vectors come at
 * length 1. A text without visible characters is embedded as a full stop, and control characters as
 * spaces. Keys that the object holds in a field are kept out of errors.
 *
 * `embed` throws `IndexError` `EMBEDDING_FAILED` when the object fails, when one attempt takes longer than
 * `timeoutMs`, and when the vectors are not one a text, each of `dimensions` numbers; `CancelledError` as
 * soon as the signal is aborted.
 *
 * @throws ConfigurationError `INVALID_CONFIGURATION` when an option has no usable value.
 *
 * @example
 * ```ts
 * import { fromLangChain, type LangChainEmbeddings } from '@nl2sql/adapters/embedders/langchain';
 *
 * declare const embeddings: LangChainEmbeddings; // new VoyageEmbeddings(…), for example
 * const embedder = fromLangChain(embeddings, { id: 'voyage-3.5', dimensions: 1024 });
 * ```
 */
export function fromLangChain(embeddings: LangChainEmbeddings, options: LangChainEmbedderOptions): Embedder {
  const name = 'fromLangChain';
  if (typeof embeddings?.embedDocuments !== 'function' || typeof embeddings.embedQuery !== 'function') {
    throw new ConfigurationError(`${name}() needs an object with embedDocuments and embedQuery.`, { hint: 'Pass an Embeddings object of LangChain.' });
  }
  if (typeof options.id !== 'string' || options.id === '') throw new ConfigurationError(`${name}() needs an id, which names the model and its version.`);
  const texts = textSettings(name, options);
  return remoteEmbedder(
    {
      id: embedderId(`langchain:${options.id}`, texts),
      dimensions: checkedDimensions(name, options.dimensions),
      texts,
      limits: callLimits(name, { maxRetries: 0, ...options }),
      redact: redactor(secretsOf(embeddings)),
    },
    {
      connect: () => embeddings,
      async ask(client, batch, kind, signal) {
        if (kind === 'document') return client.embedDocuments([...batch]);
        const vectors: number[][] = [];
        for (const text of batch) {
          signal.throwIfAborted();
          vectors.push(await client.embedQuery(text));
        }
        return vectors;
      },
      meaningOf,
      readFailure,
    },
  );
}
