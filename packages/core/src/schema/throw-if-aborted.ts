import { CancelledError } from '../errors/index.ts';

/** Between two steps of an ingestion, which leaves the previous index as it is. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CancelledError('The ingestion was cancelled. The previous index is still usable.');
}
