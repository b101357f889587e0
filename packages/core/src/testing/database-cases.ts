import assert from 'node:assert/strict';
import type { Database, QueryResult } from '../contracts/index.ts';
import { type ErrorCode, isNl2SqlError } from '../errors/index.ts';
import type { ContractCase } from './contract-case.ts';
import { trustedSql } from './trusted-sql.ts';

/** How the cases get at the database under test. */
export interface DatabaseHarness {
  /** A new database in which the statements were run, each on its own. The case closes it. */
  create(statements: readonly string[]): Promise<Database>;
  /** A SELECT with one row that takes far longer than a test waits, without reading a table. */
  readonly runaway: string;
}

/** Written so that every dialect understands it. */
const SHOP = [
  'CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL, city VARCHAR(40))',
  'CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, amount INTEGER NOT NULL, FOREIGN KEY (customer_id) REFERENCES customers (id))',
  "INSERT INTO customers (id, name, city) VALUES (1, 'Anna', 'Paris'), (2, 'Bert', 'Paris'), (3, 'Çelik', NULL), (4, 'O''Brien', 'Rome')",
  'INSERT INTO orders (id, customer_id, amount) VALUES (1, 1, 10), (2, 1, 20), (3, 2, 30), (4, 4, 40), (5, 4, 50)',
];

const LIMITS = { timeoutMs: 10_000, maxRows: 100 };

async function assertFails(work: Promise<unknown>, ...codes: readonly ErrorCode[]): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(isNl2SqlError(error), `expected an error of this library, got ${String(error)}`);
    assert.ok(codes.length === 0 ? error.code.startsWith('DATABASE_') : codes.includes(error.code), `expected ${codes.join(' or ') || 'a DATABASE_ code'}, got ${error.code}: ${error.message}`);
    return true;
  });
}

async function countOrders(database: Database): Promise<unknown> {
  const { rows } = await database.query(trustedSql('SELECT count(*) AS n FROM orders LIMIT 1'), LIMITS);
  return rows[0]?.[0];
}

/** Runs the work and fails when the event loop stood still for long in the meantime. */
async function assertLoopTicks<T>(work: Promise<T>): Promise<T> {
  let last = performance.now();
  let longest = 0;
  const tick = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  try {
    return await work;
  } finally {
    clearInterval(tick);
    longest = Math.max(longest, performance.now() - last);
    assert.ok(longest < 500, `the event loop stood still for ${Math.round(longest)} ms`);
  }
}

function withShop(name: string, test: (database: Database, harness: DatabaseHarness) => Promise<void>): ContractCase<DatabaseHarness> {
  return {
    name,
    async run(harness) {
      const database = await harness.create(SHOP);
      try {
        await test(database, harness);
      } finally {
        await database.close();
      }
    },
  };
}

/**
 * What every {@link Database} promises, as cases for any test runner. A capability that is not
 * declared is tested to be refused.
 *
 * @example
 * ```ts
 * import type { Database } from '@nl2sql/core/contracts';
 * import { databaseCases } from '@nl2sql/core/testing';
 * import { test } from 'vitest';
 *
 * declare function makeDatabase(statements: readonly string[]): Promise<Database>;
 * const harness = { create: makeDatabase, runaway: 'SELECT pg_sleep(600)' };
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
    if (!database.capabilities.explain) return assertFails(database.explain(trustedSql('SELECT id FROM orders LIMIT 1')));
    await database.explain(trustedSql('SELECT id FROM orders LIMIT 1'));
    await assertLoopTicks(database.explain(trustedSql(runaway)));
    await assertFails(database.explain(trustedSql('SELECT nope FROM orders LIMIT 1')), 'DATABASE_QUERY_FAILED');
  }),

  withShop('stops a statement at its time limit, and serves the next', async (database, { runaway }) => {
    const start = performance.now();
    await assertLoopTicks(assertFails(database.query(trustedSql(runaway), { timeoutMs: 1_000, maxRows: 10 }), 'DATABASE_TIMEOUT'));
    assert.ok(performance.now() - start < 4_000, 'the time limit came late');
    assert.equal(await countOrders(database), 5);
  }),

  withShop('stops a statement when its signal is aborted, and serves the next', async (database, { runaway }) => {
    if (!database.capabilities.cancel) return;
    const controller = new AbortController();
    const stopped = assertLoopTicks(assertFails(database.query(trustedSql(runaway), { timeoutMs: 60_000, maxRows: 10, signal: controller.signal }), 'CANCELLED'));
    setTimeout(() => controller.abort(), 800);
    const start = performance.now();
    await stopped;
    assert.ok(performance.now() - start < 3_000, 'the cancellation came late');
    assert.equal(await countOrders(database), 5);
  }),

  withShop('does not start when the signal is aborted already', async (database) => {
    const signal = AbortSignal.abort();
    await assertFails(database.query(trustedSql('SELECT id FROM orders LIMIT 1'), { ...LIMITS, signal }), 'CANCELLED');
    await assertFails(database.introspect({ signal }), 'CANCELLED');
    await assertFails(database.sampleValues('customers', ['city'], { limit: 5, signal }), 'CANCELLED');
    assert.equal(await countOrders(database), 5);
  }),

  withShop('serves many calls at once, and cancels those that wait', async (database, { runaway }) => {
    const counts = await Promise.all(Array.from({ length: 20 }, () => countOrders(database)));
    assert.deepEqual(new Set(counts), new Set([5]));
    if (!database.capabilities.cancel) return;
    const controller = new AbortController();
    const slow = Array.from({ length: 8 }, () => assertFails(database.query(trustedSql(runaway), { timeoutMs: 60_000, maxRows: 1, signal: controller.signal }), 'CANCELLED'));
    setTimeout(() => controller.abort(), 50);
    await Promise.all(slow);
    assert.equal(await countOrders(database), 5);
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

  {
    name: 'tells the first and the last day of columns that hold days',
    async run({ create }) {
      const database = await create([
        'CREATE TABLE visits (id INTEGER PRIMARY KEY, day DATE, at TIMESTAMP NULL, never DATE)',
        "INSERT INTO visits (id, day, at) VALUES (1, '2019-01-02', '2024-06-30 23:59:59'), (2, '2023-12-31', '2024-02-29 00:00:00'), (3, NULL, '2024-03-01 12:00:00'), (4, '2020-05-05', NULL)",
      ]);
      try {
        const found = await database.sampleValues('visits', ['day', 'id', 'at', 'never'], { limit: 1 });
        assert.deepEqual(found.map(({ column, days }) => [column, days]), [
          ['day', { from: '2019-01-02', to: '2023-12-31', coverage: 'complete' }],
          ['id', undefined],
          ['at', { from: '2024-02-29', to: '2024-06-30', coverage: 'complete' }],
          ['never', undefined],
        ]);
      } finally {
        await database.close();
      }
    },
  },

  withShop('refuses calls after it was closed', async (database) => {
    await database.close();
    await database.close();
    await assertFails(countOrders(database), 'DATABASE_UNAVAILABLE');
    await assertFails(database.introspect(), 'DATABASE_UNAVAILABLE');
  }),
];
