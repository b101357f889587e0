import { createPipeline, type Pipeline } from '@nl2sql/core';
import type { Database, QueryResult } from '@nl2sql/core/contracts';
import { checkSql } from '@nl2sql/core/guard';
import type { Cell } from '@nl2sql/core/protocol';
import type { DatabaseHarness } from '@nl2sql/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithMysql, describeWithPostgres } from '../../../tests/support/services.ts';
import { harness as duckdbHarness, makeTestFiles as makeDuckdbFiles } from '../src/databases/duckdb/test-files.fixture.ts';
import { harness as mysqlHarness, testServer } from '../src/databases/mysql/test-server.fixture.ts';
import { useTestDirectories } from '../src/databases/pglite/test-directories.fixture.ts';
import { harness as postgresHarness, useTestDatabase } from '../src/databases/postgres/test-database.fixture.ts';
import { harness as sqliteHarness, makeTestFiles, type TestFiles } from '../src/databases/sqlite/test-files.fixture.ts';
import { offline } from '../src/language-models/offline.ts';
import { clinicStatements } from './clinic/clinic.fixture.ts';
import { QUESTIONS } from './clinic/questions.fixture.ts';
import { STATEMENTS } from './clinic/statements.fixture.ts';

interface Clinic {
  ask(question: string): Promise<Answer>;
  /** Has the guard check a statement, and runs what it printed. */
  select(statement: string): Promise<Answer>;
  close(): Promise<void>;
}

interface Answer {
  readonly sql: string;
  readonly columns: QueryResult['columns'];
  readonly rows: QueryResult['rows'];
}

async function openClinic(harness: Pick<DatabaseHarness, 'create'>): Promise<Clinic> {
  const database: Database = await harness.create(clinicStatements());
  const pipeline: Pipeline = createPipeline({ database, model: offline() });
  await pipeline.ingest();
  const { tables } = await database.introspect();
  const lock = { tables: tables.map(({ name, columns }) => ({ table: name, columns: columns.map((column) => column.name) })), joins: [], values: [] };
  return {
    async ask(question) {
      const result = await pipeline.run({ question });
      if (result.status !== 'completed') throw new Error(`${question}: ${JSON.stringify(result)}`);
      return result;
    },
    async select(statement) {
      const result = await checkSql(statement, { dialect: database.dialect, lock, rowLimit: 500 });
      if (!result.ok) throw new Error(`${statement}: ${JSON.stringify(result.problems)}`);
      return { sql: result.checked.text, ...(await database.query(result.checked, { timeoutMs: 10_000, maxRows: 500 })) };
    },
    async close() {
      await pipeline.close();
      await database.close();
    },
  };
}

let files: TestFiles;
let reference: Clinic;
beforeAll(async () => {
  files = await makeTestFiles();
  reference = await openClinic(sqliteHarness(files));
});
afterAll(async () => {
  await reference.close();
  files.remove();
});

describe('SQLite', () => {
  it.each([
    ['How many visits are there?', [[300]]],
    ['Which 3 doctors have the highest salary?', [['Elif Kaya'], ['Ada Moreau'], ['Chloe Tanaka']]],
    ['What is the price of Aspirin?', [[4.99]]],
    ['How many doctors are there in each department?', [['Cardiology', 2], ['Neurology', 1], ['Pediatrics', 1], ['Surgery', 3]]],
  ])('answers rightly: %s', async (question, rows) => {
    expect((await reference.ask(question)).rows).toEqual(rows);
  });
});

/** The same questions and statements give the same rows as on SQLite. */
function givesTheSame(harness: () => Pick<DatabaseHarness, 'create'>): void {
  let clinic: Clinic;
  beforeAll(async () => {
    clinic = await openClinic(harness());
  }, 60_000);
  afterAll(() => clinic?.close());

  it.each(QUESTIONS)('%s', async (question) => {
    expectSame(await clinic.ask(question), await reference.ask(question));
  });

  it.each(STATEMENTS)('%s', async (statement) => {
    const expected = await reference.select(statement);
    expect(expected.rows.length).toBeGreaterThan(0);
    expectSame(await clinic.select(statement), expected);
  });
}

describe('DuckDB', () => {
  const duckdbFiles = makeDuckdbFiles();
  givesTheSame(() => duckdbHarness(duckdbFiles));
  afterAll(() => duckdbFiles.remove());
});

describe('PGlite', () => {
  const directories = useTestDirectories();
  givesTheSame(() => ({ create: async (statements) => directories.open({ dataDir: await directories.share(statements) }) }));
  afterAll(() => directories.removeAll());
});

describeWithPostgres('PostgreSQL', (url) => {
  const server = useTestDatabase(url);
  givesTheSame(() => postgresHarness(url, async (statements) => server.open(await server.newSchema(...statements))));
  afterAll(() => server.closeAll());
});

describeWithMysql('MySQL or MariaDB', (url) => {
  const server = testServer(url);
  givesTheSame(() => mysqlHarness(server));
  afterAll(async () => {
    await server.closeAll();
    await server.remove();
  });
});

function expectSame(answer: Answer, expected: Answer): void {
  const rows = comparable(answer);
  const expectedRows = comparable(expected);
  expect(rows.length, answer.sql).toBe(expectedRows.length);
  for (const [index, row] of rows.entries()) {
    const other = expectedRows[index] ?? [];
    expect(row.length).toBe(other.length);
    for (const [column, cell] of row.entries()) {
      // An average has four digits behind the point on MySQL and sixteen elsewhere.
      if (typeof cell === 'number') expect(cell, answer.sql).toBeCloseTo(Number(other[column]), 3);
      else expect(cell, `${answer.sql}\n${expected.sql}`).toBe(other[column]);
    }
  }
}

/** Numbers as numbers, whether they came exact as texts or not, and rows in one order where the statement gives none. */
function comparable({ sql, columns, rows }: Answer): (string | number | null)[][] {
  const isNumber = (column: number) => ['integer', 'decimal', 'float'].includes(columns[column]?.type ?? '') || rows.every((row) => typeof row[column] === 'number');
  const cells = rows.map((row) => row.map((cell, column) => toComparable(cell, isNumber(column))));
  const keyOf = (row: (string | number | null)[]) => JSON.stringify(row.map((cell) => (typeof cell === 'number' ? cell.toFixed(1) : cell)));
  return /ORDER BY/.test(sql) ? cells : cells.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function toComparable(cell: Cell, isNumber: boolean): string | number | null {
  if (cell === null) return null;
  return isNumber ? Number(cell) : String(cell);
}
