import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitRecalibration, fitWeights, ontoSimplex, recalibrate, scoreOf } from './fit-weights.ts';

const factor = fc.double({ min: 0, max: 1, noNaN: true });
const answers = fc.array(fc.record({ factors: fc.tuple(factor, factor, factor), correct: fc.boolean() }), { minLength: 1, maxLength: 40 });
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('fitWeights', () => {
  it('gives weights of 0.02 and more that sum to 1, whatever the answers', () => {
    fc.assert(
      fc.property(answers, (scored) => {
        const weights = fitWeights(scored);
        expect(sum(weights)).toBeCloseTo(1, 8);
        expect(Math.min(...weights)).toBeGreaterThanOrEqual(0.02 - 1e-9);
      }),
      { numRuns: 20 },
    );
  });

  it('is no further from what came true than equal weights or any one factor', () => {
    const brier = (weights: readonly number[], scored: readonly { readonly factors: readonly number[]; readonly correct: boolean }[]): number =>
      sum(scored.map(({ factors, correct }) => (scoreOf(weights, factors) - Number(correct)) ** 2));
    fc.assert(
      fc.property(answers, (scored) => {
        const fitted = brier(fitWeights(scored), scored);
        for (const others of [[1 / 3, 1 / 3, 1 / 3], [0.96, 0.02, 0.02], [0.02, 0.96, 0.02], [0.02, 0.02, 0.96]]) expect(fitted).toBeLessThanOrEqual(brier(others, scored) + 1e-4);
      }),
      { numRuns: 20 },
    );
  });

  it('finds the factor that tells right from wrong', () => {
    const scored = [0, 1].flatMap((right) => [0.2, 0.8].map((noise) => ({ factors: [noise, right, 0.5], correct: right === 1 })));
    const [noise = 0, telling = 0, constant = 0] = fitWeights(scored);
    expect(telling).toBeGreaterThan(0.9);
    expect(noise + constant).toBeLessThan(0.1);
  });
});

describe('ontoSimplex', () => {
  it.each([
    [[0.2, 0.3, 0.5], [0.2, 0.3, 0.5]],
    [[2, 0, 0], [1, 0, 0]],
    [[0, 0], [0.5, 0.5]],
    [[-1, 0.5, 0.9], [0, 0.3, 0.7]],
  ])('moves %j to %j', (point, nearest) => {
    for (const [index, part] of ontoSimplex(point).entries()) expect(part).toBeCloseTo(nearest[index] ?? Number.NaN, 10);
  });
});

describe('fitRecalibration', () => {
  it('brings scores to the rate at which they came true, and keeps their order', () => {
    const scored = [[0.5, 2], [0.7, 5], [0.9, 8]].flatMap(([score = 0, right = 0]) => Array.from({ length: 10 }, (_, index) => ({ score, correct: index < right })));
    const curve = fitRecalibration(scored);
    expect(recalibrate(curve, 0.5)).toBeCloseTo(0.2, 1);
    expect(recalibrate(curve, 0.7)).toBeCloseTo(0.5, 1);
    expect(recalibrate(curve, 0.9)).toBeCloseTo(0.8, 1);
  });

  it('never turns the order around', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ score: factor, correct: fc.boolean() }), { minLength: 1, maxLength: 40 }), factor, factor, (scored, a, b) => {
        const curve = fitRecalibration(scored);
        expect(recalibrate(curve, Math.max(a, b))).toBeGreaterThanOrEqual(recalibrate(curve, Math.min(a, b)));
      }),
    );
  });
});
