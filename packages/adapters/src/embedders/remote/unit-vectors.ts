import { IndexError } from '@nl2sql/core/errors';

/**
 * Checks what a server calls vectors and brings each to length 1.
 *
 * @throws IndexError `EMBEDDING_FAILED` unless there are `count` of them, each of `dimensions` finite numbers that are not all zero.
 */
export function unitVectors(answer: unknown, count: number, { id, dimensions }: { readonly id: string; readonly dimensions: number }): Float32Array[] {
  if (!Array.isArray(answer)) {
    throw new IndexError('EMBEDDING_FAILED', `The server of ${id} gave no vectors.`, { hint: 'Check that the address is that of an API for embeddings, and that the model embeds texts.' });
  }
  if (answer.length !== count) {
    throw new IndexError('EMBEDDING_FAILED', `The server of ${id} gave ${answer.length} vectors for ${count} texts, so none is used.`, { hint: 'Try again, or with batchSize 1.' });
  }
  return answer.map((numbers: unknown) => {
    const vector = isNumbers(numbers) ? Float32Array.from(numbers) : new Float32Array(0);
    if (vector.length !== dimensions && vector.length > 0) {
      throw new IndexError('EMBEDDING_FAILED', `The vectors of ${id} should have ${dimensions} numbers and have ${vector.length}, so none is used.`, {
        hint: `Check the model; if it is the right one, set dimensions to ${vector.length}.`,
      });
    }
    const length = Math.hypot(...vector);
    if (!(length > 0 && Number.isFinite(length))) {
      throw new IndexError('EMBEDDING_FAILED', `The server of ${id} gave a vector without a direction: it has no numbers, or they are all zero or not finite.`, { hint: 'Check the model: it may be none that embeds texts.' });
    }
    return vector.map((number) => number / length);
  });
}

function isNumbers(value: unknown): value is ArrayLike<number> {
  return value instanceof Float32Array || value instanceof Float64Array || (Array.isArray(value) && value.every((number) => typeof number === 'number'));
}
