import type { CatalogTable } from '../../schema/catalog.ts';
import type { AmbiguityRule } from '../detect-ambiguity.ts';
import { isKey } from './column-kinds.ts';
import { contentWords, nameStems } from './question-words.ts';
import { tableQuestion } from './table-question.ts';

/**
 * Asks when a table holds the same columns as a selected one, and the question calls both by one word:
 * `orders` and `orders_archive`. A word that only one of them has tells them apart; one that a join
 * connects with the other adds to it.
 */
export const findTwinTables: AmbiguityRule = ({ question, ranking, selected }, context) => {
  const words = contentWords(question);
  const candidates = ranking.filter(({ required }) => !required).flatMap(({ table }) => context.view.tables.get(table) ?? []);
  for (const table of selected.flatMap((name) => context.view.tables.get(name) ?? [])) {
    const names = nameStems(table.name);
    const stems = stemsOf(table);
    const twins = candidates.filter((other) => {
      if (selected.includes(other.name) || context.view.joinGraph.between(table.name, other.name).length > 0 || !shareColumns(table, other, context.settings.ambiguity.twinColumns)) return false;
      const [others, otherNames] = [stemsOf(other), nameStems(other.name)];
      return words.some(({ stem }) => names.includes(stem) && otherNames.includes(stem)) && words.every(({ stem }) => stems.has(stem) === others.has(stem));
    });
    if (twins.length === 0) continue;
    const shared = words.filter(({ stem }) => names.includes(stem));
    return [{ kind: 'ask', clarification: tableQuestion(question, [table, ...twins].map(({ name }) => name), shared, context) }];
  }
  return [];
};

function stemsOf(table: CatalogTable): ReadonlySet<string> {
  return new Set([table.name, ...table.columns.map(({ name }) => name)].flatMap(nameStems));
}

/** Keys are left out: tables of different things have the same ones. */
function shareColumns(a: CatalogTable, b: CatalogTable, share: number): boolean {
  const [own, others] = [a, b].map((table) => new Set(table.columns.filter((column) => !isKey(column, table)).map(({ name }) => nameStems(name).join(' '))));
  const shared = [...own!].filter((name) => others!.has(name)).length;
  return shared >= 2 && shared >= share * new Set([...own!, ...others!]).size;
}
