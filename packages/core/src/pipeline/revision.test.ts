import { describe, expect, it } from 'vitest';
import { fakeDatabase } from '../../test/support/fake-database.ts';
import { askAtOnce, openMinded, shopModel } from '../../test/support/shop-model.ts';
import { rolePolicy } from '../access/index.ts';
import { createPipeline } from '../create-pipeline.ts';
import type { PipelineOptions } from '../options.ts';
import { initialRunState, reduceRun, type CompletedResult, type RunEvent, type RunResult } from '../protocol/index.ts';

const question = 'total amount';
const threadId = 'thread';

function shop(options: Partial<PipelineOptions> = {}) {
  const model = shopModel(openMinded);
  return { model, pipeline: createPipeline({ model, database: fakeDatabase(), ...askAtOnce, ...options }) };
}

function completed(result: RunResult): CompletedResult {
  if (result.status !== 'completed') throw new Error(`expected an answer, got ${JSON.stringify(result)}`);
  return result;
}

async function fold(events: AsyncIterable<RunEvent>) {
  let state = initialRunState;
  for await (const event of events) state = reduceRun(state, event);
  return state;
}

describe('a run that is asked again', () => {
  it('takes the other reading of what was answered, and asks nobody', async () => {
    const { pipeline } = shop();
    const { runId } = await pipeline.run({ question, threadId });
    const first = completed(await pipeline.resume(runId, { kind: 'choose', optionId: 'table:invoices' }));
    const [chip] = first.assumptions;
    expect(chip).toMatchObject({ basis: 'chosen', chosen: { id: 'table:invoices' }, alternatives: [{ id: 'table:orders' }] });

    const stream = pipeline.stream({ question, threadId, revises: { runId, readings: [{ assumptionId: chip!.id, readingId: 'table:orders' }] } });
    const state = await fold(stream);
    const second = completed(await stream.result);
    expect(second.sql).toContain('orders');
    expect(second.lock.tables.map(({ table }) => table)).toEqual(['orders']);
    expect(second.assumptions).toMatchObject([{ id: chip!.id, basis: 'chosen', chosen: { id: 'table:orders' }, alternatives: [{ id: 'table:invoices' }] }]);
    expect(state).toMatchObject({ phase: 'succeeded', assumptions: second.assumptions });
  });

  it('takes the other reading of what was assumed', async () => {
    const other = { id: 'time:orders.shipped', label: 'orders.shipped', table: 'orders', column: 'amount' };
    const { pipeline } = shop({
      stages: {
        detectAmbiguity: async () => ({
          kind: 'clear',
          assumptions: [{ id: 'time:total', kind: 'time', text: 'By placing.', phrase: 'total', chosen: { ...other, id: 'time:orders.placed', label: 'orders.placed' }, alternatives: [other] }],
        }),
      },
    });
    const first = completed(await pipeline.run({ question, threadId }));
    expect(first.assumptions).toMatchObject([{ chosen: { id: 'time:orders.placed' } }]);
    const readings = [{ assumptionId: 'time:total', readingId: other.id }];
    const second = completed(await pipeline.run({ question, threadId, revises: { runId: first.runId, readings } }));
    expect(second.assumptions).toEqual([
      { id: 'time:total', kind: 'time', text: '“total” is read as orders.shipped.', phrase: 'total', chosen: other, alternatives: [{ ...other, id: 'time:orders.placed', label: 'orders.placed' }], basis: 'chosen' },
    ]);
  });

  it('counts before an answer that is remembered', async () => {
    const { pipeline } = shop();
    const { runId } = await pipeline.run({ question, threadId });
    await pipeline.resume(runId, { kind: 'choose', optionId: 'table:invoices' });
    const again = completed(await pipeline.run({ question, threadId }));
    expect(again.assumptions).toMatchObject([{ basis: 'remembered', chosen: { id: 'table:invoices' } }]);
    const readings = [{ assumptionId: again.assumptions[0]!.id, readingId: 'table:orders' }];
    expect(completed(await pipeline.run({ question, threadId, revises: { runId, readings } })).sql).toContain('orders');
  });

  it('does not look at the runs that came after', async () => {
    const { pipeline, model } = shop();
    const run = async (revises?: { runId: string; readings: [] }) => {
      const asked = await pipeline.run({ question, threadId, ...(revises ? { revises } : {}) });
      return asked.status === 'needs_clarification' ? pipeline.resume(asked.runId, { kind: 'choose', optionId: 'table:orders' }) : asked;
    };
    const { runId } = await run();
    await run();
    await run({ runId, readings: [] });
    const histories = model.requests.flatMap(({ task, input }) => (task === 'classify-intent' ? [(input as { history: readonly unknown[] }).history.length] : []));
    expect(histories).toEqual([0, 1, 0]);
  });

  it.each([
    ['is not offered', [{ assumptionId: 'table:orders', readingId: 'table:secrets' }]],
    ['is of nothing that came up', [{ assumptionId: 'time:never', readingId: 'x' }]],
  ])('with a reading that %s runs nothing', async (_what, readings) => {
    const queries: string[] = [];
    const base = fakeDatabase();
    const { pipeline } = shop({ database: { ...base, query: (sql, options) => (queries.push(sql.text), base.query(sql, options)) }, settings: { ambiguity: { compareReadings: null, rememberAnswers: null } } });
    const stream = await pipeline.run({ question, threadId, revises: { runId: 'any', readings } });
    const result = stream.status === 'needs_clarification' ? await pipeline.resume(stream.runId, { kind: 'choose', optionId: 'table:orders' }) : stream;
    expect(result).toMatchObject({ status: 'failed', error: { code: 'INVALID_INPUT' } });
    expect(queries).toEqual([]);
  });

  it.each([null, {}, { runId: 'r' }, { runId: 'r', readings: [{}] }, { runId: 'r', readings: Array.from({ length: 21 }, () => ({ assumptionId: 'a', readingId: 'b' })) }])(
    'as %j is refused before anything is done',
    async (revises) => {
      const { pipeline, model } = shop();
      expect(await pipeline.run({ question, threadId, revises: revises as never })).toMatchObject({ status: 'failed', error: { code: 'INVALID_INPUT' } });
      expect(model.requests).toEqual([]);
    },
  );

  it('cannot choose what the principal may not read', async () => {
    const policy = rolePolicy({ roles: { clerk: [{ action: 'read', effect: 'allow', tables: ['orders'] }] } });
    const { pipeline } = shop({ access: policy });
    const principal = { id: 'ann', roles: ['clerk'] };
    const readings = [{ assumptionId: 'table:orders', readingId: 'table:invoices' }];
    const result = await pipeline.run({ question, threadId, principal, revises: { runId: 'any', readings } });
    expect(result.status).toBe('failed');
    expect(JSON.stringify(result)).not.toContain('invoices');
  });
});
