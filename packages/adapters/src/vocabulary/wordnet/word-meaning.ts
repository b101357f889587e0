import { baseForms } from './base-forms.ts';
import { WORD_CONCEPTS } from './word-concepts.ts';

/** What a word means in part. */
export interface WeightedConcept {
  /** The same number for the same concept, within one version of the table. */
  readonly concept: number;
  /** The squares of a word's weights add up to 1. */
  readonly weight: number;
}

/** What WordNet says of a word. */
export interface WordMeaning {
  /** The share that it has of the words of general English, 0–1. */
  readonly frequency: number;
  /** Shared with words of like meaning. */
  readonly concepts: readonly WeightedConcept[];
}

const DIGITS = new Map([...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].map((digit, value) => [digit, value]));
/** Steps in which a weight is written, and steps to a doubling of a count. */
const STEPS = { weight: 12, count: 3 } as const;
/** Words in the texts that were counted: WordNet's definitions and examples. */
const COUNTED_WORDS = 1_500_000;
const UNKNOWN: WordMeaning = Object.freeze({ frequency: 0, concepts: Object.freeze([]) });

let table: ReadonlyMap<string, string> | undefined;

/** Each entry is the number of letters that it shares with the one before, the rest, and its meaning. */
function wordTable(): ReadonlyMap<string, string> {
  if (table !== undefined) return table;
  const words = new Map<string, string>();
  for (const line of WORD_CONCEPTS) {
    let word = '';
    for (const entry of line.split(',')) {
      const space = entry.indexOf(' ');
      word = word.slice(0, DIGITS.get(entry.charAt(0))) + entry.slice(1, space);
      words.set(word, entry.slice(space + 1));
    }
  }
  table = words;
  return words;
}

/**
 * What a word means by WordNet, and how usual it is; no concepts and a frequency of 0 for a word that
 * is too rare or not English. An inflected form means what its base form means.
 *
 * @param word - Lower case.
 *
 * @example
 * ```ts
 * const doctor = meaningOf('doctor').concepts;
 * meaningOf('physicians').concepts.some(({ concept }) => doctor.some((other) => other.concept === concept)); // true
 * ```
 */
export function meaningOf(word: string): WordMeaning {
  const words = wordTable();
  const known = baseForms(word).find((form) => words.has(form));
  return known === undefined ? UNKNOWN : decode(words.get(known) ?? '');
}

/** A digit for the frequency, then three for each concept: its number times the steps of a weight, and its weight less one. */
function decode(digits: string): WordMeaning {
  const concepts: WeightedConcept[] = [];
  for (let at = 1; at < digits.length; at += 3) {
    const value = [...digits.slice(at, at + 3)].reduce((sum, digit) => sum * 64 + (DIGITS.get(digit) ?? 0), 0);
    concepts.push({ concept: Math.floor(value / STEPS.weight), weight: (value % STEPS.weight) + 1 });
  }
  const length = Math.sqrt(concepts.reduce((sum, { weight }) => sum + weight * weight, 0));
  return {
    frequency: 2 ** ((DIGITS.get(digits.charAt(0)) ?? 0) / STEPS.count) / COUNTED_WORDS,
    concepts: concepts.map(({ concept, weight }) => ({ concept, weight: weight / length })),
  };
}
