import type { CatalogTable } from '../../schema/catalog.ts';
import type { Token } from '../../text/index.ts';
import type { AmbiguityRule } from '../detect-ambiguity.ts';
import type { StageContext } from '../stage.ts';
import { askedAggregates, precomputedFigure, type Aggregate } from './aggregate-words.ts';
import { isKey } from './column-kinds.ts';
import { columnWords, type ColumnWords } from './column-words.ts';
import { nameStems } from './question-words.ts';
import { MOST_OPTIONS, tableQuestion } from './table-question.ts';

/**
 * Asks when a figure can be worked out from the rows of one table and stands ready in another: `amount`
 * of `payments`, and `total_amount` of `payment_totals`. The two must be about the same thing, which a
 * further column that both have tells, and the question must ask for that figure of that column.
 */
export const findPrecomputedFigures: AmbiguityRule = (input, context) => {
  const asked = askedAggregates(input.question);
  if (asked.size === 0) return [];
  const tables = input.ranking.flatMap(({ table }) => context.view.tables.get(table) ?? []);
  const words = columnWords(input.question, context.settings.ambiguity.figureWords);
  for (const detail of tables) {
    const summaries = tables.flatMap((summary) => {
      const about = summary === detail ? [] : wordsOfFigure(detail, summary, asked, words);
      return about.length === 0 ? [] : [{ table: summary.name, about }];
    });
    const both = [detail.name, ...summaries.map(({ table }) => table)].slice(0, MOST_OPTIONS);
    if (both.length < 2) continue;
    const told = summaries.flatMap(({ about }) => about);
    if (!both.some((name) => input.selected.includes(name)) && input.selected.some((name) => tells(name, told, context))) continue;
    const likelier = both.toSorted((a, b) => Number(input.selected.includes(b)) - Number(input.selected.includes(a)));
    return [{ kind: 'ask', clarification: tableQuestion(input.question, likelier, told, context) }];
  }
  return [];
};

/** True when a table has a column of its own for one of the words. */
function tells(name: string, words: readonly Token[], { view }: StageContext): boolean {
  const table = view.tables.get(name);
  const stems = new Set(table?.columns.filter((column) => !isKey(column, table)).flatMap((column) => nameStems(column.name)));
  return words.some((word) => stems.has(word.stem));
}

/** The question's words for a column of `detail` whose asked figure `summary` holds; empty when there is none. */
function wordsOfFigure(
  detail: CatalogTable,
  summary: CatalogTable,
  asked: ReadonlySet<Aggregate>,
  words: ColumnWords,
): readonly Token[] {
  const figures = summary.columns.flatMap(({ name }) => precomputedFigure(name) ?? []).filter(({ aggregate }) => asked.has(aggregate));
  if (figures.length === 0) return [];
  const others = new Set(summary.columns.map(({ name }) => name.toLowerCase()));
  const isShared = detail.columns.some(({ name }) => name.toLowerCase() !== 'id' && others.has(name.toLowerCase()));
  if (!isShared) return [];
  for (const column of detail.columns) {
    const stems = nameStems(column.name);
    if (isKey(column, detail) || !figures.some(({ of }) => of.join(' ') === stems.join(' '))) continue;
    const named = words.of(column.name, detail.name);
    if (named.length > 0) return named;
  }
  return [];
}
