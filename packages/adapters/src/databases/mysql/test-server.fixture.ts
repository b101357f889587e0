import { randomUUID } from 'node:crypto';
import type { Database } from '@nl2sql/core/contracts';
import { type DatabaseHarness, trustedSql } from '@nl2sql/core/testing';
import { createConnection, createPool, type Pool, type PoolOptions } from 'mysql2/promise';
import { mysql, type MysqlOptions } from '../mysql.ts';

/** A SELECT that runs for minutes and uses the processor, as a bad join would. */
export const RUNAWAY = "SELECT BENCHMARK(10000000000, SHA2('x', 512)) AS n LIMIT 1";

/** Two rows to ask for. */
export const ORDERS: readonly string[] = ['CREATE TABLE orders (id INTEGER PRIMARY KEY, status VARCHAR(20))', "INSERT INTO orders VALUES (1, 'paid'), (2, 'open')"];

/** Asks without the guard. */
export function ask(database: Database, text: string, limits: Partial<Parameters<Database['query']>[1]> & { readonly parameters?: readonly (string | number | boolean | null)[] } = {}) {
  const { parameters = [], ...rest } = limits;
  return database.query(trustedSql(text, parameters), { timeoutMs: 10_000, maxRows: 100, ...rest });
}

/** What the contract's cases need of this server. */
export function harness(server: TestServer): DatabaseHarness {
  const sessions = (columns: string, database: Database) =>
    server.run(`SELECT ${columns} FROM information_schema.processlist WHERE db = '${database.id.slice('mysql:'.length)}' AND id <> CONNECTION_ID()`);
  return {
    create: async (statements, options) => server.open({ connectionString: (await server.newDatabase(...statements)).url, ...options }),
    runaway: RUNAWAY,
    series,
    isWorking: async (database) => (await sessions('command', database)).some((session) => Object.values(session)[0] === 'Query' || Object.values(session)[0] === 'Execute'),
    async disconnect(database) {
      for (const session of await sessions('id', database)) await server.run(`KILL ${String(Object.values(session)[0])}`).catch(() => []);
    },
  };
}

/** By a join of digits: MariaDB ends a recursion after a thousand rounds. */
function series(rows: number): string {
  const places = [...String(rows - 1)].map((_, place) => place);
  const number = places.map((place) => `d${place}.d * ${10 ** place}`).join(' + ');
  return `SELECT n FROM (SELECT ${number} + 1 AS n FROM ${places.map((place) => `(${DIGITS}) AS d${place}`).join(', ')}) AS series WHERE n <= ${rows} ORDER BY n`;
}

const DIGITS = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS d`).join(' UNION ALL ');

export interface TestServer {
  readonly url: string;
  /** Runs statements as the administrator, and gives the rows of the last one. */
  run(...statements: readonly string[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Runs statements in a new database, and gives its URL and name. */
  newDatabase(...statements: readonly string[]): Promise<{ readonly url: string; readonly name: string }>;
  /** A new account without rights, and a URL of a database for it. */
  newAccount(database: string): Promise<{ readonly url: string; readonly account: string; readonly user: string; readonly password: string }>;
  open(options: MysqlOptions): Database;
  pool(options: PoolOptions): Pool;
  /** Closes what was opened since the last call. */
  closeAll(): Promise<void>;
  /** Drops what was made. */
  remove(): Promise<void>;
}

/** What tests need of the server at `url`, whose user may do everything there. */
export function testServer(url: string): TestServer {
  const opened: Database[] = [];
  const pools: Pool[] = [];
  const databases: string[] = [];
  const accounts: string[] = [];
  const newName = () => `nl2sql_test_${randomUUID().replaceAll('-', '').slice(0, 16)}`;

  async function runAt(address: string, statements: readonly string[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const connection = await createConnection({ uri: address });
    try {
      let rows: unknown = [];
      for (const statement of statements) [rows] = await connection.query(statement);
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
    } finally {
      await connection.end();
    }
  }

  return {
    url,
    run: (...statements) => runAt(url, statements),
    async newDatabase(...statements) {
      const name = newName();
      databases.push(name);
      await runAt(url, [`CREATE DATABASE ${name} CHARACTER SET utf8mb4`]);
      const address = Object.assign(new URL(url), { pathname: `/${name}` }).href;
      await runAt(address, statements);
      return { url: address, name };
    },
    async newAccount(database) {
      const user = newName();
      const password = randomUUID();
      const account = `\`${user}\`@\`%\``;
      accounts.push(account);
      await runAt(url, [`CREATE USER ${account} IDENTIFIED BY '${password}'`]);
      return { url: Object.assign(new URL(url), { username: user, password, pathname: `/${database}` }).href, account, user, password };
    },
    open(options) {
      const database = mysql(options);
      opened.push(database);
      return database;
    },
    pool(options) {
      const pool = createPool(options);
      pools.push(pool);
      return pool;
    },
    async closeAll() {
      for (const database of opened.splice(0)) await database.close();
      for (const pool of pools.splice(0)) await pool.end();
    },
    async remove() {
      for (const account of accounts.splice(0)) await runAt(url, [`DROP USER IF EXISTS ${account}`]);
      for (const database of databases.splice(0)) await runAt(url, [`DROP DATABASE IF EXISTS ${database}`]);
    },
  };
}
