import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { SqlParser } from '@nl2sql/core/contracts';
import { importOptional } from '../optional-dependency.ts';
import { asciiLower, isNode, nodesOf, partsOf, Reading, type CteNames, type TreeNode } from './reading.ts';

/** An engine that reaches nothing: it has no tables, no files and no extensions, and cannot be told otherwise. */
const CLOSED = {
  enable_external_access: 'false',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  threads: '1',
  lock_configuration: 'true',
};

/**
 * DuckDB's own parser beside the guard's, by the optional package `@duckdb/node-api`: an empty engine in
 * memory, without access to anything, is asked for the tree of a statement (`json_serialize_sql`) and
 * runs none. The engine is opened at the first use, which takes some tens of milliseconds, and lasts as
 * long as the process; a statement then takes about one.
 *
 * `summarise` throws `ConfigurationError` `MISSING_DEPENDENCY` when `@duckdb/node-api` is not installed,
 * and another error for what is not a statement.
 *
 * @example
 * ```ts
 * import { duckdbParser } from '@nl2sql/adapters/sql-parsers/duckdb';
 *
 * const parser = duckdbParser();
 * await parser.summarise('SELECT lower(name) FROM customers', 'duckdb');
 * // { statements: 1, kind: 'query', tables: [['customers']], functions: ['lower'] }
 * ```
 */
export function duckdbParser(): SqlParser {
  let instance: Promise<DuckDBInstance> | undefined;

  async function opened(): Promise<DuckDBInstance> {
    instance ??= open();
    try {
      return await instance;
    } catch (error) {
      instance = undefined;
      throw error;
    }
  }

  return {
    name: 'duckdb',
    dialects: ['duckdb'],
    async summarise(sql) {
      const connection = await (await opened()).connect();
      try {
        const { count, text } = await statementsOf(connection, sql);
        const tree = await serialised(connection, text);
        const reading = new Reading();
        if (tree['error'] !== true) visit(tree['statements'], new Set(), reading);
        // The engine serialises nothing but SELECT; it says so once it has read the text.
        else if (tree['error_type'] === 'not implemented') reading.addEffect();
        else throw new Error('The text is not a statement of DuckDB.');
        return reading.summary(count);
      } finally {
        connection.closeSync();
      }
    },
  };
}

async function open(): Promise<DuckDBInstance> {
  const duckdb = await importOptional('@duckdb/node-api', 'The cross-check of DuckDB statements', () => import('@duckdb/node-api'));
  return duckdb.DuckDBInstance.create(':memory:', CLOSED);
}

/**
 * A `PIVOT` whose columns come from the data is two statements to the engine, the first of which finds
 * the columns. With the columns named it is one, over the same tables and functions.
 */
async function statementsOf(connection: DuckDBConnection, sql: string): Promise<{ readonly count: number; readonly text: string }> {
  const { count } = await connection.extractStatements(sql);
  const named = count === 2 ? withNamedColumns(sql) : null;
  if (named === null) return { count, text: sql };
  const again = await connection.extractStatements(named);
  return again.count === 1 ? { count: 1, text: named } : { count, text: sql };
}

/** `PIVOT … ON x USING …` as `PIVOT … ON x IN ('x') USING …`; null for any other text. */
function withNamedColumns(sql: string): string | null {
  if (!/^\s*PIVOT\s/i.test(sql) || sql.includes(';')) return null;
  let depth = 0;
  const tokens = /'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]|\bUSING\b/giu;
  for (const { 0: token, index } of sql.matchAll(tokens)) {
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    else if (depth === 0 && /^using$/i.test(token)) return `${sql.slice(0, index)} IN ('x') ${sql.slice(index)}`;
  }
  return null;
}

async function serialised(connection: DuckDBConnection, sql: string): Promise<TreeNode> {
  const result = await connection.runAndReadAll('SELECT json_serialize_sql(?::VARCHAR)', [sql]);
  const tree: unknown = JSON.parse(String(result.getRows()[0]?.[0]));
  if (!isNode(tree)) throw new Error('The engine gave no tree.');
  return tree;
}

/** Walks all of the tree, so that a node that is not known here hides nothing within it. */
function visit(value: unknown, outer: CteNames, reading: Reading): void {
  if (Array.isArray(value)) for (const item of value) visit(item, outer, reading);
  if (!isNode(value)) return;
  record(value, outer, reading);
  const { cte_map: cteMap, ...rest } = value;
  let ctes = isNode(cteMap) ? visitWith(cteMap, outer, reading) : outer;
  if (value['type'] === 'RECURSIVE_CTE_NODE') ctes = new Set([...ctes, ...partsOf(value['cte_name']).map(asciiLower)]);
  for (const child of Object.values(rest)) visit(child, ctes, reading);
}

/** The names in scope behind a WITH; within it, each sees those that came before. */
function visitWith(cteMap: TreeNode, outer: CteNames, reading: Reading): CteNames {
  const ctes = new Set(outer);
  for (const { key, value } of nodesOf(cteMap['map'])) {
    visit(value, ctes, reading);
    for (const name of partsOf(key)) ctes.add(asciiLower(name));
  }
  return ctes;
}

function record(node: TreeNode, ctes: CteNames, reading: Reading): void {
  if (node['type'] === 'BASE_TABLE') {
    const parts = partsOf(node['catalog_name'], node['schema_name'], node['table_name']).map(asciiLower);
    if (parts.length > 1 || !ctes.has(parts[0] ?? '')) reading.addTable(parts);
  } else if (node['type'] === 'SHOW_REF') {
    reading.addEffect();
  } else if (node['class'] === 'FUNCTION' || node['class'] === 'WINDOW') {
    const name = asciiLower(String(node['function_name']));
    const schema = partsOf(node['catalog'], node['schema']).map(asciiLower).join('.');
    // Operators are functions to the engine: `+`, `~~` for LIKE.
    if (/\w/.test(name)) reading.addFunction(schema === '' || schema === 'main' ? name : `${schema}.${name}`);
  }
}
