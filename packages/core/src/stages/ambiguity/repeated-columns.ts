import type { CatalogTable } from '../../schema/catalog.ts';
import type { Token } from '../../text/index.ts';
import type { AmbiguityRule } from '../detect-ambiguity.ts';
import type { StageContext } from '../stage.ts';
import { isDate, isKey, isMeasure } from './column-kinds.ts';
import { columnQuestion } from './column-question.ts';
import { columnWords } from './column-words.ts';
import { contentWords, nameStems } from './question-words.ts';
import { tableQuestion } from './table-question.ts';

/**
 * Asks when two tables of the same things, which share a key, both hold the measure that the question
 * names: `height` of `trees` and of `tree_heights`. A word that only one of them has a column for tells
 * them apart, unless both are needed anyway.
 */
export const findRepeatedColumns: AmbiguityRule = (input, context) => {
  const columns = columnWords(input.question, 1);
  const content = contentWords(input.question);
  const tables = input.ranking.flatMap(({ table }) => context.view.tables.get(table) ?? []);
  for (const table of tables.filter(({ name }) => input.selected.includes(name))) {
    for (const column of table.columns) {
      if (!mayMeasure(column, table)) continue;
      const about = columns.of(column.name, table.name);
      if (about.length === 0) continue;
      const rest = content.filter((word) => !about.some(({ stem }) => stem === word.stem));
      const others = tables.filter((other) => other !== table && holds(other, column.name) && shareKey(table, other, context) && nounOf(table, column.name) === nounOf(other, column.name));
      const alike = others.filter((other) => sayTheSame(table, other, rest));
      if (alike.length > 0) return [{ kind: 'ask', clarification: tableQuestion(input.question, [table, ...alike].map(({ name }) => name), about, context) }];
      const beside = others.filter((other) => input.selected.includes(other.name));
      if (beside.length > 0) return [{ kind: 'ask', clarification: columnQuestion(input.question, [table, ...beside].map((each) => placeOf(each, column.name)), about, context) }];
    }
  }
  return [];
};

function placeOf(table: CatalogTable, column: string): { table: string; column: string } {
  return { table: table.name, column: table.columns.find(({ name }) => sameName(name, column))!.name };
}

function holds(table: CatalogTable, column: string): boolean {
  return table.columns.some((each) => sameName(each.name, column) && mayMeasure(each, table));
}

function sameName(a: string, b: string): boolean {
  return nameStems(a).join(' ') === nameStems(b).join(' ');
}

function shareKey(a: CatalogTable, b: CatalogTable, { view }: StageContext): boolean {
  if (view.joinGraph.between(a.name, b.name).length > 0) return true;
  return a.columns.some((column) => isKey(column, a) && nameStems(column.name).length > 1 && b.columns.some((other) => isKey(other, b) && sameName(other.name, column.name)));
}

/** What the rows of a table are, as far as its name tells: those of `tree_heights`, which holds the heights of trees, are trees. */
function nounOf(table: CatalogTable, column: string): string | undefined {
  const stems = nameStems(table.name);
  return stems.findLast((stem) => !nameStems(column).includes(stem)) ?? stems.at(-1);
}

/** A measure, or what may be one because its column has no type. */
function mayMeasure(column: CatalogTable['columns'][number], table: CatalogTable): boolean {
  return isMeasure(column, table) || (column.type.trim() === '' && !isKey(column, table) && !isDate(column));
}

/** True when the words are told by both tables or by neither, and by a key of both or of neither. */
function sayTheSame(a: CatalogTable, b: CatalogTable, words: readonly Token[]): boolean {
  const tells = [a, b].map((table) => {
    const stemsOf = (areKeys: boolean) => new Set(table.columns.filter((column) => isKey(column, table) === areKeys).flatMap(({ name }) => nameStems(name)));
    const [own, keys] = [stemsOf(false), stemsOf(true)];
    for (const stem of nameStems(table.name)) own.add(stem);
    return (stem: string) => (own.has(stem) ? 'own' : keys.has(stem) ? 'key' : 'nothing');
  });
  return words.every(({ stem }) => tells[0]!(stem) === tells[1]!(stem));
}
