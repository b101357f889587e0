import { describe, expect, it } from 'vitest';
import { fakeDatabase, type FakeDatabase } from '../../test/support/fake-database.ts';
import { openMinded, shopModel } from '../../test/support/shop-model.ts';
import { rolePolicy } from '../access/index.ts';
import type { Principal, QueryOptions, QueryResult } from '../contracts/index.ts';
import { createPipeline } from '../create-pipeline.ts';
import { DatabaseError } from '../errors/index.ts';
import type { PipelineOptions } from '../options.ts';
import { initialRunState, reduceRun, type Cell, type CompletedResult, type RunEvent, type RunResult } from '../protocol/index.ts';
import type { Stages } from '../stages/index.ts';
import type { ScriptedReplies, ScriptedReply } from '../testing/index.ts';

const question = 'total amount';

const decidedly = (table: string): ScriptedReply<'score-table-relevance'> => ({ input }) => ({
  ranking: input.candidates.map(({ name }) => ({ table: name, relevance: name === table ? 1 : 0, required: name === table, reason: '' })),
});

type Rows = readonly (readonly Cell[])[];

interface Data {
  readonly orders?: Rows | Error;
  readonly invoices?: Rows | Error;
}

function rowsOf(rows: Rows, maxRows: number): QueryResult {
  return { columns: (rows[0] ?? ['x']).map((_, index) => ({ name: `c${index}`, type: 'unknown' })), rows: rows.slice(0, maxRows), truncated: rows.length > maxRows };
}

function shop(data: Data, replies: ScriptedReplies = {}, options: Partial<PipelineOptions> = {}) {
  const model = shopModel({ ...openMinded, ...replies });
  const asked: (QueryOptions & { readonly sql: string })[] = [];
  const base = fakeDatabase();
  const database: FakeDatabase = {
    ...base,
    async query(sql, queryOptions) {
      asked.push({ sql: sql.text, ...queryOptions });
      const rows = (sql.text.includes('invoices') ? data.invoices : data.orders) ?? [[3]];
      if (rows instanceof Error) throw rows;
      return rowsOf(rows, queryOptions.maxRows);
    },
  };
  return { model, asked, pipeline: createPipeline({ model, database, ...options }) };
}

function completed(result: RunResult): CompletedResult {
  if (result.status !== 'completed') throw new Error(`expected an answer, got ${JSON.stringify(result)}`);
  return result;
}

async function collect(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

describe('a question whose readings give the same', () => {
  it('is not asked: the suggested reading is assumed, with the others beside it', async () => {
    const { pipeline } = shop({ orders: [[120]], invoices: [[120]] });
    const result = completed(await pipeline.run({ question }));
    expect(result).toMatchObject({ rows: [[120]], lock: { tables: [{ table: 'orders' }] }, attempts: [] });
    expect(result.assumptions).toEqual([
      {
        id: 'table:orders',
        kind: 'table',
        text: 'The answer is computed from orders. The other reading gives the same: invoices.',
        phrase: 'amount',
        chosen: { id: 'table:orders', label: 'orders', table: 'orders' },
        alternatives: [{ id: 'table:invoices', label: 'invoices', table: 'invoices' }],
        basis: 'same_result',
      },
    ]);
    expect(result.confidence.factors).toContainEqual(expect.objectContaining({ name: 'ambiguity', value: 1, reason: 'Every reading gives the same result.' }));
  });

  it('is answered with the statement that was compared, which is checked and run again for the answer', async () => {
    const { pipeline, model, asked } = shop({});
    const result = completed(await pipeline.run({ question }));
    const { limits, ambiguity } = { limits: { rows: 1_000, timeoutMs: 30_000 }, ambiguity: { rows: 200, timeoutMs: 3_000 } };
    expect(asked.map(({ sql, maxRows, timeoutMs }) => [sql.includes('invoices'), maxRows, timeoutMs])).toEqual([
      [false, ambiguity.rows, ambiguity.timeoutMs],
      [true, ambiguity.rows, ambiguity.timeoutMs],
      [false, limits.rows, limits.timeoutMs],
    ]);
    expect(asked[2]!.sql).toBe(asked[0]!.sql);
    expect(model.requests.filter(({ task }) => task === 'generate-sql')).toHaveLength(2);
    expect(result.usage.modelCalls).toBe(model.requests.length);
  });

  it('sends the events of the answer only, and what it is trying', async () => {
    const { pipeline } = shop({});
    const stream = pipeline.stream({ question });
    const events = await collect(stream);
    const state = events.reduce(reduceRun, initialRunState);
    expect(events.flatMap((event) => (event.type === 'step.progress' ? [event.text] : []))).toEqual(['Trying reading 1 of 2: orders', 'Trying reading 2 of 2: invoices']);
    expect(state).toMatchObject({ phase: 'succeeded', gap: false, lock: { tables: [{ table: 'orders' }] }, assumptions: [{ basis: 'same_result' }] });
    expect(state.versions).toMatchObject([{ version: 1, reason: 'initial', problems: [] }]);
    expect(state.steps.every(({ status }) => status === 'done')).toBe(true);
    for (const type of ['lock.set', 'execution.started', 'result.meta', 'validation.finished']) {
      expect(events.filter((event) => event.type === type)).toHaveLength(1);
    }
  });

  it('shows no row of a reading to the model', async () => {
    const { pipeline, model } = shop({ orders: [['canary']], invoices: [['canary']] });
    expect((await pipeline.run({ question })).status).toBe('completed');
    expect(JSON.stringify(model.requests)).not.toContain('canary');
  });
});

describe('a question is asked', () => {
  const noStatement: ScriptedReplies = {
    'generate-sql': ({ input }) =>
      input.schema.tables[0]!.name === 'invoices'
        ? { kind: 'insufficient', reason: 'There is no such column.', missing: [] }
        : { kind: 'sql', sql: 'SELECT sum(amount) FROM orders', assumptions: [], unused: [] },
  };
  const statement = (sql: string): ScriptedReplies => ({ 'generate-sql': { kind: 'sql', sql, assumptions: [], unused: [] } });

  it.each<[string, Data, ScriptedReplies?]>([
    ['when the results differ', { orders: [[120]], invoices: [[90]] }],
    ['when nothing was found', { orders: [], invoices: [] }],
    ['when there was nothing to compute from', { orders: [[null]], invoices: [[null]] }],
    ['when nothing was counted', { orders: [[0]], invoices: [[0]] }],
    ['when a reading has more rows than are compared', { orders: Array.from({ length: 201 }, () => [1]), invoices: Array.from({ length: 201 }, () => [1]) }],
    ['when the database fails', { invoices: new DatabaseError('DATABASE_TIMEOUT', 'Too slow.') }],
    ['when the driver breaks', { invoices: new TypeError('driver') }],
    ['when a reading has no statement', {}, noStatement],
    ['when a statement is not accepted', {}, statement('SELECT wage FROM secret_payroll')],
    ['when the model fails', {}, { 'generate-sql': new Error('down') }],
  ])('%s', async (_name, data, replies) => {
    const { pipeline } = shop(data, replies);
    const stream = pipeline.stream({ question });
    const events = await collect(stream);
    expect(await stream.result).toMatchObject({ status: 'needs_clarification', clarification: { options: [{ table: 'orders' }, { table: 'invoices' }] } });
    const known = new Set(['run.started', 'step.started', 'step.progress', 'step.finished', 'tables.selected', 'usage', 'run.finished']);
    expect(events.filter(({ type }) => !known.has(type))).toEqual([]);
    expect(events.reduce(reduceRun, initialRunState)).toMatchObject({ phase: 'awaitingInput', versions: [], lock: null, assumptions: [] });
  });

  it('after the first reading from which nothing can be concluded', async () => {
    const { pipeline, asked } = shop({ orders: [] });
    expect((await pipeline.run({ question })).status).toBe('needs_clarification');
    expect(asked).toHaveLength(1);
  });

  it('and answered as if no reading had been tried', async () => {
    const { pipeline } = shop({ orders: [[120]], invoices: [[90]] });
    const { runId } = await pipeline.run({ question });
    const result = await pipeline.resume(runId, { kind: 'choose', optionId: 'table:invoices' });
    expect(result).toMatchObject({ status: 'completed', rows: [[90]], assumptions: [{ basis: 'chosen' }], attempts: [] });
  });

  it('when a statement does without what was chosen', async () => {
    const option = (column: string) => ({ id: column, label: column, table: 'orders', column, evidence: [], consequence: '' });
    const detectAmbiguity: Stages['detectAmbiguity'] = async ({ resolutions }) =>
      resolutions.length > 0
        ? { kind: 'clear', assumptions: [] }
        : {
            kind: 'ambiguous',
            clarification: { id: 'x', kind: 'measure', question: 'Which?', span: null, options: [option('amount'), option('id')], suggested: null, allowFreeText: false },
          };
    const { pipeline, asked } = shop({}, { 'score-table-relevance': decidedly('orders') }, { stages: { detectAmbiguity } });
    expect((await pipeline.run({ question })).status).toBe('needs_clarification');
    expect(asked).toHaveLength(1);
  });

  it('when a replaced detector has another question about each reading', async () => {
    let asked = 0;
    const detectAmbiguity: Stages['detectAmbiguity'] = async () => ({
      kind: 'ambiguous',
      clarification: {
        id: `word:${(asked += 1)}`,
        kind: 'measure',
        question: 'Which?',
        span: null,
        options: ['a', 'b'].map((id) => ({ id, label: id, evidence: [], consequence: '' })),
        suggested: null,
        allowFreeText: false,
      },
    });
    const { pipeline, asked: ran } = shop({}, {}, { stages: { detectAmbiguity } });
    expect(await pipeline.run({ question })).toMatchObject({ status: 'needs_clarification', clarification: { id: 'word:1' } });
    expect(ran).toEqual([]);
  });
});

describe('trying readings', () => {
  it.each([
    ['switched off', { ambiguity: { compareReadings: null } }, 0],
    ['out of calls of the model', { ambiguity: { compareReadings: { modelCalls: 3 } } }, 3],
  ])('does not go on when it is %s', async (_name, settings, calls) => {
    const { pipeline, model } = shop({}, {}, { settings });
    expect((await pipeline.run({ question })).status).toBe('needs_clarification');
    expect(model.requests).toHaveLength(2 + calls);
  });

  it('ends in the question when it takes too long', async () => {
    const { pipeline } = shop({}, { 'generate-sql': () => new Promise(() => {}) }, { settings: { ambiguity: { compareReadings: { timeoutMs: 20 } } } });
    expect((await pipeline.run({ question })).status).toBe('needs_clarification');
  });

  it('is not done for more readings than the settings allow, nor when there is nothing to ask', async () => {
    const clarification = (count: number) => ({
      id: 'x',
      kind: 'measure' as const,
      question: 'Which?',
      span: null,
      options: Array.from({ length: count }, (_, index) => ({ id: String(index), label: '', evidence: [], consequence: '' })),
      suggested: null,
      allowFreeText: true,
    });
    for (const count of [0, 1, 4]) {
      const { pipeline, asked } = shop({}, {}, { stages: { detectAmbiguity: async () => ({ kind: 'ambiguous', clarification: clarification(count) }) } });
      expect((await pipeline.run({ question })).status).toBe('needs_clarification');
      expect(asked).toEqual([]);
    }
    const decided = { 'score-table-relevance': decidedly('orders') };
    const { pipeline, asked } = shop({}, decided);
    expect(completed(await pipeline.run({ question })).assumptions).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('stops with the run', async () => {
    const { pipeline } = shop({}, { 'generate-sql': () => new Promise(() => {}) });
    const stream = pipeline.stream({ question });
    for await (const event of stream) if (event.type === 'step.progress') expect(await pipeline.cancel(stream.runId)).toBe(true);
    expect(await stream.result).toMatchObject({ status: 'cancelled' });
  });

  it('never runs a reading over a table that the principal may not read', async () => {
    const ann: Principal = { id: 'ann', roles: ['clerk'] };
    const access = rolePolicy({ roles: { clerk: [{ action: 'read', effect: 'allow', tables: ['orders', 'customers'] }] } });
    const option = (table: string) => ({ id: `table:${table}`, label: table, table, evidence: [], consequence: '' });
    const detectAmbiguity: Stages['detectAmbiguity'] = async () => ({
      kind: 'ambiguous',
      clarification: { id: 'x', kind: 'table', question: 'Which?', span: null, options: [option('orders'), option('invoices')], suggested: null, allowFreeText: false },
    });
    const { pipeline, model, asked } = shop({}, {}, { access, stages: { detectAmbiguity } });
    expect((await pipeline.run({ question, principal: ann })).status).toBe('needs_clarification');
    expect(asked).toEqual([]);
    expect(JSON.stringify(model.requests)).not.toContain('invoices');
    const plain = shop({}, {}, { access });
    expect((await plain.pipeline.run({ question, principal: ann })).status).toBe('completed');
    expect(plain.asked.filter(({ sql }) => sql.includes('invoices'))).toEqual([]);
  });

  it('puts the row filters of the principal into every reading', async () => {
    const ann: Principal = { id: 'ann', roles: ['clerk'] };
    const rows = { column: 'id', operator: '>' as const, value: 41 };
    const access = rolePolicy({ roles: { clerk: [{ action: 'read', effect: 'allow', tables: ['orders', 'invoices'], rows }] } });
    const { pipeline, asked } = shop({}, {}, { access });
    expect((await pipeline.run({ question, principal: ann })).status).toBe('completed');
    expect(asked).toHaveLength(3);
    for (const { sql } of asked) expect(sql).toMatch(/id.*>/u);
  });
});
