import type { Embedder } from '@nl2sql/core/contracts';
import { CancelledError, IndexError, isNl2SqlError } from '@nl2sql/core/errors';
import { callWithRetries, type CallLimits } from '../../remote/call-with-retries.ts';
import { connectOnce } from '../../remote/connect-once.ts';
import { readFailure, toModelError, type Failure, type FailureMeaning } from '../../remote/failure.ts';
import type { TextSettings } from './settings.ts';
import { unitVectors } from './unit-vectors.ts';

/** What differs between the services that embedders are behind. */
export interface EmbeddingProvider<Client> {
  /** Makes the client; called at the first use, and again when it failed. */
  connect(): Promise<Client> | Client;
  /** Makes one call for some texts, none of them empty, and gives what the server called their vectors. It does not retry. */
  ask(client: Client, texts: readonly string[], kind: 'document' | 'query', signal: AbortSignal): Promise<unknown>;
  /** What a failure means, where its HTTP status does not say; null where it does. */
  meaningOf(failure: Failure): FailureMeaning | null;
  /** Default: reads `status`, `code`, `message` and `headers` of an exception. */
  readFailure?(thrown: unknown): Failure;
}

export interface RemoteEmbedderSettings {
  readonly id: string;
  readonly dimensions: number;
  readonly texts: TextSettings;
  readonly limits: CallLimits;
  /** Takes secrets out of a text. */
  redact(text: string): string;
}

/** Stands for a text without a character that can be seen: servers refuse those. */
const NO_TEXT = '.';

/**
 * An embedder behind a server: batches, retries, time limits, the check of every vector, and errors
 * without secrets are the same for all of them.
 */
export function remoteEmbedder<Client>({ id, dimensions, texts: how, limits, redact }: RemoteEmbedderSettings, provider: EmbeddingProvider<Client>): Embedder {
  const clientOf = connectOnce(() => provider.connect());

  async function embedBatch(batch: readonly string[], kind: 'document' | 'query', signal: AbortSignal): Promise<readonly Float32Array[]> {
    const client = await clientOf();
    const answer = await callWithRetries(
      (attemptSignal) => provider.ask(client, batch, kind, attemptSignal),
      (thrown) => {
        const failure = (provider.readFailure ?? readFailure)(thrown);
        return toModelError(failure, provider.meaningOf(failure), id, redact);
      },
      limits,
      signal,
    );
    return unitVectors(answer, batch.length, { id, dimensions });
  }

  return {
    id,
    dimensions,
    async embed(texts, { kind, signal }) {
      if (signal?.aborted === true) throw new CancelledError();
      const inputs = texts.map((text) => how.prefixes[kind] + readable(text, how.maxCharacters));
      const starts = Array.from({ length: Math.ceil(inputs.length / how.batchSize) }, (_, batch) => batch * how.batchSize);
      const vectors: Float32Array[] = [];
      const stop = new AbortController();
      const cancel = (): void => stop.abort();
      signal?.addEventListener('abort', cancel, { once: true });
      const work = async (): Promise<void> => {
        for (let start = starts.shift(); start !== undefined; start = starts.shift()) {
          const batch = await embedBatch(inputs.slice(start, start + how.batchSize), kind, stop.signal);
          for (const [index, vector] of batch.entries()) vectors[start + index] = vector;
        }
      };
      try {
        await Promise.all(Array.from({ length: Math.min(how.concurrency, starts.length) }, work));
        return vectors;
      } catch (error) {
        throw toIndexError(error, id);
      } finally {
        // What other batches would still give is of no use.
        stop.abort();
        signal?.removeEventListener('abort', cancel);
      }
    },
  };
}

/** A text as every server takes it: well-formed, without control characters, not empty, and not too long. */
function readable(text: string, maxCharacters: number): string {
  const seen = text.slice(0, maxCharacters).replace(/(?![\t\n])[\p{Cc}\p{Cs}]/gu, ' ');
  return seen.trim() === '' ? NO_TEXT : seen;
}

/** The contract knows one code for all that an embedder can fail with. */
function toIndexError(error: unknown, id: string): unknown {
  if (!isNl2SqlError(error) || !error.code.startsWith('MODEL_')) return error;
  const tooLong = error.code === 'MODEL_CONTEXT_LENGTH';
  const hint = tooLong ? 'Lower maxCharacters or batchSize, or use a model with a longer context.' : error.hint;
  return new IndexError('EMBEDDING_FAILED', tooLong ? `A text is too long for ${id}.` : error.message, {
    cause: error.cause,
    ...(hint === null ? {} : { hint }),
    ...(error.retryAfterMs === null ? {} : { retryAfterMs: error.retryAfterMs }),
  });
}
