import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { functionsOf } from '../../src/sql/functions/index.ts';
import { allowedNames, reasonAgainst, unclassified, unknownNames } from './classification.ts';
import { DUCKDB_DENIALS, DUCKDB_ELSEWHERE, DUCKDB_TABLE_DENIALS } from './duckdb-denials.ts';

/** One call of each table function. */
const TABLE_CALLS: Readonly<Record<string, string>> = {
  generate_series: 'generate_series(1, 2)',
  range: 'range(1, 2)',
  unnest: 'unnest([1])',
  json_each: `json_each('[1]')`,
  json_tree: `json_tree('[1]')`,
};
/** One call of each function that grows, made `length` long. */
const GROWING_CALLS: Readonly<Record<string, (length: number) => string>> = {
  repeat: (length) => `length(repeat('x', ${length}))`,
  lpad: (length) => `length(lpad('x', ${length}, 'y'))`,
  rpad: (length) => `length(rpad('x', ${length}, 'y'))`,
  bar: (length) => `length(bar(1, 0, 1, ${length}))`,
  bitstring: (length) => `length(bitstring('1', ${length}))`,
  list_resize: (length) => `len(list_resize([1], ${length}, 0))`,
  array_resize: (length) => `len(array_resize([1], ${length}, 0))`,
  reservoir_quantile: (length) => `${length} + 0 * reservoir_quantile(1, 0.5, ${length})`,
};

describe('the function list of DuckDB, held against the engine', () => {
  const list = functionsOf('duckdb');
  let instance: DuckDBInstance;
  let connection: DuckDBConnection;
  let catalog: readonly { readonly name: string; readonly kind: string }[];

  const run = async (statement: string) => connection.runAndReadAll(statement);
  const kinds = (...wanted: readonly string[]): ReadonlySet<string> => new Set(catalog.filter(({ kind }) => wanted.includes(kind)).map(({ name }) => name));

  beforeAll(async () => {
    instance = await DuckDBInstance.create(':memory:');
    connection = await instance.connect();
    const rows = await run('SELECT DISTINCT lower(function_name), function_type FROM duckdb_functions()');
    catalog = rows.getRowsJS().map(([name, kind]) => ({ name: String(name), kind: String(kind) }));
  });
  afterAll(() => {
    connection.closeSync();
    instance.closeSync();
  });

  it('G-FUN-1: classifies every function, macro, table function and pragma of the catalog', () => {
    expect(catalog.length).toBeGreaterThan(800);
    expect(unclassified(catalog.map(({ name }) => name), list, DUCKDB_DENIALS)).toEqual([]);
  });

  it('G-FUN-1: denies nothing that it allows', () => {
    expect([...allowedNames(list)].filter((name) => reasonAgainst(name, DUCKDB_DENIALS) !== null)).toEqual([]);
  });

  it('G-FUN-1: allows each function as what it is', () => {
    expect(unknownNames(list.scalar, kinds('scalar', 'macro'), DUCKDB_ELSEWHERE)).toEqual([]);
    // The engine counts its window functions among the aggregates.
    expect(unknownNames([...list.aggregate, ...list.window], kinds('aggregate', 'macro'), DUCKDB_ELSEWHERE)).toEqual([]);
    expect([...list.scalar].filter((name) => kinds('aggregate').has(name))).toEqual([]);
    expect([...list.scalar].filter((name) => list.aggregate.has(name))).toEqual([]);
  });

  it('G-FUN-6: allows only table functions that compute, and knows their columns', async () => {
    expect(Object.keys(TABLE_CALLS).sort()).toEqual([...list.table.keys()].sort());
    for (const [name, columns] of list.table) {
      expect([name, (await run(`SELECT * FROM ${TABLE_CALLS[name]}`)).columnNames()]).toEqual([name, columns]);
    }
    const others = [...kinds('table', 'table_macro')].filter((name) => !list.table.has(name) && !DUCKDB_TABLE_DENIALS.has(name));
    expect(others.filter((name) => reasonAgainst(name, DUCKDB_DENIALS) === null)).toEqual([]);
    for (const name of DUCKDB_TABLE_DENIALS) expect(list.table.has(name)).toBe(false);
  });

  it('makes several rows of one with the functions that are said to', async () => {
    for (const call of ['unnest([1, 2])', 'generate_subscripts([1, 2], 1)', `regexp_split_to_table('a b', ' ')`]) {
      expect(list.setReturning.has(call.slice(0, call.indexOf('(')))).toBe(true);
      expect((await run(`SELECT ${call}`)).currentRowCount).toBe(2);
    }
  });

  it('takes whole rows where it is said to', async () => {
    for (const name of list.wholeRow) await expect(run(`SELECT ${name}(t) FROM (SELECT 1 AS a, 2 AS b) AS t`)).resolves.toBeDefined();
  });

  it('G-FUN-4: names types and collations that the engine has', async () => {
    const nested = { list: 'integer[]', map: 'map(integer, text)', row: 'row(a integer)', struct: 'struct(a integer)', union: 'union(a integer)' };
    for (const type of list.types) {
      await expect(run(`SELECT CAST(NULL AS ${Object.hasOwn(nested, type) ? nested[type as keyof typeof nested] : type})`)).resolves.toBeDefined();
    }
    const denied = new Set(['array', 'enum', 'oid', 'null', 'type']);
    const names = (await run('SELECT DISTINCT lower(type_name) FROM duckdb_types()')).getRowsJS().map(([name]) => String(name));
    expect(names.filter((name) => !list.types.has(name) && !denied.has(name))).toEqual([]);
    for (const collation of list.collations) await expect(run(`SELECT 'a' COLLATE "${collation}"`)).resolves.toBeDefined();
  });

  it('G-DOS-4: knows which argument makes a result long', async () => {
    expect(Object.keys(GROWING_CALLS).sort()).toEqual([...list.growing.keys()].sort());
    for (const [name, at] of list.growing) {
      const call = GROWING_CALLS[name]!(400);
      expect(call.slice(call.indexOf(`${name}(`) + name.length + 1).split(', ')[at]).toMatch(/^400\)*$/);
      expect([name, Number((await run(`SELECT ${call}`)).getRowsJS()[0]?.[0])]).toEqual([name, 400]);
    }
    expect((await run(`SELECT length(format('{:400}', 1)), length(printf('%400d', 1))`)).getRowsJS()[0]?.map(Number)).toEqual([400, 400]);
  });
});
