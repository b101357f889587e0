import type { ConfidenceLevel } from './results.ts';

/** The lowest score of a level; below them all it is red. */
export const CONFIDENCE_LEVELS = { green: 0.8, yellow: 0.6 } as const;

/**
 * The level of a confidence score.
 *
 * @example
 * ```ts
 * import { levelOf } from '@nl2sql/core/protocol';
 *
 * levelOf(0.8); // 'green'
 * ```
 */
export function levelOf(score: number): ConfidenceLevel {
  if (score >= CONFIDENCE_LEVELS.green) return 'green';
  return score >= CONFIDENCE_LEVELS.yellow ? 'yellow' : 'red';
}
