import { describe, expect, it } from 'vitest';
import type { Dialect } from '../contracts/index.ts';
import type { Lock } from '../protocol/index.ts';
import { checkSql, explainTree, filtersOf, usesAggregateOverJoin, type Query } from './index.ts';

const lock: Lock = {
  tables: [
    { table: 'orders', columns: ['id', 'customer_id', 'placed', 'amount', 'status'] },
    { table: 'customers', columns: ['id', 'name', 'country'] },
  ],
  joins: [],
  values: [],
};

async function treeOf(sql: string): Promise<Query> {
  const result = await checkSql(sql, { dialect: 'sqlite', lock, rowLimit: 1001 });
  if (!result.ok) throw new Error(result.problems.map((found) => found.message).join(' '));
  return result.tree;
}

const explain = async (sql: string) => explainTree(await treeOf(sql), { rowLimit: 1001 });

describe('explainTree', () => {
  it.each([
    ["SELECT count(*) FROM orders WHERE status = 'paid'", "Counts the rows of orders where status is 'paid'."],
    ['SELECT name FROM customers ORDER BY name LIMIT 5', 'Shows name from customers, sorted by name, lowest first, at most 5 rows.'],
    ['SELECT status, sum(amount) AS total FROM orders GROUP BY status ORDER BY total DESC', 'Shows the sum of amount from orders, for each status, sorted by total, highest first.'],
    ["SELECT strftime('%Y', placed) y, avg(amount) FROM orders GROUP BY y", 'Shows the average of amount from orders, for each year of placed.'],
    ['SELECT DISTINCT country FROM customers WHERE name IS NOT NULL', 'Shows the different country from customers where name is known.'],
    ["SELECT c.name FROM customers c JOIN orders o ON o.customer_id = c.id WHERE o.status IN ('a', 'b')", "Shows customers.name from customers and orders where orders.status is one of 'a' or 'b'."],
    ['SELECT id FROM orders WHERE amount > (SELECT avg(amount) FROM orders)', 'Shows id from orders where amount is more than the average of amount in orders.'],
    ["SELECT name FROM customers WHERE name LIKE 'A%' OR name NOT LIKE '%b%'", "Shows name from customers where name starts with 'A' or name does not contain 'b'."],
    ["SELECT sum(CASE WHEN status = 'paid' THEN 1 ELSE 0 END) FROM orders", "Shows the number of rows where status is 'paid' from orders."],
  ])('%s', async (sql, summary) => {
    expect((await explain(sql)).summary).toBe(summary);
  });

  it('tells the steps in the order in which they happen', async () => {
    const { steps, tables, columns } = await explain(
      "SELECT c.country, count(*) AS n FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.placed >= '2024-01-01' GROUP BY c.country HAVING count(*) > 2 ORDER BY n DESC LIMIT 3",
    );
    expect(steps).toEqual([
      { kind: 'source', text: 'Reads customers' },
      { kind: 'join', text: 'Adds orders where orders.customer_id is customers.id, and keeps rows without a match' },
      { kind: 'filter', text: "Keeps rows where orders.placed is at least '2024-01-01'" },
      { kind: 'group', text: 'One row for each customers.country' },
      { kind: 'compute', text: 'Computes the number of rows as “n”' },
      { kind: 'filter', text: 'Keeps groups where the number of rows is more than 2' },
      { kind: 'order', text: 'Sorted by n, highest first' },
      { kind: 'limit', text: 'At most 3 rows' },
    ]);
    expect(tables).toEqual(['customers', 'orders']);
    expect(columns).toContain('customers.country');
  });

  it('explains the parts of WITH and of set operations', async () => {
    const withSteps = (await explain('WITH big AS (SELECT id FROM orders WHERE amount > 9) SELECT count(*) FROM big')).steps;
    expect(withSteps[0]).toEqual({ kind: 'source', text: 'Prepares “big”: shows id from orders where amount is more than 9.' });
    const union = await explain('SELECT id FROM orders UNION SELECT id FROM customers');
    expect(union.steps.map((step) => step.kind)).toEqual(['combine', 'combine', 'combine']);
  });

  it('does not mention the limit that the host set', async () => {
    const limited = explainTree(await treeOf('SELECT id FROM orders'));
    expect(limited.steps.at(-1)).toEqual({ kind: 'limit', text: 'At most 1001 rows' });
    expect((await explain('SELECT id FROM orders')).steps.map((step) => step.kind)).toEqual(['source']);
  });
});

describe('filtersOf', () => {
  it('lists the comparisons with literals that every row passes', async () => {
    const filters = filtersOf(
      await treeOf("SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id AND c.country = 'FR' WHERE o.status LIKE 'p%' AND 5 < o.amount AND o.id IN (1, 2) AND o.amount BETWEEN -1 AND 9 AND (o.id = 1 OR o.id = 2)"),
    );
    expect(filters).toEqual([
      { table: 'orders', column: 'status', operator: 'like', values: ['p%'], value: 'p%' },
      { table: 'orders', column: 'amount', operator: '>', values: ['5'], value: '5' },
      { table: 'orders', column: 'id', operator: 'in', values: ['1', '2'], value: '1, 2' },
      { table: 'orders', column: 'amount', operator: 'between', values: ['-1', '9'], value: '-1, 9' },
      { table: 'customers', column: 'country', operator: '=', values: ['FR'], value: 'FR' },
    ]);
  });

  it('follows CTEs and derived tables, and leaves out OR, NOT, outer joins and subqueries', async () => {
    const inner = filtersOf(await treeOf("WITH t AS (SELECT id, status AS s FROM orders WHERE amount = 5) SELECT id FROM (SELECT id, s FROM t) d WHERE d.s = 'x'"));
    expect(inner.map(({ table, column, value }) => `${table}.${column} ${value}`)).toEqual(['orders.status x', 'orders.amount 5']);
    expect(filtersOf(await treeOf("SELECT id FROM orders WHERE NOT (status = 'x') AND id IN (SELECT id FROM customers WHERE name = 'y')"))).toEqual([]);
    expect(filtersOf(await treeOf("SELECT o.id FROM orders o LEFT JOIN customers c ON c.id = o.customer_id AND c.name = 'y'"))).toEqual([]);
  });
});

describe('usesAggregateOverJoin', () => {
  it('names the aggregates, the joined tables and the compared columns', async () => {
    expect(usesAggregateOverJoin(await treeOf('SELECT c.country, sum(o.amount), count(DISTINCT c.id) FROM customers c JOIN orders o ON o.customer_id = c.id GROUP BY c.country'))).toEqual([
      {
        aggregates: [
          { function: 'sum', distinct: false, argument: { table: 'orders', column: 'amount' } },
          { function: 'count', distinct: true, argument: { table: 'customers', column: 'id' } },
        ],
        tables: ['customers', 'orders'],
        joins: [{ left: { table: 'orders', column: 'customer_id' }, right: { table: 'customers', column: 'id' } }],
      },
    ]);
  });

  it('finds nothing without a join or without an aggregate', async () => {
    expect(usesAggregateOverJoin(await treeOf('SELECT sum(amount) FROM orders'))).toEqual([]);
    expect(usesAggregateOverJoin(await treeOf('SELECT c.name FROM customers c JOIN orders o ON o.customer_id = c.id'))).toEqual([]);
  });
});

describe('a period to group by', () => {
  it.each<[Dialect, string, string]>([
    ['sqlite', "strftime('%Y-%m', placed)", 'month'],
    ['sqlite', "strftime('%Y', placed) || '-Q' || ((CAST(strftime('%m', placed) AS INTEGER) + 2) / 3)", 'quarter'],
    ['sqlite', "date(placed, '-6 days', 'weekday 1')", 'week'],
    ['postgres', "to_char(placed, 'YYYY-MM')", 'month'],
    ['postgres', `to_char(placed, 'YYYY-"Q"Q')`, 'quarter'],
    ['postgres', "to_char(date_trunc('week', placed), 'YYYY-MM-DD')", 'week'],
    ['mysql', "date_format(placed, '%Y-%m')", 'month'],
    ['mysql', "concat(year(placed), '-Q', quarter(placed))", 'quarter'],
    ['mysql', "date_format(subdate(placed, weekday(placed)), '%Y-%m-%d')", 'week'],
    ['duckdb', "strftime(placed, '%Y-%m')", 'month'],
    ['duckdb', "strftime(placed, '%Y') || '-Q' || quarter(placed)", 'quarter'],
    ['duckdb', "strftime(date_trunc('week', placed), '%Y-%m-%d')", 'week'],
  ])('of %s: %s', async (dialect, period, unit) => {
    const result = await checkSql(`SELECT ${period}, count(*) FROM orders GROUP BY ${period}`, { dialect, lock, rowLimit: 1001 });
    if (!result.ok) throw new Error(result.problems.map((found) => found.message).join(' '));
    expect(explainTree(result.tree, { rowLimit: 1001 }).summary).toBe(`Shows the number of rows from orders, for each ${unit} of placed.`);
  });

  it('is told apart from other texts that are put together', async () => {
    expect((await explain("SELECT status || '-Q' || id FROM orders")).summary).toBe("Shows status followed by '-Q' followed by id from orders.");
    expect((await explain("SELECT strftime('%Y', placed) || '-' || id FROM orders")).summary).toContain("the year of placed followed by '-' followed by id");
  });
});
