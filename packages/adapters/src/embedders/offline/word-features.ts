import { conceptsOf } from '../../vocabulary/business-synonyms.ts';
import { meaningOf } from '../../vocabulary/wordnet/word-meaning.ts';

/** The part of a vector that one word makes: values at places, of length 1 together. */
export interface WordFeatures {
  readonly places: Uint16Array;
  readonly values: Float32Array;
  /** How much the word tells about what a text is about, 0–1: the less, the more usual it is. */
  readonly weight: number;
}

/**
 * How much of a word's squared length is the word itself, the business terms and the concepts that it
 * stands for, and how it is spelled. Spelling is all that tells something about an unknown word.
 */
const SHARE = { word: 0.25, terms: 0.45, concepts: 0.3, spelling: { known: 0.1, unknown: 1 } } as const;
/** The frequency in general English at which a word tells half as much as a rare one. */
const USUAL_FREQUENCY = 1e-3;
const SHORTEST_NGRAM = 3;
const LONGEST_NGRAM = 5;
/** A word or concept is spread over several places, so that two that meet in one stay apart. */
const SPREAD = 4;

/**
 * Features of one stem, hashed into `dimensions` places with a sign (Weinberger et al., "Feature
 * Hashing for Large Scale Multitask Learning", 2009): the stem, the groups of business synonyms it is
 * in, its concepts in WordNet, and its character n-grams between boundary marks (Bojanowski et al.,
 * "Enriching Word Vectors with Subword Information", 2017). Its weight is the smooth inverse frequency
 * of S. Arora, Y. Liang, T. Ma, "A simple but tough-to-beat baseline for sentence embeddings", 2017.
 */
export function wordFeatures(stem: string, dimensions: number): WordFeatures {
  const terms = conceptsOf(stem);
  const { frequency, concepts } = meaningOf(stem);
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
  for (const term of terms) add(`term ${term}`, Math.sqrt(SHARE.terms / terms.length), SPREAD);
  for (const { concept, weight } of concepts) add(`concept ${concept}`, Math.sqrt(SHARE.concepts) * weight, SPREAD);
  const spelling = terms.length + concepts.length > 0 ? SHARE.spelling.known : SHARE.spelling.unknown;
  for (const ngram of ngrams) add(`ngram ${ngram}`, Math.sqrt(spelling / ngrams.length), 1);

  const places = Uint16Array.from(vector.keys());
  const values = Float32Array.from(vector.values());
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return { places, values: values.map((value) => value / length), weight: USUAL_FREQUENCY / (USUAL_FREQUENCY + frequency) };
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
