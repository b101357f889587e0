import { cosine, jsonServer, type JsonResponse, type JsonServer } from './json-server.ts';

interface Point {
  readonly id: string | number;
  readonly vector: Float32Array;
  readonly payload: unknown;
}

interface Collection {
  readonly vectors: { readonly size: number; readonly distance: string };
  readonly points: Map<string | number, Point>;
  /** Writes that were accepted and are not applied yet. */
  readonly pending: (() => void)[];
}

interface Body {
  readonly vectors?: Collection['vectors'];
  readonly points?: readonly (string | number | { readonly id: string | number; readonly vector: readonly number[]; readonly payload?: unknown })[];
  readonly query?: readonly number[];
  readonly limit?: number;
  readonly with_payload?: boolean;
  readonly filter?: { readonly must: readonly { readonly has_id: readonly (string | number)[] }[] };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MOST_POINTS_DEFAULT = 10;

/**
 * The part of Qdrant's HTTP API that keeps and finds points with one vector each, in memory, after
 * its published description. It ranks by comparing all. A write without `wait` is applied when the
 * next request has been answered.
 *
 * @param apiKey - What the header `api-key` has to hold. Default: nothing is asked for.
 */
export async function qdrantServer(apiKey?: string): Promise<JsonServer> {
  const collections = new Map<string, Collection>();
  return jsonServer(({ method, path, query, headers, body }) => {
    if (apiKey !== undefined && headers['api-key'] !== apiKey) return failure(401, 'Must provide an API key or an Authorization bearer token');
    const [root, name = '', ...rest] = path;
    if (root !== 'collections') return failure(404, 'Not found');
    const route = `${method} ${rest.join('/')}`;
    const found = collections.get(name);
    if (route === 'PUT ') return create(collections, name, body as Body);
    if (found === undefined) return failure(404, `Not found: Collection \`${name}\` doesn't exist!`);
    const response = act(found, route, (body ?? {}) as Body, query.get('wait') === 'true');
    for (const apply of found.pending.splice(0)) apply();
    return response;
  });
}

function create(collections: Map<string, Collection>, name: string, { vectors }: Body): JsonResponse {
  if (vectors === undefined || !(vectors.size > 0)) return failure(422, 'Validation error in JSON body: [vectors.size: value 0 invalid, must be 1 or larger]');
  if (collections.has(name)) return failure(409, `Wrong input: Collection \`${name}\` already exists!`);
  collections.set(name, { vectors, points: new Map(), pending: [] });
  return success(true);
}

function act(collection: Collection, route: string, body: Body, wait: boolean): JsonResponse {
  const { vectors, points, pending } = collection;
  const write = (apply: () => void): JsonResponse => {
    if (wait) apply();
    // After the splice of this request: it waits for the next one.
    else queueMicrotask(() => pending.push(apply));
    return success({ operation_id: 0, status: wait ? 'completed' : 'acknowledged' });
  };
  switch (route) {
    case 'GET ':
      return success({ status: 'green', optimizer_status: 'ok', points_count: points.size, segments_count: 1, config: { params: { vectors, shard_number: 1, replication_factor: 1 } }, payload_schema: {} });
    case 'PUT points': {
      const given = (body.points ?? []).flatMap((point) => (typeof point === 'object' ? [{ ...point, vector: Float32Array.from(point.vector) }] : []));
      const wrong = given.find(({ id, vector }) => badId(id) || vector.length !== vectors.size);
      if (wrong !== undefined) return badId(wrong.id) ? unusableId(wrong.id) : wrongLength(vectors.size, wrong.vector.length);
      return write(() => given.forEach(({ id, vector, payload }) => points.set(id, { id, vector, payload: payload ?? null })));
    }
    case 'POST points/delete': {
      const ids = (body.points ?? []).filter((point) => typeof point !== 'object');
      const wrong = ids.find(badId);
      return wrong === undefined ? write(() => ids.forEach((id) => points.delete(id))) : unusableId(wrong);
    }
    case 'POST points/query':
      return search(collection, body);
    case 'POST points/count':
      return success({ count: points.size });
    default:
      return failure(404, 'Not found');
  }
}

function search({ vectors, points }: Collection, { query = [], limit = MOST_POINTS_DEFAULT, filter, with_payload: withPayload }: Body): JsonResponse {
  if (query.length !== vectors.size) return wrongLength(vectors.size, query.length);
  const wanted = filter?.must.map(({ has_id: ids }) => new Set(ids)) ?? [];
  const asked = Float32Array.from(query);
  const ranked = [...points.values()]
    .filter(({ id }) => wanted.every((ids) => ids.has(id)))
    .map(({ id, vector, payload }) => ({ id, version: 0, score: cosine(asked, vector), ...(withPayload ? { payload } : {}) }))
    .sort((left, right) => right.score - left.score);
  return success({ points: ranked.slice(0, limit) });
}

function badId(id: string | number): boolean {
  return typeof id === 'number' ? !Number.isSafeInteger(id) || id < 0 : !UUID.test(id);
}

function unusableId(id: string | number): JsonResponse {
  return failure(400, `Format error in JSON body: value ${id} is not a valid point ID, valid values are either an unsigned integer or a UUID`);
}

function wrongLength(expected: number, given: number): JsonResponse {
  return failure(400, `Wrong input: Vector dimension error: expected dim: ${expected}, got ${given}`);
}

function success(result: unknown): JsonResponse {
  return { status: 200, body: { result, status: 'ok', time: 0.0001 } };
}

function failure(status: number, error: string): JsonResponse {
  return { status, body: { status: { error }, time: 0.0001, result: null } };
}
