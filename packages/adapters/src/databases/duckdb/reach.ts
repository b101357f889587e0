import { DatabaseError } from '@nl2sql/core/errors';

/** Refuses a statement that reaches beyond the tables of the database. */
export type RefuseReach = (sql: string) => void;

/** Rows of a statement of this adapter, as texts. */
export type ReadTexts = (sql: string) => Promise<readonly (readonly (string | null)[])[]>;

/** Functions that only make rows out of what they are given, and those of which the same is true although no two calls give the same. */
const COMPUTE = "('generate_series', 'histogram', 'json_each', 'json_tree', 'range', 'repeat', 'repeat_row', 'unnest', 'error', 'gen_random_uuid', 'random', 'uuid', 'uuidv4', 'uuidv7')";

/**
 * What a SELECT could call that reads files, runs a text as SQL, or changes the session or the engine. Some
 * of it no setting switches off: `enable_logging(storage = 'file')` makes the engine useless and ends the
 * process. The names come from the engine's own catalog, so that one that a later version adds is not missed.
 */
const OUTSIDE_NAMES = `
  SELECT DISTINCT lower(function_name) FROM duckdb_functions()
   WHERE (function_type IN ('table', 'table_macro') OR has_side_effects) AND lower(function_name) NOT IN ${COMPUTE} AND (internal OR function_type <> 'table_macro')
  UNION SELECT 'json_serialize_plan'`;

/** What the file itself brings along. */
const DEFINITIONS = `
  SELECT lower(view_name), sql FROM duckdb_views() WHERE NOT internal
  UNION ALL SELECT lower(function_name), macro_definition FROM duckdb_functions() WHERE NOT internal AND macro_definition IS NOT NULL`;

/** Finds out which names reach beyond the tables, among them those of views and macros that use such a name. */
export async function createReach(read: ReadTexts): Promise<RefuseReach> {
  const outside = new Set((await read(OUTSIDE_NAMES)).map(([name]) => String(name)));
  const definitions = (await read(DEFINITIONS)).map(([name, sql]) => ({ name: String(name), sql: String(sql).toLowerCase(), called: calledNames(String(sql)) }));
  const tainted = new Set<string>();
  const usesOutside = (sql: string, called: ReadonlySet<string>) => [...called].find((name) => outside.has(name)) ?? [...tainted].find((name) => sql.includes(name));
  for (let found = -1; found !== tainted.size; ) {
    found = tainted.size;
    for (const { name, sql, called } of definitions) if (!tainted.has(name) && usesOutside(sql, called) !== undefined) tainted.add(name);
  }
  return (sql) => {
    const name = usesOutside(sql.toLowerCase(), calledNames(sql));
    if (name !== undefined) throw new DatabaseError('DATABASE_QUERY_FAILED', `The statement uses ${name}, which reaches beyond the tables of the database; it was not run.`);
  };
}

/** Quoted names, texts with the character before them, and what begins a comment or another kind of text. */
const QUOTED = /"(?:[^"]|"")*"|[\p{L}\p{N}_&]?'(?:[^']|'')*'|--|\/\*|\$[\p{L}\p{N}_]*\$/gu;

/** A word in front of a bracket, with what the engine takes for space between them; not the table of an INSERT. */
const CALLED = /(?<!\binto\s+(?:[^\s(]+\.)?"?)(?<![\p{L}\p{N}_])([\p{L}\p{N}_]+)"?[\s\p{C}\p{Z}]*\(/gu;

/**
 * The names that a statement may call: every word in front of a bracket that is not within a text. Where a
 * text or a comment would have to be read by more of the engine's rules to know where it ends, every word
 * counts, so that nothing can be hidden.
 */
function calledNames(sql: string): ReadonlySet<string> {
  const text = sql.toLowerCase();
  let plain = true;
  const code = text.replace(QUOTED, (quoted) => {
    if (quoted.startsWith('"')) return quoted;
    plain &&= quoted.startsWith("'");
    return "''";
  });
  const words = plain ? code.matchAll(CALLED) : text.matchAll(/([\p{L}\p{N}_]+)/gu);
  return new Set([...words].map(([, name = '']) => name));
}
