import { randomUUID } from 'node:crypto';
import type { Database } from '@nl2sql/core/contracts';
import { type DatabaseHarness, trustedSql } from '@nl2sql/core/testing';
import pg from 'pg';
import { postgres, type PostgresOptions } from '../postgres.ts';

/** A SELECT with one row that takes far longer than a test waits. */
export const RUNAWAY = 'SELECT pg_sleep(600)';

/** Two rows to ask for. */
export const ORDERS = "CREATE TABLE orders (id integer PRIMARY KEY, status text); INSERT INTO orders VALUES (1, 'paid'), (2, 'open')";

/** Asks without the guard. */
export function ask(database: Database, text: string, limits: Partial<Parameters<Database['query']>[1]> = {}) {
  return database.query(trustedSql(text), { timeoutMs: 10_000, maxRows: 100, ...limits });
}

/** The rows of a statement that is run as the administrator, outside the adapter. */
export async function administer(url: string, ...statements: readonly string[]): Promise<readonly unknown[][]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let rows: unknown[][] = [];
    for (const text of statements) ({ rows } = await client.query<unknown[]>({ text, rowMode: 'array' }));
    return rows;
  } finally {
    await client.end();
  }
}

/** What the contract's cases need of this server. */
export function harness(url: string, create: DatabaseHarness['create']): DatabaseHarness {
  const others = 'FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';
  return {
    create,
    runaway: RUNAWAY,
    series: (rows) => `SELECT n FROM generate_series(1, ${rows}) AS series (n) ORDER BY n`,
    isWorking: async () => (await administer(url, `SELECT 1 ${others} AND state = 'active'`)).length > 0,
    disconnect: async () => void (await administer(url, `SELECT pg_terminate_backend(pid) ${others}`)),
  };
}

/** Schemas in the suite's database, and what a test opened on them. */
export interface TestDatabase {
  /** A new schema in which the statements were run. */
  newSchema(...statements: readonly string[]): Promise<string>;
  open(schema: string, options?: Partial<PostgresOptions>): Database;
  /** A pool of the host's. */
  pool(settings?: pg.PoolConfig): pg.Pool;
  closeAll(): Promise<void>;
}

export function useTestDatabase(url: string): TestDatabase {
  const opened: Database[] = [];
  const pools: pg.Pool[] = [];
  return {
    async newSchema(...statements) {
      const schema = `s_${randomUUID().replaceAll('-', '')}`;
      await administer(url, `CREATE SCHEMA ${schema}`, `SET search_path = ${schema}`, ...statements);
      return schema;
    },
    open(schema, options = {}) {
      const source = options.pool === undefined ? { connectionString: url } : {};
      const database = postgres({ ...source, schemas: [schema], ...options });
      opened.push(database);
      return database;
    },
    pool(settings = {}) {
      const pool = new pg.Pool({ connectionString: url, ...settings });
      pool.on('error', () => undefined);
      pools.push(pool);
      return pool;
    },
    async closeAll() {
      for (const database of opened.splice(0)) await database.close();
      for (const pool of pools.splice(0)) await pool.end();
    },
  };
}
