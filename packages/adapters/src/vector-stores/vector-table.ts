import type { VectorMatch, VectorRecord } from '@nl2sql/core/contracts';
import { checkVectors, lengthOf } from './checks.ts';

/** Vectors of length 1 in one flat array, a slot a record, with an exact search over them. */
export interface VectorTable {
  /** The length of every vector; 0 while the table is empty, since vectors of any length may come next. */
  readonly dimensions: number;
  readonly size: number;
  slotOf(id: string): number | undefined;
  /** The vector in a slot, as a view that is valid until the next `put`. */
  vectorAt(slot: number): Float32Array;
  /** @throws IndexError when a vector has another length than the table's, or no direction. */
  check(vectors: readonly Float32Array[]): void;
  /** Keeps a checked record and returns its slot, the old one for a known id. */
  put(record: VectorRecord): number;
  /** Frees the slot of an id and returns it; undefined for an unknown id. */
  remove(id: string): number | undefined;
  /** The `topK` nearest of the given slots (default: all), best first; equal scores in order of id. */
  nearest(query: Float32Array, topK: number, among?: Iterable<number>): VectorMatch[];
  /** All of it, to make another table from. */
  contents(): VectorTableContents;
}

export interface VectorTableContents {
  readonly dimensions: number;
  /** The id in each slot, null where the slot is free. */
  readonly slots: readonly (string | null)[];
  /** `slots.length × dimensions` numbers. */
  readonly matrix: Float32Array;
}

const FIRST_CAPACITY = 64;

/** Makes a table, empty or with what an earlier one held. */
export function vectorTable(contents?: VectorTableContents): VectorTable {
  let dimensions = contents?.dimensions ?? 0;
  let matrix = contents?.matrix ?? new Float32Array(0);
  let slots: (string | null)[] = [...(contents?.slots ?? [])];
  const slotById = new Map<string, number>();
  let free: number[] = [];
  slots.forEach((id, slot) => (id === null ? free.push(slot) : slotById.set(id, slot)));
  if (slotById.size === 0) clear();

  function clear(): void {
    dimensions = 0;
    matrix = new Float32Array(0);
    slots = [];
    free = [];
  }

  function grow(): void {
    const capacity = dimensions === 0 ? 0 : matrix.length / dimensions;
    if (slots.length < capacity) return;
    const larger = new Float32Array(Math.max(FIRST_CAPACITY, capacity * 2) * dimensions);
    larger.set(matrix);
    matrix = larger;
  }

  return {
    get dimensions() {
      return dimensions;
    },
    get size() {
      return slotById.size;
    },
    slotOf: (id) => slotById.get(id),
    vectorAt: (slot) => matrix.subarray(slot * dimensions, (slot + 1) * dimensions),

    check: (vectors) => checkVectors(vectors, dimensions === 0 ? null : dimensions),

    put({ id, vector }) {
      if (dimensions === 0) dimensions = vector.length;
      let slot = slotById.get(id);
      if (slot === undefined) {
        slot = free.pop();
        if (slot === undefined) {
          grow();
          slot = slots.length;
        }
        slots[slot] = id;
        slotById.set(id, slot);
      }
      const length = lengthOf(vector);
      const start = slot * dimensions;
      for (let index = 0; index < dimensions; index++) matrix[start + index] = (vector[index] as number) / length;
      return slot;
    },

    remove(id) {
      const slot = slotById.get(id);
      if (slot === undefined) return undefined;
      slotById.delete(id);
      slots[slot] = null;
      free.push(slot);
      if (slotById.size === 0) clear();
      return slot;
    },

    nearest(query, topK, among = slotById.values()) {
      const best: VectorMatch[] = [];
      const length = lengthOf(query);
      for (const slot of among) {
        const id = slots[slot];
        if (id === null || id === undefined) continue;
        const score = Math.max(-1, Math.min(1, dot(query, matrix, slot * dimensions) / length));
        keepBest(best, topK, { id, score });
      }
      return best;
    },

    contents: () => ({ dimensions, slots, matrix: matrix.subarray(0, slots.length * dimensions) }),
  };
}

function keepBest(best: VectorMatch[], topK: number, match: VectorMatch): void {
  const last = best[best.length - 1];
  if (best.length >= topK && last !== undefined && !comesBefore(match, last)) return;
  let low = 0;
  let high = best.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comesBefore(match, best[middle] as VectorMatch)) high = middle;
    else low = middle + 1;
  }
  best.splice(low, 0, match);
  if (best.length > topK) best.pop();
}

function comesBefore(left: VectorMatch, right: VectorMatch): boolean {
  return left.score === right.score ? left.id < right.id : left.score > right.score;
}

// Four sums, because one sum makes each addition wait for the one before it.
function dot(query: Float32Array, matrix: Float32Array, start: number): number {
  const length = query.length;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let index = 0;
  for (; index + 3 < length; index += 4) {
    const place = start + index;
    a += (query[index] as number) * (matrix[place] as number);
    b += (query[index + 1] as number) * (matrix[place + 1] as number);
    c += (query[index + 2] as number) * (matrix[place + 2] as number);
    d += (query[index + 3] as number) * (matrix[place + 3] as number);
  }
  for (; index < length; index++) a += (query[index] as number) * (matrix[start + index] as number);
  return a + b + c + d;
}

/** The slots of the ids that the table knows, each once. */
export function slotsOf(table: VectorTable, ids: readonly string[]): Set<number> {
  const slots = new Set<number>();
  for (const id of ids) {
    const slot = table.slotOf(id);
    if (slot !== undefined) slots.add(slot);
  }
  return slots;
}
