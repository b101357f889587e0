import { describe, expect, it } from 'vitest';
import type { Dialect, StatementPolicy } from '../contracts/index.ts';
import { checkSql } from './check-sql.ts';

const LOCK = { tables: [{ table: 'orders', columns: ['id', 'total', 'status', 'placed'] }, { table: 'customers', columns: ['id', 'name'] }], joins: [], values: [] };
const POLICY: StatementPolicy = { tables: [{ table: 'orders', rows: { column: 'tenant', operator: '=', value: 7 }, masks: [] }] };

/** Whether the rows are filtered before anything else is tried on them. */
async function isFenced(sql: string, dialect: Dialect = 'postgres'): Promise<boolean> {
  const result = await checkSql(sql, { dialect, lock: LOCK, rowLimit: 100, policy: POLICY });
  if (!result.ok) throw new Error(`${sql}: ${JSON.stringify(result.problems)}`);
  expect(result.checked.text).toMatch(/tenant = (?:\?|\$1)/);
  return /tenant = (?:\?|\$1) LIMIT \d+\)/.test(result.checked.text);
}

describe('ERR-1: rows are filtered first where', () => {
  it.each([
    'SELECT id FROM orders WHERE 1 / total > 0',
    'SELECT id FROM orders WHERE CAST(status AS integer) = 1',
    'SELECT id FROM orders WHERE total + 1 > 2',
    "SELECT id FROM orders WHERE status LIKE status || '%'",
    'SELECT id FROM orders WHERE status LIKE status',
    "SELECT id FROM orders WHERE CASE WHEN status = 'paid' THEN 1 / total ELSE 0 END = 0",
    'SELECT c.name FROM customers c JOIN orders o ON o.id = c.id AND 1 / o.total > 0',
    'SELECT t.x FROM (SELECT 1 / total AS x FROM orders) AS t WHERE t.x > 0',
    'WITH t AS (SELECT 1 / total AS x FROM orders) SELECT x FROM t WHERE x > 0',
    'SELECT id FROM orders o WHERE id = (SELECT c.id FROM customers c WHERE c.id = o.id)',
    'SELECT id FROM orders GROUP BY id HAVING 1 / id > 0',
    'SELECT id FROM orders WHERE power(total, 900) > 1',
    'SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM customers c WHERE 1 / orders.total = c.id)',
  ])('a condition may fail: %s', async (sql) => {
    expect(await isFenced(sql)).toBe(true);
  });

  it.each([
    'SELECT id, total * 2 AS twice, 1 / total AS part FROM orders',
    "SELECT id FROM orders WHERE status = 'paid' AND total BETWEEN 1 AND 9 OR placed IS NULL",
    "SELECT lower(status) AS s, sum(total) / count(*) AS mean FROM orders WHERE lower(status) LIKE 'p%' GROUP BY lower(status) HAVING count(*) > 1",
    'SELECT c.name FROM customers c LEFT JOIN orders o ON o.id = c.id WHERE o.id IS NULL',
    'SELECT id FROM orders WHERE total > (SELECT avg(total) FROM orders)',
    'SELECT id FROM orders WHERE id IN (SELECT id FROM customers) ORDER BY total / 2 LIMIT 3',
  ])('and not where none can: %s', async (sql) => {
    expect(await isFenced(sql)).toBe(false);
  });

  it('in every dialect', async () => {
    for (const dialect of ['sqlite', 'postgres', 'mysql', 'duckdb'] as const) expect(await isFenced('SELECT id FROM orders WHERE abs(total) = 1', dialect), dialect).toBe(true);
  });
});
