import { describe, expect, it } from 'vitest';
import type { Dialect } from '../contracts/index.ts';
import type { Lock } from '../protocol/index.ts';
import { checkSql } from './check-sql.ts';

const lock: Lock = {
  tables: [
    { table: 'orders', columns: ['id', 'customer_id', 'created_at', 'total', 'status'] },
    { table: 'customers', columns: ['id', 'name'] },
  ],
  joins: [],
  values: [],
};

const check = (sql: string, dialect: Dialect = 'duckdb') => checkSql(sql, { dialect, lock, rowLimit: 9, completeTables: ['orders'] });

async function printed(sql: string, dialect: Dialect = 'duckdb'): Promise<string> {
  const result = await check(sql, dialect);
  if (!result.ok) throw new Error(`${sql}\n${result.problems.map((found) => `${found.code}: ${found.message}`).join('\n')}`);
  return result.checked.text.replace(/ LIMIT 9$/, '');
}

async function codes(sql: string): Promise<string[]> {
  const result = await check(sql);
  return result.ok ? [] : result.problems.map((found) => found.code);
}

const PIVOT = 'PIVOT (SELECT id, status FROM orders) ON status USING count(*) GROUP BY id';

describe('G-COL-2: stars over what is known', () => {
  it.each<[string, Dialect, string]>([
    ['SELECT * FROM (SELECT status, id FROM orders) a JOIN (SELECT name, id FROM customers) b USING (id)', 'duckdb', 'SELECT a.status, a.id AS id, b.name FROM'],
    ['SELECT * FROM (SELECT status, id FROM orders) a JOIN (SELECT name, id FROM customers) b USING (id)', 'postgres', 'SELECT a.id AS id, a.status, b.name FROM'],
    ['SELECT * FROM (SELECT 1 AS a, 2 AS b) x JOIN (SELECT 1 AS a, 3 AS c) y USING (a) JOIN (SELECT 3 AS c, 4 AS d) z USING (c)', 'postgres', 'SELECT y.c AS c, x.a AS a, x.b, z.d FROM'],
    ['SELECT * FROM (SELECT 1 AS b, 2 AS a) x JOIN (SELECT 2 AS a, 1 AS b) y USING (a, b)', 'mysql', 'SELECT x.b AS b, x.a AS a FROM'],
    ['SELECT * FROM (SELECT 1 AS a) x NATURAL FULL JOIN (SELECT 1 AS a) y', 'duckdb', 'SELECT coalesce(x.a, y.a) AS a FROM'],
    ['SELECT min(COLUMNS(*)) FROM (SELECT id, total FROM orders) t', 'duckdb', 'SELECT min(id) AS id, min(total) AS total FROM'],
    ["SELECT COLUMNS(['total', 'id']), COLUMNS('^(id|to)') + 1 FROM (SELECT id, total FROM orders) t", 'duckdb', 'SELECT id, total, id + 1 AS id, total + 1 AS total FROM'],
    ["SELECT * RENAME (id AS n), * NOT LIKE '%d' FROM (SELECT id, total FROM orders) t", 'duckdb', 'SELECT id AS n, total, total FROM'],
    [`SELECT * EXCLUDE (id) FROM (${PIVOT}) p`, 'duckdb', 'SELECT * EXCLUDE (id) FROM (PIVOT'],
    [`SELECT c.name, p.*, p.open FROM customers c JOIN (${PIVOT}) p ON p.id = c.id`, 'duckdb', 'SELECT c.name, p.*, p.open FROM'],
    [`SELECT id, open FROM (${PIVOT}) p`, 'duckdb', 'SELECT id, p.open FROM'],
  ])('%s (%s)', async (sql, dialect, start) => {
    expect((await printed(sql, dialect)).slice(0, start.length)).toBe(start);
  });

  it.each([
    ['SELECT COLUMNS(*) FROM customers', 'star'],
    ['SELECT max(COLUMNS(* EXCLUDE (id))) FROM customers', 'star'],
    ["SELECT * LIKE 'e%' FROM customers", 'star'],
    ['SELECT * RENAME (email AS name2) FROM customers', 'star'],
    ['SELECT * FROM orders JOIN customers USING (id)', 'star'],
    ['SELECT * FROM (SELECT id FROM orders) o JOIN customers c USING (id)', 'star'],
    ['SELECT min(COLUMNS(*)) + max(COLUMNS(id)) FROM (SELECT id FROM orders)', 'syntax'],
    ['UNPIVOT customers ON COLUMNS(* EXCLUDE (id)) INTO NAME k VALUE v', 'star'],
    ['FROM customers PIVOT (max(ssn) FOR name IN (\'a\'))', 'star'],
    ['SELECT * FROM (PIVOT customers ON name USING count(*))', 'star'],
    [`SELECT email FROM (${PIVOT}) p, customers`, 'unknown_column'],
    [`SELECT (SELECT email FROM (${PIVOT}) p) FROM customers`, 'unknown_column'],
    [`SELECT customers.email FROM (${PIVOT}) p, customers`, 'unknown_column'],
    ['SELECT id FROM orders o JOIN customers c ON c.id = o.id PIVOT (count(*) FOR status IN (1))', 'syntax'],
  ])('not %s', async (sql, code) => {
    expect(await codes(sql)).toContain(code);
  });
});

describe('what DuckDB reads', () => {
  it.each([
    ["FROM (SELECT id, status FROM orders) PIVOT (count(*) AS n FOR status IN ('a', 'b') GROUP BY id) AS p WHERE p.a_n > 1", "SELECT * FROM (PIVOT (SELECT id, status FROM orders) AS derived_1 ON status IN ('a', 'b') USING count(*) AS n GROUP BY id) AS p WHERE p.a_n > 1"],
    ['SELECT k, v FROM (SELECT id, total FROM orders) UNPIVOT (v FOR k IN (id, total))', 'SELECT k, v FROM (UNPIVOT (SELECT id, total FROM orders) AS derived_1 ON id, total INTO NAME k VALUE v) AS derived_2'],
    ['UNPIVOT (SELECT id, total, status FROM orders) ON COLUMNS(* EXCLUDE (id)) INTO NAME k VALUE v ORDER BY k', 'UNPIVOT (SELECT id, total, status FROM orders) AS derived_1 ON total, status INTO NAME k VALUE v ORDER BY k'],
    ['PIVOT orders ON status USING count(*) GROUP BY customer_id ORDER BY customer_id, open', 'PIVOT (SELECT id, customer_id, created_at, total, status FROM orders) AS orders ON status USING count(*) GROUP BY customer_id ORDER BY customer_id, open'],
    ['SELECT o.id FROM (SELECT id, total FROM orders) o ASOF JOIN (SELECT id, total FROM orders) p USING (id, total)', 'SELECT o.id FROM (SELECT id, total FROM orders) AS o ASOF JOIN (SELECT id, total FROM orders) AS p ON o.id = p.id AND o.total >= p.total'],
    ['SELECT [x.a + 1 FOR x IN [{a: 1}] IF x.a > 0]', "SELECT list_transform(list_filter([{'a': 1}], LAMBDA x: x.a > 0), LAMBDA x: x.a + 1)"],
    ['SELECT list_reduce([1, 2], (a, b) -> a + b), list_transform([[1]], l -> list_filter(l, x -> x = 1))', 'SELECT list_reduce([1, 2], LAMBDA a, b: a + b), list_transform([[1]], LAMBDA l: list_filter(l, LAMBDA x: x = 1))'],
    ['SELECT list_reduce([1, 2], lambda a, b: CASE WHEN a > b THEN a ELSE b END)', 'SELECT list_reduce([1, 2], LAMBDA a, b: CASE WHEN a > b THEN a ELSE b END)'],
    ["SELECT MAP {'a': 1}['a'], {'a': 1}.a, (SELECT {n: count(*)} FROM orders).n", "SELECT map(['a'], [1])['a'], struct_extract({'a': 1}, 'a'), struct_extract((SELECT {'n': count(*)} FROM orders), 'n')"],
    ["SELECT status.upper().left(2), o.status.lower(), list(id).len() FROM orders o GROUP BY ALL", 'SELECT left(upper(status), 2), lower(o.status), len(list(id)) FROM orders AS o GROUP BY ALL'],
    ["SELECT id FROM orders WHERE status IN ['a', 'b'] AND id NOT IN [1]", "SELECT id FROM orders WHERE contains(['a', 'b'], status) AND NOT contains([1], id)"],
    ['SELECT {a: 1}::STRUCT("A b" BIGINT, c MAP(VARCHAR, INTEGER[])), [1]::INTEGER[1]', `SELECT CAST({'a': 1} AS STRUCT("A b" BIGINT, "c" MAP(VARCHAR, INTEGER[]))), CAST([1] AS INTEGER[1])`],
    ["SELECT count(*) FILTER (status = 'a'), 1_000, FROM orders", "SELECT count(*) FILTER (WHERE status = 'a'), 1000 FROM orders"],
    ['SELECT x FROM VALUES (1, 2), (3, 4) t(x, y)', 'SELECT x FROM (VALUES (1, 2), (3, 4)) AS t(x, y)'],
  ])('%s', async (sql, expected) => {
    expect(await printed(sql)).toBe(expected);
  });
});

describe('G-PAR-5: patterns of names that take long to match', () => {
  const name = 'o'.repeat(60);
  it.each([
    `SELECT COLUMNS('((o*)*r*)*x') FROM (SELECT id AS ${name} FROM orders)`,
    `SELECT COLUMNS('(o+)+x') FROM (SELECT id AS ${name} FROM orders)`,
    `SELECT COLUMNS('${'o*'.repeat(20)}x') FROM (SELECT id AS ${name} FROM orders)`,
    `SELECT * LIKE '${'%o'.repeat(20)}x' FROM (SELECT id AS ${name} FROM orders)`,
    "SELECT COLUMNS('(id') FROM orders",
  ])('%s', async (sql) => {
    expect(await codes(sql)).toEqual(['star']);
  });

  it('and names that are long', async () => {
    expect(await codes(`SELECT COLUMNS('o.*o.*o.*x') FROM (SELECT id AS ${'o'.repeat(20_000)} FROM orders)`)).toEqual(['too_complex']);
  });
});

describe('G-LEX-4: numbers that DuckDB reads as a number and an alias', () => {
  it.each(['SELECT 0xFF', 'SELECT 0b11', 'SELECT 0o17', 'SELECT 0xFF + 1 FROM orders'])('%s', async (sql) => {
    expect(await codes(sql)).toEqual(['syntax']);
  });
});

describe('G-ROW-2: PIVOT over filtered rows', () => {
  const policy = { tables: [{ table: 'orders', rows: { column: 'customer_id', operator: '=' as const, value: 7 }, masks: [] }] };
  const filtered = (sql: string) => checkSql(sql, { dialect: 'duckdb', lock, rowLimit: 9, completeTables: ['orders'], policy });

  it('is filtered before it is turned', async () => {
    const result = await filtered("PIVOT (SELECT status, total FROM orders) ON status IN ('a', 'b') USING sum(total)");
    expect(result.ok && [result.checked.text, result.checked.parameters]).toEqual([
      "PIVOT (SELECT status, total FROM (SELECT id, customer_id, created_at, total, status FROM orders WHERE customer_id = $1) AS orders) AS derived_1 ON status IN ('a', 'b') USING sum(total) LIMIT 9",
      [7],
    ]);
  });

  it('has to list its columns, since DuckDB takes no parameter in what it reads them off', async () => {
    expect(await filtered(PIVOT)).toMatchObject({ ok: false, problems: [{ code: 'unsupported' }] });
  });
});

describe('what is refused of lists', () => {
  it.each([
    ['a fold that doubles a text', "SELECT list_reduce(['a', 'b'], (a, b) -> a || a)", 'too_large'],
    ['a fold that repeats a text', "SELECT list_reduce(['a', 'b'], (a, b) -> repeat(a, 9))", 'too_large'],
    ['a fold that replaces by a text', "SELECT list_reduce(['a', 'b'], (a, b) -> replace(b, 'b', a))", 'too_large'],
    ['a fold over another lambda', 'SELECT list_reduce([[1]], (a, b) -> list_transform(b, x -> len(a)))', 'too_large'],
    ['three lambdas within each other', 'SELECT list_transform([1], a -> list_transform([1], b -> list_transform([1], c -> c)))', 'too_complex'],
    ['a series for each element', 'SELECT [range(1000) FOR x IN range(1000)]', 'too_complex'],
    ['a hidden column', 'SELECT [x FOR x IN [secret]] FROM customers', 'unknown_column'],
    ['a hidden column within', 'SELECT list_transform([1], x -> secret) FROM customers', 'unknown_column'],
    ['a hidden column of a row', 'SELECT (c).secret FROM customers c', 'unknown_column'],
    ['a hidden column by a function after it', 'SELECT secret.upper() FROM customers', 'unknown_column'],
    ['a function that is on no list', 'SELECT status.read_text() FROM orders', 'function_not_allowed'],
    ['a function of a schema', "SELECT main.getenv('HOME')", 'unknown_column'],
    ['a type of a field', 'SELECT {a: 1}::STRUCT(a mood)', 'type_not_allowed'],
    ['a function by its name', "SELECT list_aggregate([1], 'sum')", 'function_not_allowed'],
  ])('%s', async (_, sql, code) => {
    expect(await codes(sql)).toContain(code);
  });
});
