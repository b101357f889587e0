import type { QueryResult } from '@nl2sql/core/contracts';

/** How many rows a batch has when the caller does not say. */
export const BATCH_ROWS = 1_000;

/** Hands a batch to the caller, and fulfils when the next one is wanted. Rejects as soon as `stopped` is aborted. */
export type GiveRows = (batch: QueryResult, stopped: AbortSignal) => Promise<void>;

/**
 * Turns work that reads rows into the batches that its caller takes one by one.
 *
 * @param produce - Reads and gives the batches. Its signal is aborted with the caller's, and when the caller
 * leaves the loop; the loop ends when the promise has settled, so that what it held is free by then.
 */
export async function* relayRows(produce: (give: GiveRows, signal: AbortSignal) => Promise<void>, signal: AbortSignal | undefined): AsyncGenerator<QueryResult, void, undefined> {
  const leaving = new AbortController();
  /** The next batch; null at the end. Made anew for each, as a promise that lives long would hold on to every batch that it was raced with. */
  let batch = deferred<QueryResult | null>();
  let wanted = deferred<void>();
  let settle: (() => void) | undefined;
  const give: GiveRows = (rows, stopped) => {
    stopped.throwIfAborted();
    wanted = deferred();
    const onStop = () => wanted.reject(stopped.reason);
    stopped.addEventListener('abort', onStop);
    batch.resolve(rows);
    return wanted.promise.finally(() => stopped.removeEventListener('abort', onStop));
  };
  const end = (how: () => void) => {
    settle = how;
    how();
  };
  const ended = produce(give, signal === undefined ? leaving.signal : AbortSignal.any([signal, leaving.signal])).then(
    () => end(() => batch.resolve(null)),
    (error: unknown) => end(() => batch.reject(error)),
  );
  try {
    for (let rows = await batch.promise; rows !== null; rows = await batch.promise) {
      batch = deferred();
      // It may have ended before the batch was taken.
      settle?.();
      yield rows;
      wanted.resolve();
    }
  } finally {
    leaving.abort();
    await ended;
  }
}

export interface AheadRows {
  /** Fulfils when the next batch may be read. */
  give(batch: QueryResult): Promise<void>;
  /** Fulfils when the caller has taken every batch. */
  taken(): Promise<void>;
}

/**
 * Gives batches as the caller takes them. From when `wanted` has fulfilled on, they are kept for the
 * caller instead, so that what they are read from need not wait for it.
 */
export function readAhead(give: (batch: QueryResult) => Promise<void>, wanted: Promise<void> | undefined): AheadRows {
  let last: Promise<void> = Promise.resolve();
  return {
    give(batch) {
      last = last.then(() => give(batch));
      // Told by the next step.
      last.catch(() => undefined);
      return wanted === undefined ? last : Promise.race([last, wanted]);
    },
    taken: () => last,
  };
}

export interface BatchSizes {
  readonly maxRows: number;
  readonly batchRows: number;
}

/**
 * Reads up to `maxRows` rows and gives them in batches, each of which knows whether there are more: one
 * row is read ahead.
 *
 * @param read - The next rows, at most `count`; fewer only at the end.
 */
export async function giveInBatches<Row>(read: (count: number) => Promise<readonly Row[]>, { maxRows, batchRows }: BatchSizes, give: (rows: readonly Row[], truncated: boolean) => Promise<void>): Promise<void> {
  let ahead: readonly Row[] = [];
  let left = maxRows;
  do {
    const size = Math.min(batchRows, left);
    const rows = [...ahead, ...(await read(size + 1 - ahead.length))];
    ahead = rows.slice(size);
    left -= size;
    await give(rows.slice(0, size), ahead.length > 0 && left === 0);
  } while (ahead.length > 0 && left > 0);
}

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<T>((onFulfilled, onRejected) => {
    resolve = onFulfilled;
    reject = onRejected;
  });
  // It may fail while the caller is busy, and is told at its next step.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
