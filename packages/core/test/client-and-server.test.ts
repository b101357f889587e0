import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createDirectTransport, createHttpTransport, createThreadStore, type ThreadStore, type ThreadStoreOptions, type Transport, type Turn } from '../src/client/index.ts';
import { fakeDatabase } from './support/fake-database.ts';
import { gatedDatabase, serve, type Served } from './support/http.ts';
import { shopModel, undecided } from './support/shop-model.ts';

const question = 'total amount of orders';
const open: Served[] = [];
const listening: Server[] = [];
afterEach(async () => {
  for (const { handler, pipeline } of open.splice(0)) {
    handler.close();
    await pipeline.close();
  }
  for (const server of listening.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

function served(...given: Parameters<typeof serve>): Served {
  const one = serve(...given);
  open.push(one);
  return one;
}

const direct = ({ handler }: Served, as = 'ada'): Transport => createDirectTransport({ handler, headers: { authorization: `Bearer ${as}` }, retry: { baseMs: 0 } });

/** The handler behind a server of Node, as a host would put it there. */
async function overLoopback({ handler }: Served): Promise<Transport> {
  const server = createServer((incoming, outgoing) => {
    const left = new AbortController();
    outgoing.on('close', () => left.abort());
    const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
      method: incoming.method ?? 'GET',
      headers: incoming.headers as Record<string, string>,
      signal: left.signal,
      ...(incoming.method === 'POST' && { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' as const }),
    });
    void handler(request).then((response) => {
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      if (response.body === null) outgoing.end();
      else Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]).on('error', () => {}).pipe(outgoing);
    });
  });
  listening.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return createHttpTransport({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, headers: { authorization: 'Bearer ada' } });
}

const storeOver = (transport: Transport, options: Partial<ThreadStoreOptions> = {}): ThreadStore =>
  createThreadStore({ transport, storage: null, reconnect: { baseMs: 0 }, schedule: (publish) => publish(), ...options });
const last = (store: ThreadStore): Turn => store.getSnapshot().turns.at(-1)!;

/** Resolves when the last turn is as wanted. */
function until(store: ThreadStore, isSo: (turn: Turn) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const unsubscribe = store.subscribe(() => {
      const turn = last(store);
      if (turn === undefined || !isSo(turn)) return;
      unsubscribe();
      resolve();
    });
  });
}

describe.each([
  ['in the same process', async (one: Served) => direct(one)],
  ['over HTTP', overLoopback],
])('a conversation %s', (_, reach) => {
  it('asks, and asks on in the same thread', async () => {
    const one = served();
    const store = storeOver(await reach(one));
    await store.restore();
    await store.ask(question);
    await store.ask(question);
    const { turns, threadId } = store.getSnapshot();
    expect(turns.map(({ phase, run }) => [phase, run.threadId, run.result?.rows, run.gap])).toEqual([
      ['succeeded', threadId, [[3]], false],
      ['succeeded', threadId, [[3]], false],
    ]);
    await vi.waitFor(() => expect(store.getSnapshot().capabilities).toMatchObject({ protocol: '1', limits: { bodyBytes: 65_536 } }), { timeout: 10_000 });
  });

  it('answers what is asked back', async () => {
    const one = served({ pipeline: { model: shopModel({ 'score-table-relevance': undecided }) } });
    const store = storeOver(await reach(one));
    await store.ask('total amount');
    expect(last(store)).toMatchObject({ phase: 'awaitingInput', run: { interrupts: [{ kind: 'clarification' }] } });
    await store.respond({ kind: 'choose', optionId: 'table:orders' });
    expect(last(store)).toMatchObject({ phase: 'succeeded', problem: null, run: { lock: { tables: [{ table: 'orders' }] }, gap: false } });
  });

  it('stops the run, down to the database', async () => {
    const { database, reached } = gatedDatabase();
    const store = storeOver(await reach(served({ pipeline: { database } })));
    const asking = store.ask(question);
    await reached;
    await store.stop();
    await asking;
    expect(last(store)).toMatchObject({ phase: 'cancelled', run: { databaseStopped: true }, problem: null });
  });

  it('gives up a question that was asked back', async () => {
    const store = storeOver(await reach(served({ pipeline: { model: shopModel({ 'score-table-relevance': undecided }) } })));
    await store.ask('total amount');
    await store.stop();
    expect(last(store)).toMatchObject({ phase: 'cancelled', problem: null, run: { interrupts: [] } });
  });

  it('is there again after a reload, while its run goes on', async () => {
    const { database, reached, release } = gatedDatabase();
    const one = served({ pipeline: { database } });
    const transport = await reach(one);
    const entries = new Map<string, string>();
    const storage = { getItem: (key: string) => entries.get(key) ?? null, setItem: (key: string, value: string) => void entries.set(key, value), removeItem: (key: string) => void entries.delete(key) };
    const before = storeOver(transport, { storage });
    const isKept = until(before, ({ run }) => run.lock !== null);
    void before.ask(question);
    await Promise.all([reached, isKept]);
    before.dispose();
    const store = storeOver(transport, { storage });
    const isReading = until(store, ({ phase, run }) => phase === 'streaming' && run.lock !== null);
    const restoring = store.restore();
    await isReading;
    release();
    await restoring;
    expect(store.getSnapshot().turns).toHaveLength(1);
    expect(last(store)).toMatchObject({ question, phase: 'succeeded', run: { result: { rows: [[3]] }, gap: false } });
  });
});

describe('what a server says', () => {
  it('of a result that is too long for the events is read on in pages', async () => {
    const rows = Array.from({ length: 500 }, (_, n) => [n]);
    const database = fakeDatabase({ query: async () => ({ columns: [{ name: 'n', type: 'integer' }], rows, truncated: false }) });
    const store = storeOver(direct(served({ pipeline: { database }, server: { limits: { previewBytes: 200 } } })));
    await store.ask(question);
    const shown = last(store).run.result!.rows.length;
    expect(shown).toBeLessThan(500);
    let pages = 0;
    for (; last(store).nextRows !== null; pages += 1) await store.loadRows(last(store).id);
    expect(last(store).run.result!.rows).toEqual(rows);
    expect(pages).toBe(3);
  });

  it('to the second of two who answer reaches them, with what the first one did', async () => {
    const { database, reached, release } = gatedDatabase();
    const one = served({ pipeline: { database, model: shopModel({ 'score-table-relevance': undecided }) } });
    const first = storeOver(direct(one));
    await first.ask('total amount');
    const threadId = first.getSnapshot().threadId!;
    const other = storeOver(direct(one), { threadId });
    await other.restore();
    expect(last(other).phase).toBe('awaitingInput');
    const winning = first.respond({ kind: 'choose', optionId: 'table:orders' });
    await reached;
    const losing = other.respond({ kind: 'choose', optionId: 'table:invoices' });
    await until(other, ({ phase }) => phase === 'streaming');
    release();
    await Promise.all([winning, losing]);
    expect(last(other)).toMatchObject({ phase: 'succeeded', problem: { code: expect.stringMatching(/^(ALREADY_RESUMED|RUN_NOT_WAITING)$/) }, run: { lock: { tables: [{ table: 'orders' }] } } });
  });

  it('to somebody else is nothing', async () => {
    const one = served();
    const ada = storeOver(direct(one));
    await ada.ask(question);
    const bob = storeOver(direct(one, 'bob'), { threadId: ada.getSnapshot().threadId! });
    await bob.restore();
    expect(bob.getSnapshot()).toMatchObject({ turns: [], problem: null });
    expect(await direct(one, 'bob').run(last(ada).run.runId!)).toBeNull();
  });

  it('to nobody is that they are not known', async () => {
    const store = storeOver(direct(served(), 'nobody'));
    await store.ask(question);
    expect(last(store)).toMatchObject({ phase: 'failed', problem: { code: 'UNAUTHENTICATED' } });
  });

  it('of the schema is what may be read', async () => {
    const { tables } = await direct(served()).schema();
    expect(tables.map(({ table }) => table)).toContain('orders');
  });
});

describe('a question that is sent twice', () => {
  it('is asked once', async () => {
    const one = served();
    let calls = 0;
    const transport = createDirectTransport({
      // The first reply is lost on its way.
      handler: async (request) => {
        const response = await one.handler(request);
        calls += 1;
        if (calls > 1) return response;
        await response.body?.cancel();
        throw new TypeError('The network is gone.');
      },
      headers: { authorization: 'Bearer ada' },
      retry: { baseMs: 0 },
    });
    const store = storeOver(transport);
    await store.ask(question);
    expect(last(store)).toMatchObject({ phase: 'succeeded', run: { gap: false, result: { rows: [[3]] } } });
    expect(one.handler.held().runs).toBe(1);
  });
});
