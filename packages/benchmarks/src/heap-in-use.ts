import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { round } from './statistics.ts';

/** Megabytes that are still in use once everything that is not has been collected. */
export function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return round(process.memoryUsage().heapUsed / 2 ** 20, 1);
}
