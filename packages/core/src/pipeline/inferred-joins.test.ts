import { describe, expect, it } from 'vitest';
import { fakeDatabase } from '../../test/support/fake-database.ts';
import { blockOf } from '../../test/support/read-prompt.ts';
import { shopModel } from '../../test/support/shop-model.ts';
import { table } from '../../test/support/stage-context.ts';
import { rolePolicy } from '../access/index.ts';
import type { TableInfo } from '../contracts/index.ts';
import { createPipeline } from '../create-pipeline.ts';
import type { CompletedResult, RunResult } from '../protocol/index.ts';
import type { ScriptedReplies } from '../testing/index.ts';

const undeclared = [table('orders', ['id INTEGER', 'customer_id INTEGER', 'amount REAL']), table('customers', ['id INTEGER', 'city TEXT'])];
const declared = [table('orders', ['id INTEGER', 'customer_id INTEGER', 'amount REAL'], { customer_id: 'customers.id' }), undeclared[1]!];
const values = { orders: { customer_id: ['1', '2'] }, customers: { id: ['1', '2', '3'], city: ['Rome', 'Oslo'] } };

const replies = (where: string): ScriptedReplies => ({
  'score-table-relevance': ({ input }) => ({ ranking: input.candidates.map(({ name }) => ({ table: name, relevance: 1, required: true, reason: '' })) }),
  'ground-columns': { columns: [{ table: 'orders', column: 'amount', purposes: ['aggregate'], phrase: '' }, { table: 'customers', column: 'city', purposes: ['group'], phrase: '' }], unresolved: [] },
  'generate-sql': { kind: 'sql', sql: `SELECT c.city, sum(o.amount) AS total FROM orders o${where} GROUP BY c.city LIMIT 9`, assumptions: [], unused: [] },
});
const JOIN = ' JOIN customers c ON c.id = o.customer_id';

async function ask(tables: readonly TableInfo[], options: { readonly where?: string; readonly access?: ReturnType<typeof rolePolicy> } = {}) {
  const model = shopModel(replies(options.where ?? JOIN));
  const { access } = options;
  const pipeline = createPipeline({ database: fakeDatabase({ tables, values }), model, ...(access === undefined ? {} : { access }) });
  const result = await pipeline.run({ question: 'amount of orders by city of customers', principal: { id: 'ann', roles: ['clerk'] } });
  return { result: completed(result), prompts: model.requests };
}

function completed(result: RunResult): CompletedResult {
  if (result.status !== 'completed') throw new Error(JSON.stringify(result));
  return result;
}

const inferred = {
  from: { table: 'orders', column: 'customer_id' },
  to: { table: 'customers', column: 'id' },
  source: 'inferred',
  evidence: { name: 'reference', type: 'same', values: { compared: 2, share: 1, coverage: 'complete' } },
} as const;

describe('a join that no foreign key declares', () => {
  it('is marked with its evidence in prompts, lock, proof and explanation', async () => {
    const { result, prompts } = await ask(undeclared);
    expect(result.lock.joins).toMatchObject([inferred]);
    expect(result.proof.used.joins).toEqual(result.lock.joins);
    const evidence = 'orders.customer_id = customers.id, which is not declared, but customer_id names the key of customers, the types are the same and all of 2 values occur there';
    expect(result.explanation.steps).toContainEqual({ kind: 'join', text: `Tables are matched by ${evidence}` });
    for (const task of ['score-table-relevance', 'ground-columns', 'generate-sql'] as const) {
      const prompt = prompts.find((request) => request.task === task)?.prompt ?? '';
      expect(JSON.stringify(blockOf(prompt, 'joins'))).toContain('(inferred: not declared, but');
      expect(JSON.stringify(blockOf(prompt, 'tables'))).toContain('-> customers.id (inferred)');
    }
  });

  it('costs some confidence, and the factor says why', async () => {
    const [guessed, known] = [(await ask(undeclared)).result, (await ask(declared)).result];
    expect(known.proof.used.joins).toMatchObject([{ source: 'declared' }]);
    expect(guessed.confidence.score).toBeLessThan(known.confidence.score);
    const factor = guessed.confidence.factors.find(({ name }) => name === 'joinEvidence');
    expect(factor?.value).toBe(guessed.lock.joins[0]?.source === 'inferred' ? guessed.lock.joins[0].confidence : null);
    expect(factor?.reason).toContain('customer_id names the key of customers');
    expect(known.confidence.factors.find(({ name }) => name === 'joinEvidence')?.value).toBe(1);
  });

  it.each([[' , customers c WHERE o.customer_id = c.id'], [' CROSS JOIN customers c WHERE o.customer_id IN (SELECT id FROM customers)']])('is found where a statement follows it in%s', async (where) => {
    expect((await ask(undeclared, { where })).result.proof.used.joins).toMatchObject([inferred]);
  });

  it('is no part of the proof of a statement that does not follow it', async () => {
    expect((await ask(undeclared, { where: ' JOIN customers c ON c.id < o.customer_id' })).result.proof.used.joins).toEqual([]);
  });

  it('is marked in the options, when several could be meant', async () => {
    const tables = [table('games', ['id INTEGER', 'home_team_id INTEGER', 'away_team_id INTEGER']), table('teams', ['id INTEGER', 'nickname TEXT'])];
    const pipeline = createPipeline({ database: fakeDatabase({ tables }), model: shopModel(replies('')) });
    const result = await pipeline.run({ question: 'games of each nickname of teams' });
    if (result.status !== 'needs_clarification') throw new Error(JSON.stringify(result));
    expect(result.clarification.kind).toBe('join_path');
    expect(result.clarification.options.map(({ evidence }) => evidence)).toEqual([
      ['games.home_team_id = teams.id: not declared, but home_team_id names the key of teams and the types are the same'],
      ['games.away_team_id = teams.id: not declared, but away_team_id names the key of teams and the types are the same'],
    ]);
  });

  it('tells who may not read all rows nothing that was counted in them', async () => {
    const access = rolePolicy({
      roles: { clerk: [{ action: 'read', effect: 'allow', tables: ['customers'] }, { action: 'read', effect: 'allow', tables: ['orders'], rows: { column: 'id', operator: '<', value: 5 } }] },
    });
    const { result, prompts } = await ask(undeclared, { access });
    expect(result.lock.joins).toMatchObject([{ ...inferred, evidence: { ...inferred.evidence, values: null } }]);
    expect(JSON.stringify([result, prompts])).not.toMatch(/values occur/u);
  });
});
