import { randomUUID } from 'node:crypto';
import { cosine, jsonServer, type JsonRequest, type JsonResponse, type JsonServer } from './json-server.ts';

interface Entry {
  readonly embedding: Float32Array;
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

interface Collection {
  readonly id: string;
  readonly name: string;
  readonly metadata: unknown;
  readonly space: string;
  dimension: number | null;
  readonly entries: Map<string, Entry>;
}

/** As many variables a statement of SQLite takes, which the server makes of a filter. */
const MOST_VARIABLES = 32_766;
const MOST_RECORDS = 5_461;

/**
 * The part of Chroma's HTTP API (version 2) that keeps and finds vectors, in memory, with the answers
 * that a server of Chroma gave. It ranks by comparing all.
 *
 * @param token - What the header `x-chroma-token` has to hold. Default: nothing is asked for.
 */
export async function chromaServer(token?: string): Promise<JsonServer> {
  const collections = new Map<string, Collection>();
  return jsonServer((request) => {
    if (token !== undefined && request.headers['x-chroma-token'] !== token) return failure(401, 'AuthError', 'Unauthorized');
    const [, , resource, , , , , name, action] = request.path;
    if (resource === 'pre-flight-checks') return { status: 200, body: { max_batch_size: MOST_RECORDS, supports_base64_encoding: true } };
    if (request.path.slice(0, 7).join('/') !== 'api/v2/tenants/default_tenant/databases/default_database/collections') return failure(404, 'NotFoundError', 'No such resource');
    if (name === undefined) return create(collections, request);
    const found = [...collections.values()].find((collection) => (action === undefined ? collection.name : collection.id) === name);
    if (found === undefined) return failure(404, 'NotFoundError', `Collection [${name}] does not exist`);
    return action === undefined ? { status: 200, body: described(found) } : act(found, action, request.body as Body);
  });
}

interface Body {
  readonly ids?: readonly string[] | null;
  readonly embeddings?: readonly (string | readonly number[])[];
  readonly metadatas?: readonly Entry['metadata'][] | null;
  readonly query_embeddings?: readonly (readonly number[])[];
  readonly n_results?: number | null;
  readonly where?: Readonly<Record<string, { readonly $in: readonly unknown[] }>> | null;
}

function create(collections: Map<string, Collection>, { body }: JsonRequest): JsonResponse {
  const { name, metadata = null, configuration } = body as { name: string; metadata?: unknown; configuration?: { hnsw?: { space?: string } | null } | null };
  if (!/^[a-zA-Z0-9][a-zA-Z0-9._-]{1,510}[a-zA-Z0-9]$/.test(name)) return failure(400, 'InvalidArgumentError', `Validation error: name: ${name}`);
  if (collections.has(name)) return failure(409, 'ChromaError', `Collection [${name}] already exists`);
  const made: Collection = { id: randomUUID(), name, metadata, space: configuration?.hnsw?.space ?? 'l2', dimension: null, entries: new Map() };
  collections.set(name, made);
  return { status: 200, body: described(made) };
}

function act(collection: Collection, action: string, body: Body): JsonResponse {
  const { entries } = collection;
  switch (action) {
    case 'count':
      return { status: 200, body: entries.size };
    case 'delete': {
      const deleted = (body.ids ?? []).filter((id) => entries.delete(id)).length;
      return { status: 200, body: { deleted } };
    }
    case 'upsert': {
      const ids = body.ids ?? [];
      const embeddings = (body.embeddings ?? []).map(toVector);
      if (ids.length > MOST_RECORDS || ids.includes('')) return failure(400, 'InvalidArgumentError', 'Too many records, or an empty id');
      if (new Set(ids).size !== ids.length) return failure(400, 'InvalidArgumentError', 'Expected IDs to be unique');
      const wrong = embeddings.find((embedding) => embedding.length !== (collection.dimension ?? embeddings[0]?.length));
      if (wrong !== undefined) return wrongLength(collection, wrong.length);
      collection.dimension ??= embeddings[0]?.length ?? null;
      ids.forEach((id, index) => entries.set(id, { embedding: embeddings[index] as Float32Array, metadata: body.metadatas?.[index] ?? null }));
      return { status: 200, body: {} };
    }
    case 'query':
      return search(collection, body);
    default:
      return failure(404, 'NotFoundError', 'No such resource');
  }
}

function search({ dimension, entries, space }: Collection, { query_embeddings: queries, n_results: most, ids, where }: Body): JsonResponse {
  const [query] = (queries ?? []).map((embedding) => Float32Array.from(embedding));
  if (query === undefined || !most) return failure(422, 'ChromaError', 'Failed to deserialize the JSON body into the target type');
  if (dimension !== null && query.length !== dimension) return wrongLength({ dimension }, query.length);
  if (ids?.some((id) => !entries.has(id))) return failure(500, 'InternalError', 'Error executing plan: Internal error: Error finding id');
  const filters = Object.entries(where ?? {});
  if (filters.some(([, { $in: wanted }]) => wanted.length > MOST_VARIABLES)) return failure(500, 'InternalError', 'Error executing plan: too many SQL variables');
  const kept = [...entries].filter(([id, { metadata }]) => (ids?.includes(id) ?? true) && filters.every(([key, { $in: wanted }]) => wanted.includes(metadata?.[key])));
  const distance = (embedding: Float32Array): number =>
    space === 'cosine' ? Math.fround(1 - cosine(query, embedding)) : embedding.reduce((sum, value, index) => sum + (value - (query[index] as number)) ** 2, 0);
  const ranked = kept.map(([id, { embedding }]) => ({ id, distance: distance(embedding) })).sort((left, right) => left.distance - right.distance);
  const nearest = ranked.slice(0, most);
  return {
    status: 200,
    body: { ids: [nearest.map(({ id }) => id)], distances: [nearest.map((match) => match.distance)], embeddings: null, documents: null, uris: null, metadatas: null, include: ['distances'] },
  };
}

/** The client sends numbers, or their bytes in base64. */
function toVector(embedding: string | readonly number[]): Float32Array {
  if (typeof embedding !== 'string') return Float32Array.from(embedding);
  const bytes = Buffer.from(embedding, 'base64');
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
}

function described({ id, name, metadata, dimension, space }: Collection): unknown {
  const hnsw = { space, ef_construction: 100, ef_search: 100, max_neighbors: 16, resize_factor: 1.2, sync_threshold: 1_000 };
  return { id, name, metadata, dimension, configuration_json: { hnsw, spann: null, embedding_function: null }, schema: null, tenant: 'default_tenant', database: 'default_database', log_position: 0, version: 0 };
}

function wrongLength({ dimension }: Pick<Collection, 'dimension'>, length: number): JsonResponse {
  return failure(400, 'InvalidArgumentError', `Collection expecting embedding with dimension of ${dimension}, got ${length}`);
}

function failure(status: number, error: string, message: string): JsonResponse {
  return { status, body: { error, message } };
}
