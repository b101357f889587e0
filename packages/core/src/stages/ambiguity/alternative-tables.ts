import type { CatalogTable } from '../../schema/catalog.ts';
import { tablesOfTerm } from '../../schema/glossary-matcher.ts';
import type { Token } from '../../text/index.ts';
import type { AmbiguityRule } from '../detect-ambiguity.ts';
import type { StageContext } from '../stage.ts';
import { measureWords } from './column-kinds.ts';
import { contentWords, nameStems } from './question-words.ts';
import { MOST_OPTIONS, tableQuestion } from './table-question.ts';

/**
 * Asks when a table that was not selected could take the place of one that was: its relevance is
 * within the margin, or it holds the asked measure as well, and it accounts for every word of the
 * question that only the selected one accounts for. A table that a single join connects with a
 * selected one is its partner and no alternative, unless both hold the asked measure, both are what
 * the same word calls, or no word of the question tells of either. A word of the glossary tells of the
 * tables that it stands for and of no other.
 */
export const findAlternativeTables: AmbiguityRule = (input, context) => {
  const words = askedWords(input.question, context);
  const findings = [];
  for (const table of input.selected) {
    const rivals = rivalsOf(table, input, words, context);
    if (rivals.length === 0) continue;
    const options = [table, ...rivals].slice(0, MOST_OPTIONS);
    const about = sharedWords(words, options, context);
    findings.push({ kind: 'ask' as const, clarification: tableQuestion(input.question, options, about.length > 0 ? about : words, context) });
  }
  return findings.slice(0, 1);
};

type Input = Parameters<AmbiguityRule>[0];

interface AskedWord extends Token {
  /** The tables that the glossary has it stand for; null when it says nothing of the word. */
  readonly standsFor: readonly string[] | null;
}

function askedWords(question: string, { findTerms }: StageContext): readonly AskedWord[] {
  const terms = findTerms(question).filter((term) => tablesOfTerm(term).length > 0);
  return contentWords(question).map((word) => {
    const naming = terms.filter(({ start, end }) => start <= word.start && word.end <= end);
    return { ...word, standsFor: naming.length === 0 ? null : naming.flatMap(tablesOfTerm) };
  });
}

function rivalsOf(selected: string, input: Input, words: readonly AskedWord[], context: StageContext): string[] {
  const table = context.view.tables.get(selected);
  const own = input.ranking.find((entry) => entry.table === selected);
  if (!table || !own) return [];
  const told = wordsTelling(selected, words, context);
  const others = input.selected.filter((name) => name !== selected).map((name) => wordsTelling(name, words, context));
  const isToldElsewhere = (word: string, strength: number) => others.some((other) => (other.get(word) ?? 0) >= strength);
  const only = [...told].filter(([word, strength]) => !isToldElsewhere(word, strength));
  const needed = only.length > 0 ? only : [...told];
  const measures = measureWords(words, table);
  return input.ranking
    .filter((entry) => {
      const rival = context.view.tables.get(entry.table);
      if (!rival || entry.required || input.selected.includes(entry.table)) return false;
      const rivalTold = wordsTelling(entry.table, words, context);
      if (!needed.every(([word, strength]) => (rivalTold.get(word) ?? 0) >= strength)) return false;
      const sharesMeasure = [...measureWords(words, rival)].some((word) => measures.has(word));
      const isPartner = input.selected.some((name) => context.view.joinGraph.between(name, entry.table).length > 0);
      const noWordTells =
        [...told.values()].every((strength) => strength < OWN) &&
        [...rivalTold].every(([word, strength]) => strength < OWN || isToldElsewhere(word, strength));
      if (isPartner && !sharesMeasure && !noWordTells && !haveOneName(table, rival, words)) return false;
      const close = own.relevance - entry.relevance < context.settings.ambiguity.margin;
      return close || (sharesMeasure && entry.relevance >= context.settings.relevance.select);
    })
    .map((entry) => entry.table);
}

/** The word names the table or a column of its own. */
const OWN = 2;
/** The word only names a key of another table, which it tells more of. */
const KEY_OF_ANOTHER = 1;

/** The stems of the question's words that tell of a table, with how much they do. */
function wordsTelling(name: string, words: readonly AskedWord[], context: StageContext): ReadonlyMap<string, number> {
  const table = context.view.tables.get(name);
  if (!table) return new Map();
  const keys = new Set([
    ...table.foreignKeys.filter((key) => key.referencedTable !== name).flatMap((key) => key.columns),
    ...context.view.joins.filter((join) => join.from.table === name && join.to.table !== name).map((join) => join.from.column),
  ]);
  const columns = table.columns.map((column) => column.name);
  const own = new Set([table.name, ...columns.filter((column) => !keys.has(column))].flatMap(nameStems));
  const keyStems = new Set([...keys].flatMap(nameStems));
  return new Map(
    words.flatMap(({ stem, standsFor }): [string, number][] => {
      if (standsFor !== null) return standsFor.includes(name) ? [[stem, OWN]] : [];
      return own.has(stem) ? [[stem, OWN]] : keyStems.has(stem) ? [[stem, KEY_OF_ANOTHER]] : [];
    }),
  );
}

/** True when a word of the question calls both: `orders` and `customer_orders` are orders, `order_items` are items. */
function haveOneName(a: CatalogTable, b: CatalogTable, words: readonly Token[]): boolean {
  const noun = nounOf(a.name);
  return noun === nounOf(b.name) && words.some((word) => word.stem === noun);
}

function nounOf(name: string): string | undefined {
  return nameStems(name).findLast((word) => /\p{L}/u.test(word));
}

function sharedWords(words: readonly AskedWord[], tables: readonly string[], context: StageContext): Token[] {
  const sets = tables.map((name) => wordsTelling(name, words, context));
  return words.filter((word) => sets.every((told) => told.has(word.stem)));
}
