import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWithMysql, describeWithPostgres } from '../../../tests/support/services.ts';

const COMMAND = fileURLToPath(new URL('./ingest.ts', import.meta.url));

/** A process of its own starts slowly on a busy machine. */
const timeout = 120_000;

const SCRIPT = `
  CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR(40));
  CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id), placed DATE);
  INSERT INTO customers VALUES (1, 'Anna'), (2, 'Bert');
`;

let folder: string;
let script: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nl2sql-ingest-'));
  script = join(folder, 'shop.sql');
  await writeFile(script, SCRIPT);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function bench(...args: string[]): Promise<Record<string, number>> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@nl2sql/source', '--import', 'tsx', COMMAND, '--json', ...args]);
  return JSON.parse(stdout) as Record<string, number>;
}

describe('bench:ingest', { timeout }, () => {
  it('loads a script, reads it, alters one table and reads again', async () => {
    const figures = await bench('--db', 'sqlite', '--load', script);
    expect(figures).toMatchObject({ tables: 2, columns: 5, foreignKeys: 1, changed: 1, unchanged: 1 });
    for (const key of ['coldSeconds', 'incrementalSeconds', 'catalogQueries', 'rssMb']) expect(figures[key]).toBeGreaterThan(0);
  });

  it('says in one sentence what is wrong', async () => {
    await expect(bench('--db', join(folder, 'nobody.sqlite'))).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/^\S+nobody\.sqlite is neither .*\n$/u) });
    await expect(bench()).rejects.toMatchObject({ code: 1, stderr: '--db is missing; --help lists the options.\n' });
  });
});

describeWithPostgres('bench:ingest with PostgreSQL', (url) => {
  it('sends as many statements for the structure of many tables as for that of few', { timeout }, async () => {
    const many = join(folder, 'many.sql');
    await writeFile(many, SCRIPT + Array.from({ length: 60 }, (_, number) => `CREATE SCHEMA s${number}; CREATE TABLE s${number}.t (id INT PRIMARY KEY, name TEXT);`).join('\n'));
    const [few, more] = [await bench('--db', url, '--load', script), await bench('--db', url, '--load', many)];
    expect(few).toMatchObject({ tables: 2, columns: 5, foreignKeys: 1 });
    expect(more).toMatchObject({ tables: 62, columns: 125, foreignKeys: 1 });
    expect(more['catalogQueries']).toBe(few['catalogQueries']);
  });
});

describeWithMysql('bench:ingest with MySQL or MariaDB', (url) => {
  it('loads, reads and alters there', { timeout }, async () => {
    expect(await bench('--db', url, '--load', script)).toMatchObject({ tables: 2, columns: 5, foreignKeys: 1, changed: 1, unchanged: 1 });
  });
});
