import type { ColumnValues } from '../contracts/index.ts';
import { cleanText } from '../text/clean-text.ts';
import { foldText, splitIdentifier } from '../text/index.ts';
import type { CatalogTable } from './catalog.ts';
import { columnFamily } from './column-family.ts';
import { STOP_WORDS } from './stop-words.ts';

/**
 * The tables of a view with texts that name nothing outside of it: a sentence of a comment, a stored
 * value or a type that mentions a hidden table or column is left out. Nothing marks the place.
 *
 * Hidden is what `catalog` has and `visible` has not. A name says nothing new, and is not looked for,
 * when it is also the name of something visible, a word of such a name (`date` beside `order_date`), or
 * an ordinary word that every comment needs. Of two names in a row the pair counts as well, so that
 * `customers.email` stays hidden where another table shows its `email`.
 *
 * @example
 * ```ts
 * import type { CatalogTable } from './catalog.ts';
 *
 * declare const orders: CatalogTable; // status: 'State of payment. Staff see salaries.user_id.'
 * declare const salaries: CatalogTable;
 * withoutHiddenNames([orders], [orders, salaries])[0]?.columns; // status: 'State of payment.'
 * ```
 */
export function withoutHiddenNames(visible: readonly CatalogTable[], catalog: readonly CatalogTable[]): readonly CatalogTable[] {
  const mentions = findMentions(visible, catalog);
  return mentions === null ? visible : visible.map((table) => withoutMentions(table, mentions));
}

/** Whether a text mentions a hidden name. */
type Mentions = (text: string) => boolean;

function withoutMentions(table: CatalogTable, mentions: Mentions): CatalogTable {
  return {
    ...withoutSentences(table, mentions),
    columns: table.columns.map((column) => ({
      ...withoutSentences(column, mentions),
      type: mentions(column.type) ? columnFamily(column.type) : column.type,
    })),
    values: Object.fromEntries(Object.entries(table.values).map(([column, known]) => [column, withoutValues(known, mentions)])),
  };
}

function withoutSentences<T extends { readonly comment?: string }>(commented: T, mentions: Mentions): T {
  const { comment, ...rest } = commented;
  if (comment === undefined) return commented;
  const told = comment.split(/(?<=[.!?;])\s+|[\r\n]+/u).filter((sentence) => !mentions(sentence)).join(' ');
  return (told.trim() === '' ? rest : { ...rest, comment: told }) as T;
}

function withoutValues(known: ColumnValues, mentions: Mentions): ColumnValues {
  const values = known.values.filter((value) => !mentions(value));
  return values.length === known.values.length ? known : { ...known, values, coverage: 'sample' };
}

/** Looks for the names that `catalog` has and `visible` has not. Null when nothing is hidden. */
export function findMentions(visible: readonly CatalogTable[], catalog: readonly CatalogTable[]): Mentions | null {
  const shown = new Map(visible.map((table) => [table.name, new Set(table.columns.map((column) => column.name))]));
  const hiddenTables = catalog.filter((table) => !shown.has(table.name));
  const hiddenColumns = catalog.flatMap((table) =>
    table.columns.filter((column) => !shown.get(table.name)?.has(column.name)).map((column) => ({ table: table.name, column: column.name })),
  );
  if (hiddenTables.length === 0 && hiddenColumns.length === 0) return null;

  const visibleNames = visible.flatMap((table) => [table.name, ...table.columns.map((column) => column.name)]);
  const known = new Set(visibleNames.flatMap((name) => [...wordsOf(name), ...splitIdentifier(name)]));
  const saysNothing = (word: string): boolean => known.has(word) || STOP_WORDS.has(word) || word.length < 3;
  const names = [...hiddenTables.flatMap((table) => table.name.split('.')), ...hiddenColumns.map(({ column }) => column)].map(wordsOf);
  const single = new Set(names.flatMap((words) => (words.length === 1 ? words : [])).filter((word) => !saysNothing(word)));
  const qualified = hiddenColumns.filter(({ table }) => shown.has(table)).map(({ table, column }) => [wordsOf(table).at(-1) ?? '', wordsOf(column)[0] ?? '']);
  const pairs = new Set([...names, ...hiddenTables.map((table) => wordsOf(table.name)), ...qualified].flatMap(pairsOf));
  return (text) => {
    const words = wordsOf(cleanText(text));
    return words.some((word) => !known.has(word) && partsOf(word).some((part) => single.has(part))) || pairsOf(words).some((pair) => pairs.has(pair));
  };
}

/** The names that a text is made of, folded: `tenant_b."Orders"` is `tenant_b` and `orders`. */
function wordsOf(text: string): string[] {
  return foldText(text).match(/[\p{L}\p{N}_$]+/gu) ?? [];
}

function pairsOf(words: readonly string[]): string[] {
  return words.slice(1).map((word, index) => `${words[index]} ${word}`);
}

/** What of a word may be a name: itself, and every run of its parts between underscores. */
function partsOf(word: string): string[] {
  const parts = word.split('_');
  return parts.length > 8 ? [word, ...parts] : parts.flatMap((_, start) => parts.slice(start).map((__, length) => parts.slice(start, start + length + 1).join('_')));
}
