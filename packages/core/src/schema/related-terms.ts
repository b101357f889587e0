import type { NearWord } from '../contracts/index.ts';

/** A term of the vocabulary that a word may stand for, with how much it counts. */
export interface RelatedTerm {
  readonly term: string;
  /** 1 for the word itself. */
  readonly weight: number;
}

const WEIGHT = { same: 1, near: 0.8, extended: 0.7, related: 0.5, abbreviated: 0.4 } as const;

/**
 * Finds the terms of a vocabulary that are forms, compounds or abbreviations of a word, or mean about
 * the same.
 *
 * @param near - The terms that mean about the same as a word; none when absent.
 */
export function createTermFinder(vocabulary: Iterable<string>, near: (word: string) => readonly NearWord[] = () => []): (word: string) => readonly RelatedTerm[] {
  const byInitial = new Map<string, string[]>();
  for (const term of vocabulary) {
    const held = byInitial.get(term.charAt(0));
    if (held) held.push(term);
    else byInitial.set(term.charAt(0), [term]);
  }
  return (word) => {
    const found = new Map(near(word).map(({ word: term, nearness }) => [term, WEIGHT.near * nearness]));
    for (const term of byInitial.get(word.charAt(0)) ?? []) {
      const weight = relation(word, term);
      if (weight > (found.get(term) ?? 0)) found.set(term, weight);
    }
    return [...found].map(([term, weight]) => ({ term, weight })).sort((a, b) => b.weight - a.weight);
  };
}

function relation(word: string, term: string): number {
  if (word === term) return WEIGHT.same;
  if (/\d/.test(word) || /\d/.test(term)) return 0;
  if (word.length >= 4 && term.startsWith(word)) return WEIGHT.extended;
  const shared = sharedPrefix(word, term);
  if (shared >= 5 && shared / Math.max(word.length, term.length) >= 0.6) return WEIGHT.related;
  if (abbreviates(term, word)) return WEIGHT.abbreviated;
  return 0;
}

function sharedPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

/** Whether a short form stands for a word: `cust`, `dept`, `qty`. The first letter, then letters in order, at most five and clearly fewer. */
export function abbreviates(short: string, word: string): boolean {
  if (short.length < 3 || short.length > 5 || word.length < short.length + 2) return false;
  if (word.startsWith(short)) return true;
  if (/[aeiou]/.test(short.slice(1)) && !word.startsWith(short.slice(0, 3))) return false;
  let place = 0;
  for (const letter of short) {
    const next = word.indexOf(letter, place);
    if (next === -1) return false;
    place = next + 1;
  }
  return true;
}
