import { randomUUID } from 'node:crypto';
import type { VectorRecord, VectorStore } from '@nl2sql/core/contracts';
import { vectorStoreCases } from '@nl2sql/core/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chromaServer } from '../../../../tests/support/chroma-server.ts';
import type { JsonServer } from '../../../../tests/support/json-server.ts';
import { qdrantServer } from '../../../../tests/support/qdrant-server.ts';
import { type Answer, breakOff, drop, hang, json, stall, text } from '../../../../tests/support/scripted-server.ts';
import { chroma } from './chroma.ts';
import { qdrant } from './qdrant.ts';

interface Options {
  readonly url?: string;
  readonly collection?: string;
  readonly apiKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

const failed = { code: 'VECTOR_STORE_FAILED' };
const one: readonly VectorRecord[] = [{ id: 'orders', vector: Float32Array.of(0.6, 0.8) }];
const many: readonly VectorRecord[] = Array.from({ length: 1_200 }, (_, index) => ({ id: `table${index}`, vector: Float32Array.of(1, index / 1_200) }));

const stores: readonly [name: string, factory: (options: Options) => VectorStore, start: (key?: string) => Promise<JsonServer>, real: string | undefined][] = [
  ['chroma', chroma, chromaServer, process.env['NL2SQL_TEST_CHROMA_URL']],
  ['qdrant', qdrant, qdrantServer, process.env['NL2SQL_TEST_QDRANT_URL']],
];

describe.each(stores)('%s', (name, factory, start, real) => {
  let server: JsonServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const collectionName = (): string => `test-${randomUUID()}`;
  function open(options: Options = {}): VectorStore {
    return factory({ url: server.url, collection: collectionName(), ...options });
  }

  const servers: [string, () => string][] = [['the test server', () => server.url]];
  if (real !== undefined) servers.push(['a real server', () => real]);
  describe.each(servers)('on %s', (_, url) => {
    for (const { name: title, run } of vectorStoreCases) {
      it(title, () => {
        const collection = collectionName();
        const connect = (): VectorStore => factory({ url: url(), collection });
        return run({ create: connect, reopen: connect });
      });
    }
  });

  it('refuses vectors of another length than the collection has, and keeps what is there', async () => {
    const collection = collectionName();
    await open({ collection }).upsert(one);
    const store = open({ collection });
    await expect(store.upsert([{ id: 'other', vector: Float32Array.of(1, 2, 3) }])).rejects.toMatchObject({
      ...failed,
      message: 'The vector store holds vectors of 2 numbers and was given one of 3.',
      hint: expect.stringContaining('use a new store'),
    });
    expect(await store.count()).toBe(1);
  });

  it('makes one collection when many start at once', async () => {
    const collection = collectionName();
    const all = Array.from({ length: 8 }, () => open({ collection }));
    await Promise.all(all.map((store, index) => store.upsert([{ id: `table${index}`, vector: Float32Array.of(1, index) }])));
    expect(await all[0]?.count()).toBe(8);
  });

  it('sends a large batch in parts, each record once', async () => {
    const store = open();
    const before = server.requests.length;
    await store.upsert([...many, ...many]);
    expect(await store.count()).toBe(1_200);
    expect(server.requests.slice(before).filter(({ path, method }) => path.endsWith('/upsert') || (method === 'PUT' && path.includes('/points?')))).toHaveLength(3);
  });

  it('sends no more of long vectors at a time than a server takes', async () => {
    const store = open();
    const before = server.requests.length;
    await store.upsert(Array.from({ length: 500 }, (_, index) => ({ id: `table${index}`, vector: new Float32Array(4_096).map((_value, place) => -1 - (index + place) / 7_000) })));
    expect(await store.count()).toBe(500);
    // What Qdrant takes where nobody has said otherwise.
    for (const { body } of server.requests.slice(before)) expect(JSON.stringify(body).length).toBeLessThan(32 * 2 ** 20);
  });

  it('sees what another process has written since, the first vectors and a new collection', async () => {
    const collection = collectionName();
    const reader = open({ collection });
    expect(await reader.query(Float32Array.of(1, 0), { topK: 1 })).toEqual([]);
    await open({ collection }).upsert(one);
    expect(await reader.query(Float32Array.of(1, 0), { topK: 1 })).toEqual([{ id: 'orders', score: expect.closeTo(0.6, 5) }]);
  });

  it.each([
    [401, 'did not accept the key'],
    [403, 'did not accept the key'],
    [429, 'asks for fewer requests'],
    [500, 'answered with status 500'],
    [503, 'answered with status 50'],
  ])('says what status %i means, without the words of the server, and works again', async (status, reason) => {
    const store = open();
    await store.upsert(one);
    server.interrupt(json(status, { error: 'row 4711 of the payroll', message: 'row 4711 of the payroll' }));
    const error = await store.count().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ ...failed, message: expect.stringContaining(`could not count vectors: the server ${reason}`), hint: expect.stringContaining('Nothing was changed') });
    expect(String(error)).not.toContain('4711');
    expect(await store.count()).toBe(1);
  });

  it.each<[string, Answer]>([
    ['breaks off', drop],
    ['breaks off in the middle', breakOff],
    ['answers what is no JSON', text(200, '<html>', { 'content-type': 'application/json' })],
    ['answers something else', json(200, {})],
  ])('fails when the server %s, and says that a write may be repeated', async (_, answer) => {
    const store = open();
    await store.upsert(one);
    server.interrupt(answer);
    await expect(store.query(Float32Array.of(1, 0), { topK: 1 })).rejects.toMatchObject({ ...failed, message: expect.stringContaining('cannot be reached, or its answer cannot be read') });
    expect(await store.count()).toBe(1);
    server.interrupt(answer);
    await expect(store.count()).rejects.toMatchObject(failed);
    server.interrupt(drop);
    await expect(store.upsert(many)).rejects.toMatchObject({ ...failed, hint: expect.stringMatching(/Repeat the call|Nothing was changed/) });
    await store.upsert(many);
    expect(await store.count()).toBe(1_201);
  });

  it('waits no longer than it was told to, and lets go of the request', async () => {
    const collection = collectionName();
    await open({ collection }).upsert(one);
    const store = open({ collection, timeoutMs: 150 });
    const departure = server.departure();
    server.interrupt(hang);
    await expect(store.count()).rejects.toMatchObject({ ...failed, message: expect.stringContaining('no answer within 150 ms') });
    await departure;
    const again = server.departure();
    server.interrupt(stall);
    await expect(store.count()).rejects.toMatchObject(failed);
    await again;
    await store.close();
  });

  it('sends the key, and keeps it out of errors and the console', async () => {
    await using guarded = await start('hunter2-key');
    const printed = (['log', 'info', 'warn', 'error', 'debug'] as const).map((method) => vi.spyOn(console, method).mockImplementation(() => {}));
    try {
      const collection = collectionName();
      const store = factory({ url: guarded.url, collection, apiKey: 'hunter2-key' });
      await store.upsert(one);
      expect(await store.count()).toBe(1);
      const error = await factory({ url: guarded.url, collection, apiKey: 'hunter2-old' }).count().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ ...failed, message: expect.stringContaining('did not accept the key') });
      const causes: unknown[] = [error];
      for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) causes.push(cause.message, cause.stack, JSON.stringify(cause));
      expect(causes.join('\n')).not.toContain('hunter2');
      for (const spy of printed) expect(spy).not.toHaveBeenCalled();
    } finally {
      for (const spy of printed) spy.mockRestore();
    }
  });

  it('says that nothing listens there', async () => {
    const store = factory({ url: 'http://127.0.0.1:1' });
    await expect(store.count()).rejects.toMatchObject({ ...failed, message: expect.stringContaining('cannot be reached'), hint: expect.stringContaining('Check its address') });
    await store.close();
  });

  it('refuses answers that hold records which were not asked for', async () => {
    const store = open();
    await store.upsert(many.slice(0, 3));
    const body =
      name === 'chroma'
        ? { ids: [['table0', 'secret']], distances: [[0, 0.1]], include: ['distances'] }
        : { result: { points: [{ id: 1, version: 0, score: 1, payload: { id: 'secret' } }] }, status: 'ok' };
    server.interrupt(json(200, body));
    const error = await store.query(Float32Array.of(1, 0), { topK: 2, ids: ['table0'] }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ ...failed, message: expect.stringContaining('not asked for') });
    expect(String(error)).not.toContain('secret');
  });

  it.each<[string, Options]>([
    ['an address without a protocol', { url: 'localhost:1234' }],
    ['an address of another protocol', { url: 'file:///etc/passwd' }],
    ['a password in the address', { url: 'http://user:hunter2@localhost' }],
    ['a key with a line break', { apiKey: 'hunter2\nx-admin: 1' }],
    ['a header with a line break', { headers: { 'x-proxy': 'hunter2\r\n' } }],
    ['no name', { collection: '' }],
    ['a name that is a path', { collection: '../other' }],
    ['no time', { timeoutMs: 0 }],
    ['more time than a timer takes', { timeoutMs: 2 ** 31 }],
  ])('refuses %s, and repeats no secret', (_, options) => {
    const make = (): VectorStore => factory(options);
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    expect(make).not.toThrow(/hunter2/);
  });
});
