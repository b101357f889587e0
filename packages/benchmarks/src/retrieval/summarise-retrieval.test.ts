import { describe, expect, it } from 'vitest';
import { meanReciprocalRank, recall, summariseRankings, worstRankings, type Ranking } from './summarise-retrieval.ts';

const tables = (count: number): string[] => Array.from({ length: count }, (_, place) => `t${place + 1}`);
const whole: Ranking = { gold: ['t1', 't5'], found: tables(20) };
const half: Ranking = { gold: ['t2', 't12'], found: tables(20) };
const none: Ranking = { gold: ['elsewhere'], found: tables(20) };

describe('figures of a ranking', () => {
  it('gives the share of gold tables, and of questions with all of them, at each depth', () => {
    expect(summariseRankings([whole, half, none])).toEqual({
      recallAt: { '5': 0.5, '8': 0.5, '10': 0.5, '20': 0.6667 },
      allGoldAt: { '5': 0.3333, '8': 0.3333, '10': 0.3333, '20': 0.6667 },
    });
    expect(recall(half, 10)).toBe(0.5);
  });

  it('gives the mean of one over the place of the first gold table', () => {
    expect(meanReciprocalRank([whole, half, none])).toBe(0.5);
    expect(meanReciprocalRank([])).toBe(0);
  });

  it('lists the worst questions first and leaves out those with every table in the first ten', () => {
    const late: Ranking = { gold: ['t2', 't19'], found: tables(20) };
    expect(worstRankings([whole, half, late, none], 10)).toEqual([none, late, half]);
    expect(worstRankings([half, none], 1)).toEqual([none]);
  });
});
