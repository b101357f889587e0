import type { VectorMatch, VectorStore } from '@nl2sql/core/contracts';
import { ConfigurationError } from '@nl2sql/core/errors';
import type { ChromaClient, Collection } from 'chromadb';
import { importOptional } from '../optional-dependency.ts';
import { checkHeaders, explainStatus, serverAddress, serverStore, unusable, type VectorServer } from './server-store.ts';

export interface ChromaOptions {
  /** The address of the server, without a path. Default `http://localhost:8000`. */
  readonly url?: string;
  /** The collection, made with the first vectors: 3 to 512 letters, digits, dots, dashes or underscores. Default `nl2sql`. */
  readonly collection?: string;
  /** Default `default_tenant`. */
  readonly tenant?: string;
  /** Default `default_database`. */
  readonly database?: string;
  /** Sent as the header `x-chroma-token`. */
  readonly apiKey?: string;
  /** Sent with every request, for servers that ask for another header. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds that one request may take. Default 30,000. */
  readonly timeoutMs?: number;
}

/** Where the length of its vectors is written in the collection: the client does not tell it. */
const DIMENSIONS = 'nl2sql_dimensions';

/** Ids of one search, below the 32,766 variables that a statement of the server's SQLite takes. */
const MOST_IDS = 10_000;

/** What the errors of the client are named, as the status that they stand for. */
const STATUS: Readonly<Record<string, number>> = {
  ChromaAuthError: 401,
  ChromaForbiddenError: 403,
  ChromaNotFoundError: 404,
  ChromaRateLimitError: 429,
  ChromaQuotaExceededError: 429,
  ChromaClientError: 400,
  ChromaServerError: 500,
};

/**
 * A vector store in a collection of a Chroma server, by the optional package `chromadb`.
 *
 * It speaks the second version of Chroma's HTTP API. Tested with version 3.5 of the client, and with
 * the servers that the packages `chromadb-js-bindings` 1.0.1 and 1.3.4 hold.
 *
 * The first `upsert` makes the collection, for cosine similarity and vectors of one length; one for
 * other vectors is refused. Its methods throw `IndexError` `VECTOR_STORE_FAILED`, and
 * `ConfigurationError` `MISSING_DEPENDENCY` when `chromadb` is not installed. No error holds a key or
 * a text of the server; the client's own error is in `cause`.
 *
 * @throws ConfigurationError when an option has no usable value
 *
 * @example
 * ```ts
 * import { chroma } from '@nl2sql/adapters/vector-stores/chroma';
 *
 * const store = chroma({ url: 'http://localhost:8000', collection: 'shop' });
 * await store.upsert([{ id: 'orders', vector: Float32Array.of(0.6, 0.8) }]);
 * await store.query(Float32Array.of(1, 0), { topK: 1 }); // [{ id: 'orders', score: 0.6 }]
 * ```
 */
export function chroma(options: ChromaOptions = {}): VectorStore {
  const { collection = 'nl2sql', tenant = 'default_tenant', database = 'default_database', apiKey, timeoutMs = 30_000 } = options;
  const address = serverAddress(options.url ?? 'http://localhost:8000', 'chroma');
  if (address.pathname !== '/') throw new ConfigurationError('The option url of chroma() must not have a path.');
  if (!/^[A-Za-z0-9][\w.-]{1,510}[A-Za-z0-9]$/.test(collection)) throw new ConfigurationError('chroma({ collection }) must be a name of 3 to 512 letters, digits, dots, dashes or underscores.');
  const headers = { ...options.headers, ...(apiKey === undefined ? {} : { 'x-chroma-token': apiKey }) };
  checkHeaders(headers, 'chroma');
  const ssl = address.protocol === 'https:';
  const connection = { host: address.hostname, port: Number(address.port) || (ssl ? 443 : 80), ssl, tenant, database, headers };
  return serverStore(chromaServer(connection, collection), { id: `chroma:${collection}`, factory: 'chroma', timeoutMs });
}

function chromaServer(connection: object, name: string): VectorServer {
  let collectionId = '';

  /** One client a request, because only a whole client takes a signal. */
  async function connect(signal: AbortSignal): Promise<ChromaClient> {
    const { ChromaClient: Client } = await importOptional('chromadb', 'The vector store chroma()', () => import('chromadb'));
    return new Client({ ...connection, fetchOptions: { signal } });
  }

  async function records(signal: AbortSignal): Promise<Collection> {
    return (await connect(signal)).collection(collectionId);
  }

  return {
    async dimensions(signal) {
      const client = await connect(signal);
      let found: Collection;
      try {
        found = await client.getCollection({ name });
      } catch (error) {
        if (nameOf(error) === 'ChromaNotFoundError') return null;
        throw error;
      }
      const dimensions = Number(found.metadata?.[DIMENSIONS]);
      const { hnsw, spann } = found.configuration;
      if (!(dimensions > 0) || (hnsw ?? spann)?.space !== 'cosine') throw unusable(`The collection ${name}`, 'is not one that this store made');
      collectionId = found.id;
      return dimensions;
    },

    async create(dimensions, signal) {
      const client = await connect(signal);
      // Null, or the client would look for a model of its own.
      await client.createCollection({ name, embeddingFunction: null, configuration: { hnsw: { space: 'cosine' } }, metadata: { [DIMENSIONS]: dimensions } });
    },

    async upsert(batch, signal) {
      const collection = await records(signal);
      await collection.upsert({ ids: batch.map((record) => record.id), embeddings: batch.map((record) => [...record.vector]), metadatas: batch.map(({ id }) => ({ id })) });
    },

    async delete(ids, signal) {
      const collection = await records(signal);
      await collection.delete({ ids: [...ids] });
    },

    async query(vector, topK, ids, signal) {
      const collection = await records(signal);
      const matches: VectorMatch[] = [];
      for (let start = 0; start === 0 || start < (ids?.length ?? 0); start += MOST_IDS) {
        // By metadata, since the server fails when it is asked for an id that it does not know.
        const where = ids === undefined ? {} : { where: { id: { $in: ids.slice(start, start + MOST_IDS) } } };
        const found = await collection.query({ queryEmbeddings: [[...vector]], nResults: topK, include: ['distances'], ...where });
        const [nearest] = found.ids;
        if (nearest === undefined) throw new Error('There are no ids in the answer.');
        nearest.forEach((id, index) => matches.push({ id, score: 1 - Number(found.distances[0]?.[index]) }));
      }
      return matches;
    },

    async count(signal) {
      const collection = await records(signal);
      return collection.count();
    },

    async close() {},

    explain: (cause) => explainStatus(STATUS[nameOf(cause)]),
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}
