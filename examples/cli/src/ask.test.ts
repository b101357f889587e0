import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDemoDatabase } from '@nl2sql/example-demo-data';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatCompletionsServer, completion } from '../../../tests/support/chat-completions-server.ts';
import type { Answer } from '../../../tests/support/scripted-server.ts';

const program = fileURLToPath(new URL('./ask.ts', import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nl2sql-ask-'));
  createDemoDatabase({ file: join(folder, 'demo.sqlite'), today: '2026-06-30' });
  const singers = new Database(join(folder, 'singers.sqlite'));
  singers.exec("CREATE TABLE singer (id INTEGER PRIMARY KEY, name TEXT NOT NULL); INSERT INTO singer (name) VALUES ('Zoë'), ('Joe')");
  singers.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `ask` as a person's shell would, without a terminal. */
function start(...args: readonly string[]) {
  return spawn(process.execPath, ['--conditions=@nl2sql/source', '--import', 'tsx', program, ...args], {
    env: { ...process.env, INIT_CWD: folder, OPENAI_API_KEY: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function ask(...args: readonly string[]): Promise<Ended> {
  const child = start(...args);
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

  it('refuses to write, with a reason', async () => {
    const { code, stdout } = await ask('--db', 'demo.sqlite', '--json', 'Delete all orders from last year');
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'refused', refusal: { reason: 'write_not_allowed' } });
  });

  it('fails with one sentence on a path that does not exist', async () => {
    const { code, stdout, stderr } = await ask('--db', 'nowhere.sqlite', 'How many?');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('ends without a word when nobody reads on', async () => {
    const child = start('--db', 'singers.sqlite', 'How many singers are there?');
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toContain('generate-sql');
    expect(stderr).not.toMatch(/EPIPE|^\s+at /mu);
    expect(code).toBe(0);
  });
});

describe('ask --model openai:NAME --base-url URL', () => {
  const replies: Readonly<Record<string, unknown>> = {
    'classify-intent': { intent: 'read', standaloneQuestion: 'How many singers are there?', reason: 'It asks for a count.' },
    'score-table-relevance': { ranking: [{ table: 'singer', relevance: 1, required: true, reason: 'It holds the singers.' }] },
    'ground-columns': { columns: [{ table: 'singer', column: 'id', purposes: ['aggregate'], phrase: 'singers' }], unresolved: [] },
    'generate-sql': { reply: { kind: 'sql', sql: 'SELECT count(id) AS singers FROM singer LIMIT 10', assumptions: [], unused: [] } },
  };
  const byTask: Answer = (response, request) => {
    const { response_format: format } = request.body as { response_format: { json_schema: { name: string } } };
    completion(replies[format.json_schema.name])(response, request);
  };

  it('answers by the replies of the server', async () => {
    await using server = await chatCompletionsServer(byTask);
    const { code, stdout } = await ask('--db', 'singers.sqlite', '--json', '--model', 'openai:local', '--base-url', server.url, 'How many singers are there?');
    expect(JSON.parse(stdout)).toMatchObject({ status: 'completed', rows: [[2]], usage: { modelCalls: 4, inputTokens: 400, outputTokens: 80 } });
    expect(code).toBe(0);
    expect(server.requests.map(({ body }) => (body as { model: string }).model)).toEqual(Array.from({ length: 4 }, () => 'local'));
  });
});
