import { splitIdentifier, stem } from '../text/index.ts';

/** Short words that hold written-together names in one piece: `singerinconcert`, `dateofbirth`. */
const LINKS: ReadonlySet<string> = new Set(['in', 'of', 'to', 'by', 'at', 'on', 'is', 'has', 'and', 'for', 'id', 'no', 'nr']);

const SHORTEST_PART = 3;
const SHORTEST_COMPOUND = 6;

/** Splits identifiers into stemmed words, also where they are written together. */
export interface WordSplitter {
  /** The stems of an identifier; a compound gives itself first and then its parts. */
  split(identifier: string): readonly string[];
}

/**
 * Learns words from identifiers that are properly separated, and takes written-together ones apart
 * along them: with `concert` and `singer` known, `singerinconcert` holds both.
 */
export function createWordSplitter(texts: Iterable<string>): WordSplitter {
  const known = new Set<string>();
  for (const text of texts) {
    for (const word of splitIdentifier(text)) if (word.length >= SHORTEST_PART) known.add(word).add(stem(word));
  }
  const cache = new Map<string, readonly string[]>();
  const wordsOf = (word: string): readonly string[] => {
    const cached = cache.get(word);
    if (cached) return cached;
    const parts = word.length >= SHORTEST_COMPOUND ? decompose(word, known) : null;
    const words = parts === null ? [stem(word)] : [stem(word), ...parts.filter((part) => !LINKS.has(part)).map(stem)];
    cache.set(word, words);
    return words;
  };
  return { split: (identifier) => splitIdentifier(identifier).flatMap(wordsOf) };
}

/** The fewest known words that a word is made of; null when it is not made of several. */
function decompose(word: string, known: ReadonlySet<string>): string[] | null {
  const best: (string[] | null)[] = [[]];
  for (let end = 1; end <= word.length; end += 1) {
    let shortest: string[] | null = null;
    for (let start = 0; start < end; start += 1) {
      const before = best[start];
      if (before === null || before === undefined || (start === 0 && end === word.length)) continue;
      const part = word.slice(start, end);
      if (!(LINKS.has(part) && start > 0) && !(part.length >= SHORTEST_PART && known.has(part))) continue;
      if (shortest === null || before.length + 1 < shortest.length) shortest = [...before, part];
    }
    best.push(shortest);
  }
  const parts = best[word.length] ?? null;
  return parts !== null && parts.some((part) => !LINKS.has(part)) && parts.length > 1 ? parts : null;
}
