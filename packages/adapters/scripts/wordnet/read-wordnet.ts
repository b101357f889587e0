import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One meaning, with the words that have it. */
export interface Synset {
  readonly pos: 'n' | 'v' | 'a' | 'r';
  /** The number of its lexicographer file, which tells its subject: 18 holds nouns for people (lexnames(5WN)). */
  readonly subject: number;
  readonly words: readonly string[];
  readonly links: readonly Link[];
}

/** A pointer of WordNet. Its `symbol` is one of wninput(5WN): `@` hypernym, `+` derivationally related form. */
export interface Link {
  readonly symbol: string;
  readonly target: string;
  /** Which word of the synset it is about, from 1; 0 for the synset as a whole. */
  readonly word: number;
}

export interface Sense {
  readonly synset: string;
  /** The place of the word in the synset, from 1. */
  readonly word: number;
  /** From 1, the most usual first. */
  readonly rank: number;
  /** How often the sense occurs in the texts that WordNet's makers tagged. */
  readonly count: number;
}

/** WordNet's database in memory; synsets by part of speech and offset, senses by word in lower case. */
export interface WordNet {
  readonly synsets: ReadonlyMap<string, Synset>;
  readonly senses: ReadonlyMap<string, readonly Sense[]>;
  /** How often a word form occurs in the definitions and examples. */
  readonly glossCounts: ReadonlyMap<string, number>;
}

const FILES = { n: 'data.noun', v: 'data.verb', a: 'data.adj', r: 'data.adv' } as const;
/** Satellites of adjectives (`s`) stand in the adjectives' file. */
const FILE_OF_POS: Readonly<Record<string, string>> = { n: 'n', v: 'v', a: 'a', s: 'a', r: 'r' };
/** By the digit that follows the lemma in a sense key. */
const FILE_OF_KEY: Readonly<Record<string, string>> = { 1: 'n', 2: 'v', 3: 'a', 4: 'r', 5: 'a' };

/** Reads the database files of a folder. Formats: wndb(5WN) and senseidx(5WN) of WordNet's manual. */
export async function readWordNet(folder: string): Promise<WordNet> {
  const synsets = new Map<string, Synset>();
  const glossCounts = new Map<string, number>();
  for (const [pos, file] of Object.entries(FILES) as [Synset['pos'], string][]) {
    for (const line of await linesOf(join(folder, file))) {
      // The licence stands above the data, indented.
      if (line.startsWith(' ')) continue;
      const [data = '', gloss = ''] = line.split(' | ', 2);
      const fields = data.split(' ');
      synsets.set(`${pos}${fields[0]}`, { pos, subject: Number(fields[1]), words: wordsOf(fields), links: linksOf(fields) });
      for (const [form] of gloss.toLowerCase().matchAll(/[a-z]+/g)) glossCounts.set(form, (glossCounts.get(form) ?? 0) + 1);
    }
  }
  return { synsets, senses: await readSenses(join(folder, 'index.sense'), synsets), glossCounts };
}

async function readSenses(file: string, synsets: ReadonlyMap<string, Synset>): Promise<ReadonlyMap<string, readonly Sense[]>> {
  const senses = new Map<string, Sense[]>();
  for (const line of await linesOf(file)) {
    const [key = '', offset = '', rank, count] = line.split(' ');
    const [lemma = '', place = ''] = key.split('%');
    const synset = `${FILE_OF_KEY[place.charAt(0)]}${offset}`;
    const word = (synsets.get(synset)?.words.indexOf(lemma) ?? -1) + 1;
    if (word === 0) continue;
    const held = senses.get(lemma) ?? [];
    senses.set(lemma, held);
    held.push({ synset, word, rank: Number(rank), count: Number(count) });
  }
  return senses;
}

async function linesOf(file: string): Promise<string[]> {
  return (await readFile(file, 'latin1')).split('\n').filter((line) => line !== '');
}

function wordsOf(fields: readonly string[]): string[] {
  const count = parseInt(fields[3] ?? '', 16);
  // Where an adjective may stand is noted behind it: `galore(ip)`.
  return Array.from({ length: count }, (_, index) => (fields[4 + 2 * index] ?? '').toLowerCase().replace(/\(\w+\)$/, ''));
}

function linksOf(fields: readonly string[]): Link[] {
  const start = 4 + 2 * parseInt(fields[3] ?? '', 16);
  return Array.from({ length: Number(fields[start]) }, (_, index) => {
    const [symbol = '', offset = '', pos = '', words = ''] = fields.slice(start + 1 + 4 * index, start + 5 + 4 * index);
    return { symbol, target: `${FILE_OF_POS[pos]}${offset}`, word: parseInt(words.slice(0, 2), 16) };
  });
}
