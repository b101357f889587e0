import type { GlossaryEntry, TermHit } from '../contracts/index.ts';
import { tokenise, type Token } from '../text/index.ts';
import { STOP_WORDS } from './stop-words.ts';

/** Finds the entries of a glossary whose term or synonym stands in a question, in its order. */
export type GlossaryMatcher = (question: string) => readonly TermHit[];

interface Name {
  readonly entry: GlossaryEntry;
  readonly words: readonly Token[];
  /** The words as they must be written, for a name that would else be found in every question. */
  readonly written: string | null;
}

/**
 * Looks terms up word by word, whatever their case and number. Where one is part of another, the longer
 * one is meant; entries that share a name are all found.
 *
 * @example
 * ```ts
 * const find = createGlossaryMatcher([{ term: 'client', synonyms: ['paying account'], tables: ['customers'] }]);
 * find('How many paying accounts are there?')[0]?.tables; // ['customers']
 * ```
 */
export function createGlossaryMatcher(glossary: readonly GlossaryEntry[]): GlossaryMatcher {
  const byFirstWord = new Map<string, Name[]>();
  for (const entry of glossary) {
    for (const text of [entry.term, ...(entry.synonyms ?? [])]) {
      const words = tokenise(text);
      const first = words[0]?.stem ?? '';
      const written = words.every((word) => STOP_WORDS.has(word.text)) ? text.trim() : null;
      byFirstWord.set(first, [...(byFirstWord.get(first) ?? []), { entry, words, written }]);
    }
  }
  return (question) => {
    const words = tokenise(question);
    const hits: TermHit[] = [];
    for (let at = 0; at < words.length; ) {
      const start = words[at]?.start ?? 0;
      const endOf = (name: Name): number => words[at + name.words.length - 1]?.end ?? start;
      const named = (byFirstWord.get(words[at]?.stem ?? '') ?? []).filter(
        (name) =>
          name.words.every((word, index) => word.stem === words[at + index]?.stem) &&
          (name.written === null || name.written === question.slice(start, endOf(name))),
      );
      const longest = Math.max(0, ...named.map((name) => name.words.length));
      const meant = named.filter((name) => name.words.length === longest);
      for (const entry of new Set(meant.map((name) => name.entry))) {
        const end = words[at + longest - 1]?.end ?? start;
        const { term, meaning, tables = [], columns = [] } = entry;
        hits.push({ term, phrase: question.slice(start, end), start, end, ...(meaning === undefined ? {} : { meaning }), tables, columns });
      }
      at += Math.max(1, longest);
    }
    return hits;
  };
}

/** The tables that a hit stands for, itself or by its columns. */
export function tablesOfTerm({ tables, columns }: Pick<TermHit, 'tables' | 'columns'>): readonly string[] {
  return [...new Set([...tables, ...columns.map(({ table }) => table)])];
}
