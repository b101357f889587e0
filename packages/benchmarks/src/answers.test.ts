import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const COMMAND = fileURLToPath(new URL('./answers.ts', import.meta.url));

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'answers-'));
  mkdirSync(join(directory, 'databases'));
  const database = new Database(join(directory, 'databases', 'shop.sqlite'));
  database.exec(`
    CREATE TABLE customers (customer_id INTEGER PRIMARY KEY, name TEXT, city TEXT);
    CREATE TABLE products (product_id INTEGER PRIMARY KEY, title TEXT, price REAL);
    INSERT INTO customers VALUES (1, 'Ann', 'Paris'), (2, 'Bob', 'Rome'), (3, 'Cid', 'Paris');
    INSERT INTO products VALUES (1, 'Lamp', 20.5), (2, 'Chair', 45);
  `);
  database.close();
  const questions = [
    { id: 'count', db: 'shop', question: 'How many customers are there?', sql: 'SELECT count(*) FROM customers' },
    { id: 'broken', db: 'shop', question: 'How many people are there?', sql: 'SELECT count(*) FROM people' },
    { id: 'list', db: 'shop', question: 'List the title of all products.', sql: 'SELECT title FROM products' },
  ];
  writeFileSync(join(directory, 'questions.jsonl'), questions.map((question) => JSON.stringify(question)).join('\n'));
});

afterAll(() => rmSync(directory, { recursive: true }));

async function run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['--conditions=@nl2sql/source', '--import', 'tsx', COMMAND, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await closed, stdout, stderr };
}

/** A process of its own starts slowly on a busy machine. */
const timeout = 120_000;

describe('bench:answers', { timeout }, () => {
  it('prints one JSON object, and writes one line a question', async () => {
    const items = join(directory, 'items.jsonl');
    const { code, stdout, stderr } = await run('--pack', directory, '--json', '--items', items);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^questions: 3 of 3, 2 correct$/mu);
    const summary = JSON.parse(stdout) as Record<string, number>;
    expect(summary).toMatchObject({ questions: 2, skipped: 1, lockViolations: 0, recallAt8: 1, accuracy: 1, answered: 2 });
    expect(summary['answered']! + summary['asked']! + summary['refused']! + summary['failed']!).toBe(2);
    const lines = readFileSync(items, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { id: string });
    expect(lines.map(({ id }) => id)).toEqual(['count', 'list']);
  });

  it('prints tables without --json', async () => {
    const { code, stdout } = await run('--pack', directory, '--limit', '1');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^asked of the pipeline +1 +100\.0 %$/mu);
    expect(stdout).toContain('expected calibration error');
  });

  it.each([
    [[], '--pack DIR is missing; --help lists the options.\n'],
    [['--pack', '/nowhere'], 'There is no pack in /nowhere: /nowhere/questions.jsonl does not exist.\n'],
  ])('ends with one sentence and code 1: %j', async (args, sentence) => {
    expect(await run(...args)).toEqual({ code: 1, stdout: '', stderr: sentence });
  });

  it('names a model that it does not know', async () => {
    const { code, stderr } = await run('--pack', directory, '--model', 'oracle');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '--model oracle is not known: give offline or openai:NAME.\n' });
  });
});
