import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { PGlite } from '@electric-sql/pglite';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithMysql, describeWithPostgres } from '../../../tests/support/services.ts';
import { chooseDatabase } from './choose-database.ts';
import { createShell } from './shell.fixture.ts';
import { runAsk } from './run-ask.ts';

const SINGERS = ['CREATE TABLE singer (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL)', "INSERT INTO singer (id, name) VALUES (1, 'Zoë'), (2, 'Joe')"];
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nl2sql-choose-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Each begins in a process of its own that is busy with other tests. */
const timeout = 60_000;

async function expectSingers(...database: readonly string[]): Promise<void> {
  const { shell, written } = createShell(folder);
  const code = await runAsk(['--db', ...database, '--json', 'How many singers are there?'], shell);
  expect(JSON.parse(written.stdout), written.stderr).toMatchObject({ status: 'completed', rows: [[2]] });
  expect(code).toBe(0);
}

describeWithPostgres('ask --db postgres://…', (url) => {
  it('answers', { timeout }, async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    for (const statement of [...SINGERS, 'CREATE SCHEMA choir', 'CREATE TABLE choir.singers (id INTEGER PRIMARY KEY)', 'INSERT INTO choir.singers VALUES (1), (2)']) await client.query(statement);
    await client.end();
    await expectSingers(url);
    await expectSingers(url, '--schema', 'choir');
  });
});

describeWithMysql('ask --db mysql://…', (url) => {
  it('answers', { timeout }, async () => {
    const connection = await createConnection({ uri: url });
    for (const statement of SINGERS) await connection.query(statement);
    await connection.end();
    await expectSingers(url);
  });
});

describe('ask --db PATH', { timeout }, () => {
  it('answers from a file of DuckDB, whatever it is called', async () => {
    const file = join(folder, 'singers.db');
    const instance = await DuckDBInstance.create(file);
    const connection = await instance.connect();
    for (const statement of SINGERS) await connection.run(statement);
    connection.closeSync();
    instance.closeSync();
    await expectSingers('singers.db');
  });

  it('answers from a folder of PGlite', async () => {
    const engine = await PGlite.create(join(folder, 'cluster'));
    for (const statement of SINGERS) await engine.exec(statement);
    await engine.close();
    await expectSingers('cluster');
  });
});

describe('an address', () => {
  it.each([
    ['postgres://reader:secret@localhost/shop', 'postgres:shop'],
    ['postgresql://localhost/shop', 'postgres:shop'],
    ['mysql://localhost/shop', 'mysql:shop'],
    ['mariadb://localhost/shop', 'mysql:shop'],
    ['new.duckdb', 'duckdb:new.duckdb'],
    ['notes.txt', 'sqlite:notes.txt'],
    ['nowhere', 'sqlite:nowhere'],
  ])('%s is %s', async (address, id) => {
    await writeFile(join(folder, 'notes.txt'), 'No database.');
    const database = await chooseDatabase(address, [], folder);
    expect(database.id).toBe(id);
    await database.close();
  });

  it.each([
    ['oracle://localhost/shop', [], /not with oracle:/],
    ['mysql://localhost/shop', ['sales'], /--schema/],
    ['notes.txt', ['sales'], /--schema/],
  ])('%s with schemas %j is refused in one sentence', async (address, schemas, message) => {
    await expect(chooseDatabase(address, schemas, folder)).rejects.toThrow(message);
  });
});
