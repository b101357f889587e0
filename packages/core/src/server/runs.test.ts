import { describe, expect, it } from 'vitest';
import { allEvents, closingAfterEach, codeOf, collect, eventsOf, gatedDatabase, serve, type Served } from '../../test/support/http.ts';
import { shopModel, undecided } from '../../test/support/shop-model.ts';
import { initialRunState, reduceRun, type JsonRunState, type RunEvent } from '../protocol/index.ts';

const question = 'total amount of orders';
const fold = (events: readonly RunEvent[], from: JsonRunState = initialRunState) => events.reduce(reduceRun, from);

const served = closingAfterEach(serve);

async function readUntil(events: AsyncGenerator<RunEvent>, type: RunEvent['type']): Promise<RunEvent[]> {
  const seen: RunEvent[] = [];
  for (;;) {
    const { value, done } = await events.next();
    if (done) throw new Error(`There was no ${type}.`);
    seen.push(value);
    if (value.type === type) return seen;
  }
}

describe('POST /runs', () => {
  it('tells the run as events, from its start to its one end', async () => {
    const { send } = served();
    const response = await send('/runs', { body: { question, threadId: 'Bücher & more' } });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'nl2sql-protocol': '1',
      'nl2sql-run-id': expect.stringMatching(/^[\da-f-]{36}$/u),
      'nl2sql-thread-id': 'B%C3%BCcher%20%26%20more',
    });
    const events = await allEvents(response);
    expect(events[0]).toMatchObject({ type: 'run.started', seq: 1, runId: response.headers.get('nl2sql-run-id'), threadId: 'Bücher & more', question });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.filter(({ type }) => type === 'run.finished')).toEqual([events.at(-1)]);
    expect(fold(events)).toMatchObject({ phase: 'succeeded', result: { rows: [[3]] }, gap: false });
  });

  it.each(['.', '..', '', 'a\u0000b', 'a\u202eb', 'x'.repeat(201)])('refuses a conversation that no address can name: %j', async (threadId) => {
    const { send } = served();
    const response = await send('/runs', { body: { question, threadId } });
    expect([response.status, await codeOf(response)]).toEqual([400, 'INVALID_INPUT']);
  });

  it('goes on when its reader leaves, and is there for one who comes back', async () => {
    const { database, reached, release } = gatedDatabase();
    const { send, handler } = served({ pipeline: { database } });
    const first = await send('/runs', { body: { question } });
    const runId = first.headers.get('nl2sql-run-id')!;
    const reading = eventsOf(first);
    const seen = await readUntil(reading, 'lock.set');
    await reading.return(undefined);
    await reached;
    expect(handler.held()).toEqual({ runs: 1, readers: 0 });

    const back = eventsOf(await send(`/runs/${runId}/events?after=${seen.at(-1)!.seq}`));
    const [snapshot] = await readUntil(back, 'snapshot');
    expect(snapshot).toMatchObject({ seq: seen.at(-1)!.seq, state: fold(seen) });
    release();
    const rest = await collect(back);
    expect(rest.map(({ seq }) => seq)).toEqual(rest.map((_, index) => seen.length + index + 1));
    expect(fold([snapshot!, ...rest], fold(seen))).toMatchObject({ phase: 'succeeded', ignored: { afterEnd: 0, duplicate: 0 }, gap: false });
    expect(await (await send(`/runs/${runId}`)).json()).toEqual(fold([...seen, ...rest]));
  });

  it.each([
    ['no question', {}, /question/u],
    ['an empty question', { question: '' }, /question/u],
    ['one that is too long', { question: 'a'.repeat(2_001) }, /2000/u],
    ['a thread that cannot be one', { question, threadId: 'a\nb' }, /threadId: must be a text/u],
    ['a field that is not known', { question, principal: { id: 'root' } }, /principal/u],
  ])('refuses %s before anything is run', async (_name, body, detail) => {
    const { send, handler } = served();
    const response = await send('/runs', { body });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'INVALID_INPUT', status: 400, detail: expect.stringMatching(detail) });
    expect(handler.held().runs).toBe(0);
  });

  it('takes only so many at the same time', async () => {
    const { database, release, reached } = gatedDatabase();
    const { send } = served({ pipeline: { database }, server: { limits: { liveRuns: 2, liveRunsEach: 1 } } });
    const first = await send('/runs', { body: { question } });
    await reached;
    const again = await send('/runs', { body: { question } });
    expect([again.status, again.headers.get('retry-after'), await codeOf(again)]).toEqual([429, '1', 'TOO_MANY_RUNS']);
    const second = await send('/runs', { body: { question }, as: 'bob' });
    const third = await send('/runs', { body: { question }, as: 'ada-south' });
    expect([third.status, third.headers.get('retry-after'), await codeOf(third)]).toEqual([503, '1', 'SERVER_BUSY']);
    release();
    await Promise.all([allEvents(first), allEvents(second)]);
    expect((await send('/runs', { body: { question } })).status).toBe(200);
  });
});

describe('GET /runs/{id}/events', () => {
  it('tells of a run that is over what was known before its end, and the end', async () => {
    const { send } = served();
    const events = await allEvents(await send('/runs', { body: { question } }));
    const { runId, seq: last } = events.at(-1)!;
    const told = await allEvents(await send(`/runs/${runId}/events`));
    expect(told.map(({ type }) => type)).toEqual(['snapshot', 'run.finished']);
    expect(told[0]).toMatchObject({ seq: last - 1, state: fold(events.slice(0, -1)) });
    expect(fold(told)).toEqual(fold(events));

    const fromFive = await allEvents(await send(`/runs/${runId}/events`, { headers: { 'last-event-id': '5' } }));
    expect(fromFive.slice(1)).toEqual(events.slice(5));
    expect(fromFive[0]).toMatchObject({ type: 'snapshot', seq: 5, state: fold(events.slice(0, 5)) });

    const nothing = await send(`/runs/${runId}/events?after=${last}`);
    expect([nothing.status, nothing.body]).toEqual([204, null]);
    expect((await send(`/runs/${runId}/events?after=-1`)).status).toBe(400);
  });

  it('gives a state of now where events before it are not held any more', async () => {
    const { send } = served({ server: { limits: { heldEvents: 4 } } });
    const response = await send('/runs', { body: { question } });
    const { runId, seq } = (await readAll(send, response)).at(-1)!;
    const told = await allEvents(await send(`/runs/${runId}/events?after=1`));
    expect(told.map((event) => [event.type, event.seq])).toEqual([['snapshot', seq - 1], ['run.finished', seq]]);
  });

  /** Of a stream whose reader is too slow, the rest is read by attaching again. */
  async function readAll(send: Served['send'], response: Response): Promise<RunEvent[]> {
    const events = await allEvents(response);
    if (events.at(-1)?.type === 'run.finished') return events;
    return [...events, ...(await readAll(send, await send(`/runs/${response.headers.get('nl2sql-run-id')}/events?after=${events.at(-1)?.seq ?? 0}`)))];
  }

  it('says that it is still there when there is nothing to tell', async () => {
    const { database, reached, release } = gatedDatabase();
    const { send } = served({ pipeline: { database }, server: { limits: { heartbeatMs: 5 } } });
    const response = await send('/runs', { body: { question } });
    await reached;
    const reader = response.body!.pipeThrough(new TextDecoderStream() as never).getReader() as ReadableStreamDefaultReader<string>;
    let text = '';
    while (!text.endsWith(': hb\n\n: hb\n\n')) text += (await reader.read()).value;
    release();
    while (!text.includes('event: run.finished')) text += (await reader.read()).value;
    expect((await reader.read()).done).toBe(true);
  });
});

describe('a run that waits', () => {
  const waiting = () => served({ pipeline: { model: shopModel({ 'score-table-relevance': undecided }) } });

  async function pause(send: Served['send'], as = 'ada') {
    const events = await allEvents(await send('/runs', { body: { question: 'total amount' }, as }));
    const end = events.at(-1)!;
    if (end.type !== 'run.finished' || end.outcome !== 'interrupt') throw new Error('The run does not wait.');
    return { events, runId: end.runId, threadId: end.threadId, resume: `/threads/${end.threadId}/resume` };
  }
  const choose = { kind: 'choose', optionId: 'table:orders' };

  it('goes on with an answer, as the same run', async () => {
    const { send } = waiting();
    const { events, runId, resume } = await pause(send);
    expect(fold(events).phase).toBe('awaitingInput');
    const response = await send(resume, { body: { runId, response: choose } });
    expect(response.headers.get('nl2sql-run-id')).toBe(runId);
    const rest = await allEvents(response);
    expect(rest[0]).toMatchObject({ type: 'run.started', resumed: true, runId });
    expect(fold(rest, fold(events))).toMatchObject({ phase: 'succeeded', gap: false, ignored: { duplicate: 0, afterEnd: 0 } });
    expect(await (await send(`/runs/${runId}`)).json()).toMatchObject({ phase: 'succeeded', lock: { tables: [{ table: 'orders' }] } });
    // One who has seen the pause is told all that came after it, and only the last end.
    const told = await allEvents(await send(`/runs/${runId}/events?after=${events.at(-1)!.seq}`));
    expect(told.slice(1)).toEqual(rest);
  });

  it('takes the first answer; the second is told that it came too late', async () => {
    const { send } = waiting();
    const { runId, resume } = await pause(send);
    const responses = await Promise.all([1, 2].map(() => send(resume, { body: { runId, response: choose } })));
    expect(responses.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(await responses.find(({ status }) => status === 409)!.json()).toMatchObject({ code: 'ALREADY_RESUMED', retryable: false });
    await Promise.all(responses.filter(({ ok }) => ok).map(allEvents));
    expect((await send(resume, { body: { runId, response: choose } })).status).toBe(409);
    expect(await (await send(`/runs/${runId}`)).json()).toMatchObject({ phase: 'succeeded' });
  });

  it('waits on after an answer that cannot be used', async () => {
    const { send } = waiting();
    const { runId, resume } = await pause(send);
    const told = await allEvents(await send(resume, { body: { runId, response: { kind: 'choose', optionId: 'table:nothing' } } }));
    expect(told.at(-1)).toMatchObject({ type: 'run.finished', outcome: 'interrupt', problem: { code: 'INVALID_INPUT' } });
    expect((await send(resume, { body: { runId, response: { kind: 'approve', sqlHash: 'x', challenge: 'y' } } })).status).toBe(200);
    const wrong = await send(resume, { body: { runId, response: { ...choose, interruptId: 'other' } } });
    expect([wrong.status, (await allEvents(wrong)).at(-1)]).toMatchObject([200, { outcome: 'interrupt', problem: { code: 'RUN_NOT_WAITING' } }]);
    expect((await allEvents(await send(resume, { body: { runId, response: choose } }))).at(-1)).toMatchObject({ outcome: 'success' });
  });

  it('is given up by a cancel, which its readers are told', async () => {
    const { send } = waiting();
    const { runId } = await pause(send);
    expect(await (await send(`/runs/${runId}/cancel`, { body: {} })).json()).toEqual({ stopped: true });
    expect(await (await send(`/runs/${runId}`)).json()).toMatchObject({ phase: 'cancelled', interrupts: [] });
    expect(await (await send(`/runs/${runId}/cancel`, { body: {} })).json()).toEqual({ stopped: false });
  });

  it('is answered only in its own thread', async () => {
    const { send } = waiting();
    const { runId } = await pause(send);
    expect((await send('/threads/another/resume', { body: { runId, response: choose } })).status).toBe(404);
  });
});

describe('POST /runs/{id}/cancel', () => {
  it('stops a run, and those who read it are told', async () => {
    const { database, reached } = gatedDatabase();
    const { send } = served({ pipeline: { database } });
    const response = await send('/runs', { body: { question } });
    await reached;
    const cancelled = await send(`/runs/${response.headers.get('nl2sql-run-id')}/cancel`, { body: '' });
    expect(await cancelled.json()).toEqual({ stopped: true });
    expect((await allEvents(response)).at(-1)).toMatchObject({ type: 'run.finished', outcome: 'cancelled', databaseStopped: true });
  });

  it('does not know a run that is not there', async () => {
    const { send } = served();
    const response = await send('/runs/nobody/cancel', { body: {} });
    expect([response.status, await codeOf(response)]).toEqual([404, 'RUN_NOT_FOUND']);
  });
});

describe('a run that nobody reads', () => {
  it('is ended after a while, where the host wants that', async () => {
    const { database, reached } = gatedDatabase();
    const { send } = served({ pipeline: { database }, server: { limits: { abandonAfterMs: 1 } } });
    const response = await send('/runs', { body: { question } });
    const runId = response.headers.get('nl2sql-run-id')!;
    await reached;
    await response.body!.cancel();
    await expect.poll(async () => ((await (await send(`/runs/${runId}`)).json()) as JsonRunState).phase).toBe('cancelled');
  });
});

describe('an idempotency key', () => {
  it('does once what is sent twice', async () => {
    const { send, handler } = served();
    const call = { body: { question }, headers: { 'idempotency-key': 'k1' } };
    const responses = await Promise.all([send('/runs', call), send('/runs', call)]);
    const [a, b] = await Promise.all(responses.map(allEvents));
    expect(a![0]!.runId).toBe(b![0]!.runId);
    expect([a![0]!.type, b![0]!.type].toSorted()).toEqual(['run.started', 'snapshot']);
    const later = await allEvents(await send('/runs', call));
    expect([later[0]!.type, later.at(-1)]).toEqual(['snapshot', a!.at(-1)]);
    expect(handler.held().runs).toBe(1);
  });

  it('is of one principal and one request', async () => {
    const { send } = served();
    const headers = { 'idempotency-key': 'k1' };
    const mine = await allEvents(await send('/runs', { body: { question }, headers }));
    const theirs = await allEvents(await send('/runs', { body: { question }, headers, as: 'ada-south' }));
    expect(theirs[0]!.type).toBe('run.started');
    expect(theirs[0]!.runId).not.toBe(mine[0]!.runId);
    const other = await send('/runs', { body: { question: 'another' }, headers });
    expect([other.status, await codeOf(other)]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('is known for a while, and may be used again when nothing was started', async () => {
    let now = 0;
    const { database, release } = gatedDatabase();
    const { send } = served({ pipeline: { database }, server: { now: () => new Date(now), limits: { keyMs: 1_000, liveRunsEach: 1 } } });
    const call = { body: { question }, headers: { 'idempotency-key': 'k1' } };
    const other = await send('/runs', { body: { question } });
    expect((await send('/runs', call)).status).toBe(429);
    release();
    await allEvents(other);
    const first = await allEvents(await send('/runs', call));
    now = 1_001;
    const second = await allEvents(await send('/runs', call));
    expect(second[0]!.runId).not.toBe(first[0]!.runId);
  });
});
