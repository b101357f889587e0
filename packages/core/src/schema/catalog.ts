import type { ColumnInfo, ColumnValues, Database, TableInfo } from '../contracts/index.ts';
import type { Join } from '../protocol/index.ts';
import { createJoinGraph, type JoinGraph } from './join-graph.ts';

/** A table of the catalog with the values that were sampled from it. */
export interface CatalogTable extends TableInfo {
  /** Sampled values by column name; columns that were not sampled are absent. */
  readonly values: Readonly<Record<string, ColumnValues>>;
  /** Changes when the structure or the sampled values change. */
  readonly fingerprint: string;
}

/** Everything that ingestion learned about a database. JSON, so that it can be kept. */
export interface Catalog {
  readonly databaseId: string;
  /** That of the database, where it has one. */
  readonly scope?: string;
  readonly tables: readonly CatalogTable[];
  /** Declared foreign keys and inferred joins, one entry for each pair of columns. */
  readonly joins: readonly Join[];
  readonly fingerprint: string;
}

/** What a catalog tells of the database that it was read from. */
export function identityOf({ id, scope }: Pick<Database, 'id' | 'scope'>): Pick<Catalog, 'databaseId' | 'scope'> {
  return { databaseId: id, ...(scope === undefined ? {} : { scope }) };
}

/** What a catalog and its vectors are kept under. */
export function catalogKey({ databaseId, scope }: Pick<Catalog, 'databaseId' | 'scope'>): string {
  return scope === undefined ? databaseId : `${databaseId}#${scope}`;
}

declare const viewed: unique symbol;

/**
 * The part of a catalog that one principal may read. Every later stage is given a view, never the
 * catalog, so that nothing outside it can be retrieved, prompted or locked.
 */
export interface CatalogView {
  readonly tables: ReadonlyMap<string, CatalogTable>;
  readonly joins: readonly Join[];
  /** How the view's tables can be joined. */
  readonly joinGraph: JoinGraph;
  readonly [viewed]: true;
}

/** The view of a principal who may read every table. */
export function fullView(catalog: Catalog): CatalogView {
  return {
    tables: new Map(catalog.tables.map((table) => [table.name, table])),
    joins: catalog.joins,
    joinGraph: createJoinGraph(catalog.joins),
  } as unknown as CatalogView;
}

/** A table as the database describes it, without what was read from its rows. */
export function structureOf(table: CatalogTable): TableInfo {
  const { values: _values, fingerprint: _fingerprint, ...structure } = table;
  return structure;
}

/** The column of a table, by its exact name. */
export function findColumn(table: TableInfo, name: string): ColumnInfo | undefined {
  return table.columns.find((column) => column.name === name);
}

/** The sampled values of a column; undefined when it was not sampled. */
export function sampledValues(table: CatalogTable, column: string): ColumnValues | undefined {
  return Object.hasOwn(table.values, column) ? table.values[column] : undefined;
}
