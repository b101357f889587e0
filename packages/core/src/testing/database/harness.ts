import assert from 'node:assert/strict';
import type { Database } from '../../contracts/index.ts';
import { type ErrorCode, isNl2SqlError } from '../../errors/index.ts';
import type { ContractCase } from '../contract-case.ts';
import { trustedSql } from '../trusted-sql.ts';

/** How the cases get at the database under test. */
export interface DatabaseHarness {
  /** A new database in which the statements were run, each on its own; with `writes`, one that may be written to. The case closes it. */
  create(statements: readonly string[], options?: { readonly writes?: boolean }): Promise<Database>;
  /** A SELECT with one row that takes far longer than a test waits, without reading a table. */
  readonly runaway: string;
  /** A SELECT that makes that many rows out of nothing, with one column: 1, 2, 3 and so on, in that order. */
  series(rows: number): string;
  /**
   * Whether the engine is at work on a statement of that database, by another word than the adapter's: what
   * the server lists of its sessions, or for an engine in this process {@link processIsBusy}.
   */
  isWorking(database: Database): Promise<boolean>;
  /** Ends the connections of that database from the other side; null for an engine without connections. */
  readonly disconnect: ((database: Database) => Promise<void>) | null;
  /** True for an engine with one session: what is asked beside an open transaction fails with `DATABASE_BUSY`, within five seconds. */
  readonly oneSession?: boolean;
}

/** Written so that every dialect understands it. */
const SHOP = [
  'CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL, city VARCHAR(40))',
  'CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, amount INTEGER NOT NULL, FOREIGN KEY (customer_id) REFERENCES customers (id))',
  "INSERT INTO customers (id, name, city) VALUES (1, 'Anna', 'Paris'), (2, 'Bert', 'Paris'), (3, 'Çelik', NULL), (4, 'O''Brien', 'Rome')",
  'INSERT INTO orders (id, customer_id, amount) VALUES (1, 1, 10), (2, 1, 20), (3, 2, 30), (4, 4, 40), (5, 4, 50)',
];

export const LIMITS = { timeoutMs: 10_000, maxRows: 100 };

export function assertFails(work: Promise<unknown>, ...codes: readonly ErrorCode[]): Promise<void> {
  const asserted = assert.rejects(work, (error) => {
    assert.ok(isNl2SqlError(error), `expected an error of this library, got ${String(error)}`);
    assert.ok(codes.length === 0 ? error.code.startsWith('DATABASE_') : codes.includes(error.code), `expected ${codes.join(' or ') || 'a DATABASE_ code'}, got ${error.code}: ${error.message}`);
    return true;
  });
  // A case that fails before it comes to wait for this fails for its own reason alone.
  asserted.catch(() => undefined);
  return asserted;
}

export async function countOrders(database: Database): Promise<number> {
  const { rows } = await database.query(trustedSql('SELECT count(*) AS n FROM orders LIMIT 1'), LIMITS);
  return Number(rows[0]?.[0]);
}

/** A case with a database of customers and orders. */
export function withShop(name: string, test: (database: Database, harness: DatabaseHarness) => Promise<void>, options: { readonly writes?: boolean } = {}): ContractCase<DatabaseHarness> {
  return withTables(name, SHOP, test, options);
}

/** A case with a database in which the statements were run. */
export function withTables(
  name: string,
  statements: readonly string[],
  test: (database: Database, harness: DatabaseHarness) => Promise<void>,
  options: { readonly writes?: boolean } = {},
): ContractCase<DatabaseHarness> {
  return {
    name,
    async run(harness) {
      const database = await harness.create(statements, options);
      try {
        await test(database, harness);
      } finally {
        await database.close();
      }
    },
  };
}

/** Waits until the condition holds, and fails when it does not within the time. */
export async function assertSoon(condition: () => Promise<boolean>, withinMs: number, otherwise: string): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await condition())) {
    assert.ok(performance.now() < end, otherwise);
    await pause(20);
  }
}

/** Waits for the work and fails when the event loop stood still for long in the meantime. */
export function assertLoopTicks<T>(work: Promise<T>): Promise<T> {
  let last = performance.now();
  let longest = 0;
  const tick = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  const ticked = work.finally(() => {
    clearInterval(tick);
    longest = Math.max(longest, performance.now() - last);
    assert.ok(longest < 1_000, `the event loop stood still for ${Math.round(longest)} ms`);
  });
  ticked.catch(() => undefined);
  return ticked;
}

/**
 * Whether threads of this process, other than what waits for this call, are computing: for
 * {@link DatabaseHarness.isWorking} of an engine that runs in this process.
 *
 * @example
 * ```ts
 * import { processIsBusy } from '@nl2sql/core/testing';
 *
 * const busy: boolean = await processIsBusy();
 * ```
 */
export async function processIsBusy(): Promise<boolean> {
  const start = performance.now();
  const before = process.cpuUsage();
  await pause(200);
  const { user, system } = process.cpuUsage(before);
  // An idle process needs a hundredth, and on a busy machine a computing one may get no more than a fraction of a processor.
  return (user + system) / 1_000 > (performance.now() - start) / 10;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
