import { afterEach, describe, expect, it, vi } from 'vitest';
import { drop, json, scriptedServer, text, type Answer, type ScriptedServer } from '../../../../tests/support/scripted-server.ts';
import { broken, frames, numbered, problem, snapshotOf, stateOf, stream, trickled } from './events-over-http.fixture.ts';
import { createHttpTransport, createThreadStore, type HttpTransportOptions, type ThreadStore, type Turn } from './index.ts';
import { clarification, interrupted, result, started, step, succeeded } from './scripts.fixture.ts';

const servers: ScriptedServer[] = [];
afterEach(async () => {
  vi.unstubAllGlobals();
  await Promise.all(servers.splice(0).map((server) => server[Symbol.asyncDispose]()));
});

async function serverOf(answers: readonly Answer[]): Promise<ScriptedServer> {
  const server = await scriptedServer(answers);
  servers.push(server);
  return server;
}

async function storeFor(answers: readonly Answer[], options: Partial<HttpTransportOptions> = {}) {
  const server = await serverOf(answers);
  const transport = createHttpTransport({ baseUrl: server.url, retry: { baseMs: 0 }, ...options });
  const store = createThreadStore({ transport, storage: null, reconnect: { baseMs: 0 }, schedule: (publish) => publish() });
  return { server, store, asked: () => server.requests.map(({ method, path }) => `${method} ${path}`) };
}

/** The phases that a turn went through, each once in a row. */
function phasesOf(store: ThreadStore): string[] {
  const phases: string[] = [];
  store.subscribe(() => {
    const { phase, reconnect } = last(store);
    const seen = reconnect ? `${phase} ${reconnect.attempt}/${reconnect.of}` : phase;
    if (phases.at(-1) !== seen) phases.push(seen);
  });
  return phases;
}

const last = (store: ThreadStore): Turn => store.getSnapshot().turns.at(-1)!;
const run = numbered([started(), step, ...result([[42]]), succeeded]);
const whole = frames(...run);
const done = { phase: 'succeeded', problem: null, reconnect: null, run: { lastSeq: 8, gap: false, result: { rows: [[42]], rowCount: 1 } } };
/** What a reader gets who has seen the first so many events. */
const from = (seen: number): string => frames(snapshotOf(run.slice(0, seen)), ...run.slice(seen));

describe('a connection that is lost', () => {
  it('in the middle of a frame is got back after the last whole event, and the question is never posted again', async () => {
    const cut = whole.indexOf('id: 4') + 30;
    const { store, asked } = await storeFor([broken(whole.slice(0, cut)), stream(from(3))]);
    const phases = phasesOf(store);
    await store.ask('How many orders?');
    expect(last(store)).toMatchObject(done);
    expect(asked()).toEqual(['POST /runs', 'GET /runs/run-1/events?after=3']);
    expect(phases).toEqual(['submitting', 'streaming', 'reconnecting 1/6', 'streaming', 'succeeded']);
  });

  it('before the first event is got back from the beginning', async () => {
    const { store, asked } = await storeFor([stream(''), stream(from(0))]);
    await store.ask('How many orders?');
    expect(last(store)).toMatchObject(done);
    expect(asked()).toEqual(['POST /runs', 'GET /runs/run-1/events']);
  });

  it('again and again is got back as long as something comes', async () => {
    const pieces = run.map((event, seen) => stream(seen === 0 ? frames(event) : frames(snapshotOf(run.slice(0, seen)), event)));
    const { store, server } = await storeFor(pieces);
    const phases = phasesOf(store);
    await store.ask('How many orders?');
    expect(last(store)).toMatchObject(done);
    expect(server.requests).toHaveLength(run.length);
    expect(new Set(phases)).toEqual(new Set(['submitting', 'streaming', 'reconnecting 1/6', 'succeeded']));
  });

  it('for good leaves the turn offline, with what was there and a way back', async () => {
    const { store, server } = await storeFor([stream(frames(...run.slice(0, 6))), ...Array.from({ length: 6 }, () => drop), stream(from(6))]);
    const phases = phasesOf(store);
    await store.ask('How many orders?');
    expect(last(store)).toMatchObject({ phase: 'offline', reconnect: null, problem: { code: 'NETWORK_FAILED', retryable: true }, run: { result: { rows: [[42]] } } });
    expect(phases.filter((phase) => phase.startsWith('reconnecting'))).toEqual([1, 2, 3, 4, 5, 6].map((attempt) => `reconnecting ${attempt}/6`));
    expect(server.requests).toHaveLength(7);
    await expect(store.ask('another')).rejects.toMatchObject({ code: 'MISUSE' });
    await store.reconnect();
    expect(last(store)).toMatchObject(done);
  });

  it('is tried again at once when the browser is online', async () => {
    const { store } = await storeFor([stream(frames(run[0]!)), ...Array.from({ length: 6 }, () => drop), stream(from(1))]);
    const network = new EventTarget();
    vi.stubGlobal('addEventListener', network.addEventListener.bind(network));
    vi.stubGlobal('removeEventListener', network.removeEventListener.bind(network));
    const isDone = new Promise<void>((resolve) => {
      store.subscribe(() => {
        if (last(store).phase === 'succeeded') resolve();
      });
    });
    await store.ask('How many orders?');
    expect(last(store).phase).toBe('offline');
    network.dispatchEvent(new Event('online'));
    await isDone;
  });

  it('of somebody who is signed out waits for them', async () => {
    const { store, asked } = await storeFor([stream(frames(run[0]!)), problem(401, 'UNAUTHENTICATED'), stream(from(1))]);
    await store.ask('How many orders?');
    expect(last(store)).toMatchObject({ phase: 'offline', problem: { code: 'UNAUTHENTICATED' } });
    await store.reconnect();
    expect(last(store)).toMatchObject(done);
    expect(asked()).toHaveLength(3);
  });

  it('is got back with a fresh token where the host has one', async () => {
    let token = 'old';
    const { store, server } = await storeFor([stream(frames(run[0]!)), problem(401, 'UNAUTHENTICATED'), stream(from(1))], {
      headers: () => ({ authorization: token }),
      onUnauthorized: async () => ((token = 'new'), 'retry'),
    });
    await store.ask('How many orders?');
    expect(last(store)).toMatchObject(done);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['old', 'old', 'new']);
  });

  it('of a run that has ended meanwhile is asked for its state', async () => {
    const { store, asked } = await storeFor([stream(frames(...run.slice(0, 4))), (response) => response.writeHead(204).end(), json(200, stateOf(run))]);
    await store.ask('How many orders?');
    expect(last(store)).toMatchObject(done);
    expect(asked().at(-1)).toBe('GET /runs/run-1');
  });
});

describe('rule 2: events that are not as they should be', () => {
  it('twice are taken once, and counted', async () => {
    const { store, asked } = await storeFor([stream(frames(...run.slice(0, 5), ...run.slice(1, 6), ...run.slice(5)))]);
    await store.ask('How many orders?');
    expect(last(store)).toMatchObject({ ...done, run: { ...done.run, ignored: { duplicate: 5 } } });
    expect(asked()).toHaveLength(1);
  });

  it.each([
    ['with one missing', [run[0]!, run[1]!, run[3]!, ...run.slice(4)]],
    ['in another order', [run[0]!, run[1]!, run[3]!, run[2]!, ...run.slice(4)]],
  ])('%s are asked for again', async (_, events) => {
    const { store, asked } = await storeFor([stream(frames(...events)), stream(from(4))]);
    await store.ask('How many orders?');
    expect(last(store)).toMatchObject(done);
    expect(asked()).toEqual(['POST /runs', 'GET /runs/run-1/events?after=4']);
  });

  it('of another run are left out', async () => {
    const foreign = { ...run[1]!, runId: 'run-2', seq: 99 };
    const { store } = await storeFor([stream(frames(run[0]!, foreign, ...run.slice(1)))]);
    await store.ask('How many orders?');
    expect(last(store)).toMatchObject(done);
  });

  it('of a type that is not known are counted', async () => {
    const unknown = { ...run[1]!, type: 'weather.changed' } as unknown as (typeof run)[number];
    const { store } = await storeFor([stream(frames(run[0]!, unknown, ...run.slice(2)))]);
    await store.ask('How many orders?');
    expect(last(store)).toMatchObject({ phase: 'succeeded', run: { ignored: { unknown: 1 }, gap: false } });
  });

  it('that are none cost the connection and not the run', async () => {
    const { store } = await storeFor([stream(`${frames(run[0]!)}data: <html>\n\n: hb\n\n`), stream(from(1))]);
    await store.ask('How many orders?');
    expect(last(store)).toMatchObject(done);
  });

  it('that cannot be used cost the connection and not the run', async () => {
    const empty = { ...run[1]!, type: 'assumption.added', assumption: {} } as unknown as (typeof run)[number];
    const { store, asked } = await storeFor([stream(frames(run[0]!, empty, ...run.slice(2))), stream(from(2))]);
    await store.ask('How many orders?');
    expect(last(store)).toMatchObject(done);
    expect(asked()).toHaveLength(2);
  });

  it('a byte at a time make the same', async () => {
    const { store } = await storeFor([trickled(frames(run[0]!, run.at(-1)!).replace('"seq":8', '"seq":2'))]);
    await store.ask('How many orders?');
    expect(last(store).phase).toBe('succeeded');
  });

  it('that end twice end once', async () => {
    const late = numbered([{ type: 'run.finished', outcome: 'refused', refusal: { reason: 'off_topic', message: 'No.' } }], 9);
    const { store } = await storeFor([stream(frames(...run, ...late))]);
    await store.ask('How many orders?');
    expect(last(store)).toMatchObject({ phase: 'succeeded', run: { refusal: null } });
  });
});

describe('rule 4: a question that does not arrive', () => {
  it('fails in its place, and is sent again with the same key', async () => {
    const { store, server } = await storeFor([...Array.from({ length: 6 }, () => drop), stream(whole)]);
    await store.ask('How many orders?');
    const { id } = last(store);
    expect(last(store)).toMatchObject({ phase: 'failed', problem: { code: 'NETWORK_FAILED', retryable: true }, run: { error: null, runId: null } });
    await store.retry(id);
    expect(store.getSnapshot().turns).toHaveLength(1);
    expect(last(store)).toMatchObject({ ...done, id });
    expect(new Set(server.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(new Set(server.requests.map(({ text: body }) => body)).size).toBe(1);
  });

  it('has another key once the server has said no', async () => {
    const { store, server } = await storeFor([problem(403, 'ORIGIN_NOT_ALLOWED'), stream(whole)]);
    await store.ask('How many orders?');
    expect(last(store)).toMatchObject({ phase: 'failed', problem: { code: 'ORIGIN_NOT_ALLOWED', hint: 'A hint.' } });
    await store.retry(last(store).id);
    expect(last(store)).toMatchObject(done);
    expect(new Set(server.requests.map(({ headers }) => headers['idempotency-key'])).size).toBe(2);
  });

  it('to a server of another protocol says so', async () => {
    const { store } = await storeFor([stream(whole, { 'nl2sql-protocol': '2' })]);
    await store.ask('How many orders?');
    expect(last(store)).toMatchObject({ phase: 'failed', problem: { code: 'PROTOCOL_MISMATCH', retryable: false } });
  });
});

describe('a server that starts anew', () => {
  /** A store whose server is replaced by another that answers so. */
  async function replaced(answers: readonly Answer[]) {
    const second = await serverOf(answers);
    const first = await serverOf([broken(frames(...run.slice(0, 3)))]);
    let url = first.url;
    const transport = createHttpTransport({
      baseUrl: 'http://server',
      fetch: (address, request) => fetch(address.replace('http://server', url), request),
    });
    const store = createThreadStore({ transport, storage: null, reconnect: { baseMs: 0 }, schedule: (publish) => publish() });
    let refused = 0;
    store.subscribe(() => {
      refused = Math.max(refused, last(store).reconnect?.attempt ?? 0);
      // The first is gone, its port closed, for two tries.
      if (last(store).reconnect?.attempt === 3) url = second.url;
    });
    first.arrival().then(() => (url = 'http://127.0.0.1:1'), () => {});
    await store.ask('How many orders?');
    return { store, refused: () => refused };
  }

  it('and knows the run leads it on', async () => {
    const { store, refused } = await replaced([stream(from(3))]);
    expect(last(store)).toMatchObject(done);
    expect(refused()).toBe(3);
  });

  it('and does not know the run ends the turn', async () => {
    const { store } = await replaced([problem(404, 'RUN_NOT_FOUND')]);
    expect(last(store)).toMatchObject({ phase: 'failed', problem: { code: 'RUN_NOT_FOUND' }, run: { lastSeq: 3 } });
  });
});

describe('an answer', () => {
  const asked = numbered([started(), interrupted(clarification())]);
  const led = [...asked, ...numbered([started('How many orders?', true), ...result([[7]]), succeeded], 3)];
  const choice = { kind: 'choose', optionId: 'orders' } as const;

  it('(rule 7) that came second says so, and shows what the first one led to', async () => {
    const { store, asked: requests } = await storeFor([stream(frames(...asked)), problem(409, 'ALREADY_RESUMED'), stream(frames(snapshotOf(asked), ...led.slice(2)))]);
    await store.ask('How many orders?');
    await store.respond(choice);
    expect(last(store)).toMatchObject({ phase: 'succeeded', problem: { code: 'ALREADY_RESUMED' }, run: { result: { rows: [[7]] } } });
    expect(requests()).toEqual(['POST /runs', 'POST /threads/thread-1/resume', 'GET /runs/run-1/events?after=2']);
  });

  it('that does not arrive leaves the question open, and is sent again with the same key', async () => {
    const { store, server } = await storeFor([stream(frames(...asked)), ...Array.from({ length: 6 }, () => drop), stream(frames(...led.slice(2)))]);
    await store.ask('How many orders?');
    await store.respond(choice);
    expect(last(store)).toMatchObject({ phase: 'awaitingInput', problem: { code: 'NETWORK_FAILED' }, run: { interrupts: [{ id: 'which-orders' }] } });
    await store.respond(choice);
    expect(last(store)).toMatchObject({ phase: 'succeeded', problem: null, run: { result: { rows: [[7]] } } });
    expect(new Set(server.requests.slice(1).map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(new Set(server.requests.slice(1).map(({ text: body }) => body)).size).toBe(1);
  });

  it('whose run is lost at once is followed all the same', async () => {
    const { store } = await storeFor([stream(frames(...asked)), stream(''), stream(frames(snapshotOf(asked), ...led.slice(2)))]);
    await store.ask('How many orders?');
    await store.respond(choice);
    expect(last(store)).toMatchObject({ phase: 'succeeded', run: { result: { rows: [[7]] } } });
  });

  it('that is not taken has its reason with the question', async () => {
    const error = { code: 'INVALID_INPUT', message: 'There is no such option.', hint: null, stage: null, retryable: true };
    const again = numbered([started('How many orders?', true), { type: 'run.finished', outcome: 'interrupt', interrupts: [clarification()], problem: error }], 3);
    const { store } = await storeFor([stream(frames(...asked)), stream(frames(...again)), text(400, '')]);
    await store.ask('How many orders?');
    await store.respond(choice);
    expect(last(store)).toMatchObject({ phase: 'awaitingInput', run: { error: { code: 'INVALID_INPUT' } } });
    await store.respond(choice);
    expect(last(store)).toMatchObject({ phase: 'awaitingInput', problem: { code: 'UNEXPECTED_STATUS' } });
  });
});
