import { afterEach, describe, expect, it, vi } from 'vitest';
import { drop, hang, json, scriptedServer, stall, text, type Answer, type ScriptedServer } from '../../../../tests/support/scripted-server.ts';
import { initialRunState, type RunEvent } from '../protocol/index.ts';
import { broken, frames, numbered, problem, silent, stream, trickled } from './events-over-http.fixture.ts';
import { createHttpTransport, type ClientError, type HttpTransportOptions, type RunEvents } from './index.ts';
import { result, started, step, succeeded } from './scripts.fixture.ts';

const servers: ScriptedServer[] = [];
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(servers.splice(0).map((server) => server[Symbol.asyncDispose]()));
});

async function transportTo(answers: readonly Answer[], options: Partial<HttpTransportOptions> = {}) {
  const server = await scriptedServer(answers);
  servers.push(server);
  const transport = createHttpTransport({ baseUrl: `${server.url}/api/`, retry: { baseMs: 0 }, ...options });
  return { server, transport };
}

async function read(events: RunEvents): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const run = numbered([started(), step, ...result([[42]]), succeeded]);
const ask = { question: 'How many orders?' };
const key = { idempotencyKey: 'key-1' };

describe('a question over HTTP', () => {
  it('is posted as JSON with its key, and answered by events', async () => {
    const { server, transport } = await transportTo([stream(frames(...run))], { headers: { authorization: 'Bearer t' } });
    const events = await transport.start({ ...ask, threadId: 'thread-1' }, key);
    expect([events.runId, events.threadId]).toEqual(['run-1', 'thread-1']);
    expect(await read(events)).toEqual(run);
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/api/runs', body: { ...ask, threadId: 'thread-1' } });
    expect(server.requests[0]!.headers).toMatchObject({ 'content-type': 'application/json', 'idempotency-key': 'key-1', accept: 'text/event-stream', authorization: 'Bearer t' });
  });

  it('reads a stream that comes byte by byte', async () => {
    const { transport } = await transportTo([trickled(`: hb\n\n${frames(...run)}`)]);
    expect(await read(await transport.start(ask, key))).toEqual(run);
  });

  it('knows a thread by any name', async () => {
    const { transport } = await transportTo([stream('', { 'nl2sql-thread-id': encodeURIComponent('Bücher & more') })]);
    expect((await transport.start(ask, key)).threadId).toBe('Bücher & more');
  });

  it('gives events of types that it does not know', async () => {
    const unknown = { ...run[1]!, type: 'weather.changed' } as unknown as RunEvent;
    const { transport } = await transportTo([stream(frames(run[0]!, unknown, run.at(-1)!))]);
    expect((await read(await transport.start(ask, key))).map(({ type }) => type)).toEqual(['run.started', 'weather.changed', 'run.finished']);
  });

  it('lets nothing follow on the terminal event', async () => {
    const { transport } = await transportTo([silent(frames(...run, ...numbered([succeeded], 9)))]);
    expect(await read(await transport.start(ask, key))).toEqual(run);
  });

  it('is repeated with the same key, to the same address, until it arrives', async () => {
    const answers = [drop, text(503, ''), problem(502, 'BAD_GATEWAY'), stream(frames(...run))];
    const { server, transport } = await transportTo(answers);
    await transport.start(ask, key);
    expect(server.requests.map(({ method, path, headers, body }) => [method, path, headers['idempotency-key'], body])).toEqual(
      answers.map(() => ['POST', '/api/runs', 'key-1', ask]),
    );
  });

  it('is not repeated for ever, nor when it is refused', async () => {
    const gone = await transportTo([drop], { retry: { attempts: 3, baseMs: 0 } });
    await expect(gone.transport.start(ask, key)).rejects.toMatchObject({ name: 'ClientError', code: 'NETWORK_FAILED', status: null, retryable: true });
    expect(gone.server.requests).toHaveLength(3);
    const refused = await transportTo([problem(400, 'INVALID_INPUT')]);
    await expect(refused.transport.start(ask, key)).rejects.toMatchObject({ code: 'INVALID_INPUT', message: 'It is INVALID_INPUT.', hint: 'A hint.', status: 400, retryable: false });
    expect(refused.server.requests).toHaveLength(1);
  });

  it('does not follow a redirect', async () => {
    const { server, transport } = await transportTo([text(307, '', { location: '/elsewhere' }), stream(frames(...run))]);
    await expect(transport.start(ask, key)).rejects.toMatchObject({ code: 'INVALID_REPLY' });
    expect(server.requests).toHaveLength(1);
  });

  it('gives up with its signal, before and while events come', async () => {
    const { server, transport } = await transportTo([hang, silent(frames(run[0]!))]);
    const early = new AbortController();
    const call = transport.start(ask, { ...key, signal: early.signal });
    await server.arrival();
    early.abort();
    await expect(call).rejects.toMatchObject({ code: 'ABORTED' });
    const late = new AbortController();
    const events = await transport.start(ask, { ...key, signal: late.signal });
    const left = server.departure();
    for await (const event of events) {
      expect(event.type).toBe('run.started');
      late.abort();
    }
    await left;
  });

  it('lets go of the connection when it is closed', async () => {
    const { server, transport } = await transportTo([silent(frames(run[0]!))]);
    const events = await transport.start(ask, key);
    const left = server.departure();
    events.close();
    expect(await read(events)).toEqual([]);
    await left;
  });
});

describe('a connection that is lost', () => {
  it('in the middle of a frame ends the reading, without the frame', async () => {
    const whole = frames(...run);
    const { transport } = await transportTo([stream(whole.slice(0, whole.length - 20))]);
    expect(await read(await transport.start(ask, key))).toEqual(run.slice(0, -1));
  });

  it('is an error of the network', async () => {
    const { transport } = await transportTo([broken(frames(run[0]!))]);
    await expect(transport.start(ask, key).then(read)).rejects.toMatchObject({ code: 'NETWORK_FAILED' });
  });

  it('is noticed by the silence', async () => {
    const { transport } = await transportTo([silent(frames(run[0]!))], { heartbeatTimeoutMs: 40 });
    await expect(transport.start(ask, key).then(read)).rejects.toMatchObject({ code: 'NETWORK_FAILED', message: 'The server has fallen silent.' });
  });

  it('is noticed where no reply begins, or none ends', async () => {
    const options = { heartbeatTimeoutMs: 40, retry: { attempts: 2, baseMs: 0 } };
    const never = await transportTo([hang], options);
    await expect(never.transport.start(ask, key)).rejects.toMatchObject({ code: 'NETWORK_FAILED' });
    expect(never.server.requests).toHaveLength(2);
    await expect((await transportTo([stall], options)).transport.run('run-1')).rejects.toMatchObject({ code: 'NETWORK_FAILED' });
  });
});

describe('a reply that cannot be used', () => {
  it.each([
    ['of another major version', stream('', { 'nl2sql-protocol': '2' }), 'PROTOCOL_MISMATCH'],
    ['of no version', (response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(), 'PROTOCOL_MISMATCH'],
    ['that is a page', text(200, '<html>', { 'content-type': 'text/html' }), 'INVALID_REPLY'],
    ['of no run', stream('', { 'nl2sql-run-id': '' }), 'INVALID_REPLY'],
    ['whose run cannot be read', stream('', { 'nl2sql-run-id': '%E0' }), 'INVALID_REPLY'],
    ['with an unknown status', text(418, 'no json', { 'content-type': 'application/problem+json' }), 'UNEXPECTED_STATUS'],
  ] as const satisfies readonly (readonly [string, Answer, string])[])('%s is an error', async (_, answer, code) => {
    const { server, transport } = await transportTo([answer]);
    await expect(transport.start(ask, key)).rejects.toMatchObject({ code });
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['text', 'data: hello\n\ndata: more\n\n'],
    ['an event without a number', 'data: {"type":"usage"}\n\n: hb\n\n'],
    ['an event without what it carries', frames({ ...run[1]!, type: 'result.rows' } as unknown as RunEvent)],
    ['an outcome that is not known', frames({ ...run.at(-1)!, outcome: 'maybe' } as unknown as RunEvent)],
    ['a snapshot of something else', frames({ ...run[0]!, type: 'snapshot', state: { ...initialRunState, steps: 'none' } } as unknown as RunEvent)],
    ['a frame that is too long', frames({ ...run[0]!, question: 'q'.repeat(3000) } as RunEvent)],
  ])('%s in a stream is an error', async (_, text) => {
    const { transport } = await transportTo([stream(text)], { maxFrameLength: 2000 });
    await expect(transport.start(ask, key).then(read)).rejects.toMatchObject({ code: 'INVALID_REPLY', retryable: true });
  });

  it('is none of the other calls either', async () => {
    const { transport } = await transportTo([json(200, { rows: 'none' })]);
    for (const call of [transport.run('r'), transport.thread('t'), transport.rows('r', null), transport.schema(), transport.capabilities(), transport.cancel('r')]) {
      await expect(call).rejects.toMatchObject({ code: 'INVALID_REPLY' });
    }
  });
});

describe('who asks', () => {
  it('is told anew at each try', async () => {
    let tokens = 0;
    const { server, transport } = await transportTo([text(503, ''), stream('')], { headers: async () => ({ authorization: `Bearer ${(tokens += 1)}` }) });
    await transport.start(ask, key);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer 1', 'Bearer 2']);
  });

  it('is asked for once, however many calls were refused', async () => {
    let token = 'old';
    let refused = 0;
    let open: () => void = () => {};
    const bothRefused = new Promise<void>((resolve) => (open = resolve));
    const guarded: Answer = (response, request) => {
      if (request.headers.authorization === 'Bearer new') return json(200, initialRunState)(response, request);
      refused += 1;
      if (refused === 2) open();
      problem(401, 'UNAUTHENTICATED')(response, request);
    };
    const onUnauthorized = vi.fn<() => Promise<'retry'>>(async () => {
      await bothRefused;
      token = 'new';
      return 'retry';
    });
    const { transport } = await transportTo([guarded], { headers: () => ({ authorization: `Bearer ${token}` }), onUnauthorized });
    await Promise.all([transport.run('a'), transport.run('b')]);
    expect(onUnauthorized).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['was not to be found', async (): Promise<'fail'> => 'fail', 1],
    ['could not be asked for', () => Promise.reject(new Error('no sign-in')), 1],
    ['is still not known', async (): Promise<'retry'> => 'retry', 2],
  ])('is an error when they %s', async (_, onUnauthorized, requests) => {
    const { server, transport } = await transportTo([text(401, '')], { onUnauthorized });
    await expect(transport.start(ask, key)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', status: 401, retryable: false });
    expect(server.requests).toHaveLength(requests);
  });

  it('is an error when the headers cannot be made, and nothing is sent', async () => {
    const { server, transport } = await transportTo([hang], { headers: () => Promise.reject(new Error('expired')) });
    await expect(transport.start(ask, key)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(server.requests).toHaveLength(0);
  });
});

describe('a server that asks for a pause', () => {
  /** Answers without a network, so that the time is the test's. */
  function paused(...replies: readonly Response[]) {
    vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00.000Z') });
    const fetch = vi.fn<() => Promise<Response>>().mockResolvedValue(replies.at(-1)!);
    for (const reply of replies.slice(0, -1)) fetch.mockResolvedValueOnce(reply);
    return { fetch, transport: createHttpTransport({ baseUrl: '/api', fetch }) };
  }
  const fine = (): Response => Response.json(initialRunState);

  it.each([
    ['in seconds', 429, '20'],
    ['at a date', 503, 'Thu, 01 Jan 2026 00:00:20 GMT'],
  ])('%s gets it', async (_, status, retryAfter) => {
    const { fetch, transport } = paused(new Response(null, { status, headers: { 'retry-after': retryAfter } }), fine());
    const call = transport.run('run-1');
    await vi.advanceTimersByTimeAsync(19_900);
    expect(fetch).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(await call).toEqual(initialRunState);
  });

  it('of an hour is not waited for', async () => {
    const { fetch, transport } = paused(new Response(null, { status: 429, headers: { 'retry-after': '3600' } }));
    const failed = (await transport.run('run-1').catch((error: unknown) => error)) as ClientError;
    expect(failed).toMatchObject({ code: 'UNEXPECTED_STATUS', status: 429, retryable: true, retryAfterMs: 3_600_000 });
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('is tried again later and later, by chance, and six times at most', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.999_999);
    const { fetch, transport } = paused(new Response(null, { status: 503 }));
    const failed = transport.run('run-1').catch((error: unknown) => error);
    const tries: number[] = [];
    for (const pause of [500, 1000, 2000, 4000, 8000]) {
      await vi.advanceTimersByTimeAsync(pause - 10);
      tries.push(fetch.mock.calls.length);
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(await failed).toMatchObject({ status: 503 });
    expect(tries).toEqual([1, 2, 3, 4, 5]);
    expect(fetch).toHaveBeenCalledTimes(6);
    vi.mocked(Math.random).mockRestore();
  });
});

describe('what else is asked', () => {
  it('goes to its address', async () => {
    const page = { runId: 'a/b', columns: [], rows: [[1]], offset: 0, rowCount: 1, next: null };
    const { server, transport } = await transportTo([
      json(200, page),
      json(200, page),
      json(200, { stopped: true }),
      json(200, { threadId: 't', runs: [initialRunState] }),
      json(200, { dialect: 'sqlite', tables: [], joins: [] }),
      stream(frames(...run)),
      stream(frames(...run)),
      stream(frames(...run)),
    ]);
    expect(await transport.rows('a/b', null)).toEqual(page);
    await transport.rows('a/b', 'r 1');
    expect(await transport.cancel('run-1')).toEqual({ stopped: true });
    await transport.thread('a thread');
    await transport.schema();
    await transport.attach('run-1', { after: null });
    await transport.attach('run-1', { after: 7 });
    await transport.resume('t', { runId: 'run-1', response: { kind: 'cancel' } }, key);
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/results/a%2Fb',
      'GET /api/results/a%2Fb?cursor=r%201',
      'POST /api/runs/run-1/cancel',
      'GET /api/threads/a%20thread',
      'GET /api/schema',
      'GET /api/runs/run-1/events',
      'GET /api/runs/run-1/events?after=7',
      'POST /api/threads/t/resume',
    ]);
    expect(server.requests[2]!.headers['idempotency-key']).toBe('cancel-run-1');
    expect(server.requests[7]).toMatchObject({ body: { runId: 'run-1', response: { kind: 'cancel' } }, headers: { 'idempotency-key': 'key-1' } });
  });

  it('is null where there is nothing', async () => {
    const { transport } = await transportTo([(response) => response.writeHead(204).end(), problem(404, 'RUN_NOT_FOUND')]);
    expect(await transport.attach('run-1', { after: 9 })).toBeNull();
    expect(await transport.attach('run-1', { after: 9 })).toBeNull();
    expect(await transport.run('run-1')).toBeNull();
    expect(await transport.thread('t')).toBeNull();
    await expect(transport.rows('run-1', null)).rejects.toMatchObject({ code: 'RUN_NOT_FOUND', status: 404 });
  });

  it('attaches once, since the reader counts the tries', async () => {
    const { server, transport } = await transportTo([text(503, '', { 'retry-after': '3' })]);
    await expect(transport.attach('run-1', { after: 9 })).rejects.toMatchObject({ status: 503, retryAfterMs: 3000 });
    expect(server.requests).toHaveLength(1);
  });

  it('learns from the server which protocol it speaks', async () => {
    const { transport } = await transportTo([json(200, { protocol: '2', remember: [], mayIngest: false, limits: {} })]);
    await expect(transport.capabilities()).rejects.toMatchObject({ code: 'PROTOCOL_MISMATCH' });
  });
});
