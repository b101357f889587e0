import { splitIdentifier, stem, tokenise } from '../text/index.ts';
import type { CatalogTable, CatalogView } from './catalog.ts';
import { schemaOf } from './key-directory.ts';

/** Words that a copy may have before or after the name of what it copies. */
const MOST_ADDED_WORDS = 2;

/** Columns that a copy may have in addition, such as the day of the copying. */
const MOST_ADDED_COLUMNS = 3;

/** Fewer columns in common may be chance. */
const FEWEST_COLUMNS = 3;

const known = new WeakMap<CatalogView, ReadonlyMap<string, ReadonlySet<string>>>();

/**
 * Tables of a view that repeat another one under a longer name, `orders_archive` beside `orders` or
 * `shadow_instances` beside `instances`, unless a word of the question tells that they are meant.
 */
export function unaskedCopies(view: CatalogView, question: string): ReadonlySet<string> {
  const copies = known.get(view) ?? findCopies([...view.tables.values()]);
  known.set(view, copies);
  if (copies.size === 0) return new Set();
  const asked = new Set(tokenise(question).map((token) => token.stem));
  return new Set([...copies].filter(([, added]) => [...added].every((word) => !asked.has(word))).map(([table]) => table));
}

/** The words that each copy has in addition to what it copies. */
function findCopies(tables: readonly CatalogTable[]): ReadonlyMap<string, ReadonlySet<string>> {
  const byName = new Map(tables.map((table) => [`${schemaOf(table.name)} ${wordsOf(table).join(' ')}`, table]));
  const copies = new Map<string, ReadonlySet<string>>();
  for (const table of tables) {
    const words = wordsOf(table);
    for (let added = 1; added <= Math.min(MOST_ADDED_WORDS, words.length - 1); added += 1) {
      for (const [rest, extra] of [[words.slice(added), words.slice(0, added)], [words.slice(0, -added), words.slice(-added)]] as const) {
        const original = byName.get(`${schemaOf(table.name)} ${rest.join(' ')}`);
        if (original !== undefined && repeats(table, original)) copies.set(table.name, new Set(extra));
      }
    }
  }
  return copies;
}

function wordsOf({ name }: CatalogTable): readonly string[] {
  return splitIdentifier(name.slice(name.lastIndexOf('.') + 1)).map(stem);
}

function repeats(table: CatalogTable, original: CatalogTable): boolean {
  const columns = new Set(table.columns.map(({ name }) => name));
  const { length } = original.columns;
  return length >= FEWEST_COLUMNS && columns.size <= length + MOST_ADDED_COLUMNS && original.columns.every(({ name }) => columns.has(name));
}
