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
  /** Stems of stored words that begin with this letter and are this long. */
  words(letter: string, length: number): readonly string[];
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

  const buckets = new Map<string, string[]>();
  for (const word of vocabulary) {
    const bucket = `${word.charAt(0)}${word.length}`;
    const held = buckets.get(bucket);
    if (held) held.push(word);
    else buckets.set(bucket, [word]);
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
    words: (letter, length) => buckets.get(`${letter}${length}`) ?? [],
    hasWord: (stem) => vocabulary.has(stem),
  };
}

function nameKey(name: string): string {
  return valueKey(name.slice(name.lastIndexOf('.') + 1).replaceAll('_', ' '));
}
