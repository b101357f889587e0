import { IndexError } from '@nl2sql/core/errors';

/** Refuses a `topK` that is not a whole number of at least 1. */
export function checkTopK(topK: number): void {
  if (Number.isInteger(topK) && topK > 0) return;
  throw new IndexError('VECTOR_STORE_FAILED', `topK must be a whole number of at least 1 and was ${topK}.`);
}

/**
 * Refuses vectors of another length than the store's, and those without a direction.
 *
 * @param dimensions - The length of the store's vectors; null while it has none, when the first vector says it.
 * @throws IndexError `VECTOR_STORE_FAILED`
 */
export function checkVectors(vectors: readonly Float32Array[], dimensions: number | null): void {
  const expected = dimensions ?? vectors[0]?.length ?? 0;
  for (const vector of vectors) {
    if (vector.length !== expected) {
      throw new IndexError('VECTOR_STORE_FAILED', `The vector store holds vectors of ${expected} numbers and was given one of ${vector.length}.`, {
        hint: 'One store serves one embedder: use a new store for another embedder, and ingest again.',
      });
    }
    const length = lengthOf(vector);
    if (length > 0 && Number.isFinite(length)) continue;
    throw new IndexError('VECTOR_STORE_FAILED', 'The vector store was given a vector without a direction: its numbers are all zero, or not finite.', {
      hint: 'Check the embedder that made it.',
    });
  }
}

/** The Euclidean length. */
export function lengthOf(vector: Float32Array): number {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return Math.sqrt(sum);
}

/** Says that a closed store is no longer used. */
export function closedStore(factory: string): IndexError {
  return new IndexError('VECTOR_STORE_FAILED', 'The vector store is closed.', { hint: `Make a new one with ${factory}().` });
}
