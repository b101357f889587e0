import { createHash } from 'node:crypto';
import type { VectorStore } from '@nl2sql/core/contracts';
import { ConfigurationError } from '@nl2sql/core/errors';
import type { QdrantClient } from '@qdrant/js-client-rest';
import { importOptional } from '../optional-dependency.ts';
import { checkHeaders, explainStatus, serverAddress, serverStore, unusable, type VectorServer } from './server-store.ts';

export interface QdrantOptions {
  /** The address of the server, with its port, which is 6333 on most. Default `http://localhost:6333`. */
  readonly url?: string;
  /** The collection, made with the first vectors. Default `nl2sql`. */
  readonly collection?: string;
  readonly apiKey?: string;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds that one request may take. Default 30,000. */
  readonly timeoutMs?: number;
}

/**
 * A vector store in a collection of a Qdrant server, by the optional package `@qdrant/js-client-rest`.
 * Version 1.18 of the package, with which this was tested, is the last that runs on Node 20.
 *
 * The first `upsert` makes the collection, for cosine similarity and vectors of one length; one for
 * other vectors is refused. A write resolves when it can be searched, and a search with `ids` is
 * exact. Qdrant takes no texts as ids: a record has an id derived from its own, which is kept beside it.
 *
 * Its methods throw `IndexError` `VECTOR_STORE_FAILED`, and `ConfigurationError` `MISSING_DEPENDENCY`
 * when the package is not installed. No error holds a key or a text of the server; the client's own
 * error is in `cause`.
 *
 * @throws ConfigurationError when an option has no usable value
 *
 * @example
 * ```ts
 * import { qdrant } from '@nl2sql/adapters/vector-stores/qdrant';
 *
 * const store = qdrant({ url: 'http://localhost:6333', collection: 'shop' });
 * await store.upsert([{ id: 'orders', vector: Float32Array.of(0.6, 0.8) }]);
 * await store.query(Float32Array.of(1, 0), { topK: 1 }); // [{ id: 'orders', score: 0.6 }]
 * ```
 */
export function qdrant(options: QdrantOptions = {}): VectorStore {
  const { collection = 'nl2sql', apiKey, headers = {}, timeoutMs = 30_000 } = options;
  const address = serverAddress(options.url ?? 'http://localhost:6333', 'qdrant');
  if (!/^[^<>:"/\\|?*\0-\x1f]{1,255}$/.test(collection)) throw new ConfigurationError('qdrant({ collection }) must be a name of 1 to 255 characters without <>:"/\\|?*.');
  const sent = { ...headers, ...(apiKey === undefined ? {} : { 'api-key': apiKey }) };
  checkHeaders(sent, 'qdrant');

  let connecting: Promise<QdrantClient> | undefined;
  async function connect(): Promise<QdrantClient> {
    const { QdrantClient: Client } = await importOptional('@qdrant/js-client-rest', 'The vector store qdrant()', () => import('@qdrant/js-client-rest'));
    const prefix = address.pathname.replace(/\/$/, '');
    return new Client({
      host: address.hostname,
      https: address.protocol === 'https:',
      // Null is the port of the protocol; left out, it is 6333.
      port: address.port === '' ? null : Number(address.port),
      ...(prefix === '' ? {} : { prefix }),
      // The key goes among the headers, since the client writes to the console about one without TLS.
      headers: sent,
      timeout: timeoutMs,
      checkCompatibility: false,
    });
  }
  function client(): Promise<QdrantClient> {
    connecting ??= connect().catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  }

  return serverStore(qdrantServer(client, collection), { id: `qdrant:${collection}`, factory: 'qdrant', timeoutMs });
}

function qdrantServer(client: () => Promise<QdrantClient>, name: string): VectorServer {
  return {
    async dimensions() {
      const server = await client();
      let config: { readonly size?: unknown; readonly distance?: unknown } | undefined;
      try {
        ({ vectors: config } = (await server.getCollection(name)).config.params);
      } catch (error) {
        if (statusOf(error) === 404) return null;
        throw error;
      }
      if (typeof config?.size !== 'number' || config.distance !== 'Cosine') throw unusable(`The collection ${name}`, 'is not one that this store made');
      return config.size;
    },

    async create(dimensions) {
      const server = await client();
      await server.createCollection(name, { vectors: { size: dimensions, distance: 'Cosine' } });
    },

    async upsert(records) {
      const server = await client();
      await server.upsert(name, { wait: true, points: records.map(({ id, vector }) => ({ id: pointId(id), vector: [...vector], payload: { id } })) });
    },

    async delete(ids) {
      const server = await client();
      await server.delete(name, { wait: true, points: ids.map(pointId) });
    },

    async query(vector, topK, ids) {
      const server = await client();
      const among = ids === undefined ? {} : { filter: { must: [{ has_id: ids.map(pointId) }] }, params: { exact: true } };
      const { points } = await server.query(name, { query: [...vector], limit: topK, with_payload: true, ...among });
      return points.map(({ payload, score }) => {
        const id = payload?.['id'];
        if (typeof id !== 'string') throw unusable(`The collection ${name}`, 'holds points that this store did not write');
        return { id, score };
      });
    },

    async count() {
      const server = await client();
      return (await server.count(name, { exact: true })).count;
    },

    async close() {},

    explain: (cause) => explainStatus(statusOf(cause)),
  };
}

/** A UUID of version 8 (RFC 9562, section 5.8) over the id's SHA-256: the same for the same id, wherever it is made. */
function pointId(id: string): string {
  const bytes = createHash('sha256').update(id).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function statusOf(error: unknown): number | undefined {
  const status = (error as { readonly status?: unknown } | null)?.status;
  return typeof status === 'number' ? status : undefined;
}
