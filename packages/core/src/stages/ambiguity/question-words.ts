import { splitIdentifier, stem, tokenise, type Token } from '../../text/index.ts';

/** The words of a question that can name something: no articles, question words or query words. */
export function contentWords(question: string): readonly Token[] {
  return tokenise(question).filter((token) => !FUNCTION_WORDS.has(token.text));
}

/** The stems of a name's words. */
export function nameStems(name: string): readonly string[] {
  return splitIdentifier(name).map(stem);
}

/** The part of the question from the first to the last of some words. */
export function spanOf(question: string, words: readonly Token[]): { text: string; start: number; end: number } | null {
  if (words.length === 0) return null;
  const start = Math.min(...words.map((word) => word.start));
  const end = Math.max(...words.map((word) => word.end));
  return { text: question.slice(start, end), start, end };
}

/** A name as a person would say it: `order_date` is “order date”. */
export function readableName(name: string): string {
  const words = splitIdentifier(name).join(' ');
  return words === '' ? name : words;
}

/** A column as an option: `issued_on` of `invoices` is “issued on (invoices)”. */
export function columnLabel({ table, column }: { table: string; column: string }): string {
  return `${readableName(column)} (${readableName(table)})`;
}

const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  `a an the of in on at by to for from with without and or not no nor is are was were be been being am do does did has
  have had i me my we us our you your they them their he she his her it its this that these those there here what which
  who whom whose when where why how many much more most less least than then as so if but show list give find get tell
  display return count number total sum average mean minimum maximum min max all any each every per both either please
  can could would should will shall may might must want need see know name names id ids different distinct unique top
  last first next previous current year month week day quarter today yesterday ago during since until between before
  after over under above below also only just into out up down about across among within`.split(/\s+/u),
);
