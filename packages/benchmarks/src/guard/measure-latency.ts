import { mean, percentile } from '../statistics.ts';
import type { CorpusItem } from './corpora.ts';
import { boundsOf, judge } from './judge.ts';
import type { LockFile } from './locks.ts';

export interface Latency {
  readonly meanUs: number;
  readonly p50Us: number;
  readonly p95Us: number;
}

const WARM_UP_ROUNDS = 2;
const ROUNDS = 5;

/** How long the guard takes for a statement, in microseconds, after some rounds to warm up; null without items. */
export async function measureLatency(items: readonly CorpusItem[], lock: LockFile): Promise<Latency | null> {
  const times: number[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
    for (const item of items) {
      const start = performance.now();
      await judge(item, boundsOf(lock, item.dialect));
      if (round >= WARM_UP_ROUNDS) times.push((performance.now() - start) * 1_000);
    }
  }
  const rounded = (value: number | null): number => Math.round(value ?? 0);
  return times.length === 0
    ? null
    : { meanUs: rounded(mean(times)), p50Us: rounded(percentile(times, 0.5)), p95Us: rounded(percentile(times, 0.95)) };
}
