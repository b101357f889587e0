import type { Embedder } from '../contracts/index.ts';
import { tokenise } from '../text/index.ts';
import type { Catalog, CatalogTable } from './catalog.ts';
import { createWordSplitter, type WordSplitter } from './compound-words.ts';
import { createTermFinder, type RelatedTerm } from './related-terms.ts';
import { QUESTION_WORDS, STOP_WORDS } from './stop-words.ts';
import { withoutIdentifiers } from './opaque-identifiers.ts';
import { withoutTimePhrases } from './time-phrases.ts';

export interface LexicalMatch {
  readonly table: string;
  /** Above 0, without an upper bound; comparable within one search only. */
  readonly score: number;
  /** What each word of the question gave, by its stem. They add up to the score less what the name gains. */
  readonly gains: ReadonlyMap<string, number>;
  /** What the words of the question met: `name: orders`, `column: order_date`, `comment: purchases`. */
  readonly evidence: readonly string[];
}

export interface LexicalSearchOptions {
  readonly tables?: ReadonlySet<string>;
  readonly mayShow?: (table: string, column: string) => boolean;
}

/** Finds tables by the words of their names, columns and comments. */
export interface LexicalIndex {
  /**
   * Every table that shares a word with the question, best first. With `tables`, among those only;
   * with `mayShow`, no other column and no comment on it is named as evidence.
   */
  search(question: string, options?: LexicalSearchOptions): readonly LexicalMatch[];
}

/** How much a word counts where it stands, and how much longer fields are held against it (0–1). */
const FIELDS = {
  name: { weight: 3, length: 0.4 },
  schema: { weight: 0.5, length: 0 },
  comment: { weight: 1.5, length: 0.6 },
  column: { weight: 1, length: 0.3 },
  columnComment: { weight: 0.6, length: 0.6 },
} as const;

type Field = keyof typeof FIELDS;

/** How fast a repeated word stops counting; the usual value. */
const SATURATION = 1.2;

/** What a word of asking or computing (`number`, `list`) counts beside one that names something. */
const REQUEST_WORD = 0.4;

/** How much a table gains when the question names it in full: `user`, not `user_group_membership`. */
const NAMED_IN_FULL = 0.3;

const MOST_EVIDENCE = 4;

/** Words of questions whose related terms are kept. */
const REMEMBERED_WORDS = 5_000;

interface Occurrences {
  /** Weighted, length-normalised frequency over all fields. */
  frequency: number;
  /** The strongest place. */
  place: FieldText;
}

/**
 * Indexes a catalog with BM25F: field-weighted term frequencies are added up before saturation
 * (S. Robertson, H. Zaragoza, "The probabilistic relevance framework: BM25 and beyond", 2009, §3.6).
 * A word also finds its compounds, near forms and abbreviations, for less, and a table gains by the
 * share of its name that the question mentions.
 *
 * @param embedder - What knows words of like meaning, which are found too; none are when absent.
 *
 * @example
 * ```ts
 * import type { Catalog } from './catalog.ts';
 *
 * declare const catalog: Catalog;
 * createLexicalIndex(catalog).search('how many orders per customer')[0]?.table; // 'orders'
 * ```
 */
export function createLexicalIndex(catalog: Catalog, embedder?: Pick<Embedder, 'nearWords'>): LexicalIndex {
  const splitter = createWordSplitter(vocabularyOf(catalog));
  const documents = catalog.tables.map((table) => fieldsOf(table, splitter));
  const averages = averageLengths(documents);
  const postings = new Map<string, Map<number, Occurrences>>();
  documents.forEach((fields, document) => {
    for (const place of fields) {
      const { field, words } = place;
      const { weight, length } = FIELDS[field];
      const total = fieldLength(fields, field);
      const share = weight / (1 - length + (length * total) / (averages[field] || 1));
      for (const word of words) {
        const held = postings.get(word) ?? new Map<number, Occurrences>();
        postings.set(word, held);
        const occurrence = held.get(document) ?? { frequency: 0, place };
        occurrence.frequency += share;
        if (weight > FIELDS[occurrence.place.field].weight) occurrence.place = place;
        held.set(document, occurrence);
      }
    }
  });
  const related = createTermFinder(postings.keys(), embedder?.nearWords?.([...postings.keys()]));
  const rarity = (documentCount: number): number => Math.log(1 + (documents.length - documentCount + 0.5) / (documentCount + 0.5));
  const names = documents.map((fields) => new Map(fields.find(({ field }) => field === 'name')?.words.map((word) => [word, rarity(postings.get(word)?.size ?? 1)])));

  const formsOf = remember((word: string): readonly RelatedTerm[] => (QUESTION_WORDS.has(word) ? [{ term: word, weight: 1 }] : related(word)));

  /** Tables that hold one of these terms, with how often, and how surely their names do. */
  const occurrencesOf = (forms: readonly RelatedTerm[]): Map<number, Occurrences & { named: number }> => {
    const matched = new Map<number, Occurrences & { named: number }>();
    for (const { term, weight } of forms) {
      for (const [document, { frequency, place }] of postings.get(term) ?? []) {
        const held = matched.get(document) ?? { frequency: 0, place, named: 0 };
        held.frequency += weight * frequency;
        held.named = Math.max(held.named, weight * (names[document]?.get(term) ?? 0));
        matched.set(document, held);
      }
    }
    return matched;
  };

  return {
    search: (question, { tables, mayShow = () => true } = {}) => {
      const totals = new Map<number, Total>();
      for (const [word, forms] of withoutRepeats(questionWords(question), formsOf)) {
        const matched = occurrencesOf(forms);
        const weight = rarity(postings.get(word)?.size ?? matched.size) * (QUESTION_WORDS.has(word) ? REQUEST_WORD : 1);
        for (const [document, { frequency, place, named }] of matched) {
          const gain = (weight * frequency * (SATURATION + 1)) / (frequency + SATURATION);
          const total = totals.get(document) ?? { score: 0, named: 0, gains: new Map(), evidence: new Map() };
          total.score += gain;
          total.named += named;
          total.gains.set(word, gain);
          total.evidence.set(place, (total.evidence.get(place) ?? 0) + gain);
          totals.set(document, total);
        }
      }
      const matches: LexicalMatch[] = [];
      for (const [document, { score, named, gains, evidence }] of totals) {
        const table = catalog.tables[document]?.name ?? '';
        if (tables !== undefined && !tables.has(table)) continue;
        const whole = [...(names[document]?.values() ?? [])].reduce((sum, rare) => sum + rare, 0);
        matches.push({
          table,
          score: score * (1 + (NAMED_IN_FULL * Math.min(whole, named)) / (whole || 1)),
          gains,
          // Of hundreds of matches only the evidence of a few is read.
          get evidence() {
            const shown = [...evidence].filter(([{ column }]) => column === null || mayShow(table, column));
            return shown.sort((a, b) => b[1] - a[1]).slice(0, MOST_EVIDENCE).map(([{ label }]) => label);
          },
        });
      }
      return matches.sort((a, b) => b.score - a.score || (a.table < b.table ? -1 : 1));
    },
  };
}

interface Total {
  score: number;
  named: number;
  readonly gains: Map<string, number>;
  readonly evidence: Map<FieldText, number>;
}

/**
 * The terms that each word stands for. A term counts for the word that it is nearest to and for no
 * other, so that a table of teachers is not found twice by “teachers who teach”.
 */
function withoutRepeats(words: ReadonlySet<string>, formsOf: (word: string) => readonly RelatedTerm[]): Map<string, readonly RelatedTerm[]> {
  const nearest = new Map<string, { word: string; weight: number }>();
  for (const word of words) {
    for (const { term, weight } of formsOf(word)) if (weight > (nearest.get(term)?.weight ?? 0)) nearest.set(term, { word, weight });
  }
  return new Map([...words].map((word) => [word, formsOf(word).filter(({ term }) => nearest.get(term)?.word === word)]));
}

/** The function with its answers kept; those of more words than any vocabulary has are let go. */
function remember<T>(find: (word: string) => T): (word: string) => T {
  const known = new Map<string, T>();
  return (word) => {
    const held = known.get(word) ?? find(word);
    if (known.size >= REMEMBERED_WORDS) known.clear();
    known.set(word, held);
    return held;
  };
}

/** The stems of a question that may name something. */
function questionWords(question: string): ReadonlySet<string> {
  return new Set(tokenise(withoutIdentifiers(withoutTimePhrases(question))).filter((token) => !STOP_WORDS.has(token.text)).map((token) => token.stem));
}

interface FieldText {
  readonly field: Field;
  readonly words: readonly string[];
  readonly label: string;
  /** The column that the words belong to; null when they are about the table. */
  readonly column: string | null;
}

function fieldsOf(table: CatalogTable, splitter: WordSplitter): FieldText[] {
  const dot = table.name.lastIndexOf('.');
  const name = table.name.slice(dot + 1);
  const fields: FieldText[] = [{ field: 'name', words: splitter.split(name), label: `name: ${table.name}`, column: null }];
  if (dot > 0) fields.push({ field: 'schema', words: splitter.split(table.name.slice(0, dot)), label: `schema: ${table.name.slice(0, dot)}`, column: null });
  if (table.comment !== undefined) fields.push(commentField('comment', table.comment, null));
  for (const column of table.columns) {
    fields.push({ field: 'column', words: splitter.split(column.name), label: `column: ${column.name}`, column: column.name });
    if (column.comment !== undefined) fields.push(commentField('columnComment', column.comment, column.name));
  }
  return fields;
}

function commentField(field: Field, comment: string, column: string | null): FieldText {
  const words = tokenise(comment).filter((token) => !STOP_WORDS.has(token.text)).map((token) => token.stem);
  return { field, words, column, label: `comment: ${comment.length > 60 ? `${comment.slice(0, 59).trimEnd()}…` : comment}` };
}

function* vocabularyOf(catalog: Catalog): Generator<string> {
  for (const table of catalog.tables) {
    yield table.name;
    if (table.comment !== undefined) yield table.comment;
    for (const column of table.columns) {
      yield column.name;
      if (column.comment !== undefined) yield column.comment;
    }
  }
}

function fieldLength(fields: readonly FieldText[], field: Field): number {
  return fields.reduce((sum, text) => sum + (text.field === field ? text.words.length : 0), 0);
}

function averageLengths(documents: readonly (readonly FieldText[])[]): Record<Field, number> {
  const averages: Record<Field, number> = { name: 0, schema: 0, comment: 0, column: 0, columnComment: 0 };
  for (const field of Object.keys(averages) as Field[]) {
    const lengths = documents.map((fields) => fieldLength(fields, field)).filter((length) => length > 0);
    averages[field] = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
  }
  return averages;
}
