import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuseScores, spreadAlongJoins } from './fuse-ranks.ts';

describe('fuseScores', () => {
  it('weighs each signal against its own best', () => {
    const fused = fuseScores([
      { scores: new Map([['a', 10], ['b', 5]]), weight: 1 },
      { scores: new Map([['b', 0.2], ['c', -1]]), weight: 1 },
    ]);
    expect([...fused]).toEqual([['a', 1 / 1.5], ['b', 1]]);
  });

  it('gives 0–1 with the best at 1, whatever the scores', () => {
    const signal = fc.record({ scores: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.double({ min: -5, max: 50, noNaN: true })).map((held) => new Map(Object.entries(held))), weight: fc.double({ min: 0.1, max: 2, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(signal, { maxLength: 3 }), (signals) => {
        const values = [...fuseScores(signals).values()];
        expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
        if (values.length > 0) expect(Math.max(...values)).toBe(1);
      }),
      { examples: [[[{ scores: new Map([['a', Number.MIN_VALUE]]), weight: 0.1 }]]] },
    );
  });
});

describe('spreadAlongJoins', () => {
  const neighbours = (table: string): readonly string[] => ({ a: ['m'], b: ['m', 'n'], m: ['a', 'b'], n: ['b'] })[table] ?? [];

  it('lifts a table between two strong ones above one beside a single one', () => {
    const spread = spreadAlongJoins(new Map([['a', 1], ['b', 0.9]]), neighbours, { first: 0.2, second: 0.1 });
    expect(spread.get('m')?.through).toEqual(['a', 'b']);
    expect(spread.get('m')?.score ?? 0).toBeGreaterThan(spread.get('n')?.score ?? 0);
    expect(spread.get('a')?.score).toBe(1);
  });

  it('leaves scores alone where nothing is joined', () => {
    expect(spreadAlongJoins(new Map([['x', 1], ['y', 0.5]]), () => [], { first: 0.2, second: 0.1 })).toEqual(new Map([['x', { score: 1, through: [] }], ['y', { score: 0.5, through: [] }]]));
  });
});
