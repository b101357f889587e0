import type { FitComparison, FitQuality } from './compare-fits.ts';
import { fixed, percent, textTable } from './text-table.ts';

/** The figures of `bench:fit-confidence` for a person to read. */
export function fitReport({ databases, answers, weights, current, fitted, recalibrated }: FitComparison): string {
  const line = (name: string, quality: FitQuality): string[] => {
    const { green, yellow, red } = quality.accuracyByLevel;
    return [name, fixed(quality.ece, 3), fixed(quality.brier, 3), fixed(quality.ranking, 3), ...[green, yellow, red].map(({ n, accuracy }) => `${percent(accuracy)} of ${n}`)];
  };
  return [
    `${answers.fitted} answers about ${databases.fitted.length} databases were fitted to, ${answers.heldOut} about ${databases.heldOut.length} others held out.`,
    textTable(['factor', 'current', 'fitted'], Object.entries(weights).map(([name, each]) => [name, fixed(each.current, 2), fixed(each.fitted, 3)])),
    textTable(
      ['held out', 'ECE', 'Brier', 'ranking', 'green right', 'yellow right', 'red right'],
      [line('current weights', current), line('fitted weights', fitted), line('current, recalibrated', recalibrated)],
    ),
    `recalibrated: 1 / (1 + exp(-(${recalibrated.curve.slope} × score + ${recalibrated.curve.intercept})))`,
  ].join('\n\n');
}
