import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { VectorRecord, VectorStore } from '@nl2sql/core/contracts';
import { IndexError, isNl2SqlError } from '@nl2sql/core/errors';
import type { Index } from 'usearch';
import { importOptional } from '../optional-dependency.ts';
import { checkTopK, closedStore } from './checks.ts';
import { readVectorFile, unusable, writeVectorFile } from './vector-file.ts';
import { slotsOf, vectorTable, type VectorTable } from './vector-table.ts';

export interface UsearchOptions {
  /**
   * Keeps the vectors in this file, which is read at the first use and written by every `upsert` and
   * `delete` before they resolve: write in large batches. One process at a time may write it.
   * Default: in memory only.
   */
  readonly file?: string;
  /**
   * Up to how many vectors a query compares one by one instead of searching the graph. Comparing
   * misses nothing, and takes about a millisecond for the default of 2,000 vectors of 384 numbers.
   */
  readonly exactUpTo?: number;
}

/** Vectors that one native call adds: it holds up the process for about 20 ms at 384 dimensions. */
const BATCH = 64;
/** The fewest neighbours to ask the graph for, and how many times `topK`: more find more of the true nearest. */
const MIN_WIDTH = 64;
const SPARE = 4;

interface State {
  readonly table: VectorTable;
  /** Null while there is no vector that says how many numbers one has. */
  graph: Index | null;
  makeGraph(dimensions: number): Index;
}

/**
 * A vector store in the process over an HNSW graph (Malkov and Yashunin, "Efficient and robust
 * approximate nearest neighbor search using Hierarchical Navigable Small World graphs", 2018), by the
 * optional package `usearch`. The graph proposes neighbours and the vectors themselves, which are
 * kept beside it, give the scores.
 *
 * Its methods throw `ConfigurationError` `MISSING_DEPENDENCY` when `usearch` is not installed, and
 * `IndexError` `VECTOR_STORE_FAILED` for a vector of another length than the stored ones, for one
 * whose numbers are all zero or not finite, for a file that is damaged or cannot be written, and
 * after `close`.
 *
 * @example
 * ```ts
 * import { usearch } from '@nl2sql/adapters/vector-stores/usearch';
 *
 * const store = usearch({ file: '.nl2sql/vectors' });
 * await store.upsert([{ id: 'orders', vector: Float32Array.of(0.6, 0.8) }]);
 * await store.query(Float32Array.of(1, 0), { topK: 1 }); // [{ id: 'orders', score: 0.6 }]
 * ```
 */
export function usearch({ file, exactUpTo = 2_000 }: UsearchOptions = {}): VectorStore {
  let state: Promise<State> | undefined;
  let closed = false;
  let writes: Promise<unknown> = Promise.resolve();

  function assertOpen(): void {
    if (closed) throw closedStore('usearch');
  }

  async function opened(): Promise<State> {
    state ??= load(file);
    try {
      return await state;
    } catch (error) {
      state = undefined;
      throw error;
    }
  }

  /** Runs one change after the other, so that a file is never written twice at once. */
  function change(work: (current: State) => void | Promise<void>): Promise<void> {
    const turn = writes.then(async () => {
      try {
        const current = await opened();
        await work(current);
        if (file !== undefined) await save(file, current);
      } catch (cause) {
        if (isNl2SqlError(cause)) throw cause;
        throw new IndexError('VECTOR_STORE_FAILED', 'The vectors could not be kept.', { hint: 'Check memory and disk, and ingest again.', cause });
      }
    });
    writes = turn.catch(() => {});
    return turn;
  }

  return {
    id: 'usearch',
    capabilities: { filterById: true, persistent: file !== undefined },

    async upsert(records) {
      assertOpen();
      if (records.length === 0) return;
      const copies = records.map(({ id, vector }) => ({ id, vector: vector.slice() }));
      await change((current) => {
        current.table.check(copies.map((record) => record.vector));
        return add(current, copies);
      });
    },

    async delete(ids) {
      assertOpen();
      if (ids.length === 0) return;
      const doomed = [...ids];
      await change((current) => {
        for (const id of doomed) {
          const slot = current.table.remove(id);
          if (slot !== undefined) current.graph?.remove(BigInt(slot));
        }
        if (current.table.size === 0) current.graph = null;
      });
    },

    async query(vector, { topK, ids }) {
      assertOpen();
      checkTopK(topK);
      const { table, graph } = await opened();
      if (table.size === 0 || graph === null) return [];
      table.check([vector]);
      const among = ids === undefined ? undefined : slotsOf(table, ids);
      const proposed = (among?.size ?? table.size) > exactUpTo ? neighbours(table, graph, vector, topK, among) : null;
      return table.nearest(vector, topK, proposed ?? among);
    },

    async count() {
      assertOpen();
      return (await opened()).table.size;
    },

    async close() {
      closed = true;
      await writes;
      state = undefined;
    },
  };
}

async function load(file: string | undefined): Promise<State> {
  const { Index, MetricKind, ScalarKind } = await importOptional('usearch', 'The vector store usearch()', () => import('usearch'));
  const makeGraph = (dimensions: number): Index => new Index(dimensions, MetricKind.Cos, ScalarKind.BF16);
  const contents = file === undefined ? null : await readVectorFile(file);
  const table = vectorTable(contents ?? undefined);
  if (file === undefined || contents === null || table.size === 0) return { table, graph: null, makeGraph };

  const graph = makeGraph(contents.dimensions);
  try {
    await throughFile(async (path) => {
      await writeFile(path, contents.graph);
      graph.load(path);
    });
  } catch (cause) {
    throw unusable(file, 'holds a search graph that this version of usearch cannot read', cause);
  }
  if (graph.size() !== table.size || graph.dimensions() !== table.dimensions) throw unusable(file, 'holds a search graph over other vectors');
  return { table, graph, makeGraph };
}

async function save(file: string, { table, graph }: State): Promise<void> {
  if (graph === null) return rm(file, { force: true });
  const bytes = await throughFile(async (path) => {
    graph.save(path);
    return readFile(path);
  });
  await writeVectorFile(file, { ...table.contents(), graph: bytes });
}

/** The native index reads and writes files only, by a path. */
async function throughFile<T>(work: (path: string) => Promise<T>): Promise<T> {
  const path = join(tmpdir(), `nl2sql-${randomUUID()}.usearch`);
  try {
    return await work(path);
  } finally {
    await rm(path, { force: true });
  }
}

async function add(state: State, records: readonly VectorRecord[]): Promise<void> {
  const { table } = state;
  const graph = (state.graph ??= state.makeGraph(records[0]?.vector.length ?? 0));
  const latest = [...new Map(records.map((record) => [record.id, record])).values()];
  for (let start = 0; start < latest.length; start += BATCH) {
    if (start > 0) await setImmediate();
    const slots = latest.slice(start, start + BATCH).map((record) => {
      const old = table.slotOf(record.id);
      if (old !== undefined) graph.remove(BigInt(old));
      return table.put(record);
    });
    const vectors = new Float32Array(slots.length * table.dimensions);
    slots.forEach((slot, index) => vectors.set(table.vectorAt(slot), index * table.dimensions));
    // One thread, so that the same writes make the same graph.
    graph.add(BigUint64Array.from(slots, BigInt), vectors, 1);
  }
}

/**
 * The slots of neighbours by the graph. It knows no filter, so it is asked for more and more of them
 * until enough pass. Null when it does not reach enough, or comparing all is cheaper.
 */
function neighbours(table: VectorTable, graph: Index, vector: Float32Array, topK: number, among: ReadonlySet<number> | undefined): number[] | null {
  for (let width = Math.max(MIN_WIDTH, topK * SPARE); width < table.size; width *= 4) {
    const slots = Array.from(graph.search(vector, width, 1).keys, Number);
    const kept = among === undefined ? slots : slots.filter((slot) => among.has(slot));
    if (kept.length >= topK * SPARE) return kept;
  }
  return null;
}
