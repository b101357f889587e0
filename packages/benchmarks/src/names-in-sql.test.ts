import { describe, expect, it } from 'vitest';
import { lockViolations, tablesRead } from './names-in-sql.ts';

const shape = new Map([
  ['Customers', ['id', 'name', 'city']],
  ['orders', ['id', 'customer_id', 'total']],
  ['order lines', ['order_id', 'price']],
  ['cities', ['name']],
]);

describe('tablesRead', () => {
  it.each([
    ['SELECT 1', []],
    ['SELECT name FROM customers', ['Customers']],
    ['SELECT count(*) FROM Customers c, orders AS o WHERE o.customer_id = c.id', ['Customers', 'orders']],
    ['SELECT price FROM main."order lines" JOIN orders ON orders.id = order_id', ['order lines', 'orders']],
    ['SELECT name FROM customers WHERE id IN (SELECT customer_id FROM orders)', ['Customers', 'orders']],
    ['SELECT name FROM customers EXCEPT SELECT name FROM cities', ['Customers', 'cities']],
    ['WITH cities AS (SELECT city FROM customers) SELECT city FROM cities', ['Customers']],
    ["SELECT 'FROM orders' FROM cities -- FROM orders", ['cities']],
  ])('%s', (sql, tables) => {
    expect(tablesRead(sql, shape)?.sort()).toEqual(tables.sort());
  });

  it('knows nothing of a statement that does not compile', () => {
    expect(tablesRead('SELECT name FROM people', shape)).toBeNull();
    expect(tablesRead('SELECT surname FROM customers', shape)).toBeNull();
    expect(tablesRead('SELEC', shape)).toBeNull();
  });
});

describe('lockViolations', () => {
  const lock = {
    tables: [
      { table: 'Customers', columns: ['id', 'name'] },
      { table: 'orders', columns: ['customer_id'] },
    ],
    joins: [],
    values: [],
  };
  const proof = (tables: string[], columns: { table: string; column: string }[]) => ({
    decision: 'accepted' as const,
    rule: 'locked_read' as const,
    dialect: 'sqlite',
    allowed: lock.tables,
    used: { tables, columns, functions: [], joins: [], scopes: [] },
    added: [],
    parsers: [],
  });
  const check = (sql: string, used = proof([], [])): string[] => lockViolations({ sql, lock, proof: used });

  it('passes a statement that keeps to its lock', () => {
    expect(check("SELECT name FROM customers WHERE name = 'rowid' -- sqlite_schema")).toEqual([]);
    const used = proof(['customers', 'orders'], [{ table: 'orders', column: 'Customer_Id' }]);
    expect(check('SELECT c.NAME, count(*) AS total FROM customers c JOIN "orders" o ON o.customer_id = c.id GROUP BY 1', used)).toEqual([]);
  });

  it.each([
    'SELECT name FROM cities',
    'SELECT city FROM customers',
    'SELECT "city" FROM customers',
    'SELECT name FROM customers WHERE EXISTS (SELECT 1 FROM "order lines")',
    'SELECT name FROM customers WHERE id IN (SELECT id FROM orders GROUP BY total)',
    'SELECT o.id FROM orders o',
    'SELECT name FROM sqlite_temp_schema',
    "SELECT name FROM pragma_table_info('cities')",
    'SELECT rowid FROM customers',
    'not a statement',
  ])('reports %s', (sql) => {
    expect(check(sql)).toHaveLength(1);
  });

  it('reports what the proof lists', () => {
    const used = proof(['cities'], [{ table: 'customers', column: 'city' }]);
    expect(check('SELECT name FROM customers', used)).toEqual([
      'The proof lists the table cities, which is not locked.',
      'The proof lists the column customers.city, which is not locked.',
    ]);
  });
});
