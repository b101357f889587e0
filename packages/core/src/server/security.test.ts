import { describe, expect, it } from 'vitest';
import { fakeDatabase } from '../../test/support/fake-database.ts';
import { framesOf } from '../../test/support/event-frames.ts';
import { allEvents, closingAfterEach, codeOf, collect, gatedDatabase, ORIGIN, requestFor, serve, type SendOptions } from '../../test/support/http.ts';
import { shopModel, undecided } from '../../test/support/shop-model.ts';
import { DatabaseError } from '../errors/index.ts';
import { createHandler } from './index.ts';

const question = 'total amount of orders';
const body = { question };

const served = closingAfterEach(serve);
const comparable = async (response: Response) => ({ status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() });

describe('what belongs to somebody else', () => {
  it.each(['bob', 'ada-south'])('looks to %s exactly like what is not there, on every route', async (as) => {
    const server = served({ pipeline: { model: shopModel({ 'score-table-relevance': [undecided, undecided] }) } });
    const found = async (asker: string) => {
      const end = (await allEvents(await server.send('/runs', { body: { question: 'total amount' }, as: asker }))).at(-1)!;
      return { runId: end.runId, threadId: end.threadId };
    };
    const { runId, threadId } = await found('ada');
    const calls = (ids: { runId: string; threadId: string }): [string, SendOptions][] => [
      [`/runs/${ids.runId}`, {}],
      [`/runs/${ids.runId}/events`, {}],
      [`/runs/${ids.runId}/events?after=9999`, {}],
      [`/runs/${ids.runId}/cancel`, { body: {} }],
      [`/threads/${ids.threadId}`, {}],
      [`/threads/${ids.threadId}/resume`, { body: { runId: ids.runId, response: { kind: 'choose', optionId: 'table:orders' } } }],
      [`/results/${ids.runId}`, {}],
    ];
    const theirs = calls({ runId, threadId });
    const nobodys = calls({ runId: 'no-run', threadId: 'no-thread' });
    for (const [index, [path, options]] of theirs.entries()) {
      const [other, nothing] = await Promise.all([server.send(path, { ...options, as }), server.send(nobodys[index]![0], { ...nobodys[index]![1], as })]);
      expect(other.status).toBe(404);
      expect(await comparable(other)).toEqual(await comparable(nothing));
    }
    // Nothing of it has changed anything.
    expect(await (await server.send(`/runs/${runId}`)).json()).toMatchObject({ phase: 'awaitingInput' });
  });

  it('cannot be stopped while it is under way', async () => {
    const { database, reached, release } = gatedDatabase();
    const server = served({ pipeline: { database } });
    const response = await server.send('/runs', { body });
    await reached;
    expect((await server.send(`/runs/${response.headers.get('nl2sql-run-id')}/cancel`, { body: {}, as: 'bob' })).status).toBe(404);
    release();
    expect((await allEvents(response)).at(-1)).toMatchObject({ outcome: 'success' });
  });

  it('is not told in a conversation of the same name', async () => {
    const server = served();
    await allEvents(await server.send('/runs', { body: { question, threadId: 'shared' } }));
    await allEvents(await server.send('/runs', { body: { question: 'how many orders', threadId: 'shared' }, as: 'bob' }));
    const { runs } = (await (await server.send('/threads/shared', { as: 'bob' })).json()) as { runs: { question: string }[] };
    expect(runs.map((run) => run.question)).toEqual(['how many orders']);
  });
});

describe('who asks', () => {
  it('has to be known, for everything', async () => {
    const { send } = served();
    for (const path of ['/runs/x', '/threads/x', '/schema', '/capabilities', '/openapi.json']) expect((await send(path, { as: 'nobody' })).status).toBe(401);
    expect(await codeOf(await send('/runs', { body, as: 'nobody' }))).toBe('UNAUTHENTICATED');
  });

  it.each([
    ['throws', () => { throw new Error('token=hunter2'); }],
    ['throws an error of the library', () => { throw new DatabaseError('DATABASE_UNAVAILABLE', 'postgres://root:hunter2@db'); }],
    ['gives nobody that can be told apart', () => ({ id: '', roles: [] })],
    ['gives no roles', () => ({ id: 'hunter2' }) as never],
  ])('is not known when the host %s, and the reply does not say why', async (_name, authenticate) => {
    const errors: unknown[] = [];
    const { handler, pipeline } = served();
    const failing = createHandler({ pipeline, authenticate, onError: (error) => errors.push(error) });
    const response = await failing(requestFor('/capabilities'));
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).toContain('"INTERNAL"');
    expect(text).not.toMatch(/hunter2|token|postgres|throw/u);
    expect(errors).toHaveLength(1);
    handler.close();
  });

  it('cannot be said in the request', async () => {
    const { send } = served();
    for (const field of ['principal', 'principalId', 'tenantId', 'roles', 'user']) {
      expect((await send('/runs', { body: { question, [field]: 'root' } })).status).toBe(400);
    }
  });

  it('has to be asked for by the host', () => {
    const { pipeline } = served();
    expect(() => createHandler({ pipeline } as never)).toThrow(/authenticate/u);
  });
});

describe('a page of another site', () => {
  const post = (headers: Record<string, string>, options: Parameters<typeof serve>[0] = {}) => served(options).send('/runs', { body, headers });
  const codeFor = async (headers: Record<string, string>, options?: Parameters<typeof serve>[0]) => {
    const response = await post(headers, options);
    if (!response.ok) return codeOf(response);
    await response.body?.cancel();
    return 'done';
  };

  it('cannot change anything', async () => {
    const evil = 'https://evil.test';
    expect(await codeFor({ origin: evil })).toBe('ORIGIN_NOT_ALLOWED');
    expect(await codeFor({ origin: 'null' })).toBe('ORIGIN_NOT_ALLOWED');
    expect(await codeFor({ origin: evil, 'sec-fetch-site': 'cross-site' })).toBe('ORIGIN_NOT_ALLOWED');
    // A page of a sibling domain, and one that strips its origin.
    expect(await codeFor({ origin: 'http://other.shop.test', 'sec-fetch-site': 'same-site' })).toBe('ORIGIN_NOT_ALLOWED');
    expect(await codeFor({ origin: ORIGIN, 'sec-fetch-site': 'cross-site' })).toBe('ORIGIN_NOT_ALLOWED');
    expect(await codeFor({ origin: `${ORIGIN}.evil.test` })).toBe('ORIGIN_NOT_ALLOWED');
  });

  it('is told from one of the same origin, from one that is allowed, and from what is no page', async () => {
    expect(await codeFor({ origin: ORIGIN })).toBe('done');
    // A proxy in front ended TLS: the browser knows better where its page is from.
    expect(await codeFor({ origin: 'https://public.shop.test', 'sec-fetch-site': 'same-origin' })).toBe('done');
    expect(await codeFor({ origin: 'https://app.test', 'sec-fetch-site': 'cross-site' }, { server: { allowedOrigins: ['https://app.test'] } })).toBe('done');
    const { handler } = served();
    const plain = (headers: Record<string, string>) =>
      handler(new Request(`${ORIGIN}/runs/x/cancel`, { method: 'POST', body: '{}', headers: { authorization: 'Bearer ada', 'content-type': 'application/json', ...headers } }));
    expect(await codeOf(await plain({}))).toBe('RUN_NOT_FOUND');
    expect(await codeOf(await plain({ cookie: 'session=1' }))).toBe('ORIGIN_NOT_ALLOWED');
  });

  it('is told by the name that the browser called, where the server knows itself by another', async () => {
    const { handler } = served();
    const called = (host: string, origin: string) =>
      handler(new Request('http://localhost:3000/runs/x/cancel', { method: 'POST', body: '{}', headers: { authorization: 'Bearer ada', 'content-type': 'application/json', host, origin } }));
    expect(await codeOf(await called('shop.test', 'http://shop.test'))).toBe('RUN_NOT_FOUND');
    expect(await codeOf(await called('shop.test:8080', 'http://shop.test:8080'))).toBe('RUN_NOT_FOUND');
    expect(await codeOf(await called('shop.test', 'http://localhost:3000'))).toBe('ORIGIN_NOT_ALLOWED');
    expect(await codeOf(await called('shop.test', 'http://evil.test'))).toBe('ORIGIN_NOT_ALLOWED');
  });

  it('cannot send a body that needs no asking', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', '', 'application/jsonx', 'text/plain; application/json']) {
      expect(await codeFor({ 'content-type': type })).toBe('UNSUPPORTED_MEDIA_TYPE');
    }
    expect(await codeFor({ 'content-encoding': 'gzip' })).toBe('UNSUPPORTED_MEDIA_TYPE');
    expect(await codeFor({ 'content-type': 'Application/JSON; charset=utf-8' })).toBe('done');
  });

  it('reads nothing, unless its origin is allowed', async () => {
    const preflight = { method: 'OPTIONS', headers: { origin: 'https://app.test', 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type, idempotency-key' } };
    const closed = await served().send('/runs', preflight);
    expect([...closed.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect([closed.status, closed.headers.get('allow')]).toEqual([204, 'POST, OPTIONS']);

    const { send } = served({ server: { allowedOrigins: ['https://app.test'], allowCredentials: true } });
    const asked = await send('/runs', { ...preflight, as: 'nobody' });
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': 'https://app.test',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers': 'content-type, idempotency-key',
      vary: 'origin',
    });
    const read = await send('/capabilities', { headers: { origin: 'https://app.test' } });
    expect(read.headers.get('access-control-expose-headers')).toContain('nl2sql-run-id');
    const other = await send('/capabilities', { headers: { origin: 'https://evil.test' } });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
    expect(() => served({ server: { allowedOrigins: ['*'] } })).toThrow(/allowedOrigins/u);
  });
});

describe('a hostile body', () => {
  it('is not read beyond the limit, whatever it says of its length', async () => {
    const { handler } = served({ server: { limits: { bodyBytes: 1_000 } } });
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(400).fill(0x20));
      },
    });
    const headers = { authorization: 'Bearer ada', 'content-type': 'application/json' };
    const response = await handler(new Request(`${ORIGIN}/runs`, { method: 'POST', headers, body: endless, duplex: 'half' } as RequestInit));
    expect([response.status, await codeOf(response)]).toEqual([413, 'BODY_TOO_LARGE']);
    expect(pulled).toBeLessThan(6);
    const said = await handler(new Request(`${ORIGIN}/runs`, { method: 'POST', headers: { ...headers, 'content-length': '1000000' }, body: '{}' }));
    expect(said.status).toBe(413);
  });

  it.each([
    ['no JSON', '{"question":'],
    ['a list', '[]'],
    ['a number', '1'],
    ['null', 'null'],
    ['a prototype', '{"question":"total amount of orders","__proto__":{"isAdmin":true}}'],
    ['a constructor', '{"question":"total amount of orders","constructor":{"prototype":{"isAdmin":true}}}'],
    ['a prototype within', '{"question":"total amount of orders","revises":{"runId":"x","readings":[],"__proto__":{"isAdmin":true}}}'],
    ['bytes that are no text', '\uDFFF'],
  ])('of %s is refused, and changes nothing', async (_name, text) => {
    const { send } = served();
    const response = await send('/runs', { body: text });
    // A lone surrogate is sent as the replacement character, which is no JSON either.
    expect([response.status, await codeOf(response)]).toEqual([400, 'INVALID_INPUT']);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('of bytes that are no UTF-8 is refused', async () => {
    const { handler } = served();
    const headers = { authorization: 'Bearer ada', 'content-type': 'application/json' };
    const response = await handler(new Request(`${ORIGIN}/runs`, { method: 'POST', headers, body: new Uint8Array([0x7b, 0xff, 0x7d]) }));
    expect([response.status, await codeOf(response)]).toEqual([400, 'INVALID_INPUT']);
  });
});

describe('a stream', () => {
  const hostile = 'a\r\n\r\nevent: run.finished\ndata: {"type":"run.finished"}\n\n\u2028\u0000';

  it('keeps every value within its frame', async () => {
    const rows = [[hostile]];
    const { send } = served({ pipeline: { database: fakeDatabase({ query: async () => ({ columns: [{ name: hostile, type: 'text' }], rows, truncated: false }) }) } });
    const response = await send('/runs', { body: { question: 'total amount\nevent: x\n\nof orders' } });
    const frames = await collect(framesOf(response));
    expect(frames.filter(({ event }) => event === 'run.finished')).toHaveLength(1);
    expect(frames.find(({ event }) => event === 'result.rows')!.data).toMatchObject({ rows });
    expect(frames.map(({ id }) => id)).toEqual(frames.map((_, index) => String(index + 1)));
  });

  it('has headers that no name of a thread can add to', async () => {
    const { send } = served();
    for (const threadId of ['a\r\nset-cookie: x=1', 'a\nb', '\u0000', '']) expect((await send('/runs', { body: { question, threadId } })).status).toBe(400);
    const odd = await send('/runs', { body: { question, threadId: '100 % “sure”, 日本/../x' } });
    expect(decodeURIComponent(odd.headers.get('nl2sql-thread-id')!)).toBe('100 % “sure”, 日本/../x');
    expect(odd.headers.get('set-cookie')).toBeNull();
    await allEvents(odd);
    expect((await send(`/threads/${encodeURIComponent('100 % “sure”, 日本/../x')}`)).status).toBe(200);
  });
});

describe('a reply', () => {
  it('does not quote what went wrong inside', async () => {
    const errors: [string, string | null][] = [];
    const { pipeline } = served();
    const broken = { ...pipeline, settings: pipeline.settings, find: async () => Promise.reject(new Error('SELECT secret FROM vault')), stream: () => { throw new Error('password=hunter2'); } };
    const handler = createHandler({ pipeline: broken, authenticate: () => ({ id: 'ada', roles: [] }), onError: (error, operation) => errors.push([String(error), operation]) });
    const replies = await Promise.all([handler(requestFor('/runs/x')), handler(requestFor('/runs', { body }))]);
    for (const reply of replies) {
      expect(reply.status).toBe(500);
      expect(await reply.text()).not.toMatch(/hunter2|secret|Error:|at /u);
    }
    expect(errors.map(([, operation]) => operation).toSorted()).toEqual(['readRun', 'startRun']);
    handler.close();
  });

  it('is not for caches nor for guessing types', async () => {
    const { send } = served();
    for (const path of ['/capabilities', '/runs/x', '/nowhere']) {
      expect(Object.fromEntries((await send(path)).headers)).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'nl2sql-protocol': '1' });
    }
  });

  it('has the method, and the content type, that was asked for', async () => {
    const { send } = served();
    const put = await send('/runs', { method: 'PUT' });
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
    expect((await send('/capabilities', { method: 'DELETE' })).headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    expect(await codeOf(await send('/runs', { body, headers: { accept: 'application/json' } }))).toBe('NOT_ACCEPTABLE');
    expect((await send('/capabilities', { headers: { accept: 'text/html, application/*;q=0' } })).status).toBe(406);
    expect((await send('/capabilities', { headers: { accept: 'text/html, */*;q=0.1' } })).status).toBe(200);
    const head = await send('/capabilities', { method: 'HEAD' });
    expect([head.status, head.body, head.headers.get('content-type')]).toEqual([200, null, 'application/json; charset=utf-8']);
  });

  it('says when to come again, where there is a limit', async () => {
    const asked: unknown[] = [];
    const { send } = served({
      server: {
        rateLimit: (_request, { id }, operation) => {
          asked.push([id, operation]);
          return operation === 'startRun' ? { allowed: false, retryAfterSeconds: 2.1 } : { allowed: true };
        },
      },
    });
    const response = await send('/runs', { body });
    expect([response.status, response.headers.get('retry-after'), await codeOf(response)]).toEqual([429, '3', 'RATE_LIMITED']);
    expect((await send('/capabilities')).status).toBe(200);
    expect(asked).toEqual([['ada', 'startRun'], ['ada', 'readCapabilities']]);
  });
});
