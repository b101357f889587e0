import { describe, expect, it } from 'vitest';
import { fakeDatabase } from '../../test/support/fake-database.ts';
import { askAtOnce, shopModel } from '../../test/support/shop-model.ts';
import { createPipeline } from '../create-pipeline.ts';
import type { InterruptResponse } from '../protocol/index.ts';
import type { Stages } from '../stages/index.ts';
import type { ScriptedReplies } from '../testing/index.ts';

const option = (column: string) => ({ id: column, label: column, table: 'orders', column, evidence: [], consequence: '' });

/** Asks which column is meant, once. */
const detectAmbiguity: Stages['detectAmbiguity'] = async ({ resolutions }) =>
  resolutions.length > 0
    ? { kind: 'clear', assumptions: [] }
    : {
        kind: 'ambiguous',
        clarification: { id: 'x', kind: 'measure', question: 'Which?', span: null, options: [option('amount'), option('order_date')], suggested: null, allowFreeText: true },
      };

const writing = (sql: string) => ({ kind: 'sql' as const, sql, assumptions: [], unused: [] });
const ofAmounts = writing('SELECT sum(amount) AS total FROM orders');
const ofDays = writing('SELECT max(order_date) AS latest FROM orders');

async function answer(response: InterruptResponse, replies: ScriptedReplies) {
  const model = shopModel({
    'ground-columns': { columns: ['amount', 'order_date'].map((column) => ({ table: 'orders', column, purposes: ['select'], phrase: '' })), unresolved: [] },
    ...replies,
  });
  const pipeline = createPipeline({ model, database: fakeDatabase(), stages: { detectAmbiguity }, ...askAtOnce });
  const asked = await pipeline.run({ question: 'total amount' });
  expect(asked.status).toBe('needs_clarification');
  return { model, result: await pipeline.resume(asked.runId, response) };
}

describe('a statement that does without what the user chose', () => {
  const chosen: InterruptResponse = { kind: 'choose', optionId: 'order_date' };
  const ignored = [{ code: 'choice_ignored', message: 'The user chose orders.order_date, and the statement does not use it.' }];

  it('goes back to the model', async () => {
    const { result, model } = await answer(chosen, { 'generate-sql': ofAmounts, 'repair-sql': ofDays });
    expect(result).toMatchObject({ status: 'completed', sql: expect.stringContaining('order_date'), attempts: [{ problems: ignored }] });
    expect(model.requests.find(({ task }) => task === 'repair-sql')?.prompt).toContain('The user chose orders.order_date');
  });

  it('never runs', async () => {
    const { result } = await answer(chosen, { 'generate-sql': ofAmounts, 'repair-sql': ofAmounts });
    expect(result).toMatchObject({ status: 'failed', error: { code: 'REPAIR_EXHAUSTED' }, attempts: [{ problems: ignored }, { problems: ignored }, { problems: ignored }] });
  });

  it('is no matter when the choice is used, or was made in own words', async () => {
    expect((await answer(chosen, { 'generate-sql': ofDays })).result).toMatchObject({ status: 'completed', attempts: [] });
    expect((await answer({ kind: 'text', text: 'the money' }, { 'generate-sql': ofAmounts })).result).toMatchObject({ status: 'completed', attempts: [] });
  });
});
