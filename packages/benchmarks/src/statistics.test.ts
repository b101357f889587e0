import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, percentile, round, share, tally } from './statistics.ts';

describe('statistics', () => {
  it('has no number for nothing', () => {
    expect(mean([])).toBeNull();
    expect(share([], () => true)).toBeNull();
    expect(percentile([], 0.5)).toBeNull();
    expect(round(null, 2)).toBeNull();
  });

  it('takes percentiles by the nearest rank', () => {
    const values = [5, 1, 4, 2, 3];
    expect(percentile(values, 0.5)).toBe(3);
    expect(percentile(values, 0.95)).toBe(5);
    expect(percentile(values, 0)).toBe(1);
    expect(percentile([7], 0.5)).toBe(7);
  });

  it('finds a percentile that enough values do not exceed', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.double({ min: 0.01, max: 1, noNaN: true }), (values, fraction) => {
        const found = percentile(values, fraction)!;
        expect(values).toContain(found);
        expect(values.filter((value) => value <= found).length / values.length).toBeGreaterThanOrEqual(fraction - 1e-9);
      }),
    );
  });

  it('tallies the most frequent first', () => {
    expect(Object.entries(tally(['b', 'c', 'a', 'c', 'b', 'c']))).toEqual([['c', 3], ['b', 2], ['a', 1]]);
  });
});
