import { describe, expect, it } from 'vitest';
import { fakeDatabase } from '../../test/support/fake-database.ts';
import { askAtOnce, shopModel, undecided } from '../../test/support/shop-model.ts';
import { rolePolicy } from '../access/index.ts';
import { createPipeline } from '../create-pipeline.ts';

const ann = { id: 'ann', tenantId: 'acme', roles: ['clerk'] };
const bob = { ...ann, id: 'bob' };
const sameIdElsewhere = { ...ann, tenantId: 'other' };
const threadId = 'thread';

function shop() {
  const access = rolePolicy({
    roles: {
      clerk: [{ action: 'read', effect: 'allow', tables: ['orders', 'invoices'] }],
      trainee: [{ action: 'read', effect: 'allow', tables: ['orders'] }],
    },
  });
  return createPipeline({ database: fakeDatabase(), model: shopModel({ 'score-table-relevance': undecided }), access, ...askAtOnce });
}

describe('a run that is looked up', () => {
  it('is found with what it waits for, by the one who asked alone', async () => {
    const pipeline = shop();
    const { runId } = await pipeline.run({ question: 'total amount', threadId, principal: ann });
    expect(await pipeline.find(runId, { principal: ann })).toMatchObject({ record: { runId, status: 'waiting' }, waitingFor: { kind: 'clarification' } });
    for (const principal of [bob, sameIdElsewhere]) expect(await pipeline.find(runId, { principal })).toBeNull();
    expect(await pipeline.find(runId)).toBeNull();
    expect(await pipeline.find('unknown', { principal: ann })).toBeNull();
  });

  it('does not tell what it asked once that names what may not be seen any more', async () => {
    const pipeline = shop();
    const { runId } = await pipeline.run({ question: 'total amount', threadId, principal: ann });
    const found = await pipeline.find(runId, { principal: { ...ann, roles: ['trainee'] } });
    expect(found).toMatchObject({ record: { status: 'waiting' }, waitingFor: null });
  });

  it('is a turn of its thread once it is completed', async () => {
    const pipeline = shop();
    const { runId } = await pipeline.run({ question: 'total amount', threadId, principal: ann });
    expect(await pipeline.turns(threadId, 10, { principal: ann })).toEqual([]);
    await pipeline.resume(runId, { kind: 'choose', optionId: 'table:orders' }, { principal: ann });
    expect(await pipeline.turns(threadId, 10, { principal: ann })).toMatchObject([{ runId, status: 'completed' }]);
    expect(await pipeline.turns(threadId, 10, { principal: bob })).toEqual([]);
    expect(await pipeline.find(runId, { principal: ann })).toMatchObject({ record: { status: 'completed' }, waitingFor: null });
  });
});

describe('the structure', () => {
  it('holds what the principal may read and nothing else', async () => {
    const structure = await shop().structure({ principal: ann });
    expect(structure).toMatchObject({ dialect: 'sqlite' });
    expect(structure.tables.map(({ table }) => table).toSorted()).toEqual(['invoices', 'orders']);
    expect(structure.tables.find(({ table }) => table === 'orders')).toMatchObject({
      kind: 'table',
      rowCount: 500,
      columns: expect.arrayContaining([{ column: 'id', type: 'INTEGER', nullable: true, comment: null, isPrimaryKey: true }]),
    });
    expect(JSON.stringify(structure)).not.toMatch(/customers|payroll/);
  });

  it('is empty for nobody', async () => {
    expect((await shop().structure()).tables).toEqual([]);
  });
});
