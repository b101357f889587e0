import { describe, expect, it } from 'vitest';
import { fakeDatabase } from '../../test/support/fake-database.ts';
import { askAtOnce, openMinded, shopModel } from '../../test/support/shop-model.ts';
import { rolePolicy } from '../access/index.ts';
import type { ClarificationStore, Principal } from '../contracts/index.ts';
import { createPipeline, type Pipeline } from '../create-pipeline.ts';
import type { PipelineOptions } from '../options.ts';
import { initialRunState, reduceRun, type AnswerReach, type InterruptResponse, type RunEvent } from '../protocol/index.ts';
import type { SettingsInput } from '../settings.ts';
import type { ScriptedReplies } from '../testing/index.ts';
import { memoryClarificationStore } from './memory-clarification-store.ts';

const question = 'total amount';
const threadId = 'thread';
const ann: Principal = { id: 'ann', tenantId: 'acme', roles: [] };
const bob: Principal = { id: 'bob', tenantId: 'acme', roles: [] };
const invoices: InterruptResponse = { kind: 'choose', optionId: 'table:invoices' };

const keeping = (reach: AnswerReach): { readonly settings: SettingsInput } => ({ settings: { ambiguity: { compareReadings: null, rememberAnswers: { reach } } } });

function shop(options: Partial<PipelineOptions> = {}, replies: ScriptedReplies = {}) {
  const model = shopModel({ ...openMinded, ...replies });
  return { model, pipeline: createPipeline({ model, database: fakeDatabase(), ...askAtOnce, ...options }) };
}

/** Asks, and answers the question that comes. */
async function teach(pipeline: Pipeline, answer: InterruptResponse, input: { principal?: Principal; threadId?: string } = { threadId }) {
  const asked = await pipeline.run({ question, ...input });
  expect(asked.status).toBe('needs_clarification');
  return pipeline.resume(asked.runId, answer);
}

async function collect(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

describe('an answer', () => {
  it('is not asked for again in its thread, and stands in the answer with the other readings', async () => {
    const { pipeline } = shop();
    expect(await teach(pipeline, invoices)).toMatchObject({ status: 'completed', assumptions: [{ id: 'table:orders', basis: 'chosen' }] });
    const stream = pipeline.stream({ question, threadId });
    const state = (await collect(stream)).reduce(reduceRun, initialRunState);
    expect(await stream.result).toMatchObject({
      status: 'completed',
      lock: { tables: [{ table: 'invoices' }] },
      assumptions: [
        {
          id: 'table:orders',
          kind: 'table',
          text: 'The answer is computed from invoices. You chose this earlier in the conversation.',
          chosen: { id: 'table:invoices' },
          alternatives: [{ id: 'table:orders' }],
          basis: 'remembered',
        },
      ],
      confidence: { factors: expect.arrayContaining([expect.objectContaining({ name: 'ambiguity', value: 1, reason: 'You settled which reading is meant.' })]) },
    });
    expect(state).toMatchObject({ phase: 'succeeded', versions: [{ reason: 'initial' }], assumptions: [{ basis: 'remembered' }] });
  });

  it('is told to the model once, as settled', async () => {
    const { pipeline, model } = shop();
    await teach(pipeline, invoices);
    await pipeline.run({ question, threadId });
    const { resolutions } = model.requests.findLast(({ task }) => task === 'generate-sql')!.input as { resolutions: unknown };
    expect(resolutions).toMatchObject([{ chosen: { table: 'invoices' }, rejected: [{ table: 'orders' }] }]);
  });

  it('holds for a follow-up in other words, as long as they are about the same', async () => {
    const { pipeline } = shop(
      {},
      { 'classify-intent': ({ input }) => ({ intent: 'read', standaloneQuestion: input.history.length > 0 ? 'total amounts in May' : input.question, reason: '' }) },
    );
    await teach(pipeline, invoices);
    expect(await pipeline.run({ question: 'only in May', threadId })).toMatchObject({ status: 'completed', lock: { tables: [{ table: 'invoices' }] } });
  });

  it.each<[string, InterruptResponse]>([
    ['in words that name an option', { kind: 'text', text: 'Invoices' }],
    ['for the thread in so many words', { ...invoices, remember: 'thread' }],
  ])('is kept when it is given %s', async (_name, answer) => {
    const { pipeline } = shop();
    await teach(pipeline, answer);
    expect(await pipeline.run({ question, threadId })).toMatchObject({ status: 'completed', assumptions: [{ basis: 'remembered' }] });
  });

  it.each<[string, InterruptResponse, Partial<PipelineOptions>?]>([
    ['when it says so', { ...invoices, remember: false }],
    ['in words of the user’s own', { kind: 'text', text: 'what was billed' }],
    ['when the settings say so', invoices, { settings: { ambiguity: { compareReadings: null, rememberAnswers: null } } }],
  ])('is not kept %s', async (_name, answer, options) => {
    const { pipeline } = shop(options);
    expect((await teach(pipeline, answer)).status).toBe('completed');
    expect((await pipeline.run({ question, threadId })).status).toBe('needs_clarification');
  });

  it('is not kept when it came to nothing', async () => {
    const insufficient = { kind: 'insufficient', reason: 'There is no such column.', missing: [] } as const;
    const { pipeline } = shop({}, { 'generate-sql': insufficient });
    expect((await teach(pipeline, invoices)).status).toBe('refused');
    expect((await pipeline.run({ question, threadId })).status).toBe('needs_clarification');
  });

  it('expires', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const settings: SettingsInput = { ambiguity: { compareReadings: null, rememberAnswers: { lifetimeMs: 1_000 } } };
    const { pipeline } = shop({ now: () => now, settings });
    await teach(pipeline, invoices);
    now = new Date('2026-01-01T00:00:00.999Z');
    expect((await pipeline.run({ question, threadId })).status).toBe('completed');
    now = new Date('2026-01-01T00:00:01Z');
    expect((await pipeline.run({ question, threadId })).status).toBe('needs_clarification');
  });
});

describe('how far an answer reaches', () => {
  it.each<[AnswerReach, boolean, boolean]>([
    ['thread', false, false],
    ['user', true, false],
    ['tenant', true, true],
  ])('kept for a %s: elsewhere %s, for a colleague %s', async (remember, elsewhere, colleague) => {
    const { pipeline } = shop(keeping('tenant'));
    await teach(pipeline, { ...invoices, remember }, { principal: ann, threadId });
    const status = (knows: boolean) => (knows ? 'completed' : 'needs_clarification');
    expect((await pipeline.run({ question, principal: ann, threadId: 'other' })).status).toBe(status(elsewhere));
    expect((await pipeline.run({ question, principal: bob, threadId })).status).toBe(status(colleague));
    expect((await pipeline.run({ question, principal: { ...ann, tenantId: 'rival' }, threadId })).status).toBe('needs_clarification');
    expect((await pipeline.run({ question, threadId })).status).toBe('needs_clarification');
  });

  it('is the conversation first, then the user, then the tenant', async () => {
    const { pipeline } = shop(keeping('tenant'));
    await teach(pipeline, { ...invoices, remember: 'tenant' }, { principal: ann, threadId: 'first' });
    const store = memoryClarificationStore();
    const other = shop({ ...keeping('tenant'), clarifications: store });
    for (const [remember, table, thread] of [['thread', 'orders', 'one'], ['user', 'invoices', 'two']] as const) {
      await teach(other.pipeline, { kind: 'choose', optionId: `table:${table}`, remember }, { principal: ann, threadId: thread });
    }
    expect(await other.pipeline.run({ question, principal: ann, threadId: 'one' })).toMatchObject({ lock: { tables: [{ table: 'orders' }] } });
    expect(await other.pipeline.run({ question, principal: ann, threadId: 'three' })).toMatchObject({ lock: { tables: [{ table: 'invoices' }] } });
    await store.forget({ reach: 'user', tenantId: 'acme', principalId: 'ann' });
    expect((await other.pipeline.run({ question, principal: ann, threadId: 'three' })).status).toBe('needs_clarification');
  });

  it.each<[string, AnswerReach, AnswerReach, Principal | undefined]>([
    ['more than the settings allow', 'user', 'thread', ann],
    ['a user where there is none', 'user', 'tenant', undefined],
    ['a tenant where there is none', 'tenant', 'tenant', { id: 'ann', roles: [] }],
  ])('is not %s: the run waits on', async (_name, remember, reach, principal) => {
    const { pipeline } = shop(keeping(reach));
    const input = { threadId, ...(principal ? { principal } : {}) };
    expect(await teach(pipeline, { ...invoices, remember }, input)).toMatchObject({ status: 'failed', error: { code: 'INVALID_INPUT' }, waitingFor: { kind: 'clarification' } });
  });
});

describe('a remembered answer', () => {
  it('is none to other options: with fewer tables to be seen, the question is another', async () => {
    const read = (...tables: string[]) => [{ action: 'read' as const, effect: 'allow' as const, tables }];
    const access = rolePolicy({ roles: { all: read('*'), some: read('orders', 'bills', 'customers') } });
    const [orders, bills, ...others] = (await fakeDatabase().introspect()).tables;
    const database = fakeDatabase({ tables: [orders!, bills!, { ...bills!, name: 'bills' }, ...others] });
    const tied: ScriptedReplies = {
      'score-table-relevance': ({ input }) => ({
        ranking: input.candidates.map(({ name }) => ({ table: name, relevance: name === 'customers' ? 0 : name === 'orders' ? 0.9 : 0.88, required: name === 'orders', reason: '' })),
      }),
    };
    const { pipeline, model } = shop({ access, database }, tied);
    const asked = await pipeline.run({ question, threadId, principal: { ...ann, roles: ['all'] } });
    await pipeline.resume(asked.runId, invoices, { principal: { ...ann, roles: ['all'] } });
    expect(await pipeline.run({ question, threadId, principal: { ...ann, roles: ['all'] } })).toMatchObject({ status: 'completed', lock: { tables: [{ table: 'invoices' }] } });
    const before = model.requests.length;
    const narrower = await pipeline.run({ question, threadId, principal: { ...ann, roles: ['some'] } });
    expect(narrower).toMatchObject({ status: 'needs_clarification', clarification: { options: [{ table: 'orders' }, { table: 'bills' }] } });
    expect(JSON.stringify([narrower, model.requests.slice(before)])).not.toContain('invoices');
  });

  it('can choose nothing that is not offered, whatever the store says', async () => {
    for (const answer of [{ optionId: 'table:secret_payroll', expiresAt: '2999-01-01T00:00:00Z' }, { optionId: 7 }, 'nonsense', {}]) {
      const clarifications = { recall: async () => answer, remember: async () => {}, forget: async () => {} } as unknown as ClarificationStore;
      const { pipeline, model } = shop({ clarifications });
      expect((await pipeline.run({ question, threadId })).status).toBe('needs_clarification');
      expect(JSON.stringify(model.requests.map(({ input }) => ('resolutions' in input ? input.resolutions : [])))).not.toContain('secret_payroll');
    }
  });

  it('is done without when the store is in trouble, which the host is told', async () => {
    const broken = () => Promise.reject(new Error('disk full'));
    const seen: unknown[] = [];
    const { pipeline } = shop({ clarifications: { recall: broken, remember: broken, forget: broken }, onError: (error) => seen.push(error) });
    expect((await teach(pipeline, invoices)).status).toBe('completed');
    expect((await pipeline.run({ question, threadId })).status).toBe('needs_clarification');
    expect(seen.map(String)).toEqual(['Error: disk full', 'Error: disk full', 'Error: disk full']);
  });

  it('ends the patience with a detector that asks the same again', async () => {
    let options = 0;
    const { pipeline } = shop({
      stages: {
        detectAmbiguity: async () => ({
          kind: 'ambiguous',
          clarification: {
            id: 'again',
            kind: 'measure',
            question: `Which? ${(options += 1)}`,
            span: null,
            options: ['a', 'b'].map((id) => ({ id, label: id, evidence: [], consequence: '' })),
            suggested: null,
            allowFreeText: false,
          },
        }),
      },
    });
    const asked = await pipeline.run({ question, threadId });
    expect((await pipeline.resume(asked.runId, { kind: 'choose', optionId: 'a' })).status).toBe('needs_clarification');
    expect((await pipeline.run({ question, threadId })).status).toBe('needs_clarification');
  });
});
