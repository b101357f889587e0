import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stageContext } from '../../test/support/stage-context.ts';
import { levelOf, type ConfidenceFactorName } from '../protocol/index.ts';
import { CONFIDENCE_WEIGHTS, scoreConfidence, type ScoreConfidenceInput } from './score-confidence.ts';

const context = await stageContext();

const perfect: ScoreConfidenceInput = {
  question: 'How many orders are there?',
  resultColumns: 1,
  tableConfidence: 1,
  ambiguity: 'none',
  repairs: 0,
  lock: { tables: [{ table: 'orders', columns: ['id'] }], joins: [], values: [] },
  proof: {
    decision: 'accepted',
    rule: 'locked_read',
    dialect: 'sqlite',
    allowed: [],
    used: { tables: ['orders'], columns: [{ table: 'orders', column: 'id' }], functions: ['count'], joins: [], scopes: [] },
    added: [],
    parsers: [],
  },
  resolved: ['orders'],
  unexplained: [],
  warnings: [],
};

const score = (change: Partial<ScoreConfidenceInput>) => scoreConfidence({ ...perfect, ...change }, context);

async function factor(name: ConfidenceFactorName, change: Partial<ScoreConfidenceInput>): Promise<number> {
  return (await score(change)).factors.find((each) => each.name === name)!.value;
}

describe('scoreConfidence', () => {
  it('is 1 and green when nothing is in doubt', async () => {
    expect(await score({})).toMatchObject({ score: 1, level: 'green' });
  });

  it('has weights that sum to 1', () => {
    expect(Object.values(CONFIDENCE_WEIGHTS).reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 10);
  });

  it.each<[ConfidenceFactorName, Partial<ScoreConfidenceInput>, number]>([
    ['ambiguity', { ambiguity: 'resolved' }, 1],
    ['ambiguity', { ambiguity: 'assumed' }, 0.7],
    ['ambiguity', { ambiguity: 'unresolved' }, 0.3],
    ['validation', { repairs: 1 }, 0.75],
    ['validation', { repairs: 2 }, 0.5],
    ['columnMatch', { lock: { ...perfect.lock, tables: [{ table: 'orders', columns: ['id', 'amount'] }] } }, 0.5],
    ['termCoverage', { unexplained: ['weather'] }, 1 / 3],
    ['resultVerification', { warnings: [{ code: 'empty_result', text: 'There are no rows.' }] }, 0.5],
    ['resultVerification', { warnings: [{ code: 'truncated', text: 'There are more.' }] }, 1],
  ])('lets %s follow from %j', async (name, change, expected) => {
    expect(await factor(name, change)).toBeCloseTo(expected, 3);
    expect((await score(change)).score).toBeLessThanOrEqual(1);
  });

  it('trusts an answer less the more there was to get wrong', async () => {
    const joined = { ...perfect.proof, used: { ...perfect.proof.used, tables: ['orders', 'customers', 'cities'] } };
    const long = 'For each customer from Paris who ordered more than twice list the name the city and the average amount of the orders';
    expect(await factor('complexity', { proof: joined })).toBeLessThan(1);
    expect(await factor('complexity', { resultColumns: 4 })).toBeLessThan(1);
    expect(await factor('complexity', { question: long })).toBeLessThan(1);
    expect(await factor('complexity', { question: long, resultColumns: 4, proof: joined })).toBeLessThan(await factor('complexity', { proof: joined }));
  });

  it('stays between 0 and 1 and is the sum of its parts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          tableConfidence: fc.double({ min: 0, max: 1, noNaN: true }),
          ambiguity: fc.constantFrom('none', 'resolved', 'same_result', 'assumed', 'unresolved'),
          repairs: fc.nat({ max: 2 }),
          resultColumns: fc.nat({ max: 50 }),
          question: fc.string({ maxLength: 300 }),
          unexplained: fc.array(fc.string(), { maxLength: 5 }),
          warnings: fc.array(fc.constant({ code: 'fan_out' as const, text: '' }), { maxLength: 5 }),
        }),
        async (change) => {
          const confidence = await score(change);
          const sum = confidence.factors.reduce((total, each) => total + each.weight * each.value, 0);
          expect(confidence.score).toBeGreaterThanOrEqual(0);
          expect(confidence.score).toBeLessThanOrEqual(1);
          expect(confidence.score).toBeCloseTo(sum, 2);
          expect(confidence.level).toBe(levelOf(confidence.score));
        },
      ),
    );
  });

  it.each([
    [0.8, 'green'],
    [0.799, 'yellow'],
    [0.6, 'yellow'],
    [0.599, 'red'],
  ])('calls %d %s', (value, level) => {
    expect(levelOf(value)).toBe(level);
  });
});
