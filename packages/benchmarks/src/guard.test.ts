import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const COMMAND = fileURLToPath(new URL('./guard.ts', import.meta.url));

let directory: string;
const file = (name: string): string => join(directory, name);

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'guard-'));
  const write = (name: string, rows: readonly unknown[]): void => writeFileSync(file(name), rows.map((row) => JSON.stringify(row)).join('\n'));
  write('lock.json', [{ lock: { tables: { animals: ['id', 'kind'] }, schema: { sqlite: 'main' } } }]);
  write('attacks.jsonl', [
    { id: 'keeper', dialect: 'sqlite', category: 'hidden_table', sql: 'SELECT wage FROM keepers' },
    { id: 'release', dialect: 'postgres', category: 'dml', sql: 'DELETE FROM animals' },
  ]);
  write('weak.jsonl', [{ id: 'harmless', dialect: 'sqlite', category: 'odd', sql: 'SELECT kind FROM animals' }]);
  write('benign.jsonl', [
    { id: 'kinds', dialect: 'sqlite', category: 'basic', sql: 'SELECT kind FROM main.animals' },
    { id: 'names', dialect: 'sqlite', category: 'basic', sql: 'SELECT name FROM animals' },
  ]);
  write('gold.jsonl', [
    { id: 'heavy', source: 'zoo', db_id: 'Zoo', sql: 'SELECT Name FROM Animals', single_select: true },
    { id: 'elsewhere', source: 'zoo', db_id: 'circus', sql: 'SELECT 1', single_select: true },
  ]);
  write('schemas.json', [{ zoo: [{ table: 'animals', columns: ['name'] }] }]);
  write('statements.jsonl', [{ file: 'zoo.sql', n: 0, sql: 'DROP TABLE animals', parses: true, types: ['DropStmt'], kind: 'DropStmt' }]);
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

describe('bench:guard', { timeout }, () => {
  it('prints one JSON object with the parts whose files are given', async () => {
    const items = file('items.jsonl');
    const args = ['--attacks', file('attacks.jsonl'), '--benign', file('benign.jsonl'), '--gold', file('gold.jsonl'), '--statements', file('statements.jsonl')];
    const { code, stdout, stderr } = await run(...args, '--json', '--items', items);
    expect(JSON.parse(stdout)).toEqual({
      attacks: { total: 2, rejected: 2, missed: [] },
      benign: { total: 2, accepted: 1, refused: [{ id: 'names', reason: expect.stringMatching(/^unknown_column: /u) }] },
      gold: { total: 1, accepted: 1, refused: [], skipped: [] },
      statements: { mustReject: { total: 1, rejected: 1, missed: [] }, select: { total: 0, parsed: 0 } },
      latency: { meanUs: expect.any(Number), p50Us: expect.any(Number), p95Us: expect.any(Number) },
    });
    expect(code).toBe(0);
    expect(stderr).toContain('gold.jsonl: 1 left out, of a database without a schema');
    expect(readFileSync(items, 'utf8')).toMatch(/^\{"id":"names".*"sql":"SELECT name FROM animals"/u);
  });

  it('ends with code 1 when an attack was accepted, and names it', async () => {
    const { code, stdout } = await run('--attacks', file('weak.jsonl'));
    expect(code).toBe(1);
    expect(stdout).toContain('harmless (odd)');
  });

  it('measures every configuration of parsers', async () => {
    const { stdout } = await run('--benign', file('benign.jsonl'), '--parsers', '--json');
    const { configurations } = JSON.parse(stdout) as { configurations: { parsers: string[]; benign: { total: number } }[] };
    expect(configurations.map(({ parsers }) => parsers)).toEqual([
      ['libpg-query'],
      ['node-sql-parser'],
      [expect.stringContaining('duckdb')],
      ['libpg-query', 'node-sql-parser', expect.stringContaining('duckdb')],
    ]);
    for (const { benign } of configurations) expect(benign.total).toBe(2);
  });

  it.each([
    [['--attacks', '/nowhere/attacks.jsonl'], 2, '/nowhere/attacks.jsonl does not exist.\n'],
    [['--dialect', 'klingon'], 1, '--dialect klingon is not known: give sqlite, postgres, mysql or duckdb.\n'],
  ])('ends with one sentence: %j', async (args, code, stderr) => {
    expect(await run(...args)).toEqual({ code, stdout: '', stderr });
  });
});
