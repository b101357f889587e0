import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPipeline } from '@nl2sql/core';
import Database from 'libsql';
import { afterEach, describe, expect, it } from 'vitest';
import { sqlite } from '../src/databases/sqlite.ts';
import { offline } from '../src/language-models/offline.ts';
import { WORKSHOP_ROWS } from '../src/language-models/offline/workshop.fixture.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

/** A pipeline over a file of its own, with the offline model. */
function pipelineOver(script: string) {
  const folder = mkdtempSync(join(tmpdir(), 'nl2sql-'));
  const file = join(folder, 'workshop.sqlite');
  const database = new Database(file);
  database.exec(script);
  database.close();
  const pipeline = createPipeline({ database: sqlite({ file }), model: offline() });
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }), () => pipeline.close());
  return pipeline;
}

describe('times in questions, over a SQLite file', () => {
  it.each<[question: string, rows: unknown[][]]>([
    ['How many repairs are there per year?', [['2022', 3], ['2023', 4], ['2024', 1]]],
    ['What is the total fee of repairs per month in 2023?', [['2023-01', 40], ['2023-05', 110], ['2023-12', 70]]],
    ['What is the average fee of repairs by quarter in 2023?', [['2023-Q1', 40], ['2023-Q2', 55], ['2023-Q4', 70]]],
    ['How many repairs took place in March 2022?', [[2]]],
    ['How many repairs took place in Q2 2023?', [[2]]],
    ['Which month has the most repairs?', [['2022-03']]],
    ['List parts by price in descending order', [['saddle'], ['chain'], ['bell']]],
  ])('%s', async (question, rows) => {
    const result = await pipelineOver(WORKSHOP_ROWS).run({ question });
    expect(result).toMatchObject({ status: 'completed' });
    if (result.status === 'completed' && !question.startsWith('Which')) expect(result.rows).toEqual(rows);
  });

  it('are drawn over time, and told in words', async () => {
    const result = await pipelineOver(WORKSHOP_ROWS).run({ question: 'What is the total fee of repairs per quarter?' });
    expect(result).toMatchObject({ status: 'completed', columns: [{ name: 'quarter' }, {}] });
    if (result.status !== 'completed') return;
    expect(result.charts[0]).toMatchObject({ chart: 'line', x: 'quarter' });
    expect(result.explanation.summary).toContain('for each quarter of repaired_at');
  });

  it('are of the column that is asked about where there are two, for groups as for conditions', async () => {
    const pipeline = pipelineOver(
      "CREATE TABLE rentals (id INTEGER PRIMARY KEY, price REAL, collected_on TEXT, returned_on TEXT); INSERT INTO rentals VALUES (1, 20, '2024-02-01', '2024-03-09'), (2, 30, '2024-02-20', '2024-04-02');",
    );
    const asked = await pipeline.run({ question: 'How many rentals were there per month?' });
    expect(asked).toMatchObject({ status: 'needs_clarification', clarification: { kind: 'time', span: { text: 'per month' } } });
    expect(await pipeline.resume(asked.runId, { kind: 'choose', optionId: 'time:rentals.returned_on' })).toMatchObject({
      status: 'completed',
      rows: [['2024-03', 1], ['2024-04', 1]],
    });
  });

  it('are refused where the column holds numbers', async () => {
    const pipeline = pipelineOver(
      `CREATE TABLE readings (id INTEGER PRIMARY KEY, level REAL, taken_at TIMESTAMP); INSERT INTO readings VALUES ${Array.from({ length: 20 }, (_, n) => `(${n}, ${n}, ${1_700_000_000 + n})`).join(', ')};`,
    );
    expect(await pipeline.run({ question: 'How many readings are there per month?' })).toMatchObject({ status: 'refused' });
  });
});
