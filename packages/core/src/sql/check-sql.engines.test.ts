import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { createConnection, type Connection } from 'mysql2/promise';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { benignStatements } from '../../test/support/sql-grammar/benign.ts';
import { chosen, FIXED, within } from '../../test/support/sql-grammar/choices.ts';
import { HIDDEN_A, HIDDEN_B, LOCK, tablesOf } from '../../test/support/sql-grammar/databases.ts';
import { expression, literal } from '../../test/support/sql-grammar/expressions.ts';
import { plain, wrappings } from '../../test/support/sql-grammar/mutations.ts';
import { describeWithMysql, describeWithPostgres } from '../../../../tests/support/services.ts';
import { checkSql } from './check-sql.ts';

const PATIENCE = 120_000;
const EXPRESSIONS = 1_000;
/** A server is slow to ask: some of the places that a statement can stand at are enough. */
const places = wrappings.filter((_, at) => at % 4 === 0);
/** The same tables with other hidden data, and without any. */
const SPACES = [['whole', HIDDEN_A], ['otherwise', HIDDEN_B], ['reduced', null]] as const;
type Space = (typeof SPACES)[number][0];

interface Engine {
  readonly dialect: 'postgres' | 'mysql' | 'duckdb';
  /** The rows of a statement over the tables of one space. Throws where the engine refuses it. */
  rows(space: Space, sql: string): Promise<readonly unknown[][]>;
}

/** Holds the guard to what an engine answers: the text that it accepts means what the statement means. */
function assertPrintedAlike(engine: () => Engine): void {
  /** The rows in no order, as one text. */
  const rowsOf = async (space: Space, sql: string): Promise<string> => {
    try {
      return (await engine().rows(space, sql)).map((row) => JSON.stringify(row)).sort().join('\n');
    } catch (error) {
      return `error: ${error instanceof Error ? error.message : ''}`;
    }
  };
  const accepted = async (sql: string): Promise<string | null> => {
    const result = await checkSql(sql, { dialect: engine().dialect, lock: LOCK, rowLimit: 1_000 });
    return result.ok ? result.checked.text : null;
  };

  it('is what it answers to the statement as it was written, whatever is hidden', async () => {
    let answered = 0;
    const statements = benignStatements(engine().dialect).map(plain).filter((text) => !text.includes('public.') && !/\bNOW\b/.test(text));
    for (const statement of statements) {
      for (const sql of [statement, ...places.map((wrap) => wrap(statement))]) {
        const written = await rowsOf('reduced', sql);
        const text = await accepted(sql);
        expect(text, sql).not.toBeNull();
        if (written.startsWith('error')) continue;
        answered += 1;
        for (const [space] of SPACES) expect(await rowsOf(space, text ?? ''), `${sql}\n${text}`).toBe(written);
      }
    }
    expect(answered).toBeGreaterThan(statements.length * places.length * 0.8);
  }, PATIENCE);

  it('keeps the operators of a random expression together', async () => {
    const { dialect } = engine();
    const text = chosen(60, (choices) => expression(choices, dialect, choices.of(['number', 'text', 'truth']), 3, (type) => literal(choices, dialect, type)));
    const seen = { runs: 0, accepted: 0 };
    await fc.assert(
      fc.asyncProperty(text, async (own) => {
        const sql = `SELECT ${own} AS x`;
        const written = await rowsOf('reduced', sql);
        if (written.startsWith('error')) return;
        seen.runs += 1;
        const printed = await accepted(sql);
        if (printed === null) return;
        seen.accepted += 1;
        expect(`${printed}: ${await rowsOf('reduced', printed)}`).toBe(`${printed}: ${written}`);
      }),
      { ...FIXED, ...within(80), numRuns: EXPRESSIONS },
    );
    expect(seen.runs).toBeGreaterThan(EXPRESSIONS / 2);
    expect(seen.accepted / seen.runs).toBeGreaterThan(0.9);
  }, PATIENCE);
}

describeWithPostgres('G-EXE-1: what PostgreSQL answers to an accepted statement', (url) => {
  let client: pg.Client;

  beforeAll(async () => {
    client = new pg.Client({ connectionString: url });
    await client.connect();
    for (const [space, hidden] of SPACES) {
      await client.query(`CREATE SCHEMA ${space}`);
      for (const { name, columns, rows } of tablesOf(hidden)) {
        await client.query(`CREATE TABLE ${space}.${name} (${columns.join(', ')})`);
        for (const row of rows) await client.query(`INSERT INTO ${space}.${name} VALUES (${row.map((_, at) => `$${at + 1}`).join(', ')})`, [...row]);
      }
    }
  });

  afterAll(() => client.end());

  assertPrintedAlike(() => ({
    dialect: 'postgres',
    rows: async (space, sql) => {
      await client.query(`SET search_path = ${space}`);
      return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows;
    },
  }));
});

describeWithMysql('G-EXE-1: what MySQL answers to an accepted statement', (url) => {
  const nameOf = (space: Space): string => `${new URL(url).pathname.slice(1)}_${space}`;
  let connection: Connection;

  beforeAll(async () => {
    connection = await createConnection({ uri: url, rowsAsArray: true });
    for (const [space, hidden] of SPACES) {
      await connection.query(`CREATE DATABASE ${nameOf(space)}`);
      for (const { name, columns, rows } of tablesOf(hidden)) {
        await connection.query(`CREATE TABLE ${nameOf(space)}.${name} (${columns.map((column) => column.replace('TEXT', 'VARCHAR(40)')).join(', ')})`);
        for (const row of rows) await connection.query(`INSERT INTO ${nameOf(space)}.${name} VALUES (${row.map(() => '?').join(', ')})`, [...row]);
      }
    }
  });

  afterAll(async () => {
    for (const [space] of SPACES) await connection.query(`DROP DATABASE IF EXISTS ${nameOf(space)}`);
    await connection.end();
  });

  assertPrintedAlike(() => ({
    dialect: 'mysql',
    rows: async (space, sql) => {
      await connection.query(`USE ${nameOf(space)}`);
      return (await connection.query(sql))[0] as unknown[][];
    },
  }));
});

describe('G-EXE-1: what DuckDB answers to an accepted statement', () => {
  const connections = new Map<Space, DuckDBConnection>();

  beforeAll(async () => {
    for (const [space, hidden] of SPACES) {
      const connection = await (await DuckDBInstance.create(':memory:')).connect();
      connections.set(space, connection);
      for (const { name, columns, rows } of tablesOf(hidden)) {
        await connection.run(`CREATE TABLE ${name} (${columns.join(', ')})`);
        for (const row of rows) await connection.run(`INSERT INTO ${name} VALUES (${row.map(() => '?').join(', ')})`, [...row]);
      }
    }
  });

  afterAll(() => {
    for (const connection of connections.values()) connection.closeSync();
  });

  assertPrintedAlike(() => ({
    dialect: 'duckdb',
    rows: async (space, sql) => (await connections.get(space)!.runAndReadAll(sql)).getRowsJson(),
  }));
});
