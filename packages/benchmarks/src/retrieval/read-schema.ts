import type { TableInfo } from '@nl2sql/core/contracts';
import { isRecord, readText, textOf, unreadable, type JsonRow } from '../guard/json-files.ts';

/** The structure of several databases, put into one namespace as the schemas of one server are. */
export interface MergedSchema {
  /** Each is called `database.table`. */
  readonly tables: readonly TableInfo[];
  /** Tables that the file holds more than once; their columns were put together. */
  readonly repeated: number;
}

/** The name by which a table of a database is found in the merged schema. */
export function mergedName(db: string, table: string): string {
  return `${db}.${table}`;
}

/**
 * Reads a file with an array of `{db_id, table, columns: [{name, type, pk?, fk?, description?}]}`,
 * where `fk` is `table.column` of the same database.
 *
 * @throws CommandError with exit code 2 when the file is missing or holds anything else
 */
export function readSchema(file: string): MergedSchema {
  const rows = arrayOf(parse(file), file);
  if (rows.length === 0) throw unreadable(`${file} holds no table.`);
  const tables = new Map<string, TableInfo>();
  for (const row of rows) {
    const table = tableOf(row);
    const held = tables.get(table.name.toLowerCase());
    tables.set(table.name.toLowerCase(), held === undefined ? table : together(held, table));
  }
  return { tables: [...tables.values()], repeated: rows.length - tables.size };
}

function parse(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(`${file} is not JSON.`);
  }
}

function arrayOf(value: unknown, place: string): readonly JsonRow[] {
  if (!Array.isArray(value)) throw unreadable(`${place} is not a JSON array.`);
  return value.map((fields: unknown, index) => {
    if (!isRecord(fields)) throw unreadable(`${place}[${index}] is not a JSON object.`);
    return { fields, place: `${place}[${index}]` };
  });
}

function tableOf(row: JsonRow): TableInfo {
  const db = textOf(row, 'db_id');
  // What has no name cannot be asked for.
  const columns = arrayOf(row.fields['columns'], `${row.place}.columns`).filter(({ fields }) => fields['name'] !== '');
  return {
    name: mergedName(db, textOf(row, 'table')),
    kind: 'table',
    columns: columns.map((column) => {
      const { description: comment, type } = column.fields;
      return {
        name: textOf(column, 'name'),
        // SQLite has columns without one.
        type: typeof type === 'string' ? type : '',
        nullable: column.fields['pk'] !== true,
        ...(typeof comment === 'string' && comment !== '' ? { comment } : {}),
      };
    }),
    primaryKey: columns.filter(({ fields }) => fields['pk'] === true).map((column) => textOf(column, 'name')),
    unique: [],
    foreignKeys: columns
      .filter(({ fields }) => fields['fk'] !== undefined && fields['fk'] !== null)
      .map((column) => {
        const [table = '', ...rest] = textOf(column, 'fk').split('.');
        return { columns: [textOf(column, 'name')], referencedTable: mergedName(db, table), referencedColumns: [rest.join('.')] };
      }),
  };
}

/** What two descriptions of one table say together; the richer one of a column counts. */
function together(first: TableInfo, second: TableInfo): TableInfo {
  const columns = new Map(first.columns.map((column) => [column.name.toLowerCase(), column]));
  for (const column of second.columns) {
    const held = columns.get(column.name.toLowerCase());
    if (held?.comment === undefined) columns.set(column.name.toLowerCase(), { ...column, name: held?.name ?? column.name });
  }
  return {
    ...first,
    columns: [...columns.values()],
    primaryKey: first.primaryKey.length > 0 ? first.primaryKey : second.primaryKey,
    foreignKeys: [...first.foreignKeys, ...second.foreignKeys],
  };
}
