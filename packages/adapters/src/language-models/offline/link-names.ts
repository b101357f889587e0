import { figureLinks } from './business-figures.ts';
import { wordSimilarity } from './name-words.ts';
import { NOISE_WORDS, TRAILING } from './word-tables.ts';
import type { ColumnView, NameReading, SchemaView, TableView } from './schema-view.ts';

export interface ColumnLink {
  readonly column: ColumnView;
  readonly score: number;
}

export interface TableLink {
  readonly table: TableView;
  readonly score: number;
}

/** What a phrase of the question may name, best first. */
export interface NameLinks {
  readonly columns: readonly ColumnLink[];
  readonly tables: readonly TableLink[];
}

const WEAK = 0.3;
/** A column with such a score is named outright. */
const SURE = 0.75;

/** How well a phrase covers a reading of a name; words may also name the owner. */
function coverage(
  phrase: readonly string[],
  reading: NameReading,
  owner: readonly NameReading[],
  isColumn: boolean,
): number {
  const taken = new Set<number>();
  let matched = 0;
  let inOrder = true;
  let previous = -1;
  let aligned = 0;
  let owned = false;
  for (const [at, asked] of phrase.entries()) {
    let best = -1;
    let bestSimilarity = 0;
    reading.words.forEach((word, index) => {
      if (taken.has(index)) return;
      const similarity = wordSimilarity(asked, word.stem);
      if (similarity > bestSimilarity) [best, bestSimilarity] = [index, similarity];
    });
    if (best >= 0) {
      taken.add(best);
      matched += bestSimilarity * (reading.words[best]?.weight ?? 0);
      if ((reading.words[best]?.weight ?? 0) >= 0.3) aligned += 1;
      else owned = true;
      if (best < previous) inOrder = false;
      previous = best;
      continue;
    }
    // "phone number" may be a column `phone`.
    const key =
      asked === 'number' && at > 0
        ? reading.words.findIndex((word, index) => word.stem === 'id' && !taken.has(index))
        : -1;
    if (key >= 0) {
      taken.add(key);
      matched += 0.6 * (reading.words[key]?.weight ?? 0);
      aligned += 1;
      continue;
    }
    if (isColumn && aligned > 0 && TRAILING.has(asked) && at === phrase.length - 1) {
      matched *= 0.85;
      continue;
    }
    if (!owner.some((ownerReading) => ownerReading.words.some((word) => wordSimilarity(asked, word.stem) >= 0.85)))
      return 0;
  }
  if (aligned === 0) return 0;
  const total = reading.words.reduce((sum, word) => sum + word.weight, 0);
  const headMatched = taken.has(reading.words.length - 1);
  // `vehicle_id` is meant in vehicles before anywhere else.
  const score = (matched / total) * (owned && isColumn ? 1.08 : 1) * (inOrder ? 1 : 0.9) * (headMatched ? 1 : 0.9);
  // A telling word of a long name is a hint: `state` in `state_province_county`.
  return phrase.length === 1 && reading.words.length >= 3 && matched >= 0.95 ? Math.max(score, 0.5) : score;
}

function tableCoverage(phrase: readonly string[], table: TableView): number {
  let best = 0;
  for (const reading of table.readings) {
    const score = coverage(phrase, reading, [], false);
    // The head noun of a compound comes last: `order items` are items more than orders.
    const head = reading.words.at(-1);
    const headMatched = head !== undefined && phrase.some((asked) => wordSimilarity(asked, head.stem) >= 0.6);
    best = Math.max(best, headMatched || reading.words.length === 1 ? score : score * 0.9);
  }
  return best;
}

/** Finds the columns and tables that a phrase, given as stems, may name. */
export function linkName(phrase: readonly string[], schema: SchemaView): NameLinks {
  const words = phrase.filter((word) => !NOISE_WORDS.has(word));
  if (words.length === 0) return { columns: [], tables: [] };
  const columns: ColumnLink[] = [];
  const tables: TableLink[] = [];
  for (const table of schema.tables) {
    const score = tableCoverage(words, table);
    if (score >= WEAK) tables.push({ table, score });
    for (const column of table.columns) {
      let best = 0;
      for (const reading of column.readings) best = Math.max(best, coverage(words, reading, table.readings, true));
      if (best >= WEAK) columns.push({ column, score: best });
    }
  }
  const [word] = words;
  if (words.length === 1 && word !== undefined && !columns.some((link) => link.score >= SURE)) {
    const figures = figureLinks(word, schema.tables);
    columns.push(...figures.filter((figure) => !columns.some((link) => link.column === figure.column && link.score >= figure.score)));
  }
  const byScore = (a: { score: number }, b: { score: number }): number => b.score - a.score;
  return { columns: columns.sort(byScore), tables: tables.sort(byScore) };
}
