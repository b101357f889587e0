import { MemorySaver } from '@langchain/langgraph';
import { describe, expect, it } from 'vitest';
import { fakeDatabase, type FakeDatabaseOptions } from '../../test/support/fake-database.ts';
import { askAtOnce, shopModel, undecided } from '../../test/support/shop-model.ts';
import type { CheckedSql, LanguageModel } from '../contracts/index.ts';
import { createPipeline } from '../create-pipeline.ts';
import { ModelError } from '../errors/index.ts';
import type { PipelineOptions } from '../options.ts';
import { initialRunState, reduceRun, type InterruptResponse, type NeedsClarificationResult, type RunEvent } from '../protocol/index.ts';
import { defaultStages } from '../stages/index.ts';
import type { ScriptedReplies } from '../testing/index.ts';
import { memoryRunStore } from './memory-run-store.ts';

const question = 'total amount';
const orders: InterruptResponse = { kind: 'choose', optionId: 'table:orders' };
const forever = () => new Promise<never>(() => {});

function shop(replies: ScriptedReplies = {}, options: Partial<PipelineOptions> = {}, data: FakeDatabaseOptions = {}) {
  const model = shopModel({ 'score-table-relevance': undecided, ...replies });
  const database = fakeDatabase(data);
  return { model, database, pipeline: createPipeline({ model, database, ...askAtOnce, ...options }) };
}

async function pause(pipeline: ReturnType<typeof shop>['pipeline'], principal?: { id: string; tenantId?: string }) {
  const result = await pipeline.run({ question, ...(principal ? { principal: { roles: [], ...principal } } : {}) });
  if (result.status !== 'needs_clarification') throw new Error(`nothing was asked: ${result.status}`);
  return result as NeedsClarificationResult;
}

async function collect(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

describe('an idempotency key', () => {
  it('belongs to one principal', async () => {
    const { pipeline } = shop();
    const { runId } = await pause(pipeline, { id: 'ann' });
    const [ann, bob] = await Promise.all([
      pipeline.resume(runId, { ...orders, idempotencyKey: 'k' }, { principal: { id: 'ann', roles: [] } }),
      pipeline.resume(runId, { ...orders, idempotencyKey: 'k' }, { principal: { id: 'bob', roles: [] } }),
    ]);
    expect(ann.status).toBe('completed');
    expect(bob).toMatchObject({ status: 'failed', error: { code: 'RUN_NOT_FOUND' } });
  });

  it('stands for one answer', async () => {
    const { pipeline } = shop();
    const { runId } = await pause(pipeline);
    const [first, second] = await Promise.all([
      pipeline.resume(runId, { ...orders, idempotencyKey: 'k' }),
      pipeline.resume(runId, { kind: 'cancel', idempotencyKey: 'k' }),
    ]);
    expect(first.status).toBe('completed');
    expect(second).toMatchObject({ status: 'failed', error: { code: 'INVALID_INPUT' } });
  });
});

describe('the same user id in another tenant', () => {
  it('can neither answer, nor cancel, nor read the thread', async () => {
    const { pipeline, model } = shop();
    const { runId, threadId } = await pause(pipeline, { id: '1', tenantId: 'a' });
    const other = { principal: { id: '1', tenantId: 'b', roles: [] } };
    expect(await pipeline.resume(runId, orders, other)).toMatchObject({ error: { code: 'RUN_NOT_FOUND' } });
    expect(await pipeline.cancel(runId, other)).toBe(false);
    expect((await pipeline.resume(runId, orders, { principal: { id: '1', tenantId: 'a', roles: [] } })).status).toBe('completed');
    await pipeline.run({ question, threadId, ...other });
    expect(model.requests.findLast((request) => request.task === 'classify-intent')?.input).toMatchObject({ history: [] });
  });
});

describe('a resumed run', () => {
  it('can be cancelled and closed while a bad answer fails beside it', async () => {
    const { pipeline } = shop({}, {}, { query: (_sql, signal) => new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('stopped')))) });
    const { runId } = await pause(pipeline);
    const good = pipeline.streamResume(runId, orders);
    const bad = pipeline.resume(runId, { kind: 'choose', optionId: 'nothing' });
    for await (const event of good) {
      if (event.type !== 'execution.started') continue;
      await bad;
      expect(await pipeline.cancel(runId)).toBe(true);
    }
    expect((await good.result).status).toBe('cancelled');
  });

  it('waits on after a failure that passes', async () => {
    const busy = new ModelError('MODEL_UNAVAILABLE', 'The model is down.');
    const ground = { columns: [{ table: 'orders', column: 'amount', purposes: ['aggregate' as const], phrase: 'amount' }], unresolved: [] };
    const { pipeline, database } = shop({ 'ground-columns': [busy, ground] });
    const { runId } = await pause(pipeline);
    expect(await pipeline.resume(runId, orders)).toMatchObject({ status: 'failed', error: { code: 'MODEL_UNAVAILABLE', retryable: true } });
    expect(await pipeline.resume(runId, orders)).toMatchObject({ status: 'completed', runId });
    expect(database.ran).toHaveLength(1);
  });

  it('tells its reader that it waits on, and goes on counting, until an answer is taken', async () => {
    const busy = new ModelError('MODEL_UNAVAILABLE', 'The model is down.');
    const ground = { columns: [{ table: 'orders', column: 'amount', purposes: ['aggregate' as const], phrase: 'amount' }], unresolved: [] };
    const { pipeline } = shop({ 'ground-columns': [busy, ground] });
    const started = pipeline.stream({ question, threadId: 'thread' });
    let state = (await collect(started)).reduce(reduceRun, initialRunState);
    const answers: InterruptResponse[] = [{ kind: 'choose', optionId: 'nothing' }, { kind: 'choose', optionId: 'nothing' }, orders];
    for (const answer of answers) {
      const stream = pipeline.streamResume(started.runId, answer);
      state = (await collect(stream)).reduce(reduceRun, state);
      expect(await stream.result).toMatchObject({ status: 'failed', threadId: 'thread', waitingFor: { kind: 'clarification' } });
      expect(state).toMatchObject({ phase: 'awaitingInput', gap: false, ignored: { duplicate: 0, afterEnd: 0 } });
    }
    state = (await collect(pipeline.streamResume(started.runId, orders))).reduce(reduceRun, state);
    expect(state).toMatchObject({ phase: 'succeeded', gap: false, ignored: { duplicate: 0, afterEnd: 0 } });
  });

  it('waits on for another process when this one shuts down', async () => {
    const checkpointer = new MemorySaver();
    const stalled = () => new Promise<never>(() => {});
    const { pipeline } = shop({}, { checkpointer }, { query: stalled });
    const { runId } = await pause(pipeline);
    const stream = pipeline.streamResume(runId, orders);
    for await (const event of stream) if (event.type === 'execution.started') void pipeline.close();
    expect(await stream.result).toMatchObject({ status: 'failed', error: { code: 'PIPELINE_CLOSED' } });
    expect((await shop({}, { checkpointer }).pipeline.resume(runId, orders)).status).toBe('completed');
  });

  it('waits on when its caller had already hung up', async () => {
    const { pipeline } = shop();
    const { runId } = await pause(pipeline);
    expect((await pipeline.resume(runId, orders, { signal: AbortSignal.abort() })).status).toBe('cancelled');
    expect((await pipeline.resume(runId, orders)).status).toBe('completed');
  });

  it('answers each of its pauses by its own claim', async () => {
    const again = { kind: 'ambiguous' as const, clarification: { id: 'time:x', kind: 'time' as const, question: 'When?', span: null, options: [], suggested: null, allowFreeText: true } };
    let asked = 0;
    const detectAmbiguity: PipelineOptions['stages'] = {
      detectAmbiguity: async () => ((asked += 1) <= 2 ? { ...again, clarification: { ...again.clarification, id: `time:${asked}` } } : { kind: 'clear', assumptions: [] }),
    };
    const { pipeline } = shop({}, { stages: detectAmbiguity });
    const first = await pause(pipeline);
    const text = { kind: 'text', text: 'now' } as const;
    const second = await pipeline.resume(first.runId, text);
    expect(second).toMatchObject({ status: 'needs_clarification', clarification: { id: 'time:2' } });
    expect(await pipeline.resume(first.runId, { ...text, interruptId: first.interrupt.id })).toMatchObject({ error: { code: 'RUN_NOT_WAITING' } });
    expect((await pipeline.resume(first.runId, text)).status).toBe('completed');
  });

  it.each<[unknown]>([[null], [{ kind: 'bogus' }], [{ kind: 'choose' }], [undefined]])('takes no answer of the form %j', async (response) => {
    const { pipeline } = shop();
    const { runId } = await pause(pipeline);
    expect(await pipeline.resume(runId, response as InterruptResponse)).toMatchObject({ status: 'failed', error: { code: 'INVALID_INPUT' } });
    expect((await pipeline.resume(runId, orders)).status).toBe('completed');
  });

  it('leaves a reader waiting after an answer that was not taken, and says why', async () => {
    const { pipeline } = shop();
    const started = pipeline.stream({ question });
    const before = (await collect(started)).reduce(reduceRun, initialRunState);
    const refused = pipeline.streamResume(started.runId, { kind: 'choose', optionId: 'nothing' });
    const after = (await collect(refused)).reduce(reduceRun, before);
    expect(after).toMatchObject({ phase: 'awaitingInput', error: { code: 'INVALID_INPUT' }, interrupts: [{ kind: 'clarification' }] });
    expect(await refused.result).toMatchObject({ status: 'failed', question, waitingFor: { kind: 'clarification' } });
  });
});

describe('an assumed reading', () => {
  it('does not take the other readings from the question', async () => {
    const { pipeline, model } = shop({}, { settings: { limits: { clarifications: 0 } } });
    await pipeline.run({ question: 'total amount' });
    const request = model.requests.find((each) => each.task === 'ground-columns');
    expect(request?.input).toMatchObject({ resolutions: [{ kind: 'table', chosen: { table: 'orders' }, rejected: [] }] });
  });
});

describe('a replaced stage', () => {
  const clear: PipelineOptions['stages'] = { detectAmbiguity: async () => ({ kind: 'clear', assumptions: [] }) };
  const wide = { tables: [{ table: 'secret_payroll', columns: ['wage'] }], joins: [], values: [] };

  it.each<[string, PipelineOptions['stages']]>([
    ['checks against a wider lock', { validateSql: (_input, context) => defaultStages.validateSql({ sql: 'SELECT wage FROM secret_payroll', lock: wide }, context) }],
    ['makes up a checked statement', { executeQuery: (_input, { database }) => database.query({ text: 'SELECT 1', parameters: [] } as unknown as CheckedSql, { timeoutMs: 10, maxRows: 1 }) }],
    ['locks a table that was not selected', { groundColumns: async () => ({ lock: wide, resolved: [], unresolved: [] }) }],
    ['writes into the lock', {
      generateSql: async ({ lock }) => {
        (lock.tables as { table: string; columns: string[] }[]).push({ table: 'secret_payroll', columns: ['wage'] });
        return { kind: 'sql', sql: 'SELECT wage FROM secret_payroll', assumptions: [], unused: [] };
      },
    }],
    ['joins beyond its lock', { groundColumns: async () => ({ lock: { tables: [{ table: 'orders', columns: ['amount'] }], joins: [{ from: { table: 'orders', column: 'customer_id' }, to: { table: 'customers', column: 'id' }, source: 'declared' as const }], values: [] }, resolved: [], unresolved: [] }) }],
  ])('that %s runs nothing', async (_name, stages) => {
    const { pipeline, database } = shop({}, { stages: { ...clear, ...stages } });
    expect(await pipeline.run({ question })).toMatchObject({ status: 'failed', error: { code: expect.stringMatching(/^(?:STAGE_CONTRACT|INTERNAL)$/u) } });
    expect(database.ran).toEqual([]);
  });

  it('that goes on after its run tells nobody', async () => {
    let report = (_text: string) => {};
    const late: PipelineOptions['stages'] = {
      explainSql: (_input, context) => {
        report = context.report;
        return forever();
      },
    };
    const { pipeline } = shop({}, { stages: { ...clear, ...late }, settings: { limits: { runTimeoutMs: 200 } } });
    const stream = pipeline.stream({ question });
    await stream.result;
    report('still here');
    expect((await collect(stream)).at(-1)?.type).toBe('run.finished');
  });
});

describe('book-keeping', () => {
  const noPause: ScriptedReplies = { 'score-table-relevance': ({ input }) => ({ ranking: input.candidates.map(({ name }) => ({ table: name, relevance: name === 'orders' ? 1 : 0, required: name === 'orders', reason: '' })) }) };

  it('that fails takes no answer away, and a log that throws changes nothing', async () => {
    const runs = { ...memoryRunStore(), save: () => Promise.reject(new Error('disk full')) };
    const onError = () => {
      throw new Error('the log is broken');
    };
    const { pipeline } = shop(noPause, { runs, onError });
    const stream = pipeline.stream({ question });
    expect((await stream.result).status).toBe('completed');
    expect((await collect(stream)).at(-1)).toMatchObject({ type: 'run.finished', outcome: 'success' });
  });

  it('that hangs before a run is bounded by the time limit of the run', async () => {
    const runs = { ...memoryRunStore(), turns: forever };
    const { pipeline } = shop(noPause, { runs, settings: { limits: { runTimeoutMs: 50 } } });
    expect(await pipeline.run({ question, threadId: 'thread' })).toMatchObject({ status: 'failed', error: { code: 'RUN_TIMEOUT' } });
  });

  it('lists the attempts of a run that broke off', async () => {
    const { pipeline } = shop({ ...noPause, 'generate-sql': { kind: 'sql', sql: 'SELECT 1 FROM nowhere', assumptions: [], unused: [] }, 'repair-sql': new ModelError('MODEL_UNAVAILABLE', 'Down.') });
    expect(await pipeline.run({ question })).toMatchObject({ status: 'failed', error: { code: 'MODEL_UNAVAILABLE' }, attempts: [{ sql: 'SELECT 1 FROM nowhere' }] });
  });

  it('forgets what a rejected statement assumed', async () => {
    const sql = (text: string, assumption: string) => ({ kind: 'sql' as const, sql: text, assumptions: [assumption], unused: [] });
    const { pipeline } = shop({ ...noPause, 'generate-sql': sql('SELECT 1 FROM nowhere', 'first'), 'repair-sql': sql('SELECT sum(amount) FROM orders', 'second') });
    expect(await pipeline.run({ question })).toMatchObject({ status: 'completed', assumptions: [{ text: 'second' }] });
  });
});

describe('a model that checks nothing', () => {
  it.each([[{}], [undefined], ['x'], [{ value: { intent: 'sing' } }]])('and answers %j fails with a typed error', async (reply) => {
    const model: LanguageModel = { id: 'garbage', generate: (() => Promise.resolve(reply)) as never };
    const { pipeline } = shop({}, { model });
    expect(await pipeline.run({ question })).toMatchObject({ status: 'failed', error: { code: 'MODEL_INVALID_REPLY', stage: 'classify-intent' } });
  });
});

describe('a shared ingestion', () => {
  const slowly = (over: Promise<void>) => ({ ...fakeDatabase(), introspect: () => over.then(() => fakeDatabase().introspect()) });

  it('goes on for one caller when another gives up, and tells both how far it is', async () => {
    let begin = () => {};
    const database = slowly(new Promise<void>((resolve) => (begin = resolve)));
    const pipeline = createPipeline({ database, model: shopModel() });
    const controller = new AbortController();
    const seen: string[] = [];
    const first = pipeline.ingest({ signal: controller.signal });
    const second = pipeline.ingest({ onProgress: ({ table }) => seen.push(table) });
    controller.abort();
    await expect(first).rejects.toMatchObject({ code: 'CANCELLED' });
    begin();
    expect(await second).toMatchObject({ tables: 4 });
    expect(seen.length).toBeGreaterThan(0);
  });

  it('begins anew for whoever comes after it was given up', async () => {
    let begin = () => {};
    const database = slowly(new Promise<void>((resolve) => (begin = resolve)));
    const pipeline = createPipeline({ database, model: shopModel() });
    const controller = new AbortController();
    const first = pipeline.ingest({ signal: controller.signal });
    controller.abort();
    await expect(first).rejects.toMatchObject({ code: 'CANCELLED' });
    const second = pipeline.ingest();
    begin();
    expect(await second).toMatchObject({ tables: 4 });
  });

  it('ends when the pipeline is closed', async () => {
    const database = { ...fakeDatabase(), introspect: ({ signal }: { signal?: AbortSignal } = {}) => new Promise<never>((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('stopped')))) };
    const pipeline = createPipeline({ database, model: shopModel() });
    const reading = pipeline.ingest();
    const closed = Promise.all([pipeline.close(), pipeline.close()]);
    await expect(reading).rejects.toThrow('stopped');
    await closed;
  });
});
