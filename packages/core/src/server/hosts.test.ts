import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Hono } from 'hono';
import { afterEach, describe, expect, it } from 'vitest';
import { allEvents, codeOf, eventsOf, gatedDatabase, requestFor, serve, type Served } from '../../test/support/http.ts';
import { fakeDatabase } from '../../test/support/fake-database.ts';
import { toNodeHandler } from './node.ts';

const question = 'total amount of orders';
const basePath = '/api/nl2sql';
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

function served(...[given = {}]: Parameters<typeof serve>): Served {
  const one = serve({ ...given, server: { basePath, ...given.server } });
  closing.push(async () => {
    one.handler.close();
    await one.pipeline.close();
  });
  return one;
}

/** What every host has to let through. */
async function askThrough(call: (request: Request) => Promise<Response> | Response): Promise<void> {
  const response = await call(requestFor(`${basePath}/runs`, { body: { question } }));
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const events = await allEvents(response);
  expect(events.at(-1)).toMatchObject({ type: 'run.finished', outcome: 'success' });
  const state = await call(requestFor(`${basePath}/runs/${events[0]!.runId}`));
  expect(await state.json()).toMatchObject({ phase: 'succeeded' });
  expect(await codeOf(await call(requestFor(`${basePath}/runs/x`)))).toBe('RUN_NOT_FOUND');
}

describe('Hono', () => {
  it('mounts it as a route', async () => {
    const { handler } = served();
    const app = new Hono();
    app.all(`${basePath}/*`, (context) => handler(context.req.raw));
    await askThrough((request) => app.fetch(request));
  });
});

describe('a Next.js route handler', () => {
  it('is the handler itself, under the names of the methods', async () => {
    const { handler } = served();
    // As app/api/nl2sql/[...path]/route.ts exports them, and Next.js calls them: with the request and the parts of the path.
    const routes: Record<string, (request: Request, context: { params: Promise<{ path: string[] }> }) => Promise<Response>> = { GET: handler, POST: handler };
    const context = { params: Promise.resolve({ path: ['runs'] }) };
    await askThrough((request) => routes[request.method]!(request, context));
  });
});

describe("Node's http", () => {
  async function listen(one: Served, heard: (server: Server) => void = () => {}): Promise<string> {
    const server = createServer((incoming, outgoing) => void toNodeHandler(one.handler)(incoming, outgoing));
    heard(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const headers = { authorization: 'Bearer ada', 'content-type': 'application/json' };

  it('serves it', async () => {
    const address = await listen(served());
    await askThrough(async (request) => {
      const { pathname } = new URL(request.url);
      return fetch(`${address}${pathname}`, { method: request.method, headers: { ...headers, origin: address }, ...(request.method === 'POST' && { body: await request.text() }) });
    });
  });

  it('detaches a reader that hangs up, and the run goes on', async () => {
    const { database, reached, release } = gatedDatabase();
    const one = served({ pipeline: { database } });
    const address = await listen(one);
    const leaving = new AbortController();
    const response = await fetch(`${address}${basePath}/runs`, { method: 'POST', headers, body: JSON.stringify({ question }), signal: leaving.signal });
    const runId = response.headers.get('nl2sql-run-id')!;
    await reached;
    expect(one.handler.held()).toEqual({ runs: 1, readers: 1 });
    leaving.abort();
    await expect.poll(() => one.handler.held().readers).toBe(0);
    const back = await fetch(`${address}${basePath}/runs/${runId}/events`, { headers });
    release();
    expect((await allEvents(back)).at(-1)).toMatchObject({ outcome: 'success' });
  });

  it('makes nothing for a reader that does not read, and loses nothing of what they read later', async () => {
    const cell = 'x'.repeat(100_000);
    const rows = Array.from({ length: 100 }, (_, n) => [n, cell]);
    const one = served({
      pipeline: { database: fakeDatabase({ query: async () => ({ columns: [{ name: 'n', type: 'integer' }, { name: 'x', type: 'text' }], rows, truncated: false }) }) },
      server: { limits: { previewBytes: 20_000_000, heldEventBytes: 30_000_000 } },
    });
    const address = await listen(one);
    const asked = httpRequest(`${address}${basePath}/runs`, { method: 'POST', headers });
    asked.end(JSON.stringify({ question }));
    const [slow] = (await once(asked, 'response')) as [IncomingMessage];
    const runId = slow.headers['nl2sql-run-id'] as string;
    // Unread, it holds the connection up; others are told everything meanwhile.
    const other = await allEvents(await fetch(`${address}${basePath}/runs/${runId}/events`, { headers }));
    expect(other.at(-1)).toMatchObject({ outcome: 'success' });
    expect(one.handler.held().readers).toBe(1);
    const parts: Buffer[] = [];
    for await (const part of slow) parts.push(part as Buffer);
    const told = await allEvents(new Response(Buffer.concat(parts)));
    expect(told.at(-1)).toEqual(other.at(-1));
    await expect.poll(() => one.handler.held().readers).toBe(0);
  });

  it('ends a reading whose events are not held any more', async () => {
    const { database, reached, release } = gatedDatabase();
    const one = served({ pipeline: { database }, server: { limits: { heldEvents: 4 } } });
    const response = await one.send(`${basePath}/runs`, { body: { question } });
    await reached;
    release();
    await expect.poll(async () => ((await (await one.send(`${basePath}/runs/${response.headers.get('nl2sql-run-id')}`)).json()) as { phase: string }).phase).toBe('succeeded');
    const told = [];
    for await (const event of eventsOf(response)) told.push(event);
    expect(told.every(({ type }) => type !== 'run.finished')).toBe(true);
    expect(one.handler.held().readers).toBe(0);
  });

  it('tells the sender of a body that is too large, without reading it all', async () => {
    const one = served({ server: { limits: { bodyBytes: 1_000 } } });
    const address = await listen(one);
    const asked = httpRequest(`${address}${basePath}/runs`, { method: 'POST', headers: { ...headers, 'transfer-encoding': 'chunked' } });
    asked.on('error', () => {});
    const replied = once(asked, 'response');
    asked.write(JSON.stringify({ question: 'x'.repeat(2_000) }));
    const [reply] = (await replied) as [IncomingMessage];
    expect([reply.statusCode, reply.headers.connection]).toEqual([413, 'close']);
    reply.resume();
    asked.destroy();
  });

  it('takes a path as it is, whatever it begins with', async () => {
    const address = await listen(served());
    const { port } = new URL(address);
    const statuses = await Promise.all(
      ['//evil.test/api/nl2sql/capabilities', 'http://evil.test/api/nl2sql/capabilities', '/api/nl2sql/%zz'].map(async (path) => {
        const asked = httpRequest({ host: '127.0.0.1', port, path, headers });
        asked.end();
        const [reply] = (await once(asked, 'response')) as [IncomingMessage];
        reply.resume();
        return reply.statusCode;
      }),
    );
    expect(statuses).toEqual([404, 404, 404]);
  });

  it('answers a request that cannot be one', async () => {
    const { port } = new URL(await listen(served()));
    const asked = httpRequest({ host: '127.0.0.1', port, path: '/', headers: { host: 'a b' } });
    asked.end();
    const [reply] = (await once(asked, 'response')) as [IncomingMessage];
    reply.resume();
    expect(reply.statusCode).toBe(400);
  });
});
