import assert from 'node:assert/strict';
import type { Database, WriteTransaction } from '../../contracts/index.ts';
import type { ContractCase } from '../contract-case.ts';
import { trustedSql, trustedWrite } from '../trusted-sql.ts';
import { assertFails, assertSoon, countOrders, type DatabaseHarness, LIMITS, withShop } from './harness.ts';

const INSERT = 'INSERT INTO orders (id, customer_id, amount) VALUES (6, 1, 60), (7, 2, 70)';
const TIME = { timeoutMs: 10_000 };

const ordersIn = async (transaction: WriteTransaction): Promise<number> =>
  Number((await transaction.query(trustedSql('SELECT count(*) AS n FROM orders LIMIT 1'), { maxRows: 1 })).rows[0]?.[0]);

/** A case for databases that can be written to; the others have to refuse. */
function writing(name: string, test: (database: Database, harness: DatabaseHarness) => Promise<void>): ContractCase<DatabaseHarness> {
  return withShop(
    name,
    async (database, harness) => {
      if (database.capabilities.write) return test(database, harness);
      await assertFails(database.transaction((transaction) => transaction.execute(trustedWrite(INSERT)), TIME), 'DATABASE_UNSUPPORTED');
    },
    { writes: true },
  );
}

export const transactionCases: readonly ContractCase<DatabaseHarness>[] = [
  withShop('writes only where the host has asked for it', async (database) => {
    assert.equal(database.capabilities.write, false);
    let began = false;
    const write = database.transaction(async (transaction) => {
      began = true;
      await transaction.execute(trustedWrite(INSERT));
    }, TIME);
    await assertFails(write, 'DATABASE_UNSUPPORTED');
    assert.deepEqual([began, await countOrders(database)], [false, 5]);
  }),

  writing('writes in a transaction, and says how many rows it touched', async (database) => {
    const counts = await database.transaction(async (transaction) => {
      const inserted = await transaction.execute(trustedWrite(INSERT));
      const updated = await transaction.execute(trustedWrite('UPDATE orders SET amount = amount + 1 WHERE customer_id = 1'));
      const deleted = await transaction.execute(trustedWrite('DELETE FROM orders WHERE id = 5'));
      const none = await transaction.execute(trustedWrite('DELETE FROM orders WHERE id = 99'));
      return [inserted, updated, deleted, none].map(({ affectedRows }) => affectedRows);
    }, TIME);
    assert.deepEqual(counts, [2, 3, 1, 0]);
    const { rows } = await database.query(trustedSql('SELECT id, amount FROM orders ORDER BY id LIMIT 10'), LIMITS);
    assert.deepEqual(rows, [[1, 11], [2, 21], [3, 30], [4, 40], [6, 61], [7, 70]]);
  }),

  writing('counts rows that an update leaves as they were', async (database) => {
    const { affectedRows } = await database.transaction((transaction) => transaction.execute(trustedWrite('UPDATE orders SET amount = amount WHERE customer_id = 1')), TIME);
    assert.equal(affectedRows, 2);
  }),

  writing('reads its own changes, which nobody else sees before they are committed', async (database, { oneSession = false }) => {
    await database.transaction(async (transaction) => {
      await transaction.execute(trustedWrite(INSERT));
      assert.equal(await ordersIn(transaction), 7);
      if (oneSession) await assertFails(countOrders(database), 'DATABASE_BUSY');
      else assert.equal(await countOrders(database), 5);
    }, TIME);
    assert.equal(await countOrders(database), 7);
  }),

  writing('undoes everything when the work fails, and fails with what it failed with', async (database) => {
    const changedMind = new Error('changed its mind');
    const write = database.transaction(async (transaction) => {
      await transaction.execute(trustedWrite(INSERT));
      throw changedMind;
    }, TIME);
    await assert.rejects(write, (error) => error === changedMind);
    const refused = database.transaction(async (transaction) => {
      await transaction.execute(trustedWrite(INSERT));
      await transaction.execute(trustedWrite('INSERT INTO orders (id, customer_id, amount) VALUES (1, 1, 1)'));
    }, TIME);
    await assertFails(refused, 'DATABASE_QUERY_FAILED');
    assert.equal(await countOrders(database), 5);
  }),

  writing('undoes everything after a dry run', async (database) => {
    const seen = await database.transaction(
      async (transaction) => {
        await transaction.execute(trustedWrite(INSERT));
        return ordersIn(transaction);
      },
      { ...TIME, end: 'rollback' },
    );
    assert.deepEqual([seen, await countOrders(database)], [7, 5]);
  }),

  writing('executes one INSERT, UPDATE or DELETE and nothing else', async (database) => {
    const others = [
      'DROP TABLE orders',
      'CREATE TABLE more (id INTEGER)',
      'ALTER TABLE orders ADD COLUMN more INTEGER',
      'COMMIT',
      'ROLLBACK',
      'BEGIN',
      'SELECT id FROM orders LIMIT 1',
      'DELETE FROM orders; DELETE FROM customers',
      'UPDATE nowhere SET amount = 1',
    ];
    for (const other of others) {
      const write = database.transaction(async (transaction) => {
        await transaction.execute(trustedWrite('DELETE FROM orders WHERE id = 1'));
        await transaction.execute(trustedWrite(other));
      }, TIME);
      await assertFails(write, 'DATABASE_QUERY_FAILED');
      assert.equal(await countOrders(database), 5, `something was left of a transaction with ${other}`);
    }
    assert.deepEqual((await database.introspect()).tables.map(({ name, columns }) => [name, columns.length]).sort(), [['customers', 3], ['orders', 3]]);
  }),

  writing('reads only by query, in a transaction too', async (database) => {
    for (const text of ['DELETE FROM orders', 'DROP TABLE orders', 'COMMIT']) {
      await assertFails(database.transaction((transaction) => transaction.query(trustedSql(text), { maxRows: 1 }), TIME));
      assert.equal(await countOrders(database), 5);
    }
  }),

  writing('writes values of parameters as they are', async (database) => {
    const name = "x'); DROP TABLE orders; --";
    const sql = { sqlite: '?', mysql: '?', postgres: '$1', duckdb: '$1' }[database.dialect];
    await database.transaction((transaction) => transaction.execute(trustedWrite(`UPDATE customers SET name = ${sql} WHERE id = 1`, [name])), TIME);
    const { rows } = await database.query(trustedSql('SELECT name FROM customers WHERE id = 1 LIMIT 1'), LIMITS);
    assert.deepEqual([rows, await countOrders(database)], [[[name]], 5]);
  }),

  writing('stops and undoes a transaction at its time limit', async (database, { runaway, isWorking }) => {
    const write = database.transaction(
      async (transaction) => {
        await transaction.execute(trustedWrite(INSERT));
        await transaction.query(trustedSql(runaway), { maxRows: 1 });
      },
      { timeoutMs: 1_000 },
    );
    await assertFails(write, 'DATABASE_TIMEOUT');
    await assertSoon(async () => !(await isWorking(database)), 5_000, 'the engine went on with the statement');
    assert.equal(await countOrders(database), 5);
  }),

  writing('stops and undoes a transaction when its signal is aborted', async (database, { runaway, isWorking }) => {
    const controller = new AbortController();
    const write = database.transaction(
      async (transaction) => {
        await transaction.execute(trustedWrite(INSERT));
        await transaction.query(trustedSql(runaway), { maxRows: 1 });
      },
      { timeoutMs: 60_000, signal: controller.signal },
    );
    const stopped = assertFails(write, 'CANCELLED');
    await assertSoon(() => isWorking(database), 10_000, 'the statement did not begin');
    controller.abort();
    await stopped;
    await assertSoon(async () => !(await isWorking(database)), 5_000, 'the engine went on with the statement');
    assert.equal(await countOrders(database), 5);
    await assertFails(database.transaction(async () => undefined, { ...TIME, signal: controller.signal }), 'CANCELLED');
  }),

  writing('ends with its work: a transaction that was kept serves nothing', async (database) => {
    let kept: WriteTransaction | undefined;
    await database.transaction(async (transaction) => void (kept = transaction), TIME);
    assert.ok(kept);
    await assertFails(kept.execute(trustedWrite(INSERT)), 'DATABASE_UNAVAILABLE');
    await assertFails(kept.query(trustedSql('SELECT id FROM orders LIMIT 1'), { maxRows: 1 }), 'DATABASE_UNAVAILABLE');
    assert.equal(await countOrders(database), 5);
  }),

  writing('writes one transaction after the other', async (database) => {
    const add = (id: number) =>
      database.transaction(async (transaction) => {
        const before = await ordersIn(transaction);
        await transaction.execute(trustedWrite(`INSERT INTO orders (id, customer_id, amount) VALUES (${id}, 1, ${before})`));
      }, TIME);
    await Promise.all([10, 11, 12, 13].map(add));
    assert.equal(await countOrders(database), 9);
    await database.close();
    await assertFails(add(14), 'DATABASE_UNAVAILABLE');
  }),
];
