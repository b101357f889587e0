import { conceptsOf } from '../../vocabulary/business-synonyms.ts';

/** The part of a vector that one word makes: values at places, of length 1 together. */
export interface WordFeatures {
  readonly places: Uint16Array;
  readonly values: Float32Array;
}

/** How much of a word's squared length is the word itself, what it means, and how it is spelled. */
const SHARE = { word: 0.25, concepts: 0.45, spelling: 0.3 };
const SHORTEST_NGRAM = 3;
const LONGEST_NGRAM = 5;
/** A word or concept is spread over several places, so that two that meet in one stay apart. */
const SPREAD = 4;

/**
 * Features of one stem, hashed into `dimensions` places with a sign (Weinberger et al., "Feature
 * Hashing for Large Scale Multitask Learning", 2009): the stem, the groups of synonyms it is in, and
 * its character n-grams between boundary marks (Bojanowski et al., "Enriching Word Vectors with
 * Subword Information", 2017).
 */
export function wordFeatures(stem: string, dimensions: number): WordFeatures {
  const concepts = conceptsOf(stem);
  const ngrams = ngramsOf(stem);
  const vector = new Map<number, number>();
  const add = (feature: string, weight: number, spread: number): void => {
    for (let copy = 0; copy < spread; copy++) {
      const hash = hashOf(feature, copy);
      const place = (hash >>> 1) % dimensions;
      const value = (hash & 1 ? weight : -weight) / Math.sqrt(spread);
      vector.set(place, (vector.get(place) ?? 0) + value);
    }
  };
  add(`word ${stem}`, Math.sqrt(SHARE.word), SPREAD);
  for (const concept of concepts) add(`concept ${concept}`, Math.sqrt(SHARE.concepts / concepts.length), SPREAD);
  for (const ngram of ngrams) add(`ngram ${ngram}`, Math.sqrt(SHARE.spelling / ngrams.length), 1);

  const places = Uint16Array.from(vector.keys());
  const values = Float32Array.from(vector.values());
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return { places, values: values.map((value) => value / length) };
}

function ngramsOf(stem: string): string[] {
  const characters = ['<', ...stem, '>'];
  const ngrams: string[] = [];
  for (let length = SHORTEST_NGRAM; length <= LONGEST_NGRAM; length++) {
    for (let start = 0; start + length <= characters.length; start++) ngrams.push(characters.slice(start, start + length).join(''));
  }
  return ngrams;
}

/** FNV-1a over UTF-16 code units, mixed by the last step of MurmurHash3 because FNV's low bits are weak. */
function hashOf(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
