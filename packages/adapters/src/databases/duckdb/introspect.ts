import type { DatabaseSchema, ForeignKeyInfo, TableInfo } from '@nl2sql/core/contracts';
import { quoteText, type TablePath } from './identifiers.ts';
import type { ReadTexts } from './reach.ts';

/** Of the database itself, without what a session made and without the engine's own. */
const OWN = 'database_name = current_database() AND NOT internal';

/** A name with a dot is left out: it would pass for a table of another schema. */
const TABLES = (schemas: string) => `
  SELECT schema_name, table_name, 'table', comment, estimated_size::VARCHAR FROM duckdb_tables() WHERE ${OWN} AND NOT temporary AND ${schemas} AND NOT contains(table_name, '.')
  UNION ALL
  SELECT schema_name, view_name, 'view', comment, NULL FROM duckdb_views() WHERE ${OWN} AND NOT temporary AND ${schemas} AND NOT contains(view_name, '.')
  ORDER BY 1, 2`;

/** The values of an enumeration are told by its samples, and may be thousands. */
const COLUMNS = (schemas: string) => `
  SELECT schema_name, table_name, column_name, CASE WHEN starts_with(data_type, 'ENUM(') AND NOT ends_with(data_type, ']') THEN 'ENUM' ELSE data_type END, is_nullable::VARCHAR, comment
  FROM duckdb_columns() WHERE ${OWN} AND ${schemas} ORDER BY schema_name, table_name, column_index`;

const CONSTRAINTS = (schemas: string) => `
  SELECT schema_name, table_name, constraint_type, to_json(constraint_column_names)::VARCHAR, referenced_table, to_json(referenced_column_names)::VARCHAR
  FROM duckdb_constraints() WHERE database_name = current_database() AND ${schemas} AND constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY')
  ORDER BY schema_name, table_name, constraint_index`;

const UNIQUE_INDEXES = (schemas: string) => `
  SELECT schema_name, table_name, expressions::VARCHAR FROM duckdb_indexes()
  WHERE database_name = current_database() AND ${schemas} AND is_unique AND NOT is_primary ORDER BY schema_name, table_name, index_name`;

const TYPES = (path: TablePath) => `
  SELECT column_name, data_type FROM duckdb_columns()
  WHERE database_name = current_database() AND schema_name = ${quoteText(path.schema)} AND table_name = ${quoteText(path.table)}`;

/** Reads the types of a table's columns, by the column; of a table that is not there, none. */
export async function readTypes(read: ReadTexts, path: TablePath): Promise<ReadonlyMap<string, string>> {
  return new Map((await read(TYPES(path))).map(([name, type]) => [String(name), String(type)]));
}

type Row = readonly (string | null)[];

/**
 * Reads the structure in four statements, however many tables there are.
 *
 * @param schemas - Null: all. Tables of the first one are reached without its name.
 */
export async function introspect(read: ReadTexts, schemas: readonly string[] | null): Promise<DatabaseSchema> {
  const condition = schemas === null ? 'true' : `schema_name IN (${schemas.map(quoteText).join(', ')})`;
  const first = schemas?.[0] ?? 'main';
  const nameOf = (schema: unknown, table: unknown) => (schema === first ? String(table) : `${String(schema)}.${String(table)}`);
  const entries = (await read(TABLES(condition))).filter(([schema]) => !String(schema).includes('.'));
  const columnsOf = groupByTable(await read(COLUMNS(condition)));
  const constraintsOf = groupByTable(await read(CONSTRAINTS(condition)));
  const indexesOf = groupByTable(await read(UNIQUE_INDEXES(condition)));
  const names = new Set(entries.map(([schema, table]) => nameOf(schema, table)));

  /** The engine tells the table but not its schema: it is the own one if that has it, or the only one that has it. */
  const findTable = (schema: unknown, table: string | null | undefined) => {
    const own = nameOf(schema, table);
    const found = names.has(own) ? [own] : entries.filter(([, name]) => name === table).map(([where, name]) => nameOf(where, name));
    return found.length === 1 ? found[0] : undefined;
  };

  const tables = entries.map(([schema = null, table = null, kind, comment, rowEstimate]): TableInfo => {
    const key = keyOf(schema, table);
    const columns = (columnsOf.get(key) ?? []).map(([, , name, type, nullable, about]) => ({
      name: String(name),
      type: String(type),
      nullable: nullable === 'true',
      ...(about == null ? {} : { comment: about }),
    }));
    const constraints = constraintsOf.get(key) ?? [];
    const known = new Set(columns.map(({ name }) => name));
    const unique = [...constraints.filter(([, , type]) => type === 'UNIQUE').map(([, , , of]) => toNames(of)), ...(indexesOf.get(key) ?? []).map(([, , of]) => toIndexedNames(of))];
    return {
      name: nameOf(schema, table),
      kind: kind === 'view' ? 'view' : 'table',
      columns,
      primaryKey: toNames(constraints.find(([, , type]) => type === 'PRIMARY KEY')?.[3]),
      unique: unique.filter((part) => part.every((name) => known.has(name))),
      foreignKeys: constraints.flatMap(([, , type, of, referenced, referencedColumns]): ForeignKeyInfo[] => {
        const referencedTable = type === 'FOREIGN KEY' ? findTable(schema, referenced) : undefined;
        return referencedTable === undefined ? [] : [{ columns: toNames(of), referencedTable, referencedColumns: toNames(referencedColumns) }];
      }),
      ...(comment == null ? {} : { comment }),
      ...(rowEstimate == null ? {} : { rowEstimate: Number(rowEstimate) }),
    };
  });
  return { tables: tables.filter(({ columns }) => columns.length > 0) };
}

function toNames(json: string | null | undefined): readonly string[] {
  return json == null ? [] : (JSON.parse(json) as readonly string[]);
}

/** `[city, '"post code"']`: what is no plain column comes out as no column's name. */
function toIndexedNames(expressions: string | null | undefined): readonly string[] {
  return [...String(expressions).slice(1, -1).matchAll(/'((?:[^']|'')*)'|[^,\s][^,]*/g)].map(([whole, quoted]) => (quoted ?? whole).replace(/^"(.*)"$/s, '$1').replaceAll('""', '"'));
}

const keyOf = (schema: unknown, table: unknown) => JSON.stringify([schema, table]);

function groupByTable(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row[0], row[1]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
