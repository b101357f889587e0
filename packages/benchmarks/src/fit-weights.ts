/** An answer as a fit sees it: its factors, in one order for all answers, and whether it was right. */
export interface Scored {
  readonly factors: readonly number[];
  readonly correct: boolean;
}

const STEPS = 5_000;

/** No weight is smaller: what a pack never varies, such as repairs with a model that needs none, still says something elsewhere. */
const LEAST = 0.02;

/** `Σ weight × factor` */
export function scoreOf(weights: readonly number[], factors: readonly number[]): number {
  return factors.reduce((sum, factor, index) => sum + factor * (weights[index] ?? 0), 0);
}

/**
 * The weights that bring scores nearest to what came true: those with the least mean squared distance
 * (G. W. Brier, "Verification of forecasts expressed in terms of probability", 1950) of all that are
 * at least 0.02 and sum to 1. The problem is convex, so projected gradient descent with a step below the
 * inverse of the curvature reaches its one minimum. Nothing is drawn by chance.
 */
export function fitWeights(answers: readonly Scored[]): number[] {
  const size = answers[0]?.factors.length ?? 0;
  const n = Math.max(1, answers.length);
  const products = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const targets = new Array<number>(size).fill(0);
  for (const { factors, correct } of answers) {
    for (const [row, factor] of factors.entries()) {
      if (correct) targets[row]! += factor / n;
      for (const [column, other] of factors.entries()) products[row]![column]! += (factor * other) / n;
    }
  }
  // The trace bounds the largest eigenvalue.
  const step = 1 / Math.max(1e-9, products.reduce((sum, row, index) => sum + row[index]!, 0));
  let weights = new Array<number>(size).fill(1 / Math.max(1, size));
  for (let round = 0; round < STEPS; round += 1) {
    weights = withinBounds(weights.map((weight, row) => weight - step * (scoreOf(weights, products[row]!) - targets[row]!)));
  }
  return weights;
}

/** The nearest weights of which each has the least and that sum to 1. */
function withinBounds(weights: readonly number[]): number[] {
  const spare = 1 - LEAST * weights.length;
  return ontoSimplex(weights.map((weight) => (weight - LEAST) / spare)).map((part) => LEAST + part * spare);
}

/**
 * The nearest point whose parts are at least 0 and sum to 1 (J. Duchi et al., "Efficient projections
 * onto the l1-ball for learning in high dimensions", 2008).
 */
export function ontoSimplex(point: readonly number[]): number[] {
  let sum = 0;
  let excess = 0;
  for (const [index, part] of point.toSorted((a, b) => b - a).entries()) {
    sum += part;
    const candidate = (sum - 1) / (index + 1);
    if (part > candidate) excess = candidate;
  }
  return point.map((part) => Math.max(0, part - excess));
}

/** A monotone map from scores to probabilities. */
export interface Recalibration {
  readonly slope: number;
  readonly intercept: number;
}

/**
 * The logistic curve through scores and outcomes (J. Platt, "Probabilistic outputs for support vector
 * machines", 1999), by Newton's method on the log loss; the slope is never negative, so that the order of answers stays.
 */
export function fitRecalibration(scored: readonly { readonly score: number; readonly correct: boolean }[]): Recalibration {
  let slope = 1;
  let intercept = 0;
  for (let round = 0; round < 100; round += 1) {
    let [gradientSlope, gradientIntercept, aa, ab, bb] = [0, 0, 1e-6, 0, 1e-6];
    for (const { score, correct } of scored) {
      const probability = recalibrate({ slope, intercept }, score);
      const error = probability - Number(correct);
      const curvature = probability * (1 - probability);
      gradientSlope += error * score;
      gradientIntercept += error;
      aa += curvature * score * score;
      ab += curvature * score;
      bb += curvature;
    }
    const determinant = aa * bb - ab * ab;
    if (Math.abs(determinant) < 1e-12) break;
    slope = Math.max(0, slope - (bb * gradientSlope - ab * gradientIntercept) / determinant);
    intercept -= (aa * gradientIntercept - ab * gradientSlope) / determinant;
  }
  return { slope, intercept };
}

/** The probability that a curve gives to a score. */
export function recalibrate({ slope, intercept }: Recalibration, score: number): number {
  return 1 / (1 + Math.exp(-(slope * score + intercept)));
}
