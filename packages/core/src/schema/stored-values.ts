import { foldText, splitIdentifier, stem, tokenise } from '../text/index.ts';
import { sampledValues, type Catalog } from './catalog.ts';
import { columnFamily } from './column-family.ts';

/** A column of which values are known. */
export interface ValueColumn {
  readonly table: string;
  readonly column: string;
  readonly coverage: 'complete' | 'sample';
  readonly text: boolean;
  /** Stemmed names; a value that says no more than they do is not worth a hit. */
  readonly tableKey: string;
  readonly columnKey: string;
  /** Stems of the words of the column's name. */
  readonly nameWords: ReadonlySet<string>;
  readonly values: readonly string[];
}

export interface StoredValue {
  readonly column: ValueColumn;
  readonly value: string;
}

/** Every stored value, found by its words. */
export interface StoredValues {
  readonly columns: ReadonlyMap<string, ValueColumn>;
  /** Stemmed names of all tables. */
  readonly tableKeys: ReadonlySet<string>;
  /** Stems of the words in names of tables and columns. */
  readonly nameWords: ReadonlySet<string>;
  /** Values whose stemmed words are these, in catalog order. */
  at(key: string): readonly StoredValue[];
  /** The most words of a value that begins with this stem; 0 when none does. */
  longestFrom(stem: string): number;
  /** Stems of stored words that begin as the word does, are this long and may be within `most` edits of it. */
  words(word: string, length: number, most: number): Iterable<string>;
  /** Whether some value contains this stem. */
  hasWord(stem: string): boolean;
}

/** The stemmed words of a text; the folded text itself when it holds no word. */
export function valueKey(text: string): string {
  return keyOf(stems(text), text);
}

export function columnId(table: string, column: string): string {
  return `${table}\0${column}`;
}

function stems(text: string): string[] {
  return tokenise(text).map((token) => token.stem);
}

function keyOf(words: readonly string[], text: string): string {
  return words.length === 0 ? foldText(text) : words.join(' ');
}

/** Lays the values of a catalog out for look-ups by words. */
export function storeValues(catalog: Catalog): StoredValues {
  const columns = new Map<string, ValueColumn>();
  const entries: StoredValue[] = [];
  const nextWithKey: number[] = [];
  const firstWithKey = new Map<string, number>();
  const lastWithKey = new Map<string, number>();
  const longest = new Map<string, number>();
  const vocabulary = new Set<string>();

  for (const table of catalog.tables) {
    const tableKey = nameKey(table.name);
    for (const { name, type } of table.columns) {
      const known = sampledValues(table, name);
      if (known === undefined) continue;
      const column: ValueColumn = {
        table: table.name,
        column: name,
        coverage: known.coverage,
        text: ['text', 'any'].includes(columnFamily(type)),
        tableKey,
        columnKey: nameKey(name),
        nameWords: new Set(splitIdentifier(name).map(stem)),
        values: known.values,
      };
      columns.set(columnId(table.name, name), column);
      for (const value of known.values) {
        const words = stems(value);
        const key = keyOf(words, value);
        const index = entries.push({ column, value }) - 1;
        nextWithKey.push(-1);
        const last = lastWithKey.get(key);
        if (last === undefined) firstWithKey.set(key, index);
        else nextWithKey[last] = index;
        lastWithKey.set(key, index);
        const first = words[0] ?? key;
        longest.set(first, Math.max(longest.get(first) ?? 0, Math.max(1, words.length)));
        for (const word of words) vocabulary.add(word);
      }
    }
  }
  lastWithKey.clear();

  const buckets = new Map<string, { readonly words: string[]; readonly letters: number[] }>();
  for (const word of vocabulary) {
    const bucket = `${word.charAt(0)}${word.length}`;
    const held = buckets.get(bucket) ?? { words: [], letters: [] };
    held.words.push(word);
    held.letters.push(lettersOf(word));
    buckets.set(bucket, held);
  }
  return {
    columns,
    tableKeys: new Set(catalog.tables.map((table) => nameKey(table.name))),
    nameWords: new Set(catalog.tables.flatMap((table) => [table.name, ...table.columns.map((column) => column.name)].flatMap(splitIdentifier).map(stem))),
    at: (key) => {
      const found: StoredValue[] = [];
      for (let index = firstWithKey.get(key) ?? -1; index !== -1; index = nextWithKey[index] ?? -1) found.push(entries[index] as StoredValue);
      return found;
    },
    longestFrom: (stem) => longest.get(stem) ?? 0,
    *words(word, length, most) {
      const { words, letters } = buckets.get(`${word.charAt(0)}${length}`) ?? { words: [], letters: [] };
      const wanted = lettersOf(word);
      for (let index = 0; index < words.length; index += 1) if (bitsOf(wanted ^ (letters[index] ?? 0)) <= 2 * most) yield words[index] ?? '';
    },
    hasWord: (stem) => vocabulary.has(stem),
  };
}

/** The letters of a word as a set of bits; those beyond a–z share bits. One edit takes at most one out and puts one in. */
function lettersOf(word: string): number {
  let letters = 0;
  for (let index = 0; index < word.length; index += 1) letters |= 1 << (word.charCodeAt(index) & 31);
  return letters;
}

/** How many bits are set (H. S. Warren, "Hacker's Delight", 2002). */
function bitsOf(set: number): number {
  const pairs = set - ((set >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function nameKey(name: string): string {
  return valueKey(name.slice(name.lastIndexOf('.') + 1).replaceAll('_', ' '));
}
