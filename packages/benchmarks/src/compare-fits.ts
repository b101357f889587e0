import { levelOf, type Confidence, type ConfidenceLevel } from '@nl2sql/core/protocol';
import { calibrate } from './calibration.ts';
import { fitRecalibration, fitWeights, recalibrate, scoreOf, type Recalibration } from './fit-weights.ts';
import { mean, round, share } from './statistics.ts';
import type { GroupAccuracy } from './summarise-answers.ts';

/** An answered question of a pack. */
export interface AnsweredQuestion {
  readonly db: string;
  readonly correct: boolean;
  readonly confidence: Confidence;
}

/** Which databases a fit may see. */
export interface Split {
  readonly fitted: readonly string[];
  readonly heldOut: readonly string[];
}

/** How scores and outcomes of the held-out answers agree. */
export interface FitQuality {
  /** The expected calibration error over ten bins. */
  readonly ece: number | null;
  /** The mean squared distance of score and outcome. */
  readonly brier: number | null;
  /** The chance that a right answer scores above a wrong one: 0.5 says nothing, 1 everything. */
  readonly ranking: number | null;
  readonly accuracyByLevel: Readonly<Record<ConfidenceLevel, GroupAccuracy>>;
}

/** What `bench:fit-confidence` prints. Every figure but `weights` and `curve` is of the held-out databases. */
export interface FitComparison {
  readonly databases: Split;
  readonly answers: { readonly fitted: number; readonly heldOut: number };
  readonly weights: Readonly<Record<string, { readonly current: number; readonly fitted: number }>>;
  readonly current: FitQuality;
  readonly fitted: FitQuality;
  /** The current scores through a logistic curve. */
  readonly recalibrated: FitQuality & { readonly curve: Recalibration };
}

/** Halves the databases; the same seed gives the same halves. */
export function splitDatabases(names: readonly string[], seed: number): Split {
  const next = generator(seed);
  const shuffled = [...new Set(names)]
    .toSorted()
    .map((name) => ({ name, place: next() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ name }) => name);
  const half = Math.ceil(shuffled.length / 2);
  return { fitted: shuffled.slice(0, half).toSorted(), heldOut: shuffled.slice(half).toSorted() };
}

/** Fits weights and a curve on one half, and measures them and the current weights on the other. */
export function compareFits(answers: readonly AnsweredQuestion[], databases: Split): FitComparison {
  const [some, rest] = [databases.fitted, databases.heldOut].map((names) => answers.filter(({ db }) => names.includes(db))) as [AnsweredQuestion[], AnsweredQuestion[]];
  const factors = answers[0]?.confidence.factors ?? [];
  const weights = fitWeights(some.map(({ confidence, correct }) => ({ factors: valuesOf(confidence), correct })));
  const curve = fitRecalibration(some.map(({ confidence: { score }, correct }) => ({ score, correct })));
  const measured = (scoreIn: (confidence: Confidence) => number): FitQuality => qualityOf(rest.map(({ confidence, correct }) => ({ score: scoreIn(confidence), correct })));
  return {
    databases,
    answers: { fitted: some.length, heldOut: rest.length },
    weights: Object.fromEntries(factors.map(({ name, weight }, index) => [name, { current: weight, fitted: round(weights[index] ?? 0, 3) }])),
    current: measured(({ score }) => score),
    fitted: measured((confidence) => scoreOf(weights, valuesOf(confidence))),
    recalibrated: { ...measured(({ score }) => recalibrate(curve, score)), curve: { slope: round(curve.slope, 3), intercept: round(curve.intercept, 3) } },
  };
}

function valuesOf({ factors }: Confidence): readonly number[] {
  return factors.map(({ value }) => value);
}

function qualityOf(scored: readonly { readonly score: number; readonly correct: boolean }[]): FitQuality {
  const ofLevel = (level: ConfidenceLevel): GroupAccuracy => {
    const members = scored.filter(({ score }) => levelOf(score) === level);
    return { n: members.length, accuracy: round(share(members, ({ correct }) => correct), 4) };
  };
  return {
    ece: round(calibrate(scored).ece, 4),
    brier: round(mean(scored.map(({ score, correct }) => (score - Number(correct)) ** 2)), 4),
    ranking: round(rankingOf(scored), 4),
    accuracyByLevel: { green: ofLevel('green'), yellow: ofLevel('yellow'), red: ofLevel('red') },
  };
}

function rankingOf(scored: readonly { readonly score: number; readonly correct: boolean }[]): number | null {
  const wrong = scored.filter(({ correct }) => !correct);
  return mean(scored.filter(({ correct }) => correct).flatMap((right) => wrong.map(({ score }) => (right.score > score ? 1 : right.score === score ? 0.5 : 0))));
}

/** Numbers between 0 and 1 that look drawn (mulberry32, T. Ettinger, public domain). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
