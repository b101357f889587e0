import type { ColumnInfo, ColumnMask, ForeignKeyInfo } from '../contracts/index.ts';
import { structureOf, type Catalog, type CatalogTable } from '../schema/catalog.ts';
import type { InferredJoin } from '../protocol/index.ts';
import { declaredJoins } from '../schema/declared-joins.ts';
import { catalogFingerprint, tableFingerprint } from '../schema/fingerprint.ts';
import { withoutHiddenNames } from '../schema/hidden-names.ts';
import { tellsSomething } from '../schema/sample-values.ts';
import { joinConfidence } from '../schema/infer-joins.ts';
import type { CheckedDecision, CheckedTableAccess } from './decide-access.ts';

/**
 * The catalog as somebody sees it who may read no more than the decision lets: without the other
 * tables and columns, and without what names or was read from them.
 *
 * Values are shared by all who ask, so a table whose rows are filtered has none, nor a number of rows,
 * nor joins that say how many values were compared.
 * A masked column has no values, is no key and joins nothing. A key is shown whole or not at all, since
 * tables that are joined by a part of it do not belong together.
 */
export function restrictCatalog(catalog: Catalog, decision: CheckedDecision): Catalog {
  const readable = new Map(decision.tables.flatMap((access) => (access.read === undefined ? [] : [[access.table, access.read]])));
  if (isEverything(catalog, readable)) return catalog;
  const visible = catalog.tables.flatMap((table) => {
    const read = readable.get(table.name);
    return read === undefined ? [] : [withColumns(table, read.columns)];
  });
  const plain = new Map(visible.map((table) => [table.name, plainColumns(table, readable)]));
  const isShownKey = keyFilter(catalog.tables, plain);
  const restricted = visible.map((table) => restrictTable(table, readable.get(table.name), plain.get(table.name) ?? new Set(), isShownKey));
  const tables = withoutHiddenNames(restricted, catalog.tables).map((table): CatalogTable => {
    const structure = structureOf(table);
    const values = Object.fromEntries(Object.entries(table.values).filter(([, known]) => tellsSomething(known)));
    return { ...structure, values, fingerprint: tableFingerprint(structure, values) };
  });
  const declared = declaredJoins(tables);
  const inferred = catalog.joins.flatMap((join): InferredJoin[] => {
    const ends = [join.from, join.to];
    if (join.source === 'declared' || !ends.every(({ table, column }) => plain.get(table)?.has(column))) return [];
    return [ends.some(({ table }) => readable.get(table)?.rows !== null) ? withoutValues(join) : join];
  });
  const joins = [...declared, ...inferred];
  return { ...catalog, tables, joins, fingerprint: catalogFingerprint([...tables.map((table) => table.fingerprint), ...joins]) };
}

/** A join without what was counted in rows that not everybody may read. */
function withoutValues(join: InferredJoin): InferredJoin {
  const evidence = { ...join.evidence, values: null };
  return { ...join, evidence, confidence: joinConfidence(evidence) };
}

type Read = NonNullable<CheckedTableAccess['read']>;

function isEverything(catalog: Catalog, readable: ReadonlyMap<string, Read>): boolean {
  return catalog.tables.every((table) => {
    const read = readable.get(table.name);
    return read !== undefined && read.rows === null && read.masks.length === 0 && read.columns.length === table.columns.length;
  });
}

function withColumns(table: CatalogTable, columns: readonly string[]): CatalogTable {
  const kept = new Set(columns);
  return { ...table, columns: table.columns.filter((column) => kept.has(column.name)) };
}

/** The columns that are shown as they are stored. */
function plainColumns(table: CatalogTable, readable: ReadonlyMap<string, Read>): ReadonlySet<string> {
  const masked = new Set(readable.get(table.name)?.masks.map((mask) => mask.column));
  return new Set(table.columns.map((column) => column.name).filter((name) => !masked.has(name)));
}

function restrictTable(table: CatalogTable, read: Read | undefined, shown: ReadonlySet<string>, isShownKey: KeyFilter): CatalogTable {
  const { rowEstimate, values, ...rest } = table;
  const isShown = (columns: readonly string[]): boolean => columns.every((column) => shown.has(column));
  const masks = new Map(read?.masks.map(({ column, mask }) => [column, mask]));
  const filtered = read === undefined || read.rows !== null;
  return {
    ...rest,
    columns: table.columns.map((column) => maskedColumn(column, masks.get(column.name))),
    primaryKey: isShown(table.primaryKey) ? table.primaryKey : [],
    unique: table.unique.filter(isShown),
    foreignKeys: table.foreignKeys.filter((key) => isShownKey(table.name, key)),
    ...(rowEstimate === undefined || filtered ? {} : { rowEstimate }),
    values: filtered ? {} : Object.fromEntries(Object.entries(values).filter(([column]) => shown.has(column))),
  };
}

function maskedColumn(column: ColumnInfo, mask: ColumnMask | undefined): ColumnInfo {
  if (mask === undefined) return column;
  // What stands in brackets may be a list of the stored values.
  return { ...column, nullable: true, type: mask === 'null' ? column.type.replace(/\(.*$/su, '').trim() : 'TEXT' };
}

/** Whether a foreign key of a table leads from and to columns that are shown as they are stored. */
type KeyFilter = (table: string, key: ForeignKeyInfo) => boolean;

/** Names are found as the joins of the whole catalog find them, lest one that differs by case stands in for a hidden one. */
function keyFilter(tables: readonly CatalogTable[], plain: ReadonlyMap<string, ReadonlySet<string>>): KeyFilter {
  const columnsOf = new Map(tables.map((table) => [table.name, table.columns.map((column) => column.name)]));
  const names = [...columnsOf.keys()];
  const isShown = (table: string, columns: readonly string[]): boolean =>
    columns.every((column) => plain.get(table)?.has(spelled(column, columnsOf.get(table) ?? []) ?? ''));
  return (table, key) => {
    const target = spelled(key.referencedTable, names);
    // A key that names no columns refers to the primary key, which may have lost its own.
    return target !== undefined && plain.has(target) && isShown(table, key.columns) && isShown(target, key.referencedColumns);
  };
}

function spelled(name: string, names: readonly string[]): string | undefined {
  return names.includes(name) ? name : names.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
}
