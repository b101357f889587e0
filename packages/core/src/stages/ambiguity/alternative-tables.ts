import type { ClarificationOption } from '../../protocol/index.ts';
import type { CatalogTable } from '../../schema/catalog.ts';
import type { Token } from '../../text/index.ts';
import type { AmbiguityRule } from '../detect-ambiguity.ts';
import type { StageContext } from '../stage.ts';
import { isDate, isKey, isMeasure, measureWords } from './column-kinds.ts';
import { contentWords, nameStems, readableName, spanOf } from './question-words.ts';

const MOST_OPTIONS = 4;

/**
 * Asks when a table that was not selected could take the place of one that was: its relevance is
 * within the margin, or it holds the asked measure as well, and it accounts for every word of the
 * question that only the selected one accounts for. A table that a single join connects with a
 * selected one is its partner and no alternative, unless both hold the asked measure, both are what
 * the same word calls, or no word of the question tells of either.
 */
export const findAlternativeTables: AmbiguityRule = (input, context) => {
  const words = contentWords(input.question);
  const findings = [];
  for (const table of input.selected) {
    const rivals = rivalsOf(table, input, words, context);
    if (rivals.length === 0) continue;
    const options = [table, ...rivals].slice(0, MOST_OPTIONS);
    const about = sharedWords(words, options, context);
    const span = spanOf(input.question, about.length > 0 ? about : words);
    findings.push({
      kind: 'ask' as const,
      clarification: {
        id: `table:${table}`,
        kind: 'table' as const,
        question: span
          ? `Several tables fit “${span.text}”. Which one do you mean?`
          : 'Several tables fit this question. Which one do you mean?',
        span,
        options: options.map((name) => tableOption(name, context)),
        suggested: `table:${table}`,
        allowFreeText: true,
      },
    });
  }
  return findings.slice(0, 1);
};

type Input = Parameters<AmbiguityRule>[0];

function rivalsOf(selected: string, input: Input, words: readonly Token[], context: StageContext): string[] {
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
function wordsTelling(name: string, words: readonly Token[], context: StageContext): ReadonlyMap<string, number> {
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
    words.flatMap(({ stem }): [string, number][] => (own.has(stem) ? [[stem, OWN]] : keyStems.has(stem) ? [[stem, KEY_OF_ANOTHER]] : [])),
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

function sharedWords(words: readonly Token[], tables: readonly string[], context: StageContext): Token[] {
  const sets = tables.map((name) => wordsTelling(name, words, context));
  return words.filter((word) => sets.every((told) => told.has(word.stem)));
}

function tableOption(name: string, context: StageContext): ClarificationOption {
  const table = context.view.tables.get(name);
  return {
    id: `table:${name}`,
    label: readableName(name),
    table: name,
    evidence: table ? tableEvidence(table) : [],
    consequence: `The answer is computed from ${name}.`,
  };
}

function tableEvidence(table: CatalogTable): string[] {
  const shown = table.columns.toSorted((a, b) => telling(b, table) - telling(a, table)).slice(0, 6);
  return [
    ...(table.comment ? [table.comment] : []),
    `Columns: ${shown.map((column) => column.name).join(', ')}${table.columns.length > shown.length ? ', …' : ''}`,
    ...(table.rowEstimate === undefined ? [] : [`About ${table.rowEstimate.toLocaleString('en-US')} rows`]),
  ];
}

/** How much a column tells of what its table holds: quantities and dates the most, keys the least. */
function telling(column: CatalogTable['columns'][number], table: CatalogTable): number {
  if (isKey(column, table)) return 0;
  return isMeasure(column, table) ? 3 : isDate(column) ? 2 : 1;
}
