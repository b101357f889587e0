import type { CatalogTable } from '../../schema/catalog.ts';
import { createTermFinder } from '../../schema/related-terms.ts';
import { tokenise, type Token } from '../../text/index.ts';
import type { AmbiguityRule } from '../detect-ambiguity.ts';
import { precomputedFigure } from './aggregate-words.ts';
import { isDate, isKey } from './column-kinds.ts';
import { columnQuestion } from './column-question.ts';
import { contentWords, nameStems } from './question-words.ts';

/**
 * Asks when a word of the question names several columns of a table by the same part of their names and
 * none in full: `weight`, where a table holds `net_weight` and `gross_weight`. A further word that only
 * one of them has, or a form of it, tells them apart: “settlement” and `amount_settled`.
 */
export const findNearColumns: AmbiguityRule = ({ question, selected }, context) => {
  const { view } = context;
  const formsOf = createTermFinder(tokenise(question).map(({ stem }) => stem));
  const isAsked = (stem: string): boolean => formsOf(stem).length > 0;
  const tables = selected.flatMap((name) => view.tables.get(name) ?? []);
  for (const word of contentWords(question)) {
    if (tables.some(({ name }) => nameStems(name).includes(word.stem))) continue;
    const holding = tables.map((table) => ({ table, columns: columnsOf(table, word) }));
    if (holding.some(({ columns }) => columns.some(({ rest }) => rest.every(isAsked)))) continue;
    const [only, ...others] = holding.filter(({ columns }) => columns.length > 0);
    if (only === undefined || others.length > 0) continue;
    const named = only.columns.map(({ rest }) => rest.filter(isAsked).length);
    const near = only.columns.filter((_, index) => named[index] === Math.max(...named));
    if (near.length < 2) continue;
    return [{ kind: 'ask', clarification: columnQuestion(question, near.map(({ name }) => ({ table: only.table.name, column: name })), [word], context) }];
  }
  return [];
};

/** The columns that are called by the word and something else, with the stems of the rest. */
function columnsOf(table: CatalogTable, word: Token): readonly { readonly name: string; readonly rest: readonly string[] }[] {
  const ofTable = new Set(nameStems(table.name));
  return table.columns.flatMap((column) => {
    const stems = nameStems(column.name);
    if (!stems.includes(word.stem) || isKey(column, table) || isDate(column) || precomputedFigure(column.name) !== null) return [];
    return [{ name: column.name, rest: stems.filter((stem) => stem !== word.stem && !ofTable.has(stem)) }];
  });
}
