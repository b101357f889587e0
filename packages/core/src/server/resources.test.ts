import { describe, expect, it } from 'vitest';
import { fakeDatabase } from '../../test/support/fake-database.ts';
import { framesOf } from '../../test/support/event-frames.ts';
import { allEvents, closingAfterEach, codeOf, collect, gatedDatabase, people, serve, serveOver, type Served } from '../../test/support/http.ts';
import { askAtOnce, shopModel, undecided } from '../../test/support/shop-model.ts';
import { MemorySaver } from '@langchain/langgraph';
import { rolePolicy } from '../access/index.ts';
import { createPipeline } from '../create-pipeline.ts';
import { memoryRunStore } from '../pipeline/memory-run-store.ts';
import type { JsonRunState, RowPage, SchemaStructure, Thread } from '../protocol/index.ts';

const question = 'total amount of orders';

const served = closingAfterEach(serve);
const servedOver = closingAfterEach(serveOver);
const ask = async ({ send }: Served, body: object = { question }) => (await allEvents(await send('/runs', { body }))).at(-1)!;
const read = async <T>({ send }: Served, path: string) => (await (await send(path)).json()) as T;

describe('GET /results/{id}', () => {
  const rows = Array.from({ length: 5 }, (_, n) => [n, 'x'.repeat(100)]);
  const columns = [{ name: 'n', type: 'integer' as const }, { name: 'x', type: 'text' as const }];
  const database = () => fakeDatabase({ query: async () => ({ columns, rows, truncated: false }) });

  it('gives all rows in pages, of which none is too long', async () => {
    const server = served({ pipeline: { database: database() }, server: { limits: { pageRows: 2 } } });
    const { runId } = await ask(server);
    const pages: RowPage[] = [];
    for (let next: string | null | undefined; next !== null; next = pages.at(-1)!.next) {
      pages.push(await read<RowPage>(server, `/results/${runId}${next === undefined ? '' : `?cursor=${next}`}`));
    }
    expect(pages.map(({ offset, rows: page }) => [offset, page.length])).toEqual([[0, 2], [2, 2], [4, 1]]);
    expect(pages.flatMap((page) => page.rows)).toEqual(rows);
    expect(pages.every(({ rowCount, columns: named }) => rowCount === 5 && named.length === 2)).toBe(true);
  });

  it('gives a row that is longer than a page as a page, and events only what fits', async () => {
    const server = served({ pipeline: { database: database() }, server: { limits: { pageBytes: 50, previewBytes: 250 } } });
    const { runId } = await ask(server);
    expect(await read(server, `/results/${runId}`)).toMatchObject({ rows: [rows[0]], next: 'r1' });
    expect((await read<JsonRunState>(server, `/runs/${runId}`)).result).toMatchObject({ rows: rows.slice(0, 2), rowCount: 5 });
  });

  it('tells a result that is not there from one that is gone', async () => {
    let now = 0;
    const server = served({ pipeline: { database: database() }, server: { now: () => new Date(now), limits: { heldMs: 1_000 } } });
    const { runId } = await ask(server);
    expect((await server.send(`/results/${runId}?cursor=r99`)).status).toBe(400);
    expect((await server.send(`/results/${runId}?cursor=0`)).status).toBe(400);
    now = 1_000;
    const gone = await server.send(`/results/${runId}`);
    expect([gone.status, await codeOf(gone)]).toEqual([410, 'RESULT_GONE']);
    expect(await codeOf(await server.send('/results/nobody'))).toBe('RUN_NOT_FOUND');

    const { database: slow, reached, release } = gatedDatabase();
    const other = served({ pipeline: { database: slow } });
    const response = await other.send('/runs', { body: { question } });
    await reached;
    expect(await codeOf(await other.send(`/results/${response.headers.get('nl2sql-run-id')}`))).toBe('RESULT_NOT_FOUND');
    release();
    await allEvents(response);
  });

  it('does not hold one that is too large', async () => {
    const server = served({ pipeline: { database: database() }, server: { limits: { resultBytes: 300 } } });
    const { runId } = await ask(server);
    expect((await server.send(`/results/${runId}`)).status).toBe(410);
    expect(await read(server, `/runs/${runId}`)).toMatchObject({ phase: 'succeeded', result: { rowCount: 5 } });
  });
});

describe('what is held', () => {
  it('is the latest, and not too much', async () => {
    const server = served({ server: { limits: { heldRuns: 2 } } });
    const ids = [];
    for (let n = 0; n < 3; n += 1) ids.push((await ask(server)).runId);
    expect(server.handler.held().runs).toBe(2);
    const states = await Promise.all(ids.map((id) => read<JsonRunState>(server, `/runs/${id}`)));
    expect(states.map(({ phase, result }) => [phase, result !== null])).toEqual([['succeeded', false], ['succeeded', true], ['succeeded', true]]);
    expect((await allEvents(await server.send(`/runs/${ids[0]}/events`))).map(({ type }) => type)).toEqual(['snapshot', 'run.finished']);

    const small = served({ server: { limits: { heldBytes: 100 } } });
    await ask(small);
    expect(small.handler.held().runs).toBe(0);
  });

  it('is shown with the permissions alone that it was found with', async () => {
    const roles = { current: ['analyst'] };
    const server = served({ server: { authenticate: () => ({ id: 'ada', roles: roles.current }) } });
    const { runId } = await ask(server);
    expect(await read(server, `/runs/${runId}`)).toMatchObject({ result: { rows: [[3]] } });
    roles.current = ['intern'];
    expect(await read(server, `/runs/${runId}`)).toMatchObject({ phase: 'succeeded', question, result: null, versions: [], lock: null });
    expect((await server.send(`/results/${runId}`)).status).toBe(410);
    roles.current = ['analyst'];
    expect((await server.send(`/results/${runId}`)).status).toBe(200);
  });

  it('is gone after closing, and nothing more is taken', async () => {
    const { database, reached, release } = gatedDatabase();
    const { send, handler } = served({ pipeline: { database } });
    const response = await send('/runs', { body: { question } });
    await reached;
    handler.close();
    expect((await allEvents(response)).every(({ type }) => type !== 'run.finished')).toBe(true);
    expect(handler.held()).toEqual({ runs: 0, readers: 0 });
    expect(await codeOf(await send('/capabilities'))).toBe('SERVER_CLOSED');
    release();
  });
});

describe('GET /threads/{id}', () => {
  it('gives its runs in the order in which they were asked', async () => {
    const server = served();
    const { threadId } = await ask(server);
    await ask(server, { question: 'and in total?', threadId });
    const thread = await read<Thread>(server, `/threads/${threadId}`);
    expect(thread.runs.map(({ question: asked, phase }) => [asked, phase])).toEqual([[question, 'succeeded'], ['and in total?', 'succeeded']]);
    expect(await codeOf(await server.send('/threads/nothing'))).toBe('THREAD_NOT_FOUND');
  });

  it('gives those that are not held any more without their rows', async () => {
    const server = served({ server: { limits: { heldRuns: 1 } } });
    const { threadId } = await ask(server);
    await ask(server, { question: 'and in total?', threadId });
    const { runs } = await read<Thread>(server, `/threads/${threadId}`);
    expect(runs.map(({ question: asked, phase, result }) => [asked, phase, result?.rowCount])).toEqual([[question, 'succeeded', undefined], ['and in total?', 'succeeded', 1]]);
  });
});

describe('after the process has ended', () => {
  const deleting = () => shopModel({ 'classify-intent': ({ input }) => ({ intent: 'delete', standaloneQuestion: input.question, reason: '' }) });

  it('a run still waits, shows what for, and goes on', async () => {
    const [runs, checkpointer] = [memoryRunStore(), new MemorySaver()];
    const start = () => served({ pipeline: { runs, checkpointer, model: shopModel({ 'score-table-relevance': undecided }) } });
    const before = await ask(start(), { question: 'total amount' });
    const server = start();
    const state = await read<JsonRunState>(server, `/runs/${before.runId}`);
    expect(state).toMatchObject({ phase: 'awaitingInput', question: 'total amount', threadId: before.threadId, interrupts: (before as { interrupts?: unknown }).interrupts });
    expect((await allEvents(await server.send(`/runs/${before.runId}/events`))).map(({ type, seq }) => [type, seq])).toEqual([['snapshot', state.lastSeq - 1], ['run.finished', state.lastSeq]]);
    expect((await server.send(`/runs/${before.runId}`, { as: 'bob' })).status).toBe(404);

    const resumed = await server.send(`/threads/${before.threadId}/resume`, { body: { runId: before.runId, response: { kind: 'choose', optionId: 'table:orders' } } });
    const events = await allEvents(resumed);
    expect(events[0]!.seq).toBeGreaterThan(state.lastSeq);
    expect(events.at(-1)).toMatchObject({ outcome: 'success' });
    expect(await read(server, `/runs/${before.runId}`)).toMatchObject({ phase: 'succeeded', question: 'total amount', result: { rows: [[3]] } });
  });

  it('a run that another process went on with is not shown as waiting', async () => {
    const [runs, checkpointer] = [memoryRunStore(), new MemorySaver()];
    const start = () => served({ pipeline: { runs, checkpointer, model: shopModel({ 'score-table-relevance': undecided }) } });
    const [first, second] = [start(), start()];
    const { runId } = await ask(first, { question: 'total amount' });
    await second.pipeline.resume(runId, { kind: 'choose', optionId: 'table:orders' }, { principal: people['ada']! });
    expect(await read(first, `/runs/${runId}`)).toMatchObject({ phase: 'succeeded', interrupts: [] });
    expect(first.handler.held().runs).toBe(0);
  });

  it('a refusal is still told with its reason, and not with what it said', async () => {
    const runs = memoryRunStore();
    const { runId } = await ask(served({ pipeline: { runs, model: deleting() } }), { question: 'delete all orders' });
    const state = await read<JsonRunState>(served({ pipeline: { runs } }), `/runs/${runId}`);
    expect(state).toMatchObject({ phase: 'refused', refusal: { reason: 'write_not_allowed', message: 'Only the outcome of this run is still known.' } });
  });

  it('a refusal whose reason was not kept is not given another', async () => {
    const runs = memoryRunStore();
    const { runId } = await ask(served({ pipeline: { runs, model: deleting() } }), { question: 'delete all orders' });
    const { metadata: _reason, ...record } = (await runs.load(runId))!;
    await runs.save(record);
    expect(await read<JsonRunState>(served({ pipeline: { runs } }), `/runs/${runId}`)).toMatchObject({ phase: 'failed', refusal: null, error: { code: 'RUN_GONE' } });
  });
});

describe('the schema', () => {
  it('is shown as far as its reader may see it', async () => {
    const pipeline = createPipeline({ ...askAtOnce, database: fakeDatabase(), model: shopModel(), access: rolePolicy({ roles: { analyst: [{ effect: 'allow', action: 'read', tables: ['orders'] }] } }) });
    const server = servedOver(pipeline);
    const { tables } = await read<SchemaStructure>(server, '/schema');
    expect(tables.map(({ table }) => table)).toEqual(['orders']);
  });

  it('is read anew by those alone who may', async () => {
    const server = served({ server: { mayIngest: ({ id }) => id === 'bob' } });
    expect(await codeOf(await server.send('/schema/ingest', { body: {} }))).toBe('INGEST_NOT_ALLOWED');
    const report = await server.send('/schema/ingest', { body: { refresh: 'values' }, as: 'bob' });
    expect(await report.json()).toMatchObject({ tables: 4, read: 4 });
    const events = await collect(framesOf(await server.send('/schema/ingest', { body: {}, as: 'bob', headers: { accept: 'text/event-stream' } })));
    expect(events.at(-1)).toMatchObject({ event: 'report', data: { tables: 4 } });
    expect((await served().send('/schema/ingest', { body: {}, as: 'bob' })).status).toBe(403);
  });

  it('tells as an event that it could not be read, without what the database said', async () => {
    const errors: unknown[] = [];
    const broken = { ...fakeDatabase(), introspect: async () => Promise.reject(new Error('password=hunter2')) };
    const server = served({ pipeline: { database: broken }, server: { mayIngest: () => true, onError: (error) => errors.push(error) } });
    const events = await collect(framesOf(await server.send('/schema/ingest', { body: {}, headers: { accept: 'text/event-stream' } })));
    expect(events).toMatchObject([{ event: 'problem', data: { code: 'INTERNAL', status: 500 } }]);
    const response = await server.send('/schema/ingest', { body: {} });
    expect(JSON.stringify([events, await response.json()])).not.toContain('hunter2');
    expect(errors).toHaveLength(2);
  });
});

describe('GET /capabilities', () => {
  it('says what the server offers to the one who asks', async () => {
    const server = served({ pipeline: { settings: { ambiguity: { rememberAnswers: { reach: 'tenant' } } } }, server: { mayIngest: () => true, authenticate: (request) => ({ id: 'x', roles: [], ...(request.headers.get('authorization') === 'Bearer ada' && { tenantId: 't' }) }) } });
    expect(await read(server, '/capabilities')).toEqual({
      protocol: '1',
      remember: ['thread', 'user', 'tenant'],
      mayIngest: true,
      limits: { questionLength: 2_000, bodyBytes: 65_536, previewRows: 200, pageRows: 200, rows: 1_000 },
    });
    expect(await (await server.send('/capabilities', { as: 'bob' })).json()).toMatchObject({ remember: ['thread', 'user'] });
  });
});
