import { mean, round, share } from '../statistics.ts';

/** The depths at which a ranking is judged. */
export const DEPTHS = [5, 8, 10, 20] as const;

/** The depth by which questions are said to have been missed. */
const JUDGED_DEPTH = 10;

export type AtDepths = Readonly<Record<`${(typeof DEPTHS)[number]}`, number>>;

/** A question's gold tables, and the ranking that was found for it. */
export interface Ranking {
  readonly gold: readonly string[];
  /** Best first. */
  readonly found: readonly string[];
}

export interface RecallSummary {
  /** The mean share of gold tables among the first k. */
  readonly recallAt: AtDepths;
  /** The share of questions with every gold table among the first k. */
  readonly allGoldAt: AtDepths;
}

export function summariseRankings(rankings: readonly Ranking[]): RecallSummary {
  const at = (figure: (ranking: Ranking, depth: number) => number): AtDepths => {
    const figures = DEPTHS.map((depth) => [depth, round(mean(rankings.map((ranking) => figure(ranking, depth))) ?? 0, 4)]);
    return Object.fromEntries(figures) as AtDepths;
  };
  return { recallAt: at(recall), allGoldAt: at((ranking, depth) => Number(recall(ranking, depth) === 1)) };
}

/** The share of gold tables among the first `depth`. */
export function recall({ gold, found }: Ranking, depth: number): number {
  const first = new Set(found.slice(0, depth));
  return share(gold, (table) => first.has(table)) ?? 0;
}

/** The mean of one over the place of the first gold table (mean reciprocal rank); nothing where none was found. */
export function meanReciprocalRank(rankings: readonly Ranking[]): number {
  const reciprocal = ({ gold, found }: Ranking): number => {
    const place = found.findIndex((table) => gold.includes(table));
    return place === -1 ? 0 : 1 / (place + 1);
  };
  return round(mean(rankings.map(reciprocal)) ?? 0, 4);
}

/** The worst first: those with the least of their gold tables in the first ten, then those that found them late. */
export function worstRankings<T extends Ranking>(rankings: readonly T[], count: number): readonly T[] {
  const lateness = ({ gold, found }: Ranking): number => gold.reduce((sum, table) => sum + (found.indexOf(table) + 1 || found.length + 1), 0) / gold.length;
  return rankings
    .filter((ranking) => recall(ranking, JUDGED_DEPTH) < 1)
    .map((ranking) => ({ ranking, recall: recall(ranking, JUDGED_DEPTH), lateness: lateness(ranking) }))
    .sort((a, b) => a.recall - b.recall || b.lateness - a.lateness)
    .slice(0, count)
    .map(({ ranking }) => ranking);
}
