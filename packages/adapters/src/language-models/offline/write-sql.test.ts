import type { TaskTable } from '@nl2sql/core/contracts';
import { expect, test } from 'vitest';
import { generateSql } from './generate-sql.ts';
import { sqlTask } from './schemas.fixture.ts';

const ODD: readonly TaskTable[] = [
  {
    name: 'sales.Order',
    kind: 'table',
    columns: [
      { name: 'Id', type: 'int', primaryKey: true, nullable: false },
      { name: 'Unit Price', type: 'numeric', primaryKey: false, nullable: false },
      { name: 'customer', type: 'text', primaryKey: false, nullable: true },
    ],
  },
];

const sqlOf = (question: string, dialect: 'sqlite' | 'postgres' | 'mysql' | 'duckdb', rowLimit = 50): string => {
  const reply = generateSql(sqlTask(question, { dialect, rowLimit, schema: { tables: ODD, joins: [], values: [] } }));
  return reply.kind === 'sql' ? reply.sql : reply.reason;
};

test.each([
  ['sqlite', 'SELECT AVG(sales."Order"."Unit Price") AS average_unit_price FROM sales."Order" LIMIT 50'],
  ['duckdb', 'SELECT AVG(sales."Order"."Unit Price") AS average_unit_price FROM sales."Order" LIMIT 50'],
  ['postgres', 'SELECT AVG(sales."Order"."Unit Price") AS average_unit_price FROM sales."Order" LIMIT 50'],
  ['mysql', 'SELECT AVG(sales.`Order`.`Unit Price`) AS average_unit_price FROM sales.`Order` LIMIT 50'],
] as const)('quotes names as %s wants them', (dialect, sql) => {
  expect(sqlOf('What is the average unit price of the orders?', dialect)).toBe(sql);
});

test('quotes a literal so that it stays one', () => {
  expect(sqlOf(`Show the unit price of orders whose customer is "O'Hara'; --"`, 'sqlite')).toContain(
    `= 'O''Hara''; --'`,
  );
  expect(sqlOf('Show the unit price of orders whose customer is "a\\b"', 'mysql')).toContain(`= 'a\\\\b'`);
});

test('takes the n of the question, and never more than the row limit', () => {
  expect(sqlOf('Show the 3 orders with the highest unit price.', 'sqlite')).toMatch(/LIMIT 3$/);
  expect(sqlOf('Show the 30 orders with the highest unit price.', 'sqlite', 10)).toMatch(/LIMIT 10$/);
});
