import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const COMMAND = fileURLToPath(new URL('./ambiguity.ts', import.meta.url));

let directory: string;
const file = (name: string): string => join(directory, name);

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'ambiguity-'));
  const database = new Database(file('bakery.sqlite'));
  database.exec("CREATE TABLE loaves (loaf_id INTEGER PRIMARY KEY, flour TEXT, price REAL); INSERT INTO loaves VALUES (1, 'rye', 4.2);");
  database.close();
  const ovens = { table: 'ovens', columns: ['oven_id', 'Brand', 'brand', 'heat'], primaryKey: 'oven_id' };
  const webSales = { table: 'web_sales', columns: ['sale_id', 'revenue', 'sold_on'], primaryKey: 'sale_id' };
  const shopSales = { table: 'shop_sales', columns: ['sale_id', 'revenue', 'sold_on'], primaryKey: 'sale_id' };
  const revenue = { pair: 'revenue', question: 'List the revenue.', readings: ['SELECT revenue FROM web_sales', 'SELECT revenue FROM shop_sales'] };
  const items = [
    { id: 'two', ...revenue, label: 'ambiguous', kind: 'twin', schema: [webSales, shopSales, ovens] },
    { id: 'one', ...revenue, label: 'clear', db: 'no-such-file', schema: [webSales, ovens] },
    { id: 'stored', question: 'What is the price of the rye loaves?', label: 'clear', db: 'bakery.sqlite' },
    { id: 'wish', question: 'Delete all ovens', label: 'unanswerable', schema: [ovens] },
    { id: 'greeting', question: 'Hello there!', label: 'off_topic', schema: [ovens] },
  ];
  writeFileSync(file('items.jsonl'), items.map((item) => JSON.stringify(item)).join('\n'));
  writeFileSync(file('unlabelled.jsonl'), JSON.stringify({ id: 'x', question: 'Why?', label: 'odd', schema: [] }));
  writeFileSync(file('bare.jsonl'), JSON.stringify({ id: 'x', question: 'Why?', label: 'clear', db: 'no-such-file' }));
  writeFileSync(file('missed.jsonl'), JSON.stringify({ id: 'count', question: 'How many ovens are there?', label: 'off_topic', kind: 'odd', schema: [ovens] }));
});

afterAll(() => rmSync(directory, { recursive: true }));

async function run(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['--conditions=@nl2sql/source', '--import', 'tsx', COMMAND, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await closed, stdout, stderr };
}

/** A process of its own starts slowly on a busy machine. */
const timeout = 120_000;

describe('bench:ambiguity', { timeout }, () => {
  it('prints one JSON object, from inline schemas and from a database file', async () => {
    const { code, stdout } = await run('--file', file('items.jsonl'), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      ambiguous: { n: 1, asked: 1, bothReadings: 1 },
      clear: { n: 2, quiet: 1 },
      unanswerable: { n: 1, refused: 1 },
      offTopic: { n: 1, refused: 1 },
      pairs: { n: 1, bothRight: 1 },
    });
  });

  it('prints tables by label and kind, and the items that went wrong when they are asked for', async () => {
    const { code, stdout } = await run('--file', file('missed.jsonl'), '--misses', '5');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^off_topic: odd +refused +1 +0\.0 %$/mu);
    expect(stdout).toMatch(/^off_topic: completed +1$/mu);
    expect(stdout).toContain('count (off_topic) completed: How many ovens are there?');
  });

  it.each([
    [[], 1, '--file FILE is missing; --help lists the options.\n'],
    [['--file', '/nowhere/items.jsonl'], 2, '/nowhere/items.jsonl does not exist.\n'],
  ])('ends with one sentence: %j', async (args, code, stderr) => {
    expect(await run(...args)).toEqual({ code, stdout: '', stderr });
  });

  it.each([
    ['unlabelled.jsonl', 'has no "label" out of ambiguous, clear, unanswerable, off_topic.'],
    ['bare.jsonl', 'has neither a "schema" nor a "db" that is a file.'],
  ])('says what is wrong with a line of %s', async (name, problem) => {
    const { code, stderr } = await run('--file', file(name));
    expect({ code, stderr }).toEqual({ code: 2, stderr: `${file(name)}:1 ${problem}\n` });
  });
});
