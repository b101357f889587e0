import { mean, share } from './statistics.ts';

export interface CalibrationBin {
  /** The bin holds scores from `from` (included) to `to` (excluded; the last bin includes 1). */
  readonly from: number;
  readonly to: number;
  readonly n: number;
  readonly meanScore: number | null;
  readonly accuracy: number | null;
}

export interface Calibration {
  /**
   * The expected calibration error: the mean distance between score and accuracy over the bins,
   * weighted by their size (Naeini, Cooper and Hauskrecht, AAAI 2015). Null without scores.
   */
  readonly ece: number | null;
  readonly bins: readonly CalibrationBin[];
}

const BINS = 10;

/** How far confidence scores can be read as probabilities of being right, in ten bins of equal width. */
export function calibrate(scored: readonly { readonly score: number; readonly correct: boolean }[]): Calibration {
  const bins = Array.from({ length: BINS }, (_, index): CalibrationBin => {
    const members = scored.filter(({ score }) => binOf(score) === index);
    return {
      from: index / BINS,
      to: (index + 1) / BINS,
      n: members.length,
      meanScore: mean(members.map(({ score }) => score)),
      accuracy: share(members, ({ correct }) => correct),
    };
  });
  if (scored.length === 0) return { ece: null, bins };
  const ece = bins.reduce((sum, bin) => sum + (bin.n / scored.length) * Math.abs((bin.meanScore ?? 0) - (bin.accuracy ?? 0)), 0);
  return { ece, bins };
}

function binOf(score: number): number {
  return Math.min(BINS - 1, Math.max(0, Math.floor(score * BINS)));
}
