/** Scores of tables by one way of looking for them. */
export interface RankSignal {
  readonly scores: ReadonlyMap<string, number>;
  /** What this signal counts beside the others. */
  readonly weight: number;
}

/**
 * Brings several scorings to one, 0–1 with the best table at 1: each is divided by its own maximum,
 * weighted and added. A convex combination of scores keeps how far apart tables are, which ranks do
 * not; S. Bruch, S. Gai, A. Ingber, "An analysis of fusion functions for hybrid retrieval", 2023,
 * find it better than reciprocal rank fusion (G. Cormack, C. Clarke, S. Büttcher, 2009), and so do
 * the schemas that this was measured on.
 *
 * @example
 * ```ts
 * fuseScores([{ scores: new Map([['a', 8], ['b', 4]]), weight: 1 }]).get('b'); // 0.5
 * ```
 */
export function fuseScores(signals: readonly RankSignal[]): Map<string, number> {
  return scaled(addScores(signals));
}

/** {@link fuseScores} before the best table is put at 1. */
export function addScores(signals: readonly RankSignal[]): Map<string, number> {
  const fused = new Map<string, number>();
  for (const { scores, weight } of signals) {
    const best = largest(scores.values());
    if (best <= 0) continue;
    for (const [table, score] of scores) if (score > 0) fused.set(table, (fused.get(table) ?? 0) + weight * (score / best));
  }
  return fused;
}

/** A table that gains from its neighbours, and the strongest of them. */
export interface SpreadScore {
  readonly score: number;
  /** Neighbours whose strength counted, the strongest first. */
  readonly through: readonly string[];
}

interface Strength {
  readonly next: string;
  readonly score: number;
}

/**
 * Lets each table gain from the two strongest tables that it is joined with: a question's tables are
 * joined, and a bridge between two strong candidates is needed though no word names it. 0–1, with
 * the best table at 1.
 */
export function spreadAlongJoins(
  scores: ReadonlyMap<string, number>,
  neighbours: (table: string) => readonly string[],
  gain: { readonly first: number; readonly second: number },
): Map<string, SpreadScore> {
  const spread = new Map<string, SpreadScore>();
  const reach = (table: string): void => {
    if (spread.has(table)) return;
    let [first, second]: readonly (Strength | null)[] = [null, null];
    for (const next of neighbours(table)) {
      const score = scores.get(next) ?? 0;
      if (score > (first?.score ?? 0)) [first, second] = [{ next, score }, first];
      else if (score > (second?.score ?? 0)) second = { next, score };
    }
    const gained = gain.first * (first?.score ?? 0) + gain.second * (second?.score ?? 0);
    spread.set(table, { score: (scores.get(table) ?? 0) + gained, through: [first, second].flatMap((strong) => (strong == null ? [] : [strong.next])) });
  };
  for (const table of scores.keys()) {
    reach(table);
    for (const next of neighbours(table)) reach(next);
  }
  const best = largest([...spread.values()].map(({ score }) => score));
  return best <= 0 ? spread : new Map([...spread].map(([table, { score, through }]) => [table, { score: score / best, through }]));
}

function scaled(scores: Map<string, number>): Map<string, number> {
  const best = largest(scores.values());
  return best <= 0 ? scores : new Map([...scores].map(([table, score]) => [table, score / best]));
}

function largest(numbers: Iterable<number>): number {
  let best = 0;
  for (const number of numbers) best = Math.max(best, number);
  return best;
}
