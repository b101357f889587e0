import type { Embedder } from '@nl2sql/core/contracts';
import { CancelledError } from '@nl2sql/core/errors';

const DIMENSIONS = 512;

/** An embedder by spelling alone: texts lie close to each other that share runs of three characters. */
export function trigrams(): Embedder {
  return {
    // Another way of counting is another id: vectors of two ids are never compared.
    id: 'trigrams-1',
    dimensions: DIMENSIONS,
    async embed(texts, { signal }) {
      if (signal?.aborted === true) throw new CancelledError();
      return texts.map(embedText);
    },
  };
}

function embedText(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  const characters = [...`  ${text.normalize('NFKC').toLowerCase()} `];
  for (let start = 0; start + 3 <= characters.length; start++) {
    const place = placeOf(characters.slice(start, start + 3).join(''));
    vector[place] = vector[place]! + 1;
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** FNV-1a (Fowler, Noll and Vo), by code units. */
function placeOf(run: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < run.length; index++) hash = Math.imul(hash ^ run.charCodeAt(index), 0x01000193) >>> 0;
  return hash % DIMENSIONS;
}
