import { stem } from '@nl2sql/core/text';
import { SYNONYM_GROUPS } from './synonym-groups.ts';

interface SynonymTable {
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly concepts: ReadonlyMap<string, readonly string[]>;
}

let table: SynonymTable | undefined;

/**
 * `stem` only takes off a final `s`, so `taxes` becomes `taxe`: a word is listed under the stem of
 * its plural as well.
 */
function stemsOf(word: string): string[] {
  const plural = /(?:[sxz]|[cs]h)$/.test(word) ? `${word}es` : /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
  return [...new Set([word, stem(word), stem(plural)])];
}

function synonymTable(): SynonymTable {
  if (table !== undefined) return table;
  const groups = new Map<string, Set<string>>();
  const concepts = new Map<string, Set<string>>();
  for (const line of SYNONYM_GROUPS) {
    const words = line.split(' ');
    const name = words[0] as string;
    const members = words.map(stem);
    for (const word of words) {
      for (const form of stemsOf(word)) {
        const known = groups.get(form) ?? new Set([stem(word)]);
        for (const member of members) known.add(member);
        groups.set(form, known);
        concepts.set(form, (concepts.get(form) ?? new Set<string>()).add(name));
      }
    }
  }
  const frozen = (sets: Map<string, Set<string>>): Map<string, readonly string[]> =>
    new Map([...sets].map(([key, values]) => [key, Object.freeze([...values])]));
  table = { groups: frozen(groups), concepts: frozen(concepts) };
  return table;
}

const NONE: readonly string[] = Object.freeze([]);

/**
 * The stems that mean about the same as a stem in business language, the stem itself first; empty
 * for a word that is in no group.
 *
 * @param wordStem - A word as `stem` of `@nl2sql/core/text` leaves it, lower case.
 *
 * @example
 * ```ts
 * import { stem } from '@nl2sql/core/text';
 * synonymGroupOf(stem('clients')); // ['client', 'customer', 'buyer', 'account', …]
 * ```
 */
export function synonymGroupOf(wordStem: string): readonly string[] {
  return synonymTable().groups.get(wordStem) ?? NONE;
}

/**
 * The names of the groups that a stem is in, in the order of the table: two words that share a name
 * are synonyms in one sense.
 *
 * @example
 * ```ts
 * conceptsOf('client'); // ['customer']
 * ```
 */
export function conceptsOf(wordStem: string): readonly string[] {
  return synonymTable().concepts.get(wordStem) ?? NONE;
}
