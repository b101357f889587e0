import type { ColumnValues, ForeignKeyInfo } from '../contracts/index.ts';
import type { Join } from '../protocol/index.ts';
import type { Catalog, CatalogTable } from './catalog.ts';

interface ColumnShape {
  readonly type?: string;
  readonly comment?: string;
  readonly values?: readonly string[];
  readonly coverage?: ColumnValues['coverage'];
}

interface TableShape {
  readonly columns: Readonly<Record<string, ColumnShape | string>>;
  readonly primaryKey?: readonly string[];
  readonly unique?: readonly (readonly string[])[];
  readonly foreignKeys?: readonly ForeignKeyInfo[];
  readonly comment?: string;
  readonly kind?: 'table' | 'view';
  readonly rowEstimate?: number;
}

/** A table for a test; a column is its type, or a shape. */
export function makeTable(name: string, shape: TableShape): CatalogTable {
  const { columns, primaryKey = [], unique = [], foreignKeys = [], kind = 'table', ...rest } = shape;
  const shapes = Object.entries(columns).map(([column, given]) => ({ column, ...(typeof given === 'string' ? { type: given } : given) }));
  return {
    ...rest,
    name,
    kind,
    primaryKey,
    unique,
    foreignKeys,
    fingerprint: name,
    columns: shapes.map(({ column, type = 'text', comment }) => ({ name: column, type, nullable: true, ...(comment === undefined ? {} : { comment }) })),
    values: Object.fromEntries(shapes.flatMap(({ column, values, coverage = 'complete' }) => (values === undefined ? [] : [[column, { column, values, coverage }]]))),
  };
}

/** A catalog for a test. */
export function makeCatalog(tables: readonly CatalogTable[], joins: readonly Join[] = []): Catalog {
  return { databaseId: 'test', tables, joins, fingerprint: 'test' };
}

/** `makeJoin('orders.customer_id', 'customers.id')` */
export function makeJoin(from: string, to: string, source: Join['source'] = 'declared'): Join {
  const end = (text: string): Join['from'] => ({ table: text.slice(0, text.lastIndexOf('.')), column: text.slice(text.lastIndexOf('.') + 1) });
  const ends = { from: end(from), to: end(to) };
  if (source === 'declared') return { ...ends, source };
  return { ...ends, source, evidence: { name: 'reference', type: 'same', values: null }, confidence: 0.8 };
}
