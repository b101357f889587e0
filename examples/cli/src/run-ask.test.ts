import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PassThrough } from 'node:stream';
import { createDemoDatabase } from '@nl2sql/example-demo-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatCompletionsServer, completion } from '../../../tests/support/chat-completions-server.ts';
import { text } from '../../../tests/support/scripted-server.ts';
import { runAsk } from './run-ask.ts';
import { createShell } from './shell.fixture.ts';

const AMBIGUOUS = 'total revenue last year';
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nl2sql-run-ask-'));
  createDemoDatabase({ file: join(folder, 'demo.sqlite'), today: '2026-06-30' });
  writeFileSync(join(folder, 'notes.txt'), 'This is no database, but long enough to be taken for one by its length. '.repeat(20));
  mkdirSync(join(folder, 'directory'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: readonly string[]) {
  const { shell, written } = createShell(folder);
  return { code: await runAsk(args, shell), ...written };
}

it('helps', async () => {
  const { code, stdout } = await run('--help');
  expect(code).toBe(0);
  for (const option of ['--db', '--json', '--model', '--base-url', '--choose', '--explain']) expect(stdout).toContain(option);
  for (const exitCode of [0, 1, 2, 3, 130]) expect(stdout).toMatch(new RegExp(`\\b${exitCode} \\w`, 'u'));
});

it.each([
  ['a file that is no database', ['--db', 'notes.txt', 'How many?']],
  ['a directory', ['--db', 'directory', 'How many?']],
  ['no database', ['How many?']],
  ['no question', ['--db', 'demo.sqlite']],
  ['an empty question', ['--db', 'demo.sqlite', '  ']],
  ['a model that is not known', ['--db', 'demo.sqlite', '--model', 'oracle', 'How many?']],
  ['a model without its key', ['--db', 'demo.sqlite', '--model', 'openai:gpt', 'How many?']],
  ['an address that is none', ['--db', 'demo.sqlite', '--model', 'openai:gpt', '--base-url', 'nowhere', 'How many?']],
  ['an option that is not known', ['--db', 'demo.sqlite', '--frobnicate', 'How many?']],
  ['a choice that is no number', ['--db', 'demo.sqlite', '--choose', 'first', 'How many?']],
  ['a choice that is not offered', ['--db', 'demo.sqlite', '--choose', '9', AMBIGUOUS]],
])('fails with one sentence on %s', async (_name, args) => {
  const { code, stdout, stderr } = await run('--json', ...args);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'failed', error: { code: expect.any(String), message: expect.any(String) } });
  const sentences = stderr.split('\n').filter((line) => line !== '' && !/^[›✓✗?○●·→\s\d]/u.test(line));
  expect(sentences).toHaveLength(1);
});

it.each([
  ['prose', completion('I would rather not say.')],
  ['a web page', text(200, '<html>It works!</html>', { 'content-type': 'text/html' })],
  ['nothing', text(200, '')],
])('says in one sentence that the model server answers %s', async (_name, garbage) => {
  await using server = await chatCompletionsServer(garbage);
  const { code, stdout } = await run('--db', 'demo.sqlite', '--model', 'openai:local', '--base-url', server.url, 'How many employees are there?');
  expect(code).toBe(1);
  expect(stdout).toMatch(/^✗ Failed \(MODEL_\w+, in classify-intent/u);
  expect(stdout).toContain('openai:local');
  expect(stdout.trim().split('\n').length).toBeLessThanOrEqual(5);
});

describe('a question with several readings', () => {
  it('asks back with its options, and takes a choice', async () => {
    const asked = await run('--db', 'demo.sqlite', '--json', AMBIGUOUS);
    expect(asked.code).toBe(2);
    const { clarification } = JSON.parse(asked.stdout);
    expect(clarification).toMatchObject({ question: expect.any(String), options: expect.any(Array) });
    const { options } = clarification as { options: { table: string }[] };
    expect(options.length).toBeGreaterThanOrEqual(2);
    const rows: unknown[] = [];
    for (const [index, { table }] of options.slice(0, 2).entries()) {
      const { code, stdout } = await run('--db', 'demo.sqlite', '--json', '--choose', String(index + 1), '--choose', '1', AMBIGUOUS);
      expect(code).toBe(0);
      const result = JSON.parse(stdout);
      expect(result.lock.tables.map((locked: { table: string }) => locked.table)).toContain(table);
      expect(result.rows).toHaveLength(1);
      rows.push(result.rows);
    }
    expect(rows[0]).not.toEqual(rows[1]);
  });

  it('is answered at a terminal, once the number is one of the options', async () => {
    const answers = ['9', '1', '1', '1'];
    const { shell, written } = createShell(folder, (stdin) => stdin.write(`${answers.shift()}\r`));
    expect(await runAsk(['--db', 'demo.sqlite', AMBIGUOUS], shell)).toBe(0);
    expect(written.stderr).toContain('Type a number from 1 to ');
    expect(written.stdout).toContain('(1 row)');
  });

  it.each<[string, (stdin: PassThrough, stop: AbortController) => void]>([
    ['Ctrl-C', (stdin) => stdin.write(CTRL_C)],
    ['Ctrl-D', (stdin) => stdin.write(CTRL_D)],
    ['the end of the input', (stdin) => stdin.end()],
    ['an empty line', (stdin) => stdin.write('\r')],
    ['a signal from elsewhere', (_stdin, stop) => stop.abort()],
  ])('is given up by %s', async (_name, leave) => {
    const { shell, written } = createShell(folder, leave);
    expect(await runAsk(['--db', 'demo.sqlite', AMBIGUOUS], shell)).toBe(130);
    expect(written.stdout).toContain('Cancelled.');
    expect(written.stderr).not.toMatch(/AbortError|^\s+at /mu);
  });
});

it('stops before it has asked when it is told to', async () => {
  const { shell, written } = createShell(folder);
  expect(await runAsk(['--db', 'demo.sqlite', '--json', AMBIGUOUS], { ...shell, signal: AbortSignal.abort() })).toBe(130);
  expect(JSON.parse(written.stdout)).toMatchObject({ status: 'cancelled' });
});
