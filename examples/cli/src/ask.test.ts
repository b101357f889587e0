import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDemoDatabase } from '@nl2sql/example-demo-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('./ask.ts', import.meta.url));
let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nl2sql-ask-'));
  file = join(folder, 'demo.sqlite');
  createDemoDatabase({ file, today: '2026-06-30' });
  writeFileSync(join(folder, 'notes.txt'), 'This is no database, but long enough to be taken for one by its length. '.repeat(20));
  mkdirSync(join(folder, 'directory'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `ask` as a person's shell would, without a terminal. */
function ask(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['--conditions=@nl2sql/source', '--import', 'tsx', program, ...args], {
    env: { ...process.env, INIT_CWD: folder, OPENAI_API_KEY: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

describe('ask', () => {
  it('prints one JSON object on stdout, and its progress on stderr', async () => {
    const { code, stdout, stderr } = await ask('--db', 'demo.sqlite', '--json', 'How many support tickets are there for each priority?');
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      status: 'completed',
      sql: expect.stringMatching(/^SELECT /u),
      columns: [{ name: expect.any(String), type: 'text' }, { type: 'integer' }],
      confidence: { score: expect.any(Number), level: 'green', factors: expect.any(Array) },
      lock: { tables: [{ table: 'support_tickets' }] },
      assumptions: expect.any(Array),
      explanation: { summary: expect.any(String) },
    });
    expect(result.rows.length).toBeGreaterThan(1);
    expect(stderr).toContain('generate-sql');
  });

  it('prints the answer as a table', async () => {
    const { code, stdout } = await ask('--db', 'demo.sqlite', 'How many employees are there?');
    expect(code).toBe(0);
    expect(stdout).toMatch(/SELECT count\(\*\)/u);
    expect(stdout).toContain('(1 row)');
  });

  it('asks back with its options, and takes a choice', async () => {
    const asked = await ask('--db', file, '--json', 'total revenue last year');
    expect(asked.code).toBe(2);
    const { clarification } = JSON.parse(asked.stdout);
    expect(clarification).toMatchObject({ question: expect.any(String), options: [{ id: expect.any(String), label: expect.any(String) }, {}] });
    const { options } = clarification as { options: { table: string }[] };
    const [first, second] = await Promise.all(
      ['1', '2'].map((choice) => ask('--db', file, '--json', '--choose', choice, '--choose', '1', 'total revenue last year')),
    );
    for (const [index, answered] of [first!, second!].entries()) {
      expect(answered.code).toBe(0);
      const result = JSON.parse(answered.stdout);
      expect(result.lock.tables.map((table: { table: string }) => table.table)).toContain(options[index]!.table);
      expect(result.rows).toHaveLength(1);
    }
    expect(JSON.parse(first!.stdout).rows).not.toEqual(JSON.parse(second!.stdout).rows);
  });

  it('refuses to write, with a reason', async () => {
    const { code, stdout } = await ask('--db', file, '--json', 'Delete all orders from last year');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'refused', refusal: { reason: 'write_not_allowed' } });
  });

  it.each([
    ['a path that does not exist', ['--db', 'nowhere.sqlite', 'How many?']],
    ['a file that is no database', ['--db', 'notes.txt', 'How many?']],
    ['a directory', ['--db', 'directory', 'How many?']],
    ['no database', ['How many?']],
    ['no question', ['--db', 'demo.sqlite']],
    ['an empty question', ['--db', 'demo.sqlite', '  ']],
    ['a model that is not known', ['--db', 'demo.sqlite', '--model', 'oracle', 'How many?']],
    ['a model without its key', ['--db', 'demo.sqlite', '--model', 'openai:gpt', 'How many?']],
    ['an option that is not known', ['--db', 'demo.sqlite', '--frobnicate', 'How many?']],
    ['a choice that is no number', ['--db', 'demo.sqlite', '--choose', 'first', 'How many?']],
  ])('fails with one sentence on %s', async (_name, args) => {
    const { code, stdout, stderr } = await ask('--json', ...args);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'failed', error: { code: expect.any(String), message: expect.any(String) } });
    expect(stderr).not.toMatch(/^\s+at |node:internal/mu);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('helps', async () => {
    const { code, stdout } = await ask('--help');
    expect(code).toBe(0);
    for (const option of ['--db', '--json', '--model', '--choose', '--explain']) expect(stdout).toContain(option);
  });
});
