import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckedSql, Database, Dialect } from '@nl2sql/core/contracts';
import { trustedSql } from '@nl2sql/core/testing';
import Libsql from 'libsql';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { describe } from 'vitest';
import { describeWithMysql, describeWithPostgres } from '../../../../../tests/support/services.ts';
import { mysql } from '../../../src/databases/mysql.ts';
import { postgres } from '../../../src/databases/postgres.ts';
import { sqlite } from '../../../src/databases/sqlite.ts';

/** A server, or what stands for one, on which a suite makes its databases. */
export interface TestEngine {
  readonly dialect: Exclude<Dialect, 'duckdb'>;
  /** Runs statements in a new database and opens it as their owner. */
  create(statements: readonly string[]): Promise<TestStore>;
}

type Rows = readonly (readonly unknown[])[];

/** A database of a test. */
export interface TestStore {
  /** The project's adapter, as somebody who may do everything that the adapter lets through. */
  readonly database: Database;
  /** Runs statements beside the adapter, in one session, and gives the rows of each. */
  administer(...statements: readonly string[]): Promise<readonly Rows[]>;
  /** Where another account finds it: a file, or a URL without who logs in. */
  readonly place: string;
  /** What the tables are in: `main`, or the schema or database. */
  readonly schema: string;
  remove(): Promise<void>;
}

/** Defines the same suite for each engine that has an adapter. */
export function describeOnEngines(name: string, define: (engine: TestEngine) => void): void {
  describe(`${name}: SQLite`, () => {
    define(sqliteEngine);
  });
  describeWithPostgres(`${name}: PostgreSQL`, (url) => define(postgresEngine(url)));
  describeWithMysql(`${name}: MariaDB or MySQL`, (url) => define(mysqlEngine(url)));
}

export const sqliteEngine: TestEngine = {
  dialect: 'sqlite',
  async create(statements) {
    const folder = mkdtempSync(join(tmpdir(), 'nl2sql-security-'));
    const file = join(folder, 'database.sqlite');
    const administer: TestStore['administer'] = async (...texts) => {
      const connection = new Libsql(file);
      try {
        return texts.map((text): Rows => {
          const statement = connection.prepare(text);
          if (statement.reader) return statement.raw().all() as unknown[][];
          statement.run();
          return [];
        });
      } finally {
        connection.close();
      }
    };
    await administer(...statements);
    const database = sqlite({ file });
    return {
      database,
      administer,
      place: file,
      schema: 'main',
      remove: async () => {
        await database.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};

export const postgresEngine = (url: string): TestEngine => ({
  dialect: 'postgres',
  async create(statements) {
    const schema = newName();
    const administer: TestStore['administer'] = async (...texts) => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      try {
        await client.query(`SET search_path = ${schema}`);
        const results: Rows[] = [];
        for (const text of texts) results.push((await client.query<unknown[]>({ text, rowMode: 'array' })).rows);
        return results;
      } finally {
        await client.end();
      }
    };
    await administer(`CREATE SCHEMA ${schema}`, ...statements);
    const database = postgres({ connectionString: url, schemas: [schema], connections: 2 });
    return {
      database,
      administer,
      place: url,
      schema,
      remove: async () => {
        await database.close();
        await administer(`DROP SCHEMA ${schema} CASCADE`);
      },
    };
  },
});

export const mysqlEngine = (url: string): TestEngine => ({
  dialect: 'mysql',
  async create(statements) {
    const schema = newName();
    const place = Object.assign(new URL(url), { pathname: `/${schema}` }).href;
    const runAt = async (address: string, texts: readonly string[]): Promise<readonly Rows[]> => {
      const connection = await createConnection({ uri: address, rowsAsArray: true, dateStrings: true });
      try {
        const results: Rows[] = [];
        for (const text of texts) {
          const [rows] = await connection.query(text);
          results.push(Array.isArray(rows) ? (rows as unknown[][]) : []);
        }
        return results;
      } finally {
        await connection.end();
      }
    };
    await runAt(url, [`CREATE DATABASE ${schema} CHARACTER SET utf8mb4`]);
    await runAt(place, statements);
    const database = mysql({ connectionString: place, connections: 2 });
    return {
      database,
      administer: (...texts) => runAt(place, texts),
      place,
      schema,
      remove: async () => {
        await database.close();
        await runAt(url, [`DROP DATABASE ${schema}`]);
      },
    };
  },
});

export const newName = (): string => `nl2sql_test_${randomUUID().replaceAll('-', '').slice(0, 16)}`;

/** What a database was asked. */
export interface Spy {
  readonly database: Database;
  readonly ran: CheckedSql[];
  readonly compiled: CheckedSql[];
}

/** The same database, with a record of every statement that reaches it. */
export function spyOn(database: Database): Spy {
  const [ran, compiled]: [CheckedSql[], CheckedSql[]] = [[], []];
  return {
    ran,
    compiled,
    database: {
      ...database,
      query: (sql, options) => {
        ran.push(sql);
        return database.query(sql, options);
      },
      explain: (sql, options) => {
        compiled.push(sql);
        return database.explain(sql, options);
      },
      close: async () => undefined,
    },
  };
}

/** Asks without the guard. */
export function ask(database: Database, text: string, { timeoutMs = 10_000, maxRows = 1_000 } = {}) {
  return database.query(trustedSql(text), { timeoutMs, maxRows });
}

/** Rows as texts that compare by value, in their order or sorted. */
export function rowTexts(rows: readonly (readonly unknown[])[], ordered: boolean): readonly string[] {
  const texts = rows.map((row) => JSON.stringify(row));
  return ordered ? texts : texts.toSorted();
}
