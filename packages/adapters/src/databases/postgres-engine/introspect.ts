import type { ColumnInfo, DatabaseSchema, ForeignKeyInfo, TableInfo } from '@nl2sql/core/contracts';
import type { Send } from './session.ts';

/**
 * The name by which a statement reaches a table: alone where the search path finds it, so in the first
 * schema and not behind a catalog table of the same name, with its schema otherwise.
 */
const REACHED_NAME = "CASE WHEN pg_table_is_visible(c.oid) THEN c.relname::text ELSE n.nspname || '.' || c.relname END";

/**
 * Tables, partitioned tables without their partitions, views, materialised views and foreign tables of
 * the given schemas; without any, of all but the server's own. A table with a dot in its name is left
 * out: it would pass for one of another schema.
 */
const READABLE_TABLES = `
  pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    AND CASE WHEN $1::text IS NULL THEN n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ELSE n.nspname = ANY ($1::text::text[]) END
    AND has_schema_privilege(n.oid, 'USAGE')
    AND c.relkind = ANY ('{r,p,v,m,f}') AND NOT c.relispartition AND strpos(n.nspname || c.relname, '.') = 0
    AND (has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT'))`;

/**
 * Counts of written rows, the file that they lie in, and when counting began anew: together another
 * text after any change. Nothing is counted on a standby or where it is switched off, nor for foreign
 * tables, and a parent's counts leave out its heirs. What a session wrote is counted up to ten seconds
 * after it could be read (https://www.postgresql.org/docs/current/monitoring-stats.html).
 */
const writesOf = (table: string) =>
  `concat_ws(',', ${table}.oid, ${table}.relfilenode, pg_stat_get_tuples_inserted(${table}.oid), pg_stat_get_tuples_updated(${table}.oid), pg_stat_get_tuples_deleted(${table}.oid))`;
const REVISION = `
    CASE WHEN current_setting('track_counts') = 'on' AND NOT pg_is_in_recovery() THEN
      (SELECT coalesce(extract(epoch FROM pg_stat_get_db_stat_reset_time(oid))::text, '') FROM pg_database WHERE datname = current_database()) || '|' ||
      CASE
        WHEN c.relkind = 'p' THEN (SELECT CASE WHEN bool_and(l.relkind = 'r') THEN md5(string_agg(${writesOf('l')}, ';' ORDER BY l.oid)) END FROM pg_partition_tree(c.oid) AS p JOIN pg_class AS l ON l.oid = p.relid WHERE p.isleaf)
        WHEN c.relkind = ANY ('{r,m}') AND NOT c.relhassubclass THEN ${writesOf('c')}
      END
    END`;

/** Never analysed tables have -1 (0 before version 14); a partitioned table is the sum of its parts. */
const TABLES = `
  SELECT c.oid, ${REACHED_NAME}, c.relkind, obj_description(c.oid, 'pg_class'),
    CASE c.relkind
      WHEN 'p' THEN (SELECT sum(l.reltuples) FILTER (WHERE l.reltuples >= 0) FROM pg_partition_tree(c.oid) AS p JOIN pg_class AS l ON l.oid = p.relid WHERE p.isleaf)
      WHEN 'v' THEN NULL
      ELSE CASE WHEN c.reltuples > 0 OR (c.reltuples = 0 AND c.relpages > 0) THEN c.reltuples END
    END::bigint, n.nspname, c.relname, ${REVISION}
  FROM ${READABLE_TABLES}
  ORDER BY 2`;

/**
 * A domain says less than the type that it is made of. Values of bytes, documents, arrays, shapes and
 * search vectors are nothing that a question names.
 */
const COLUMNS = `
  SELECT c.oid, a.attname, a.attnum, a.attnotnull OR (t.typtype = 'd' AND t.typnotnull),
    CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) ELSE format_type(a.atttypid, a.atttypmod) END,
    col_description(c.oid, a.attnum), t.typcategory = ANY ('{S,E,N,D,B,I,T}') OR t.oid = 'uuid'::regtype,
    coalesce(nullif(t.typbasetype, 0), t.oid) = ANY ('{date,timestamp,timestamptz}'::regtype[])
  FROM ${READABLE_TABLES}
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege(c.oid, a.attnum, 'SELECT')
    JOIN pg_type AS t ON t.oid = a.atttypid
  ORDER BY c.oid, a.attnum`;

/** Unique over plain columns, for every row; columns that an index only carries along do not count. */
const UNIQUE = `
  SELECT c.oid, i.indisprimary, array_to_string((i.indkey::int2[])[0:i.indnkeyatts - 1], ',')
  FROM ${READABLE_TABLES}
    JOIN pg_index AS i ON i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
  ORDER BY c.oid, i.indexrelid`;

/** A key of a partitioned table has copies for its partitions. */
const FOREIGN_KEYS = `
  SELECT c.oid, array_to_string(f.conkey, ','), f.confrelid, array_to_string(f.confkey, ',')
  FROM ${READABLE_TABLES}
    JOIN pg_constraint AS f ON f.conrelid = c.oid AND f.contype = 'f' AND f.conparentid = 0
  ORDER BY c.oid, f.conname`;

/** A list of names as the text of an array. */
export function toArrayText(names: readonly string[]): string {
  return `{${names.map((name) => `"${name.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`;
}

type Row = readonly (string | null)[];

/** Where the values of a described table are read. */
export interface ValueSource {
  readonly schema: string;
  readonly name: string;
  /** Whether rows can be taken from all over it, as from a table that is stored in pages. */
  readonly paged: boolean;
  readonly rowEstimate: number;
  /** Whether a question may name the values of a column, by the column. */
  readonly comparable: ReadonlyMap<string, boolean>;
  /** Columns that hold days or points in time. */
  readonly temporal: ReadonlySet<string>;
}

export interface Introspected {
  readonly schema: DatabaseSchema;
  /** By the name of the table in `schema`. */
  readonly sources: ReadonlyMap<string, ValueSource>;
}

/**
 * Reads the structure in four statements, however many tables there are. What the role may not read is
 * left out, and so is a key that it may not read whole.
 *
 * @param schemas - Null: all but the server's own.
 */
export async function introspect(send: Send, schemas: readonly string[] | null): Promise<Introspected> {
  const read = async (text: string) => (await send(text, [schemas === null ? null : toArrayText(schemas)])).rows;
  const tables = await read(TABLES);
  const columnsOf = groupByTable(await read(COLUMNS));
  const uniqueOf = groupByTable(await read(UNIQUE));
  const foreignKeysOf = groupByTable(await read(FOREIGN_KEYS));

  const nameOf = new Map(tables.map(([oid, name]) => [oid, String(name)]));
  const named = (table: string | null | undefined, numbers: string | null | undefined): string[] | undefined => {
    const rows = columnsOf.get(table ?? '') ?? [];
    const names = String(numbers).split(',').map((number) => rows.find(([, , position]) => position === number)?.[1]);
    return names.every((name) => typeof name === 'string') ? names : undefined;
  };

  const found: TableInfo[] = [];
  const sources = new Map<string, ValueSource>();
  const revisions = new Map<string, string>();
  for (const [oid = null, name, kind, comment, rowEstimate, schema, relation, revision] of tables) {
    const rows = columnsOf.get(oid ?? '') ?? [];
    const columns = rows.map(toColumn);
    if (columns.length === 0) continue;
    if (revision != null) revisions.set(String(name), revision);
    sources.set(String(name), {
      schema: String(schema),
      name: String(relation),
      paged: kind === 'r' || kind === 'm',
      rowEstimate: Number(rowEstimate),
      comparable: new Map(rows.map((row) => [String(row[1]), row[6] === 't'])),
      temporal: new Set(rows.filter((row) => row[7] === 't').map((row) => String(row[1]))),
    });
    const keys = (uniqueOf.get(oid ?? '') ?? []).map(([, primary, numbers]) => ({ primary: primary === 't', columns: named(oid, numbers) }));
    found.push({
      name: String(name),
      kind: kind === 'v' || kind === 'm' ? 'view' : 'table',
      columns,
      primaryKey: keys.find(({ primary }) => primary)?.columns ?? [],
      unique: keys.flatMap(({ primary, columns: parts }) => (primary || parts === undefined ? [] : [parts])),
      foreignKeys: (foreignKeysOf.get(oid ?? '') ?? []).flatMap(([, numbers, referenced = null, referencedNumbers]): ForeignKeyInfo[] => {
        const own = named(oid, numbers);
        const referencedTable = nameOf.get(referenced);
        const referencedColumns = named(referenced, referencedNumbers);
        return own && referencedTable !== undefined && referencedColumns ? [{ columns: own, referencedTable, referencedColumns }] : [];
      }),
      ...(comment == null ? {} : { comment }),
      ...(rowEstimate == null ? {} : { rowEstimate: Number(rowEstimate) }),
    });
  }
  return { schema: { tables: found, revisions }, sources };
}

function toColumn([, name, , notNull, type, comment]: Row): ColumnInfo {
  return { name: String(name), type: String(type), nullable: notNull !== 't', ...(comment == null ? {} : { comment }) };
}

function groupByTable(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const table = String(row[0]);
    const group = groups.get(table);
    if (group === undefined) groups.set(table, [row]);
    else group.push(row);
  }
  return groups;
}
