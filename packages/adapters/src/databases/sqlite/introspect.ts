import type { DatabaseSchema, ForeignKeyInfo, TableInfo } from '@nl2sql/core/contracts';
import type { SqliteConnection, StoredValue } from './connection.ts';
import { foldName, quoteName } from './identifiers.ts';
import { isInterrupt } from './errors.ts';

/** The tables and views of the file, without SQLite's own and without the shadow tables of virtual ones. */
const TABLES = `
  SELECT name, type, wr FROM pragma_table_list
   WHERE schema = 'main' AND type IN ('table', 'view', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'libsql\\_%' ESCAPE '\\'
   ORDER BY name`;

// CROSS JOIN keeps SQLite from asking a pragma before it has the table's name: reordered, the join comes out empty.

/** `hidden` 1 marks the columns of a virtual table that are no columns. */
const COLUMNS = (tables: string) => `
  SELECT t.name, c.name, c.type, c."notnull", c.pk FROM ${tables} AS t
   CROSS JOIN pragma_table_xinfo(t.name, 'main') AS c
   WHERE c.hidden <> 1 ORDER BY t.name, c.cid`;

const UNIQUE_INDEXES = `
  SELECT t.name, i.name, c.name FROM (${TABLES}) AS t
   CROSS JOIN pragma_index_list(t.name, 'main') AS i
   CROSS JOIN pragma_index_info(i.name, 'main') AS c
   WHERE t.type = 'table' AND i."unique" AND NOT i.partial AND i.origin <> 'pk' ORDER BY t.name, i.seq DESC, c.seqno`;

const FOREIGN_KEYS = `
  SELECT t.name, f.id, f."table", f."from", f."to" FROM (${TABLES}) AS t
   CROSS JOIN pragma_foreign_key_list(t.name, 'main') AS f
   WHERE t.type = 'table' ORDER BY t.name, f.id DESC, f.seq`;

/** Tables of at most this many rows are counted; larger ones are estimated from their highest row id. */
const COUNTED_ROWS = 1_000;

/** SQLite takes at most 500 parts in a compound SELECT. */
const TABLES_PER_COUNT = 200;

/** Reads the whole structure in a handful of statements, however many tables there are. */
export async function introspect(connection: SqliteConnection): Promise<DatabaseSchema> {
  const entries = (await connection.selectOwn(TABLES)).map(([name, type, withoutRowid]) => ({
    name: String(name),
    kind: type === 'view' ? ('view' as const) : ('table' as const),
    counted: type === 'table',
    withoutRowid: withoutRowid === 1n,
  }));
  const columnsOf = groupRows(await readColumns(connection, entries.map((entry) => entry.name)), 0);
  const uniqueOf = groupRows(await connection.selectOwn(UNIQUE_INDEXES), 0);
  const foreignKeysOf = groupRows(await connection.selectOwn(FOREIGN_KEYS), 0);
  const rowEstimates = await estimateRows(connection, entries.filter((entry) => entry.counted));

  const tables: TableInfo[] = [];
  for (const { name, kind, withoutRowid } of entries) {
    const rows = columnsOf.get(name) ?? [];
    if (rows.length === 0) continue;
    const primaryKey = rows.filter(([, , , , position]) => position !== 0n).sort((a, b) => Number(a[4]) - Number(b[4])).map(([, column]) => String(column));
    const rowEstimate = rowEstimates.get(name);
    tables.push({
      name,
      kind,
      columns: rows.map(([, column, type, notNull, position]) => ({
        name: String(column),
        type: String(type).replace(/ ?GENERATED ALWAYS$/i, ''),
        // A primary key column may hold NULL in SQLite, but not where it is the row id or the table has none.
        nullable: notNull === 0n && !(position !== 0n && (withoutRowid || (primaryKey.length === 1 && /^INTEGER$/i.test(String(type))))),
      })),
      primaryKey,
      unique: uniqueColumns(uniqueOf.get(name) ?? []),
      foreignKeys: [],
      ...(rowEstimate === undefined ? {} : { rowEstimate }),
    });
  }
  return { tables: withForeignKeys(tables, foreignKeysOf) };
}

type Row = readonly StoredValue[];

/** Rows that agree in the cell at `position`, in the order of their first. */
function groupRows(rows: readonly Row[], position: number): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = String(row[position]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

/** A view over a table that is gone fails the statement for all tables: then each is read alone and the broken ones left out. */
async function readColumns(connection: SqliteConnection, names: readonly string[]): Promise<readonly Row[]> {
  try {
    return await connection.selectOwn(COLUMNS(`(${TABLES})`));
  } catch (error) {
    if (isInterrupt(error)) throw error;
  }
  const rows: Row[] = [];
  for (const name of names) {
    try {
      rows.push(...(await connection.selectOwn(COLUMNS('(SELECT ? AS name)'), [name])));
    } catch (error) {
      if (isInterrupt(error)) throw error;
    }
  }
  return rows;
}

/** Indexes on an expression have a part without a column name: they are left out. */
function uniqueColumns(rows: readonly Row[]): string[][] {
  const indexes = [...groupRows(rows, 1).values()];
  return indexes.filter((index) => index.every(([, , column]) => column !== null)).map((index) => index.map(([, , column]) => String(column)));
}

/** Names as the tables spell them, the parent's primary key where the key names no columns, and no key that leads nowhere. */
function withForeignKeys(tables: readonly TableInfo[], rowsOf: ReadonlyMap<string, readonly Row[]>): TableInfo[] {
  const byName = new Map(tables.map((table) => [foldName(table.name), table]));
  const spelling = (table: TableInfo, column: StoredValue | undefined) => table.columns.find(({ name }) => foldName(name) === foldName(String(column)))?.name;
  return tables.map((table) => {
    const foreignKeys: ForeignKeyInfo[] = [];
    for (const rows of groupRows(rowsOf.get(table.name) ?? [], 1).values()) {
      const parent = byName.get(foldName(String(rows[0]?.[2])));
      if (parent === undefined) continue;
      const columns = rows.map(([, , , from]) => spelling(table, from)).filter((name) => name !== undefined);
      const named = rows.every(([, , , , to]) => to !== null);
      const referencedColumns = named ? rows.map(([, , , , to]) => spelling(parent, to)).filter((name) => name !== undefined) : parent.primaryKey;
      if (columns.length === rows.length && referencedColumns.length === rows.length) foreignKeys.push({ columns, referencedTable: parent.name, referencedColumns });
    }
    return { ...table, foreignKeys };
  });
}

/** From ANALYZE where it was run (https://www.sqlite.org/fileformat2.html#stat1tab), otherwise counted or from the highest row id. */
async function estimateRows(connection: SqliteConnection, tables: readonly { readonly name: string; readonly withoutRowid: boolean }[]): Promise<ReadonlyMap<string, number>> {
  const estimates = new Map<string, number>();
  const analysed = (await connection.selectOwn("SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'"))[0]?.[0] === 1n;
  if (analysed) {
    for (const [table, rows] of await connection.selectOwn('SELECT tbl, max(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl')) estimates.set(String(table), Number(rows));
  }
  const unknown = tables.filter(({ name }) => !estimates.has(name));
  for (let start = 0; start < unknown.length; start += TABLES_PER_COUNT) {
    const part = unknown.slice(start, start + TABLES_PER_COUNT);
    const counts = part.map(
      ({ name, withoutRowid }, index) =>
        `SELECT ${index}, (SELECT count(*) FROM (SELECT 1 FROM main.${quoteName(name)} LIMIT ${COUNTED_ROWS + 1})), ${withoutRowid ? 'NULL' : `(SELECT max(_rowid_) FROM main.${quoteName(name)})`}`,
    );
    for (const [index, counted, highest] of await connection.selectOwn(counts.join(' UNION ALL '))) {
      const name = part[Number(index)]?.name;
      if (name === undefined) continue;
      if (Number(counted) <= COUNTED_ROWS) estimates.set(name, Number(counted));
      else if (typeof highest === 'bigint') estimates.set(name, Number(highest));
    }
  }
  return estimates;
}
