import type { VectorMatch, VectorRecord, VectorStore } from '@nl2sql/core/contracts';
import { ConfigurationError, IndexError, isNl2SqlError } from '@nl2sql/core/errors';
import { checkTopK, checkVectors, closedStore, lengthOf } from './checks.ts';

/**
 * What an adapter knows of its server. Vectors come checked and with length 1, ids and records each
 * once and never none. A call should stop when its signal is aborted, and is left behind when it does not.
 */
export interface VectorServer {
  /** The length of the vectors that are kept there; null when nothing has been made for them. */
  dimensions(signal: AbortSignal): Promise<number | null>;
  /** Makes what vectors of this length are kept in. It may fail when another process has just made it. */
  create(dimensions: number, signal: AbortSignal): Promise<void>;
  upsert(records: readonly VectorRecord[], signal: AbortSignal): Promise<void>;
  delete(ids: readonly string[], signal: AbortSignal): Promise<void>;
  query(vector: Float32Array, topK: number, ids: readonly string[] | undefined, signal: AbortSignal): Promise<readonly VectorMatch[]>;
  count(signal: AbortSignal): Promise<number>;
  close(): Promise<void>;
  /** What an exception of the client means, without any text of the server, which may hold a secret. */
  explain(cause: unknown): { readonly reason: string; readonly hint?: string };
}

export interface ServerStoreSettings {
  readonly id: string;
  /** The name of the function that makes the store. */
  readonly factory: string;
  /** Milliseconds that one request may take. */
  readonly timeoutMs: number;
}

/** Records or ids of one request. */
const BATCH = 500;
/** Numbers of one request: some 22 bytes each, of the 32 MiB that a server may take. */
const BATCH_NUMBERS = 1_000_000;

const WRITE_HINT = 'Some of the records may have been written. Repeat the call: it replaces them.';
const READ_HINT = 'Nothing was changed. Try again, or check the server.';

/** A vector store over a server: what all of them check, in which order they ask, and how they fail. */
export function serverStore(server: VectorServer, { id, factory, timeoutMs }: ServerStoreSettings): VectorStore {
  if (!(timeoutMs > 0 && timeoutMs < 2 ** 31)) throw new ConfigurationError(`The option timeoutMs of ${factory}() must be more than 0 and at most 2,147,483,647.`);
  let known: Promise<number | null> | undefined;
  let making: Promise<number | null> | undefined;
  let closing: Promise<void> | undefined;
  const running = new Set<Promise<unknown>>();

  async function request<T>(what: string, hint: string, send: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await within(timeoutMs, send);
    } catch (cause) {
      // What was known of the server may be what has changed.
      known = undefined;
      if (isNl2SqlError(cause)) throw cause;
      const { reason, hint: advice } = cause instanceof Late ? { reason: `there was no answer within ${timeoutMs} ms` } : server.explain(cause);
      throw new IndexError('VECTOR_STORE_FAILED', `${id} could not ${what}: ${reason}.`, { hint: advice === undefined ? hint : `${advice} ${hint}`, cause });
    }
  }

  /** The length of the vectors there. That there are none yet is not remembered, since another process may write the first. */
  async function dimensions(): Promise<number | null> {
    known ??= request('be opened', READ_HINT, (signal) => server.dimensions(signal));
    const found = await known;
    if (found === null) known = undefined;
    return found;
  }

  async function make(length: number): Promise<number | null> {
    let failure: unknown;
    await request('make room for vectors', READ_HINT, (signal) => server.create(length, signal)).catch((error: unknown) => (failure = error));
    const made = await dimensions();
    if (made === null) throw failure ?? new IndexError('VECTOR_STORE_FAILED', `${id} made room for vectors and does not find it.`, { hint: 'Connect to the server that writes, not to a copy of it.' });
    return made;
  }

  async function dimensionsFor(length: number): Promise<number | null> {
    const found = await dimensions();
    if (found !== null) return found;
    making ??= make(length).finally(() => (making = undefined));
    return making;
  }

  /** Refuses a call after `close`, and lets `close` wait for the others. */
  async function serve<T>(work: () => Promise<T>): Promise<T> {
    if (closing !== undefined) throw closedStore(factory);
    const answer = work();
    running.add(answer);
    try {
      return await answer;
    } finally {
      running.delete(answer);
    }
  }

  return {
    id,
    capabilities: { filterById: true, persistent: true },

    upsert: (records) =>
      serve(async () => {
        const [first] = records;
        if (first === undefined) return;
        checkVectors(records.map((record) => record.vector), null);
        const latest = [...new Map(records.map((record) => [record.id, { id: record.id, vector: normalized(record.vector) }])).values()];
        const length = first.vector.length;
        checkVectors([first.vector], await dimensionsFor(length));
        for (const batch of batches(latest, Math.max(1, Math.min(BATCH, Math.floor(BATCH_NUMBERS / length))))) await request('keep vectors', WRITE_HINT, (signal) => server.upsert(batch, signal));
      }),

    delete: (ids) =>
      serve(async () => {
        const doomed = [...new Set(ids)];
        if (doomed.length === 0 || (await dimensions()) === null) return;
        for (const batch of batches(doomed, BATCH)) await request('delete vectors', 'Some of them may be gone. Repeat the call.', (signal) => server.delete(batch, signal));
      }),

    query: (vector, { topK, ids }) =>
      serve(async () => {
        checkTopK(topK);
        checkVectors([vector], null);
        const wanted = normalized(vector);
        const among = ids === undefined ? undefined : new Set(ids);
        const length = await dimensions();
        if (length === null || among?.size === 0) return [];
        checkVectors([vector], length);
        const found = await request('search', READ_HINT, async (signal) => {
          const matches = await server.query(wanted, topK, among === undefined ? undefined : [...among], signal);
          if (matches.some(({ score }) => !Number.isFinite(score))) throw new Error('A score is not a number.');
          return matches;
        });
        if (found.some((match) => among?.has(match.id) === false)) throw unfiltered(id);
        const matches = found.map((match) => ({ id: match.id, score: Math.max(-1, Math.min(1, match.score)) }));
        return matches.sort((left, right) => right.score - left.score || (left.id < right.id ? -1 : 1)).slice(0, topK);
      }),

    count: () =>
      serve(async () => {
        if ((await dimensions()) === null) return 0;
        return request('count vectors', READ_HINT, async (signal) => {
          const count = await server.count(signal);
          if (!Number.isSafeInteger(count)) throw new Error('The count is not a number.');
          return count;
        });
      }),

    close() {
      closing ??= Promise.allSettled(running).then(() => server.close());
      return closing;
    },
  };
}

/** For a table or collection whose content this store cannot have written. */
export function unusable(where: string, why: string): IndexError {
  return new IndexError('VECTOR_STORE_FAILED', `${where} ${why}.`, { hint: 'Nothing was changed. Name another one, or drop it and ingest again.' });
}

/** What an HTTP status means. */
export function explainStatus(status: number | undefined): { readonly reason: string; readonly hint?: string } {
  if (status === undefined) return { reason: 'the server cannot be reached, or its answer cannot be read', hint: 'Check its address and that it runs.' };
  if (status === 401 || status === 403) return { reason: 'the server did not accept the key', hint: 'Check the key and what it may do.' };
  if (status === 404) return { reason: 'the server has no such collection', hint: 'If it was deleted, ingest again.' };
  if (status === 429) return { reason: 'the server asks for fewer requests', hint: 'Wait before the next one.' };
  return { reason: `the server answered with status ${status}` };
}

/** The address of a server, which must hold no secret, because addresses stand in logs. */
export function serverAddress(url: string, factory: string): URL {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (address === null || !/^https?:$/.test(address.protocol)) throw new ConfigurationError(`The option url of ${factory}() is not an address.`, { hint: 'It looks like http://host:port.' });
  if (address.username !== '' || address.password !== '') throw new ConfigurationError(`The option url of ${factory}() must not hold a user or a password.`, { hint: 'Pass them as a header.' });
  return address;
}

/** Refuses a header that cannot be sent: the client's own error would hold its value. */
export function checkHeaders(headers: Readonly<Record<string, string>>, factory: string): void {
  for (const [name, value] of Object.entries(headers)) {
    if (/^[\w-]+$/.test(name) && /^[\x20-\x7e]*$/.test(value)) continue;
    throw new ConfigurationError(`A key or header of ${factory}() has a line break or another character that cannot be sent.`);
  }
}

class Late extends Error {}

async function within<T>(timeoutMs: number, send: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopped = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Late());
      stopped.abort();
    }, timeoutMs);
  });
  try {
    return await Promise.race([late, send(stopped.signal)]);
  } finally {
    clearTimeout(timer);
  }
}

function* batches<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}

/** With length 1, since servers compute in single precision, where the square of a small or large number is lost. */
function normalized(vector: Float32Array): Float32Array {
  const length = lengthOf(vector);
  return vector.map((value) => value / length);
}

function unfiltered(id: string): IndexError {
  return new IndexError('VECTOR_STORE_FAILED', `${id} answered with records that it was not asked for.`, { hint: 'The server may be too old to search among given ids.' });
}
