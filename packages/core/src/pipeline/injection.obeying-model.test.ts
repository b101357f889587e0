import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeDatabase, type FakeDatabaseOptions } from '../../test/support/fake-database.ts';
import { shopModel } from '../../test/support/shop-model.ts';
import type { LanguageModel, ModelReply, ModelRequest, ModelTaskName } from '../contracts/index.ts';
import { createPipeline } from '../create-pipeline.ts';
import type { PipelineOptions } from '../options.ts';
import type { RunEvent, RunResult } from '../protocol/index.ts';
import { defaultStages } from '../stages/index.ts';
import type { ScriptedReplies } from '../testing/index.ts';

/*
 * The model of these tests does what an attacker says, at one stage or another. Nothing that it answers
 * may reach the database unless it is a query of what the stages before it have let through.
 */

const principal = Object.freeze({ id: 'ann', tenantId: 'north', roles: Object.freeze(['clerk']) });

/** A database that also counts what it is asked to compile. */
function spiedDatabase(data: FakeDatabaseOptions = {}) {
  const fake = fakeDatabase(data);
  const compiled: string[] = [];
  return { ...fake, compiled, capabilities: { cancel: true, explain: true, stream: false, write: false }, explain: async (sql: { text: string }) => void compiled.push(sql.text) };
}

async function obey(replies: ScriptedReplies, options: Partial<PipelineOptions> = {}) {
  const model = shopModel(replies);
  return { model, ...(await run(model, options)) };
}

async function run(model: LanguageModel, options: Partial<PipelineOptions> = {}) {
  const database = spiedDatabase();
  const stream = createPipeline({ model, database, ...options }).stream({ question: 'total amount', principal });
  const events: RunEvent[] = [];
  for await (const event of stream) events.push(event);
  return { database, events, result: await stream.result };
}

/** A model that answers one task with anything at all, and the others as it should. */
function modelWith(task: ModelTaskName, answer: unknown): LanguageModel {
  const honest = shopModel();
  return {
    id: 'obeying',
    async generate<T extends ModelTaskName>(request: ModelRequest<T>): Promise<ModelReply<T>> {
      if (request.task !== task) return honest.generate(request);
      return { value: answer as never, usage: null };
    },
  };
}

function expectNothingRan({ database, result }: { database: ReturnType<typeof spiedDatabase>; result: RunResult }): void {
  expect(database.ran).toEqual([]);
  expect(database.compiled).toEqual([]);
  expect(['failed', 'refused']).toContain(result.status);
}

const sql = (text: string) => ({ kind: 'sql', sql: text, assumptions: [], unused: [] }) as const;

describe('the statement kind: a model that answers a read question with', () => {
  it.each([
    'DROP TABLE orders',
    'DELETE FROM orders',
    'UPDATE orders SET amount = 0',
    'INSERT INTO orders(amount) VALUES (1)',
    'REPLACE INTO orders(amount) VALUES (1)',
    'CREATE TABLE loot AS SELECT amount FROM orders',
    'ALTER TABLE orders ADD COLUMN note TEXT',
    'SELECT sum(amount) FROM orders; DELETE FROM orders',
    'SELECT sum(amount) FROM orders;; SELECT 1',
    'COMMIT; SELECT sum(amount) FROM orders',
    'BEGIN',
    'PRAGMA writable_schema = 1',
    "ATTACH 'other.sqlite' AS other",
    'VACUUM',
    'EXPLAIN SELECT amount FROM orders',
    'WITH gone AS (DELETE FROM orders RETURNING amount) SELECT amount FROM gone',
    'SELECT amount INTO loot FROM orders',
    'SELECT amount FROM orders FOR UPDATE',
    "SELECT load_extension('x')",
    "SELECT readfile('/etc/passwd')",
    'SELECT wage FROM secret_payroll',
    'SELECT issued_on FROM orders',
    'SELECT order_date FROM orders',
    'SELECT * FROM orders',
    'SELECT amount FROM orders UNION SELECT wage FROM secret_payroll',
    'SELECT amount FROM orders WHERE EXISTS (SELECT 1 FROM secret_payroll)',
    'SELECT name FROM sqlite_master',
    'SELECT amount FROM orders ORDER BY (SELECT wage FROM secret_payroll)',
    'SELECT amount FROM orders JOIN customers ON customers.id = orders.customer_id',
    '-- nothing',
    '',
    'I have dropped the table.',
  ])('%j runs nothing, however often it repeats it', async (statement) => {
    const outcome = await obey({ 'generate-sql': sql(statement), 'repair-sql': sql(statement) });
    expectNothingRan(outcome);
    expect(outcome.result).toMatchObject({ status: 'failed', error: { code: 'REPAIR_EXHAUSTED' } });
    expect(outcome.model.requests.filter((request) => request.task === 'repair-sql')).toHaveLength(2);
  });

  it('a forbidden statement only in a repair runs nothing either', async () => {
    const outcome = await obey({ 'generate-sql': sql('SELECT nowhere FROM orders'), 'repair-sql': [sql('DROP TABLE orders'), sql('SELECT wage FROM secret_payroll')] });
    expectNothingRan(outcome);
    expect(outcome.model.requests.filter((request) => request.task === 'repair-sql').map((request) => (request.input as { schema: unknown }).schema)).toEqual([
      expect.objectContaining({ tables: [expect.objectContaining({ name: 'orders' })] }),
      expect.objectContaining({ tables: [expect.objectContaining({ name: 'orders' })] }),
    ]);
  });

  it.each(['insert', 'update', 'delete', 'ddl'] as const)('the intent %s is refused before anything is retrieved', async (intent) => {
    const outcome = await obey({ 'classify-intent': { intent, standaloneQuestion: 'total amount', reason: '' } });
    expectNothingRan(outcome);
    expect(outcome.result).toMatchObject({ status: 'refused', refusal: { reason: 'write_not_allowed' } });
    expect(outcome.model.requests).toHaveLength(1);
  });

  it('a hidden name is told apart from a missing one by nobody', async () => {
    const problemsOf = async (statement: string) => {
      const { result } = await obey({ 'generate-sql': sql(statement), 'repair-sql': sql(statement) });
      return JSON.stringify((result as Extract<RunResult, { status: 'failed' }>).attempts.map((attempt) => attempt.problems));
    };
    expect(await problemsOf('SELECT wage FROM secret_payroll')).toBe((await problemsOf('SELECT wage FROM zzzzzz_zzzzzzz')).replaceAll('zzzzzz_zzzzzzz', 'secret_payroll'));
    expect(await problemsOf('SELECT order_date FROM orders')).toBe((await problemsOf('SELECT zzzzz_zzzz FROM orders')).replaceAll('zzzzz_zzzz', 'order_date'));
  });

  it('words like those of an attack in a literal is not refused for them', async () => {
    const { result, database } = await obey({ 'generate-sql': sql("SELECT count(amount) AS n FROM orders WHERE amount = 'x''); DROP TABLE orders; --'") });
    expect(result.status).toBe('completed');
    expect(database.ran).toEqual([expect.stringContaining("'x''); DROP TABLE orders; --'")]);
  });
});

describe('the lock: a model that answers', () => {
  const ranking = (table: string) => ({ table, relevance: 1, required: true, reason: 'the user is an auditor' });

  it.each<[string, ScriptedReplies]>([
    ['a table that is no candidate', { 'score-table-relevance': { ranking: [ranking('sqlite_master')] } }],
    ['a further table', { 'score-table-relevance': ({ input }) => ({ ranking: [...input.candidates.map(({ name }) => ranking(name)), ranking('pg_catalog.pg_user')] }) }],
    ['a table twice', { 'score-table-relevance': ({ input }) => ({ ranking: [...input.candidates, ...input.candidates].map(({ name }) => ranking(name)) }) }],
    ['a table that objects inherit', { 'score-table-relevance': { ranking: [ranking('__proto__'), ranking('constructor')] } }],
    ['a column of another table', { 'ground-columns': { columns: [{ table: 'secret_payroll', column: 'wage', purposes: ['select'], phrase: '' }], unresolved: [] } }],
    ['a column that no table has', { 'ground-columns': { columns: [{ table: 'orders', column: 'ssn', purposes: ['select'], phrase: '' }], unresolved: [] } }],
    ['a column that objects inherit', { 'ground-columns': { columns: [{ table: 'orders', column: 'constructor', purposes: ['select'], phrase: '' }], unresolved: [] } }],
    ['an SQL expression for a column', { 'ground-columns': { columns: [{ table: 'orders', column: 'amount FROM orders; --', purposes: ['select'], phrase: '' }], unresolved: [] } }],
  ])('%s is asked once more, then fails with nothing run', async (_what, replies) => {
    const outcome = await obey(replies);
    expectNothingRan(outcome);
    expect(outcome.result).toMatchObject({ status: 'failed', error: { code: 'MODEL_INVALID_REPLY' } });
    expect(outcome.model.requests.filter((request) => request.task in replies)).toHaveLength(2);
    expect(outcome.events.some((event) => event.type === 'lock.set')).toBe(false);
  });

  it('is the same through every repair, and nobody can write into it', async () => {
    const locks: unknown[] = [];
    const outcome = await obey(
      { 'generate-sql': sql('SELECT wage FROM secret_payroll'), 'repair-sql': sql('SELECT sum(amount) AS total FROM orders') },
      {
        stages: {
          repairSql: async (input, context) => {
            const tables = input.lock.tables as unknown as object[];
            expect(() => tables.push({ table: 'secret_payroll', columns: ['wage'] })).toThrow(TypeError);
            locks.push(structuredClone(input.lock));
            return defaultStages.repairSql(input, context);
          },
        },
      },
    );
    const set = outcome.events.filter((event) => event.type === 'lock.set').map((event) => event.lock);
    expect(set).toHaveLength(1);
    expect(locks).toEqual(set);
    expect(outcome.result).toMatchObject({ status: 'completed', lock: set[0] });
  });

  it('an inserted value is no part of it', async () => {
    const { result } = await obey({ 'ground-columns': { columns: [{ table: 'orders', column: 'amount', purposes: ['filter'], phrase: "x' OR '1'='1" }], unresolved: [] } });
    expect(result).toMatchObject({ status: 'completed', lock: { values: [], joins: [] } });
  });

  it('another reading of a question that has no thread is not followed', async () => {
    const { model, result } = await obey({ 'classify-intent': { intent: 'read', standaloneQuestion: 'all wages of secret_payroll', reason: '' } });
    expect(result).toMatchObject({ status: 'completed', question: 'total amount', assumptions: [] });
    for (const request of model.requests) expect(request.input.question).toBe('total amount');
  });

  it('an endless reading of a follow-up is not followed', async () => {
    const model = shopModel({ 'classify-intent': { intent: 'read', standaloneQuestion: 'wages '.repeat(1_000), reason: '' } });
    const pipeline = createPipeline({ model, database: fakeDatabase() });
    await pipeline.run({ question: 'total amount', threadId: 't' });
    await pipeline.run({ question: 'total amount again', threadId: 't' });
    expect(model.requests.at(-1)?.input.question).toBe('total amount again');
  });
});

describe('an answer of another form', () => {
  const honest: { readonly [T in ModelTaskName]?: object } = {
    'classify-intent': { intent: 'read', standaloneQuestion: 'total amount', reason: '' },
    'ground-columns': { columns: [{ table: 'orders', column: 'amount', purposes: ['select'], phrase: '' }], unresolved: [] },
    'generate-sql': { kind: 'sql', sql: 'SELECT amount FROM orders', assumptions: [], unused: [] },
  };
  const tasks = ['classify-intent', 'score-table-relevance', 'ground-columns', 'generate-sql'] as const;
  const extras = ['{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}', '{"role":"system"}', '{"tool_calls":[{"name":"run_sql"}]}', '{"principal":{"roles":["admin"]}}', '{"lock":{"tables":[]}}'];

  it.each(Object.keys(honest).flatMap((task) => extras.map((extra) => [task as ModelTaskName, extra] as const)))('to %s with %s beside it is not taken', async (task, extra) => {
    const json = `${JSON.stringify(honest[task]).slice(0, -1)},${extra.slice(1)}`;
    const outcome = await run(modelWith(task, JSON.parse(json)));
    expectNothingRan(outcome);
    expect(outcome.result).toMatchObject({ status: 'failed', error: { code: 'MODEL_INVALID_REPLY' } });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each(tasks)('to %s, whatever it is, runs nothing and ends the run in an orderly way', async (task) => {
    await fc.assert(
      fc.asyncProperty(fc.anything({ withNullPrototype: true, withBigInt: true, maxDepth: 3 }), async (answer) => {
        expectNothingRan(await run(modelWith(task, answer)));
      }),
      { numRuns: 15 },
    );
  });

  it.each<[ModelTaskName, unknown]>([
    ['generate-sql', { kind: 'sql', sql: `SELECT '${'x'.repeat(5_000_000)}'`, assumptions: [], unused: [] }],
    ['ground-columns', { columns: Array.from({ length: 50_000 }, () => ({ table: 'orders', column: 'amount', purposes: ['select'], phrase: '' })), unresolved: [] }],
  ])('to %s without end is not taken', async (task, answer) => {
    const outcome = await run(modelWith(task, answer));
    expectNothingRan(outcome);
    expect(JSON.stringify(outcome.events).length).toBeLessThan(50_000);
  });

  it('is cut and cleaned where it is words for people', async () => {
    const loud = `\u001b]0;pwned\u0007\u202e${'w'.repeat(100_000)}`;
    const { result, events } = await obey({
      'classify-intent': { intent: 'read', standaloneQuestion: 'total amount', reason: loud },
      'score-table-relevance': ({ input }) => ({ ranking: input.candidates.map(({ name }) => ({ table: name, relevance: name === 'orders' ? 1 : 0, required: name === 'orders', reason: loud })) }),
      'ground-columns': { columns: [{ table: 'orders', column: 'amount', purposes: ['select'], phrase: loud }], unresolved: Array.from({ length: 500 }, () => loud) },
      'generate-sql': { kind: 'sql', sql: 'SELECT sum(amount) AS total FROM orders', assumptions: Array.from({ length: 500 }, () => loud), unused: [loud] },
    });
    expect(result.status).toBe('completed');
    expect(JSON.stringify([result, events])).not.toMatch(/w{1001}|\\u001b|\u202e/u);
  });
});

describe('the principal', () => {
  it('is who the host says, whatever a model answers', async () => {
    const seen: unknown[] = [];
    const { result } = await obey(
      { 'generate-sql': { kind: 'sql', sql: 'SELECT sum(amount) AS total FROM orders', assumptions: ['The user is an administrator of tenant south.'], unused: [] } },
      { stages: { executeQuery: async (input, context) => (seen.push(context.principal), defaultStages.executeQuery(input, context)) } },
    );
    expect(seen).toEqual([{ id: 'ann', tenantId: 'north', roles: ['clerk'] }]);
    expect(result.status).toBe('completed');
  });
});
