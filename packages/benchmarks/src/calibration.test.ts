import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrate } from './calibration.ts';

describe('calibrate', () => {
  it('weighs the distance between score and accuracy by the size of the bin', () => {
    const scored = [
      { score: 0.95, correct: true },
      { score: 1, correct: false },
      { score: 0.05, correct: false },
      { score: 0.05, correct: false },
    ];
    const { ece, bins } = calibrate(scored);
    expect(bins[9]).toEqual({ from: 0.9, to: 1, n: 2, meanScore: 0.975, accuracy: 0.5 });
    expect(bins[5]).toEqual({ from: 0.5, to: 0.6, n: 0, meanScore: null, accuracy: null });
    expect(ece).toBeCloseTo(0.5 * 0.475 + 0.5 * 0.05);
  });

  it('has no error without scores', () => {
    expect(calibrate([]).ece).toBeNull();
  });

  it('puts every score into one bin, whose bounds hold its mean', () => {
    const scored = fc.array(fc.record({ score: fc.double({ min: 0, max: 1, noNaN: true }), correct: fc.boolean() }), { minLength: 1 });
    fc.assert(
      fc.property(scored, (items) => {
        const { ece, bins } = calibrate(items);
        expect(bins.reduce((sum, bin) => sum + bin.n, 0)).toBe(items.length);
        for (const bin of bins.filter(({ n }) => n > 0)) {
          expect(bin.meanScore).toBeGreaterThanOrEqual(bin.from - 1e-9);
          expect(bin.meanScore).toBeLessThanOrEqual(bin.to + 1e-9);
        }
        expect(ece).toBeGreaterThanOrEqual(0);
        expect(ece).toBeLessThanOrEqual(1);
      }),
    );
  });
});
