import { sampledValues, type CatalogTable } from '../../schema/catalog.ts';

/** The most stored values that an option shows. */
const MOST_VALUES = 3;

/** What a column holds, for somebody who has to choose it: its description, then some of its values or the days that it spans. */
export function columnEvidence(table: CatalogTable | undefined, name: string): readonly string[] {
  const column = table?.columns.find((each) => each.name === name);
  if (table === undefined || column === undefined) return [];
  const { days, values = [] } = sampledValues(table, name) ?? {};
  const shown = values.slice(0, MOST_VALUES);
  return [
    ...(column.comment ? [column.comment] : []),
    ...(days === undefined ? [] : [`From ${days.from} to ${days.to}${days.coverage === 'complete' ? '' : ' or beyond'}`]),
    ...(shown.length === 0 ? [] : [`Such as ${shown.map((value) => `“${value}”`).join(', ')}`]),
  ];
}
