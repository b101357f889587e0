import type { NearWord } from '@nl2sql/core/contracts';
import type { WordFeatures } from './word-features.ts';

/** The cosine above which two words have to do with each other, and the one from which they mean the same. */
const COSINE = { related: 0.25, same: 0.7 } as const;
const MOST_WORDS = 10;
/** Shorter words and those with digits are abbreviations and numbers, which only look alike. */
const SHORTEST_WORD = 3;

/**
 * Finds the words of a vocabulary whose features lie close to those of a word. Features are few of many
 * places, so each place keeps the words that have it, and only these are multiplied.
 */
export function createNearWords(vocabulary: readonly string[], featuresOf: (word: string) => WordFeatures, dimensions: number): (word: string) => readonly NearWord[] {
  const words = vocabulary.filter(mayBeNear);
  const features = words.map(featuresOf);
  const ends = new Uint32Array(dimensions + 1);
  for (const { places } of features) for (const place of places) ends[place + 1] = (ends[place + 1] as number) + 1;
  for (let place = 0; place < dimensions; place++) ends[place + 1] = (ends[place + 1] as number) + (ends[place] as number);
  const next = ends.slice();
  const indexes = new Uint32Array(ends[dimensions] as number);
  const values = new Float32Array(indexes.length);
  features.forEach((feature, index) => {
    feature.places.forEach((place, at) => {
      const slot = next[place] as number;
      next[place] = slot + 1;
      indexes[slot] = index;
      values[slot] = feature.values[at] as number;
    });
  });

  return (word) => {
    if (!mayBeNear(word)) return [];
    const cosines = new Float32Array(words.length);
    const asked = featuresOf(word);
    asked.places.forEach((place, at) => {
      const value = asked.values[at] as number;
      for (let slot = ends[place] as number; slot < (ends[place + 1] as number); slot++) {
        const index = indexes[slot] as number;
        cosines[index] = (cosines[index] as number) + value * (values[slot] as number);
      }
    });
    const near: NearWord[] = [];
    cosines.forEach((cosine, index) => {
      const other = words[index] as string;
      if (cosine > COSINE.related && other !== word) near.push({ word: other, nearness: Math.min(1, (cosine - COSINE.related) / (COSINE.same - COSINE.related)) });
    });
    return near.sort((a, b) => b.nearness - a.nearness || (a.word < b.word ? -1 : 1)).slice(0, MOST_WORDS);
  };
}

function mayBeNear(word: string): boolean {
  return word.length >= SHORTEST_WORD && !/\p{N}/u.test(word);
}
