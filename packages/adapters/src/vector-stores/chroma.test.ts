import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { chromaServer } from '../../../../tests/support/chroma-server.ts';
import type { JsonServer } from '../../../../tests/support/json-server.ts';
import { chroma } from './chroma.ts';

let server: JsonServer;
beforeAll(async () => {
  server = await chromaServer();
});
afterAll(() => server[Symbol.asyncDispose]());
afterEach(() => {
  vi.doUnmock('chromadb');
});

const failed = { code: 'VECTOR_STORE_FAILED' };
const one = [{ id: 'orders', vector: Float32Array.of(0.6, 0.8) }];
const collections = '/api/v2/tenants/default_tenant/databases/default_database/collections';

describe('chroma', () => {
  it('makes a collection for cosine similarity and asks for no model', async () => {
    await chroma({ url: server.url, collection: 'made' }).upsert(one);
    const made = (await (await fetch(`${server.url}${collections}/made`)).json()) as object;
    expect(made).toMatchObject({ configuration_json: { hnsw: { space: 'cosine' }, embedding_function: null }, metadata: { nl2sql_dimensions: 2 } });
  });

  it.each([
    ['by another distance', { configuration: { hnsw: { space: 'l2' } }, metadata: { nl2sql_dimensions: 2 } }],
    ['of another application', { configuration: { hnsw: { space: 'cosine' } } }],
  ])('refuses a collection %s, and leaves it alone', async (_, body) => {
    const name = `foreign-${Object.keys(body).length}`;
    await fetch(`${server.url}${collections}`, { method: 'POST', body: JSON.stringify({ name, ...body }) });
    const store = chroma({ url: server.url, collection: name });
    for (const call of [store.count(), store.upsert(one), store.delete(['orders'])]) {
      await expect(call).rejects.toMatchObject({ ...failed, message: `The collection ${name} is not one that this store made.` });
    }
  });

  it('searches among more ids than the server takes in one filter', async () => {
    const store = chroma({ url: server.url, collection: 'many-ids' });
    await store.upsert([...one, { id: 'last', vector: Float32Array.of(1, 0) }]);
    const ids = ['orders', ...Array.from({ length: 35_000 }, (_, index) => `unknown${index}`), 'last'];
    expect(await store.query(Float32Array.of(1, 0), { topK: 5, ids })).toEqual([
      { id: 'last', score: expect.closeTo(1, 5) },
      { id: 'orders', score: expect.closeTo(0.6, 5) },
    ]);
  });

  it('names the tenant and the database that it was given', async () => {
    await expect(chroma({ url: server.url, tenant: 'shop', database: 'dev' }).count()).resolves.toBe(0);
    expect(server.requests.at(-1)?.path).toBe('/api/v2/tenants/shop/databases/dev/collections/nl2sql');
  });

  it('refuses an address with a path, which the client would drop', () => {
    expect(() => chroma({ url: 'http://localhost:8000/chroma' })).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
  });

  it('says how to install the package', async () => {
    vi.doMock('chromadb', () => {
      throw Object.assign(new Error("Cannot find package 'chromadb'"), { code: 'ERR_MODULE_NOT_FOUND' });
    });
    await expect(chroma().count()).rejects.toMatchObject({ code: 'MISSING_DEPENDENCY', message: expect.stringContaining('npm install chromadb') });
  });
});
