import assert from 'node:assert/strict';
import type { QueryResult } from '../contracts/index.ts';
import type { ContractCase } from './contract-case.ts';
import { assertFails, assertLoopTicks, countOrders, type DatabaseHarness, LIMITS, withShop, withTables } from './database/harness.ts';
import { stoppingCases } from './database/stopping-cases.ts';
import { streamCases } from './database/stream-cases.ts';
import { transactionCases } from './database/transaction-cases.ts';
import { trustedSql } from './trusted-sql.ts';

export { type DatabaseHarness, processIsBusy } from './database/harness.ts';

/**
 * What every `Database` promises, as cases for any test runner. A capability that is not
 * declared is tested to be refused with `DATABASE_UNSUPPORTED`.
 *
 * @example
 * ```ts
 * import type { Database } from '@nl2sql/core/contracts';
 * import { type DatabaseHarness, databaseCases } from '@nl2sql/core/testing';
 * import { test } from 'vitest';
 *
 * declare function makeDatabase(statements: readonly string[], options?: { readonly writes?: boolean }): Promise<Database>;
 * declare function listSessions(database: Database): Promise<readonly string[]>;
 * declare function endSessions(database: Database): Promise<void>;
 * const harness: DatabaseHarness = {
 *   create: makeDatabase,
 *   runaway: 'SELECT pg_sleep(600)',
 *   series: (rows) => `SELECT n FROM generate_series(1, ${rows}) AS s (n) ORDER BY n`,
 *   isWorking: async (database) => (await listSessions(database)).includes('active'),
 *   disconnect: endSessions,
 * };
 * for (const { name, run } of databaseCases) test(name, () => run(harness));
 * ```
 */
export const databaseCases: readonly ContractCase<DatabaseHarness>[] = [
  withShop('names itself and its dialect', async (database) => {
    assert.notEqual(database.id, '');
    assert.ok(database.promptNotes.length > 0);
    for (const note of database.promptNotes) assert.notEqual(note.trim(), '');
  }),

  withShop('describes tables, columns and keys', async (database) => {
    const { tables } = await database.introspect();
    const customers = tables.find(({ name }) => name === 'customers');
    const orders = tables.find(({ name }) => name === 'orders');
    assert.deepEqual(tables.map(({ name }) => name).sort(), ['customers', 'orders']);
    assert.deepEqual(customers?.columns.map(({ name, nullable }) => [name, nullable]), [['id', false], ['name', false], ['city', true]]);
    assert.deepEqual(customers?.primaryKey, ['id']);
    assert.deepEqual(customers?.foreignKeys, []);
    assert.deepEqual(orders?.foreignKeys, [{ columns: ['customer_id'], referencedTable: 'customers', referencedColumns: ['id'] }]);
    assert.equal(orders?.kind, 'table');
    for (const column of orders?.columns ?? []) assert.match(column.type, /int/i);
  }),

  withShop('answers with columns, types and rows', async (database) => {
    const result = await database.query(trustedSql('SELECT name, city, id FROM customers ORDER BY id LIMIT 10'), LIMITS);
    const expected: QueryResult = {
      columns: [{ name: 'name', type: 'text' }, { name: 'city', type: 'text' }, { name: 'id', type: 'integer' }],
      rows: [['Anna', 'Paris', 1], ['Bert', 'Paris', 2], ['Çelik', null, 3], ["O'Brien", 'Rome', 4]],
      truncated: false,
    };
    assert.deepEqual(result, expected);
  }),

  withShop('answers with no rows and still names the columns', async (database) => {
    const result = await database.query(trustedSql('SELECT id, name FROM customers WHERE id = 99 LIMIT 10'), LIMITS);
    assert.deepEqual(result.rows, []);
    assert.deepEqual(result.columns.map(({ name }) => name), ['id', 'name']);
    assert.equal(result.truncated, false);
  }),

  withShop('returns at most maxRows and says when there were more', async (database) => {
    const ask = (maxRows: number) => database.query(trustedSql('SELECT id FROM orders ORDER BY id LIMIT 100'), { ...LIMITS, maxRows });
    assert.deepEqual([(await ask(2)).rows, (await ask(2)).truncated], [[[1], [2]], true]);
    assert.deepEqual([(await ask(5)).rows.length, (await ask(5)).truncated], [5, false]);
    assert.deepEqual([(await ask(6)).rows.length, (await ask(6)).truncated], [5, false]);
  }),

  withShop('gives only what JSON can carry', async (database) => {
    const { rows } = await database.query(trustedSql('SELECT count(*) AS n, avg(amount) AS a, min(customer_id) AS c FROM orders LIMIT 1'), LIMITS);
    assert.deepEqual(JSON.parse(JSON.stringify(rows)), rows);
  }),

  withShop('writes nothing', async (database) => {
    const writes = [
      'INSERT INTO orders (id, customer_id, amount) VALUES (6, 1, 1)',
      'UPDATE orders SET amount = 0',
      'DELETE FROM orders',
      'CREATE TABLE more (id INTEGER)',
      'DROP TABLE orders',
      'ALTER TABLE orders ADD COLUMN more INTEGER',
      'SELECT id FROM orders LIMIT 1; DELETE FROM orders',
      'COMMIT; DELETE FROM orders',
    ];
    for (const write of writes) {
      await assertFails(database.query(trustedSql(write), LIMITS));
      if (database.capabilities.explain) await assertFails(database.explain(trustedSql(write)));
    }
    assert.deepEqual(await database.query(trustedSql('SELECT count(*) AS n, sum(amount) AS s FROM orders LIMIT 1'), LIMITS).then(({ rows }) => rows.map((row) => row.map(Number))), [[5, 150]]);
    assert.equal((await database.introspect()).tables.length, 2);
  }),

  withShop('says what is wrong with a statement, and serves the next', async (database) => {
    await assertFails(database.query(trustedSql('SELECT nope FROM orders LIMIT 1'), LIMITS), 'DATABASE_QUERY_FAILED');
    await assertFails(database.query(trustedSql('SELECT FROM WHERE'), LIMITS), 'DATABASE_QUERY_FAILED');
    assert.equal(await countOrders(database), 5);
  }),

  withShop('compiles a statement without running it, or refuses to', async (database, { runaway }) => {
    if (!database.capabilities.explain) return assertFails(database.explain(trustedSql('SELECT id FROM orders LIMIT 1')), 'DATABASE_UNSUPPORTED');
    await database.explain(trustedSql('SELECT id FROM orders LIMIT 1'));
    await assertLoopTicks(database.explain(trustedSql(runaway)));
    await assertFails(database.explain(trustedSql('SELECT nope FROM orders LIMIT 1')), 'DATABASE_QUERY_FAILED');
  }),

  withShop('lists distinct values and says whether they are all', async (database) => {
    const [city, name] = await database.sampleValues('customers', ['city', 'name'], { limit: 2 });
    assert.deepEqual([city?.column, [...(city?.values ?? [])].sort(), city?.coverage], ['city', ['Paris', 'Rome'], 'complete']);
    assert.deepEqual([name?.column, name?.values.length, name?.coverage], ['name', 2, 'sample']);
    const [amount] = await database.sampleValues('orders', ['amount'], { limit: 50 });
    assert.deepEqual([[...(amount?.values ?? [])].sort(), amount?.coverage], [['10', '20', '30', '40', '50'], 'complete']);
    assert.deepEqual(await database.sampleValues('orders', [], { limit: 5 }), []);
    await assertFails(database.sampleValues('nobody', ['id'], { limit: 5 }), 'DATABASE_QUERY_FAILED');
  }),

  withTables(
    'tells the first and the last day of columns that hold days',
    [
      'CREATE TABLE visits (id INTEGER PRIMARY KEY, day DATE, seen TIMESTAMP NULL, never DATE)',
      "INSERT INTO visits (id, day, seen) VALUES (1, '2019-01-02', '2024-06-30 23:59:59'), (2, '2023-12-31', '2024-02-29 00:00:00'), (3, NULL, '2024-03-01 12:00:00'), (4, '2020-05-05', NULL)",
    ],
    async (database) => {
      const found = await database.sampleValues('visits', ['day', 'id', 'seen', 'never'], { limit: 1 });
      assert.deepEqual(found.map(({ column, days }) => [column, days]), [
        ['day', { from: '2019-01-02', to: '2023-12-31', coverage: 'complete' }],
        ['id', undefined],
        ['seen', { from: '2024-02-29', to: '2024-06-30', coverage: 'complete' }],
        ['never', undefined],
      ]);
    },
  ),

  withTables(
    'keeps whole numbers of 64 bits and days as they are stored',
    ['CREATE TABLE kinds (id INTEGER PRIMARY KEY, big BIGINT, day DATE)', "INSERT INTO kinds (id, big, day) VALUES (1, 9007199254740993, '2024-02-29'), (2, -9223372036854775808, '1000-01-01'), (3, 7, NULL)"],
    async (database) => {
      const { columns, rows } = await database.query(trustedSql('SELECT big, day FROM kinds ORDER BY id LIMIT 10'), LIMITS);
      assert.deepEqual(columns, [{ name: 'big', type: 'integer' }, { name: 'day', type: 'date' }]);
      // As text where a number of JSON would not be exact.
      assert.deepEqual(rows, [['9007199254740993', '2024-02-29'], ['-9223372036854775808', '1000-01-01'], [7, null]]);
    },
  ),

  withShop('refuses calls after it was closed', async (database) => {
    await database.close();
    await database.close();
    await assertFails(countOrders(database), 'DATABASE_UNAVAILABLE');
    await assertFails(database.introspect(), 'DATABASE_UNAVAILABLE');
    await assertFails(database.explain(trustedSql('SELECT id FROM orders LIMIT 1')), ...(database.capabilities.explain ? (['DATABASE_UNAVAILABLE'] as const) : (['DATABASE_UNSUPPORTED', 'DATABASE_UNAVAILABLE'] as const)));
  }),

  ...stoppingCases,
  ...streamCases,
  ...transactionCases,
];
