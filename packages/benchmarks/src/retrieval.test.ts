import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const COMMAND = fileURLToPath(new URL('./retrieval.ts', import.meta.url));

const column = (name: string, more: object = {}): object => ({ name, type: 'text', ...more });
const FILLERS = Array.from({ length: 20 }, (_, number) => ({ db_id: `misc_${number}`, table: 'entries', columns: [column('note')] }));
const SCHEMA = [
  { db_id: 'zoo', table: 'Keepers', columns: [column('keeper_id', { pk: true }), column('wage')] },
  { db_id: 'zoo', table: 'cages', columns: [column('id', { pk: true }), column('keeper', { fk: 'keepers.Keeper_ID' })] },
  { db_id: 'harbour', table: 'vessels', columns: [column('id', { pk: true }), column('draught', { description: 'metres below the waterline' })] },
  { db_id: 'harbour', table: 'vessels', columns: [column('flag'), { name: 'berth' }, { name: '', type: 'text' }] },
  ...FILLERS,
];
const QUESTIONS = [
  { id: 'wages', db: 'zoo', question: 'What is the wage of each keeper?', tables: ['keepers'] },
  { id: 'deep', db: 'harbour', question: 'Which vessel lies deepest?', evidence: 'deepest: most metres below the waterline', tables: ['Vessels'] },
  { id: 'lost', db: 'misc_7', question: 'Which vessel lies deepest?', tables: ['entries'] },
];

let directory: string;
const file = (name: string): string => join(directory, name);

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'retrieval-'));
  const lines = (rows: readonly object[]): string => rows.map((row) => JSON.stringify(row)).join('\n');
  writeFileSync(file('schema.json'), JSON.stringify(SCHEMA));
  writeFileSync(file('questions.jsonl'), lines(QUESTIONS));
  writeFileSync(file('stranger.jsonl'), lines([{ id: 'q', db: 'zoo', question: 'Who?', tables: ['visitors'] }, { id: 'r', db: 'zoo', question: 'Where?', tables: [] }]));
  writeFileSync(file('half.jsonl'), `\uFEFF${lines([{ id: 'q', db: 'zoo', question: 'Which keepers are there?', tables: ['keepers', 'visitors'] }, { id: 'r', db: 'zoo', question: 'Where?', tables: [] }])}`);
  writeFileSync(file('bare.jsonl'), lines([{ id: 'q', db: 'zoo', question: 'Who?' }]));
  writeFileSync(file('object.json'), '{}');
  writeFileSync(file('broken.json'), '[');
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

describe('bench:retrieval', { timeout }, () => {
  it('prints one JSON object, with each part of the stage and a search library beside it', async () => {
    const { code, stdout, stderr } = await run('--schema', file('schema.json'), '--questions', file('questions.jsonl'), '--misses', '5', '--json');
    const depths = { '5': expect.any(Number), '8': expect.any(Number), '10': expect.any(Number), '20': expect.any(Number) };
    const part = { recallAt: depths, allGoldAt: depths };
    const summary = JSON.parse(stdout) as { recallAt: Record<string, number>; misses: { question: { id: string } }[] };
    expect(summary).toEqual({
      ...part,
      questions: 3,
      tables: 23,
      mrr: expect.any(Number),
      p50Ms: expect.any(Number),
      p95Ms: expect.any(Number),
      buildSeconds: expect.any(Number),
      rssMb: expect.any(Number),
      ablation: { lexical: part, dense: part, fused: part, 'fused+neighbours': part, bm25Peer: part },
      misses: expect.any(Array),
    });
    expect(summary.recallAt['5']).toBeCloseTo(2 / 3, 3);
    expect(summary.misses.map(({ question }) => question.id)).toEqual(['lost']);
    expect(stderr).toContain('more than once, and were put together: 1');
    expect(code).toBe(0);
  });

  it('prints a table, and the missed questions on request', async () => {
    const { stdout } = await run('--schema', file('schema.json'), '--questions', file('questions.jsonl'), '--misses', '1');
    expect(stdout).toMatch(/^3 questions over 23 tables/u);
    expect(stdout).toMatch(/^bm25Peer .* %$/mu);
    expect(stdout).toMatch(/^lost: Which vessel lies deepest\?\n {2}gold: {2}misc_7\.entries \(/mu);
  });

  it('counts a needed table that the schema lacks as not found, and leaves out a question that needs none', async () => {
    const { stdout, stderr } = await run('--schema', file('schema.json'), '--questions', file('half.jsonl'), '--json');
    const { questions, recallAt, allGoldAt } = JSON.parse(stdout) as { questions: number; recallAt: object; allGoldAt: object };
    expect({ questions, recallAt, allGoldAt }).toMatchObject({ questions: 1, recallAt: { '10': 0.5 }, allGoldAt: { '10': 0 } });
    expect(stderr).toContain('that the schema does not hold, and that count as not found: 1');
    expect(stderr).toContain('that need no table, and were left out: 1');
  });

  it.each([
    [['--questions', 'questions.jsonl'], 1, /^--schema FILE is missing; --help lists the options\.\n$/u],
    [['--schema', 'nowhere.json', '--questions', 'questions.jsonl'], 2, /nowhere\.json does not exist\.\n$/u],
    [['--schema', '.', '--questions', 'questions.jsonl'], 2, /^\. cannot be read\.\n$/u],
    [['--schema', 'broken.json', '--questions', 'questions.jsonl'], 2, /broken\.json is not JSON\.\n$/u],
    [['--schema', 'object.json', '--questions', 'questions.jsonl'], 2, /object\.json is not a JSON array\.\n$/u],
    [['--schema', 'schema.json', '--questions', 'stranger.jsonl'], 2, /stranger\.jsonl needs no table that the schema holds\.\n$/u],
    [['--schema', 'schema.json', '--questions', 'bare.jsonl'], 2, /:1 has no list of names in "tables"\.\n$/u],
  ])('ends with one sentence: %j', async (args, code, message) => {
    const ended = await run(...args.map((arg) => (/\.jsonl?$/u.test(arg) ? file(arg) : arg)));
    expect(ended).toEqual({ code, stdout: '', stderr: expect.stringMatching(message) });
  });
});
