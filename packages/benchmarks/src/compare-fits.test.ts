import { describe, expect, it } from 'vitest';
import type { Confidence } from '@nl2sql/core/protocol';
import { compareFits, splitDatabases, type AnsweredQuestion } from './compare-fits.ts';
import { fitReport } from './fit-report.ts';

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];

/** The current weights listen to the factor that says nothing. */
function answer(db: string, noise: number, telling: number): AnsweredQuestion {
  const factors = [
    { name: 'tableRelevance', value: noise, weight: 0.9, reason: '' },
    { name: 'complexity', value: telling, weight: 0.1, reason: '' },
  ] as const;
  const confidence: Confidence = { score: 0.9 * noise + 0.1 * telling, level: 'red', factors };
  return { db, correct: telling > 0.5, confidence };
}

const answers = NAMES.flatMap((db) => [0.1, 0.5, 0.9].flatMap((noise) => [0.05, 0.95].map((telling) => answer(db, noise, telling))));

describe('splitDatabases', () => {
  it('halves them by the seed alone', () => {
    const split = splitDatabases(NAMES, 1);
    expect([...split.fitted, ...split.heldOut].toSorted()).toEqual(NAMES);
    expect(split.heldOut).toHaveLength(3);
    expect(splitDatabases([...NAMES, ...NAMES].toReversed(), 1)).toEqual(split);
    expect(new Set([1, 2, 3, 4, 5].map((seed) => splitDatabases(NAMES, seed).heldOut.join())).size).toBeGreaterThan(1);
  });
});

describe('compareFits', () => {
  it('measures what it fitted on the answers that it did not see', () => {
    const comparison = compareFits(answers, splitDatabases(NAMES, 1));
    expect(comparison.answers).toEqual({ fitted: 18, heldOut: 18 });
    expect(comparison.weights['complexity']).toMatchObject({ current: 0.1 });
    expect(comparison.weights['complexity']?.fitted).toBeGreaterThan(0.9);
    expect(comparison.fitted.brier ?? 1).toBeLessThan(comparison.current.brier ?? 0);
    expect(comparison.fitted.ranking).toBe(1);
    expect(comparison.fitted.accuracyByLevel).toMatchObject({ green: { n: 9, accuracy: 1 }, red: { n: 9, accuracy: 0 } });
    expect(comparison.recalibrated.brier ?? 1).toBeLessThan(comparison.current.brier ?? 0);
    expect(fitReport(comparison)).toContain('fitted weights');
  });

  it('has no figures without answers', () => {
    const { current, weights } = compareFits([], splitDatabases(NAMES, 1));
    expect(weights).toEqual({});
    expect(current).toMatchObject({ ece: null, brier: null, ranking: null, accuracyByLevel: { green: { n: 0, accuracy: null } } });
  });
});
