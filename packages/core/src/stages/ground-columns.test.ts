import { describe, expect, it } from 'vitest';
import { shopModel } from '../../test/support/shop-model.ts';
import { stageContext, table } from '../../test/support/stage-context.ts';
import { resolveResponse } from '../pipeline/resolve-response.ts';
import type { Clarification, ClarificationAnswer, Lock, Resolution } from '../protocol/index.ts';
import { detectAmbiguity } from './detect-ambiguity.ts';
import { groundColumns } from './ground-columns.ts';

const tables = [
  table('flights', ['id INTEGER', 'from_airport INTEGER', 'to_airport INTEGER'], { from_airport: 'airports.id', to_airport: 'airports.id' }),
  table('airports', ['id INTEGER', 'name TEXT']),
];
const question = 'number of flights per airport';
const selected = ['flights', 'airports'];

async function askWay(): Promise<Clarification> {
  const ranking = selected.map((name) => ({ table: name, relevance: 0.9, required: true, reason: '' }));
  const output = await detectAmbiguity({ question, ranking, selected, resolutions: [] }, await stageContext({ tables }));
  if (output.kind !== 'ambiguous') throw new Error('no way was asked for');
  return output.clarification;
}

async function lockAfter(answer: (asked: Clarification) => ClarificationAnswer): Promise<Lock> {
  const asked = await askWay();
  return lockWith([resolveResponse(asked, answer(asked))!]);
}

async function lockWith(resolutions: readonly Resolution[]): Promise<Lock> {
  const model = shopModel({ 'ground-columns': { columns: [{ table: 'airports', column: 'name', purposes: ['group'], phrase: 'airport' }], unresolved: [] } });
  return (await groundColumns({ question, selected, resolutions }, await stageContext({ tables }, { model }))).lock;
}

const joined = (lock: Lock) => lock.joins.map((join) => join.from.column).toSorted();

describe('the way in which tables are joined', () => {
  it('has an identity that does not depend on its place among the ways', async () => {
    const asked = await askWay();
    expect(asked.options.map((option) => option.id)).toEqual(['way:flights.from_airport=airports.id', 'way:flights.to_airport=airports.id']);
    expect(asked.suggested).toBe(asked.options[0]!.id);
  });

  it.each([0, 1])('is the one that the user chose (option %i)', async (position) => {
    const column = ['from_airport', 'to_airport'][position]!;
    const lock = await lockAfter((asked) => ({ kind: 'choose', optionId: asked.options[position]!.id }));
    expect(joined(lock)).toEqual([column]);
    expect(lock.tables.find((entry) => entry.table === 'flights')!.columns).toEqual([column]);
  });

  it('stays open when the user answered in their own words', async () => {
    expect(joined(await lockAfter(() => ({ kind: 'text', text: 'the one where they land' })))).toEqual(['from_airport', 'to_airport']);
  });

  it('stays open when the chosen way does not join the tables of this selection', async () => {
    const resolution: Resolution = { clarificationId: 'join:a+b', kind: 'join_path', phrase: '', chosen: { id: 'way:a.b_id=b.id', label: 'a.b_id = b.id' }, rejected: [] };
    expect(joined(await lockWith([resolution]))).toEqual(['from_airport', 'to_airport']);
  });
});

describe('a value that the user chose', () => {
  const asked = 'customers in Parts';
  const context = async () =>
    stageContext(
      { tables: [table('customers', ['id INTEGER', 'city TEXT'])], values: { customers: { city: ['Paris', 'PARIS', 'Party'] } } },
      { model: shopModel({ 'ground-columns': { columns: [{ table: 'customers', column: 'city', purposes: ['filter'], phrase: 'Parts' }], unresolved: [] } }) },
    );

  it('is locked in its spellings, without those that it was chosen over', async () => {
    const given = await context();
    const ranking = [{ table: 'customers', relevance: 0.9, required: true, reason: '' }];
    const output = await detectAmbiguity({ question: asked, ranking, selected: ['customers'], resolutions: [] }, given);
    if (output.kind !== 'ambiguous') throw new Error('no value was asked for');
    const resolution = resolveResponse(output.clarification, { kind: 'choose', optionId: 'value:customers.city=Paris' })!;
    expect(resolution.rejected).toEqual([]);
    const { lock } = await groundColumns({ question: asked, selected: ['customers'], resolutions: [resolution] }, given);
    expect(lock.values.map(({ value }) => value).toSorted()).toEqual(['PARIS', 'Paris']);
  });
});
