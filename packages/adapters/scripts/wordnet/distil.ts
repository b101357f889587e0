import { createConcepts } from './concepts.ts';
import { readWordNet, type Synset, type WordNet } from './read-wordnet.ts';

/**
 * A word that occurs less often, in tagged texts and definitions together, is left out: nouns and verbs
 * for what records are kept of stay also when they are rare (`vendor`), those for nature do not.
 */
const LEAST_COUNT = { kept: 2, other: 25 } as const;
const PERSONS = 18;
/** Lexicographer files: of acts, artefacts, communication, events, food, groups, places, people, possession, quantity, time; of competition, creation, possession and society. */
const KEPT_SUBJECTS = new Set([4, 6, 10, 11, 13, 14, 15, 18, 21, 23, 28, 33, 36, 40, 41]);
/** Concepts of a word that are kept, and how strong they are beside its strongest. */
const KEPT = { most: 5, least: 0.2 } as const;
/** Steps in which a concept's weight is written; the strongest has them all. */
const STEPS = 12;
/** Steps to a doubling in which a word's count is written. */
const FREQUENCY_STEPS = 3;
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A word with its concepts, the strongest first. */
interface Meaning {
  readonly word: string;
  /** How often it occurs in tagged texts and definitions. */
  readonly count: number;
  readonly concepts: readonly (readonly [string, number])[];
}

/** The source of `src/vocabulary/wordnet/word-concepts.ts`, made from WordNet's database files. */
export async function distilWordNet(folder: string): Promise<string> {
  const entries = entriesOf(await readWordNet(folder));
  const numbers = numberConcepts(entries);
  const blocks = new Map<string, string[]>();
  let previous = '';
  for (const { word, count, concepts } of entries) {
    const initial = word.charAt(0);
    const block = blocks.get(initial) ?? [];
    if (block.length === 0) previous = '';
    blocks.set(initial, block);
    const shared = sharedPrefix(previous, word);
    block.push(`${DIGITS.charAt(shared)}${word.slice(shared)} ${DIGITS.charAt(Math.round(FREQUENCY_STEPS * Math.log2(count)))}${concepts.map(([id, weight]) => encode((numbers.get(id) ?? 0) * STEPS + weight - 1)).join('')}`);
    previous = word;
  }
  return [
    '// Made from WordNet 3.1 by `pnpm --filter @nl2sql/adapters distil-wordnet`; licence in THIRD-PARTY-NOTICES.',
    '/** Words with what they mean, in the form that `word-meaning.ts` reads; a line for each initial. */',
    'export const WORD_CONCEPTS: readonly string[] = [',
    ...[...blocks.values()].map((block) => `  '${block.join(',')}',`),
    '];',
    '',
  ].join('\n');
}

/** Frequent words that share a concept with another one; a concept of one word alone says no more than the word. */
function entriesOf(wordNet: WordNet): Meaning[] {
  const conceptsOf = createConcepts(wordNet);
  const frequent = [...wordNet.senses]
    .map(([word, senses]) => ({ word, kept: senses.some(({ synset, rank }) => rank === 1 && isKept(wordNet.synsets.get(synset))), count: senses.reduce((sum, { count }) => sum + count, wordNet.glossCounts.get(word) ?? 0) }))
    .filter(({ word, count, kept }) => /^[a-z]{3,}$/.test(word) && count >= (kept ? LEAST_COUNT.kept : LEAST_COUNT.other));
  const all = frequent.map(({ word, count }): Meaning => ({ word, count, concepts: [...conceptsOf(word)].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)) }));
  // What is cut off one word can leave another one alone with a concept.
  const strongest = withShared(withShared(all).map((meaning) => ({ ...meaning, concepts: meaning.concepts.slice(0, KEPT.most) })));
  return strongest
    .filter(({ concepts }) => concepts.length > 0)
    .map(({ word, count, concepts }) => {
      const most = concepts[0]?.[1] ?? 1;
      return { word, count, concepts: concepts.filter(([, weight]) => weight >= KEPT.least * most).map(([id, weight]) => [id, Math.round((STEPS * weight) / most)] as const) };
    })
    .sort((a, b) => (a.word < b.word ? -1 : 1));
}

/** Of people only the kinds, not the famous. */
function isKept(synset: Synset | undefined): boolean {
  return synset !== undefined && KEPT_SUBJECTS.has(synset.subject) && (synset.subject !== PERSONS || synset.links.every(({ symbol }) => symbol !== '@i'));
}

function withShared(meanings: readonly Meaning[]): Meaning[] {
  const uses = new Map<string, number>();
  for (const { concepts } of meanings) for (const [id] of concepts) uses.set(id, (uses.get(id) ?? 0) + 1);
  return meanings.map((meaning) => ({ ...meaning, concepts: meaning.concepts.filter(([id]) => (uses.get(id) ?? 0) > 1) }));
}

function numberConcepts(entries: readonly Meaning[]): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const { concepts } of entries) for (const [id] of concepts) if (!numbers.has(id)) numbers.set(id, numbers.size);
  return numbers;
}

/** Three digits of base 64, the highest first. */
function encode(value: number): string {
  if (value >= 64 ** 3) throw new Error(`${value} does not fit into three digits of base 64.`);
  return [value >> 12, (value >> 6) & 63, value & 63].map((digit) => DIGITS.charAt(digit)).join('');
}

function sharedPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}
