import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { jsonServer, type JsonServer } from '../../../../tests/support/json-server.ts';
import { qdrantServer } from '../../../../tests/support/qdrant-server.ts';
import { qdrant } from './qdrant.ts';

let server: JsonServer;
beforeAll(async () => {
  server = await qdrantServer();
});
afterAll(() => server[Symbol.asyncDispose]());
afterEach(() => {
  vi.doUnmock('@qdrant/js-client-rest');
});

const failed = { code: 'VECTOR_STORE_FAILED' };
const one = [{ id: 'orders', vector: Float32Array.of(0.6, 0.8) }];

async function put(path: string, body: unknown): Promise<void> {
  expect((await fetch(`${server.url}/${path}`, { method: 'PUT', body: JSON.stringify(body) })).status).toBe(200);
}

describe('qdrant', () => {
  it('keeps a record under an id that anybody can derive from its own', async () => {
    await qdrant({ url: server.url, collection: 'ids' }).upsert(one);
    const sent = server.requests.at(-1)?.body as { readonly points: readonly { readonly id: string; readonly payload: unknown }[] };
    // The first 16 bytes of SHA-256("orders"), with the version 8 and the variant of RFC 9562.
    expect(sent.points).toEqual([expect.objectContaining({ id: '1c168adb-00d2-88e4-af93-314529f1fa9c', payload: { id: 'orders' } })]);
  });

  it('searches exactly among ids, and by the index otherwise', async () => {
    const store = qdrant({ url: server.url, collection: 'searched' });
    await store.upsert(one);
    await store.query(Float32Array.of(1, 0), { topK: 1, ids: ['orders'] });
    expect(server.requests.at(-1)?.body).toMatchObject({ params: { exact: true }, filter: { must: [{ has_id: [expect.any(String)] }] } });
    await store.query(Float32Array.of(1, 0), { topK: 1 });
    expect(server.requests.at(-1)?.body).not.toHaveProperty('params');
  });

  it.each([
    ['by another distance', { vectors: { size: 2, distance: 'Euclid' } }],
    ['of several vectors a point', { vectors: { size: 2, text: { size: 2, distance: 'Cosine' } } }],
  ])('refuses a collection %s, and leaves it alone', async (title, body) => {
    await put(`collections/${encodeURIComponent(title)}`, body);
    const store = qdrant({ url: server.url, collection: title });
    for (const call of [store.count(), store.upsert(one), store.delete(['orders'])]) {
      await expect(call).rejects.toMatchObject({ ...failed, message: `The collection ${title} is not one that this store made.` });
    }
  });

  it('refuses to guess what a point is that another application wrote', async () => {
    await put('collections/shared', { vectors: { size: 2, distance: 'Cosine' } });
    await put('collections/shared/points?wait=true', { points: [{ id: 7, vector: [1, 0], payload: { name: 'theirs' } }] });
    await expect(qdrant({ url: server.url, collection: 'shared' }).query(Float32Array.of(1, 0), { topK: 1 })).rejects.toMatchObject({
      ...failed,
      message: 'The collection shared holds points that this store did not write.',
    });
  });

  it('keeps the path of an address', async () => {
    await using proxied = await jsonServer(() => ({ status: 404, body: { status: { error: 'Not found' } } }));
    expect(await qdrant({ url: `${proxied.url}/vectors/`, collection: 'x' }).count()).toBe(0);
    expect(proxied.requests.map(({ path }) => path)).toEqual(['/vectors/collections/x']);
  });

  it('says how to install the package', async () => {
    vi.doMock('@qdrant/js-client-rest', () => {
      throw Object.assign(new Error("Cannot find package '@qdrant/js-client-rest'"), { code: 'ERR_MODULE_NOT_FOUND' });
    });
    await expect(qdrant().count()).rejects.toMatchObject({ code: 'MISSING_DEPENDENCY', message: expect.stringContaining('npm install @qdrant/js-client-rest') });
  });
});
