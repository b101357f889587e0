import { createWordSplitter } from '../../schema/compound-words.ts';
import { createTermFinder } from '../../schema/related-terms.ts';
import { stem, tokenise, type Token } from '../../text/index.ts';
import { nameStems } from './question-words.ts';

/** Finds the words of a question that name a column. */
export interface ColumnWords {
  /** The words for a column of a table; empty when they are too few to name it. */
  of(column: string, table: string): readonly Token[];
}

/** @param share - Of the words of a column's name, how many the question must hold, 0–1. */
export function columnWords(question: string, share: number): ColumnWords {
  const words = tokenise(question);
  const { split } = createWordSplitter([question]);
  return {
    of: (column, table) => {
      const telling = tellingParts(split(column), nameStems(table));
      const named = telling.map((part) => words.filter((word) => isNamedBy(part, word.stem)));
      const found = named.filter((some) => some.length > 0).length;
      return found > 0 && found >= share * telling.length ? named.flat() : [];
    },
  };
}

/** The words that tell what a column holds: not the table's own, which are often put before, nor units. */
function tellingParts(parts: readonly string[], ofTable: readonly string[]): readonly string[] {
  const own = parts.filter((part) => !LINKS.has(part) && !ofTable.some((word) => isNamedBy(part, word)));
  return own.length > 0 ? own : parts;
}

/** True when a word is a part of a name, or the part is a short form of it. */
function isNamedBy(part: string, word: string): boolean {
  return createTermFinder([part])(word).length > 0;
}

const LINKS: ReadonlySet<string> = new Set(['in', 'of', 'no', 'num', 'number', 'value', 'percent', 'thousand', 'million', 'billion', 'usd', 'eur'].map(stem));
