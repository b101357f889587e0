import type { TableInfo } from '../contracts/index.ts';
import { QUESTION_WORDS } from '../schema/stop-words.ts';
import { splitIdentifier, stem, tokenise } from '../text/index.ts';

/** Names the tables (`salaries`) and columns (`staff.salary`) that a question calls and that are hidden. */
export type HiddenFinder = (question: string) => readonly string[];

/**
 * Looks for what a question asks about among the names of hidden tables and columns. Comments and
 * stored values are left out on purpose: whoever may not see them could have them guessed, word by
 * word, from which refusal comes.
 *
 * Something hidden is meant when a word calls it that nothing visible is called by, or when the
 * question names a hidden table in full.
 */
export function createHiddenFinder(all: readonly TableInfo[], visible: readonly TableInfo[]): HiddenFinder {
  const shown = new Map(visible.map((table) => [table.name, new Set(table.columns.map((column) => column.name))]));
  const visibleWords = new Set(visible.flatMap((table) => [table.name, ...table.columns.map((column) => column.name)]).flatMap(wordsOf));
  const byWord = new Map<string, Set<string>>();
  const tables: { readonly name: string; readonly words: readonly string[] }[] = [];
  const enter = (name: string, words: readonly string[]) => {
    for (const word of words) byWord.set(word, (byWord.get(word) ?? new Set()).add(name));
  };
  for (const table of all) {
    const columns = shown.get(table.name);
    if (columns === undefined) {
      const words = wordsOf(table.name.slice(table.name.lastIndexOf('.') + 1));
      tables.push({ name: table.name, words });
      enter(table.name, words);
    }
    for (const { name } of table.columns) {
      if (columns?.has(name)) continue;
      enter(columns === undefined ? table.name : `${table.name}.${name}`, wordsOf(name));
    }
  }
  return (question) => {
    const words = new Set(tokenise(question).filter((token) => !QUESTION_WORDS.has(token.text)).map((token) => token.stem));
    const called = [...words].filter((word) => !visibleWords.has(word)).flatMap((word) => [...(byWord.get(word) ?? [])]);
    const named = tables.filter((table) => table.words.length > 0 && table.words.every((word) => words.has(word))).map((table) => table.name);
    return [...new Set([...named, ...called])];
  };
}

function wordsOf(name: string): readonly string[] {
  return splitIdentifier(name).map(stem);
}
