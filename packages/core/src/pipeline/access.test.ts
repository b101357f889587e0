import { describe, expect, it } from 'vitest';
import { fakeDatabase, shopTables, type FakeDatabaseOptions } from '../../test/support/fake-database.ts';
import { askAtOnce, shopModel, undecided } from '../../test/support/shop-model.ts';
import { rolePolicy, type AccessRule } from '../access/index.ts';
import type { CheckedSql, Principal, TableInfo } from '../contracts/index.ts';
import { createPipeline } from '../create-pipeline.ts';
import type { PipelineOptions } from '../options.ts';
import type { RunEvent, RunResult } from '../protocol/index.ts';
import { defaultStages } from '../stages/index.ts';
import type { ScriptedModel, ScriptedReplies } from '../testing/index.ts';

const question = 'total amount';
const ann: Principal = { id: 'ann', tenantId: 'acme', roles: ['clerk'] };
const clerk: AccessRule[] = [
  { action: 'read', effect: 'allow', tables: ['orders', 'invoices', 'customers'] },
  { action: 'read', effect: 'deny', tables: ['customers'], columns: ['ssn'] },
];
const roles = {
  clerk,
  seller: [{ action: 'read', effect: 'allow', tables: ['orders', 'customers'], columns: ['id', 'amount', 'customer_id', 'name'] }],
  boss: [{ action: 'read', effect: 'allow', tables: ['*'] }],
  tenant: [{ action: 'read', effect: 'allow', tables: ['*'], rows: { column: 'id', operator: '=', value: { principal: 'tenantId' } } }],
} satisfies Record<string, AccessRule[]>;

const [orders, invoices, customers, payroll] = shopTables as [TableInfo, TableInfo, TableInfo, TableInfo];
const ssn = { name: 'ssn', type: 'TEXT', nullable: true, comment: 'Social security number' };
const values = {
  customers: { name: ['Ann'], city: ['Paris'], ssn: ['canary-one'] },
  secret_payroll: { wage: ['canary-two'] },
};

/** What the clerk may not see, beside what they may. */
const whole: FakeDatabaseOptions = {
  tables: [
    { ...orders, comment: 'What was bought. What it cost us is in secret_payroll.' },
    invoices,
    { ...customers, columns: [...customers.columns, ssn], unique: [['ssn']], foreignKeys: [{ columns: ['ssn'], referencedTable: 'secret_payroll', referencedColumns: ['id'] }] },
    { ...payroll, comment: 'Salaries of the staff' },
  ],
  values,
};
/** The same as if the rest did not exist. */
const visible: FakeDatabaseOptions = { tables: [{ ...orders, comment: 'What was bought.' }, invoices, customers], values };

const policy = (options: { readonly disclose?: 'nothing' | 'existence' | 'name' } = {}) => rolePolicy({ roles, ...options });

function shop(replies: ScriptedReplies = {}, options: Partial<PipelineOptions> = {}, data: FakeDatabaseOptions = whole) {
  const model = shopModel(replies);
  const database = fakeDatabase(data);
  return { model, database, pipeline: createPipeline({ model, database, access: policy(), ...options }) };
}

const nothingFits: ScriptedReplies = {
  'score-table-relevance': ({ input }) => ({ ranking: input.candidates.map(({ name }) => ({ table: name, relevance: 0, required: false, reason: '' })) }),
};

async function collect(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** Without what differs between any two runs. */
function scrubbed(value: unknown): unknown {
  const changing = new Set(['runId', 'threadId', 'time', 'at', 'ms', 'usage', 'createdAt', 'expiresAt', 'signal', 'schema']);
  const text = JSON.stringify(value, (key, held: unknown) => (changing.has(key) ? undefined : held));
  return JSON.parse(text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/gu, 'uuid').replaceAll(/data-[0-9a-f]{16}/gu, 'data')) as unknown;
}

const askedOf = (model: ScriptedModel) => model.requests.map(({ task, system, prompt, input }) => ({ task, system, prompt, input }));

describe('a run of somebody who may not see everything', () => {
  it.each([
    ['answers', question, {}],
    ['asks', question, { 'score-table-relevance': undecided }],
    ['grounds a value', 'total amount of customers in Paris', {}],
    ['finds nothing', 'what is the wage in the payroll, and the ssn canary-one?', nothingFits],
    ['is told that the lock is not enough', 'ssn of customers', { 'generate-sql': { kind: 'insufficient', reason: 'There is no such column.', missing: ['ssn'] } }],
    ['repairs', question, { 'generate-sql': { kind: 'sql', sql: 'SELECT ssn, wage FROM customers, secret_payroll', assumptions: [], unused: [] }, 'repair-sql': { kind: 'sql', sql: 'SELECT wages FROM secret_payrol', assumptions: [], unused: [] } }],
  ] as [string, string, ScriptedReplies][])('PR-2, ERR-1: %s exactly as if the rest did not exist, in events, prompts and result', async (_name, asked, replies) => {
    const runs = await Promise.all(
      [whole, visible].map(async (data) => {
        const { pipeline, model } = shop(replies, { access: policy({ disclose: 'nothing' }) }, data);
        const stream = pipeline.stream({ question: asked, principal: ann });
        return scrubbed({ events: await collect(stream), asked: askedOf(model), result: await stream.result });
      }),
    );
    expect(runs[0]).toEqual(runs[1]);
    // What the question or the model itself says is repeated, and nothing else.
    const hidden = asked === question && !('generate-sql' in replies) ? /ssn|wage|payroll|canary|salar/iu : /canary-two|salar/iu;
    expect(JSON.stringify(runs[0])).not.toMatch(hidden);
  });

  it('PR-5: shows the model no value of a table whose rows are filtered', async () => {
    const { pipeline, model } = shop();
    await pipeline.run({ question: 'total amount of customers in Paris called Ann', principal: { ...ann, roles: ['tenant'] } });
    expect(model.requests.length).toBeGreaterThan(1);
    expect(JSON.stringify(askedOf(model).map(({ input }) => ('candidates' in input ? input.candidates : null)))).not.toMatch(/Paris|canary/u);
    for (const { input } of askedOf(model)) expect('values' in input ? input.values : []).toEqual([]);
  });

  it.each([null, { ...ann, roles: [] }, { ...ann, roles: ['admin'] }])('reads nothing for %j', async (principal) => {
    const { pipeline, database, model } = shop();
    const result = await pipeline.run({ question, ...(principal ? { principal } : {}) });
    expect(result).toMatchObject({ status: 'refused', refusal: { reason: 'not_permitted', message: 'You may not see any of the data.' } });
    expect(model.requests.map(({ task }) => task)).toEqual(['classify-intent']);
    expect(database.ran).toEqual([]);
  });

  it('answers everybody everything without the option', async () => {
    const model = shopModel();
    expect(await createPipeline({ model, database: fakeDatabase(whole) }).run({ question })).toMatchObject({ status: 'completed' });
    expect(JSON.stringify(askedOf(model))).toContain('secret_payroll');
  });

  it('shows an earlier turn of wider roles without what may no longer be seen', async () => {
    const { pipeline, model } = shop({
      'score-table-relevance': ({ input }) => ({ ranking: input.candidates.map(({ name }) => ({ table: name, relevance: name === 'secret_payroll' ? 1 : name === 'orders' ? 0.8 : 0, required: name === 'secret_payroll', reason: '' })) }),
      'ground-columns': ({ input }) => ({ columns: [{ table: input.tables[0]!.name, column: input.tables[0]!.name === 'orders' ? 'amount' : 'wage', purposes: ['select'], phrase: '' }], unresolved: [] }),
      'generate-sql': ({ input }) => ({ kind: 'sql', sql: input.schema.tables[0]!.name === 'orders' ? 'SELECT amount FROM orders' : 'SELECT wage FROM secret_payroll', assumptions: [], unused: [] }),
    });
    expect(await pipeline.run({ question: 'how much in all', threadId: 'thread', principal: { ...ann, roles: ['boss'] } })).toMatchObject({ status: 'completed', lock: { tables: [{ table: 'secret_payroll' }] } });
    await pipeline.run({ question: 'and now', threadId: 'thread', principal: ann });
    expect(model.requests.findLast(({ task }) => task === 'classify-intent')?.input).toMatchObject({ history: [{ question: 'how much in all', sql: null, tables: [] }] });
  });

  it('goes by the roles at its start, whatever becomes of the principal’s object', async () => {
    const principal = { ...ann, roles: ['clerk'] };
    const seen: unknown[] = [];
    const { pipeline } = shop({}, {
      stages: {
        classifyIntent: async (input, context) => {
          principal.roles.push('boss');
          seen.push(context.principal?.roles);
          expect(() => ((context.principal as Principal).roles as string[]).push('boss')).toThrow(TypeError);
          return defaultStages.classifyIntent(input, context);
        },
      },
    });
    const result = await pipeline.run({ question, principal });
    expect(result.status).toBe('completed');
    expect(seen).toEqual([['clerk']]);
  });

  it('ends before anything is retrieved when it cannot be found out what may be read', async () => {
    const logged: unknown[] = [];
    const cause = new Error('ldap://10.0.0.7 refused cn=admin');
    const { pipeline, model } = shop({}, { access: { evaluate: () => Promise.reject(cause) }, onError: (error) => logged.push(error) });
    const stream = pipeline.stream({ question, principal: ann });
    const events = await collect(stream);
    expect(await stream.result).toMatchObject({ status: 'failed', error: { code: 'ACCESS_UNDECIDED', retryable: true } });
    expect(JSON.stringify([events, await stream.result])).not.toContain('ldap');
    expect(model.requests).toEqual([]);
    expect(logged).toEqual([cause]);
  });
});

describe('retrieval by meaning', () => {
  it('embeds no stored value, and searches only for tables whose text its asker sees whole', async () => {
    const embedded: string[] = [];
    const searched: (readonly string[] | undefined)[] = [];
    const ids = new Set<string>();
    const { pipeline } = shop({}, {
      embedder: {
        id: 'fake',
        dimensions: 2,
        embed: async (texts, { kind }) => {
          if (kind === 'document') embedded.push(...texts);
          return texts.map(() => new Float32Array([1, 0]));
        },
      },
      vectorStore: {
        id: 'fake',
        capabilities: { filterById: true, persistent: false },
        upsert: async (records) => records.forEach(({ id }) => ids.add(id)),
        delete: async () => {},
        query: async (_vector, options) => {
          searched.push(options.ids);
          return [...ids].map((id) => ({ id, score: 0.9 }));
        },
        count: async () => ids.size,
        close: async () => {},
      },
    });
    expect((await pipeline.run({ question, principal: ann })).status).toBe('completed');
    expect(embedded).toHaveLength(4);
    expect(embedded.join()).not.toMatch(/canary|Paris/u);
    // The comment of orders names the payroll, and customers have a hidden column: neither text is theirs to use.
    expect(searched).toEqual([[expect.stringContaining('invoices')]]);
  });
});

describe('a question that only hidden data answers', () => {
  const refusal = async (asked: string, disclose?: 'nothing' | 'existence' | 'name') => {
    const { pipeline } = shop(nothingFits, { access: policy(disclose ? { disclose } : {}) });
    const result = await pipeline.run({ question: asked, principal: ann });
    return result.status === 'refused' ? result.refusal : result;
  };

  it('is refused honestly, and what is hidden is named only where the host says so', async () => {
    expect(await refusal('average wage')).toEqual({ reason: 'not_permitted', message: 'You may not see the data that this question asks about.' });
    expect(await refusal('average wage', 'name')).toEqual({ reason: 'not_permitted', message: 'You may not see what this question asks about: secret_payroll.' });
    expect(await refusal('every ssn', 'name')).toEqual({ reason: 'not_permitted', message: 'You may not see what this question asks about: customers.ssn.' });
  });

  it('is refused like one that nothing answers where the host says nothing', async () => {
    expect(await refusal('average wage', 'nothing')).toEqual(await refusal('average zebra', 'nothing'));
    expect(await refusal('average zebra')).toMatchObject({ reason: 'unanswerable' });
  });

  it('cannot have hidden values or comments guessed from how it is refused', async () => {
    for (const guess of ['who is canary-one', 'show canary-two', 'salaries of the staff', 'social security']) {
      expect(await refusal(guess)).toEqual(await refusal('average zebra'));
    }
  });

  it('is refused honestly as well when only a column is hidden', async () => {
    const { pipeline } = shop({ 'generate-sql': { kind: 'insufficient', reason: 'No column holds it.', missing: ['ssn'] } });
    expect(await pipeline.run({ question: 'ssn for each order', principal: ann })).toMatchObject({ status: 'refused', refusal: { reason: 'not_permitted' } });
    expect(await pipeline.run({ question: 'weight of each order', principal: ann })).toMatchObject({ status: 'refused', refusal: { reason: 'insufficient_schema' } });
  });
});

describe('an answer to a paused run', () => {
  const choose = { kind: 'choose', optionId: 'table:orders' } as const;
  const paused = async (principal: Principal) => {
    const made = shop({ 'score-table-relevance': undecided }, askAtOnce);
    const result = await made.pipeline.run({ question, principal });
    expect(result.status).toBe('needs_clarification');
    return { ...made, runId: result.runId };
  };

  it('goes on with the roles given then', async () => {
    const { pipeline, runId, model } = await paused(ann);
    const before = model.requests.length;
    expect(await pipeline.resume(runId, choose, { principal: { ...ann, roles: ['clerk', 'boss'] } })).toMatchObject({ status: 'completed' });
    expect(model.requests.length).toBeGreaterThan(before);
  });

  it('is refused when what was found may no longer be seen, before a model or the database is asked', async () => {
    const { pipeline, runId, model, database } = await paused(ann);
    const before = model.requests.length;
    const stream = pipeline.streamResume(runId, choose, { principal: { ...ann, roles: ['seller'] } });
    const events = await collect(stream);
    expect(await stream.result).toMatchObject({ status: 'refused', refusal: { reason: 'not_permitted' } });
    expect(JSON.stringify(events)).not.toContain('invoices');
    expect(model.requests.length).toBe(before);
    expect(database.ran).toEqual([]);
    expect(await pipeline.resume(runId, choose, { principal: ann })).toMatchObject({ status: 'failed', error: { code: 'ALREADY_RESUMED' } });
  });

  it('has to say who gives it, since the roles of the question may be out of date', async () => {
    const { pipeline, runId, database } = await paused(ann);
    expect(await pipeline.resume(runId, choose)).toMatchObject({ status: 'failed', error: { code: 'INVALID_INPUT' }, waitingFor: { kind: 'clarification' } });
    expect(database.ran).toEqual([]);
    expect(await pipeline.resume(runId, choose, { principal: ann })).toMatchObject({ status: 'completed' });
  });

  it('may call the run off without roles', async () => {
    const { pipeline, runId } = await paused(ann);
    expect(await pipeline.cancel(runId)).toBe(true);
  });

  it('does not share the result of the same answer that was given with other roles', async () => {
    const { pipeline, runId } = await paused(ann);
    const answer = { ...choose, idempotencyKey: 'k' };
    const results = await Promise.all([pipeline.resume(runId, answer, { principal: ann }), pipeline.resume(runId, answer, { principal: { ...ann, roles: ['seller'] } })]);
    expect(results.map(({ status }) => status)).toEqual(['completed', 'failed']);
  });
});

describe('a replaced stage', () => {
  const failure = (result: RunResult) => (result.status === 'failed' ? result.error.code : result);
  const limited: Principal = { ...ann, roles: ['tenant'] };

  it('G-EXE-2: cannot have a statement checked without the row filters of the principal', async () => {
    const { pipeline, database } = shop({}, {
      stages: { validateSql: (input, context) => defaultStages.validateSql(input, { ...context, policy: { tables: [] } }) },
    });
    expect(failure(await pipeline.run({ question, principal: limited }))).toBe('STAGE_CONTRACT');
    expect(database.ran).toEqual([]);
  });

  it('G-EXE-2: cannot run a statement that was checked for somebody with wider rights', async () => {
    let kept: CheckedSql | null = null;
    const { pipeline, database } = shop({}, {
      stages: {
        executeQuery: async (input, context) => defaultStages.executeQuery({ checked: (kept ??= input.checked) }, context),
        classifyIntent: async (input, context) => {
          if (kept) await context.database.query(kept, { timeoutMs: 1000, maxRows: 10 });
          return defaultStages.classifyIntent(input, context);
        },
      },
    });
    expect(await pipeline.run({ question, principal: ann })).toMatchObject({ status: 'completed' });
    expect(database.ran).toHaveLength(1);
    expect(failure(await pipeline.run({ question, principal: limited }))).toBe('STAGE_CONTRACT');
    expect(failure(await pipeline.run({ question, principal: { ...ann, roles: [] } }))).toBe('STAGE_CONTRACT');
    expect(database.ran).toHaveLength(1);
  });

  it('cannot lock what its principal may not see', async () => {
    const { pipeline, database } = shop({}, {
      stages: {
        groundColumns: async () => ({ lock: { tables: [{ table: 'orders', columns: ['order_date'] }], joins: [], values: [] }, resolved: [], unresolved: [] }),
      },
    });
    expect(failure(await pipeline.run({ question, principal: { ...ann, roles: ['seller'] } }))).toBe('STAGE_CONTRACT');
    expect(database.ran).toEqual([]);
  });

  it('finds neither structure nor values of what its principal may not see', async () => {
    const found: unknown[] = [];
    const { pipeline } = shop({}, {
      stages: {
        classifyIntent: async (input, context) => {
          const { database, index, view } = context;
          found.push(await database.introspect(), index.catalog, [...view.tables.values()]);
          for (const [name, column] of [['secret_payroll', 'wage'], ['customers', 'ssn']] as const) {
            await expect(database.sampleValues(name, [column], { limit: 5 })).rejects.toMatchObject({ code: 'STAGE_CONTRACT' });
          }
          await expect(database.sampleValues('customers', ['city'], { limit: 5 })).resolves.toHaveLength(1);
          return defaultStages.classifyIntent(input, context);
        },
      },
    });
    expect((await pipeline.run({ question, principal: ann })).status).toBe('completed');
    expect(found).toHaveLength(3);
    expect(JSON.stringify(found)).not.toMatch(/payroll|wage|ssn|canary/u);
  });

  it('cannot sample a table whose rows are filtered', async () => {
    const { pipeline } = shop({}, { stages: { classifyIntent: async (_input, context) => context.database.sampleValues('customers', ['city'], { limit: 5 }) as never } });
    expect(failure(await pipeline.run({ question, principal: limited }))).toBe('STAGE_CONTRACT');
  });
});

describe('the access option', () => {
  it('is an evaluator with a known disclosure', () => {
    for (const access of [{}, { roles }, null, { evaluate: () => ({ tables: [] }), disclose: true }]) {
      expect(() => shop({}, { access: access as never })).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    }
  });
});
