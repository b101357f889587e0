import { recordedIn } from '../../vocabulary/business-metrics.ts';
import type { ColumnLink } from './link-names.ts';
import { wordSimilarity } from './name-words.ts';
import { isMeasure, type ColumnView, type TableView } from './schema-view.ts';

/** Words of a column that holds what a row is worth, from the most to the least telling. */
const WORTH: readonly (readonly string[])[] = [['total'], ['amount', 'amt'], ['value', 'revenue', 'gross', 'net'], ['price', 'cost']];

/** Words of a column that holds only a part of it, or another thing altogether. */
const PARTIAL = new Set(['tax', 'vat', 'discount', 'shipping', 'fee', 'rate', 'count', 'quantity', 'qty', 'subtotal', 'sub', 'percent', 'unit', 'tip', 'refund', 'refunded']);

/** The column that says what a row of the table is worth; null when there is none. */
export function worthOf(table: TableView): ColumnView | null {
  const measures = table.columns.filter(isMeasure);
  for (const words of WORTH) {
    const found = measures.find((column) => {
      const stems = column.readings.flatMap((reading) => reading.words.map((word) => word.stem));
      return words.some((word) => stems.includes(word)) && !stems.some((stem) => PARTIAL.has(stem));
    });
    if (found !== undefined) return found;
  }
  return null;
}

/** A figure is never linked as surely as a name. */
const LINK = 0.62;

/**
 * Where a figure that no column is named after may be found: the worth of the rows in which it is
 * recorded, such as revenue in orders, invoices or payments. The tables are alike on purpose: which
 * of them is meant is not in the question.
 */
export function figureLinks(word: string, tables: readonly TableView[]): ColumnLink[] {
  const things = recordedIn(word);
  if (things.length === 0) return [];
  return tables.flatMap((table) => {
    const records = table.readings.some((reading) => {
      const head = reading.words.at(-1)?.stem ?? '';
      const named = reading.words.some(({ stem }) => wordSimilarity(word, stem) >= 0.8);
      return named || things.some((thing) => wordSimilarity(thing, head) >= 0.85);
    });
    const column = records ? worthOf(table) : null;
    return column === null ? [] : [{ column, score: LINK * plainness(table, [word, ...things]) }];
  });
}

/** A bare `orders` is more likely meant than `purchase_orders`, whose other word narrows it. */
function plainness(table: TableView, things: readonly string[]): number {
  const words = table.readings[0]?.words ?? [];
  const other = words.filter(({ stem }) => !things.some((thing) => wordSimilarity(thing, stem) >= 0.8)).length;
  return words.length === 0 ? 1 : 1 - 0.1 * (other / words.length);
}
