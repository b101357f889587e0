import type { ColumnInfo, DatabaseSchema, ForeignKeyInfo, TableInfo } from '@nl2sql/core/contracts';
import { quoteText } from './identifiers.ts';
import type { Session } from './read-session.ts';

type Row = readonly unknown[];

/**
 * When a table was made and last written. The server forgets the time when it starts anew or puts the
 * table out of its memory, and has none for partitioned tables.
 */
const REVISION = "CASE WHEN UPDATE_TIME IS NOT NULL AND COALESCE(CREATE_OPTIONS, '') NOT LIKE '%partitioned%' THEN CONCAT_WS('|', CREATE_TIME, UPDATE_TIME) END";

/** Times have whole seconds: until the next but one has begun, a later change may have the same. */
const UNSETTLED_MS = 'GREATEST(0, 2000 - TIMESTAMPDIFF(MICROSECOND, UPDATE_TIME, NOW(6)) DIV 1000)';

/** Reads the structure of databases in four statements, however many tables there are. It shows what the connection's user may see. */
export async function introspect(session: Session, databases: readonly string[]): Promise<DatabaseSchema> {
  const main = session.server.database;
  const wanted = [main, ...databases.filter((database) => database !== main)];
  const within = `TABLE_SCHEMA IN (${wanted.map(quoteText).join(', ')})`;
  const tables = await session.selectOwn(`SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, TABLE_COMMENT, TABLE_ROWS, ${REVISION}, ${UNSETTLED_MS} FROM information_schema.TABLES WHERE ${within} AND TABLE_TYPE IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED') ORDER BY TABLE_NAME`);
  const columnsOf = groupByTable(await session.selectOwn(`SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_COMMENT FROM information_schema.COLUMNS WHERE ${within} ORDER BY ORDINAL_POSITION`));
  const indexesOf = groupByTable(await session.selectOwn(`SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, COLUMN_NAME FROM information_schema.STATISTICS WHERE ${within} AND NON_UNIQUE = 0 ORDER BY INDEX_NAME, SEQ_IN_INDEX`));
  const referencesOf = groupByTable(
    await session.selectOwn(
      `SELECT TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE WHERE ${within} AND REFERENCED_TABLE_NAME IS NOT NULL ORDER BY CONSTRAINT_NAME, ORDINAL_POSITION`,
    ),
  );

  const nameOf = (schema: unknown, table: unknown) => (schema === main ? String(table) : `${String(schema)}.${String(table)}`);
  const revisions = new Map<string, string>();
  const unsettledMs = new Map<string, number>();
  const described = tables
    .toSorted((a, b) => wanted.indexOf(String(a[0])) - wanted.indexOf(String(b[0])))
    .flatMap(([schema, table, type, comment, rows, revision, unsettled]): TableInfo[] => {
      const key = keyOf(schema, table);
      const columns = (columnsOf.get(key) ?? []).map(toColumn);
      if (columns.length === 0) return [];
      const kind = type === 'VIEW' ? 'view' : 'table';
      if (kind === 'table' && typeof revision === 'string') {
        revisions.set(nameOf(schema, table), revision);
        unsettledMs.set(nameOf(schema, table), Number(unsettled));
      }
      const keys = uniqueKeys(indexesOf.get(key) ?? [], columns);
      return [
        {
          name: nameOf(schema, table),
          kind,
          columns,
          primaryKey: keys.get('PRIMARY') ?? [],
          unique: [...keys].filter(([name]) => name !== 'PRIMARY').map(([, names]) => names),
          foreignKeys: toForeignKeys(referencesOf.get(key) ?? [], nameOf),
          ...(kind === 'table' && typeof comment === 'string' && comment !== '' ? { comment } : {}),
          ...(kind === 'table' && rows !== null && Number.isSafeInteger(Number(rows)) ? { rowEstimate: Number(rows) } : {}),
        },
      ];
    });
  return { tables: withoutDangling(described), revisions, unsettledMs };
}

const keyOf = (schema: unknown, table: unknown) => JSON.stringify([schema, table]);

function groupByTable(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  return groupRows(rows, (row) => keyOf(row[0], row[1]));
}

function groupRows(rows: readonly Row[], keyFor: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyFor(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

function toColumn([, , name, type, nullable, comment]: Row): ColumnInfo {
  return {
    name: String(name),
    type: String(type),
    nullable: nullable === 'YES',
    ...(typeof comment === 'string' && comment !== '' ? { comment } : {}),
  };
}

/** Unique indexes by name, without those over an expression or over columns that are not shown. */
function uniqueKeys(rows: readonly Row[], columns: readonly ColumnInfo[]): ReadonlyMap<string, readonly string[]> {
  const shown = new Set(columns.map(({ name }) => name));
  const indexes = groupRows(rows, (row) => String(row[2]));
  return new Map([...indexes].map(([name, parts]) => [name, parts.map((part) => String(part[3]))] as const).filter(([, names]) => names.every((name) => shown.has(name))));
}

function toForeignKeys(rows: readonly Row[], nameOf: (schema: unknown, table: unknown) => string): ForeignKeyInfo[] {
  return [...groupRows(rows, (row) => String(row[2])).values()].map((parts) => ({
    columns: parts.map((part) => String(part[3])),
    referencedTable: nameOf(parts[0]?.[4], parts[0]?.[5]),
    referencedColumns: parts.map((part) => String(part[6])),
  }));
}

/** Without foreign keys from or to what is not shown. */
function withoutDangling(tables: readonly TableInfo[]): TableInfo[] {
  const shown = new Map(tables.map(({ name, columns }) => [name, new Set(columns.map((column) => column.name))]));
  const has = (table: string, columns: readonly string[]) => columns.every((column) => shown.get(table)?.has(column) === true);
  return tables.map((table) => ({
    ...table,
    foreignKeys: table.foreignKeys.filter(({ columns, referencedTable, referencedColumns }) => has(table.name, columns) && has(referencedTable, referencedColumns)),
  }));
}
