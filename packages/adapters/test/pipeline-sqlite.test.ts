import { rmSync } from 'node:fs';
import { createPipeline, type PipelineOptions } from '@nl2sql/core';
import { scriptedModel, type ScriptedReplies } from '@nl2sql/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { sqlite } from '../src/databases/sqlite.ts';
import { offline as offlineEmbedder } from '../src/embedders/offline.ts';
import { offline } from '../src/language-models/offline.ts';
import { memory } from '../src/vector-stores/memory.ts';
import { createShop } from './support/shop.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

function shop(options: Partial<PipelineOptions> = {}) {
  const { file, remove } = createShop();
  const database = sqlite({ file });
  const pipeline = createPipeline({
    database,
    model: offline(),
    embedder: offlineEmbedder(),
    vectorStore: memory(),
    ...options,
  });
  cleanups.push(remove, () => pipeline.close());
  return { file, database, pipeline };
}

/** A model that finds the table and then writes a given statement. */
function writing(sql: string): ScriptedReplies {
  return {
    'classify-intent': ({ input }) => ({ intent: 'read', standaloneQuestion: input.question, reason: '' }),
    'score-table-relevance': ({ input }) => ({
      ranking: input.candidates.map(({ name }) => ({
        table: name,
        relevance: name === 'singer' ? 1 : 0,
        required: name === 'singer',
        reason: '',
      })),
    }),
    'ground-columns': {
      columns: [{ table: 'singer', column: 'age', purposes: ['aggregate'], phrase: 'age' }],
      unresolved: [],
    },
    'generate-sql': { kind: 'sql', sql, assumptions: [], unused: [] },
    'repair-sql': { kind: 'insufficient', reason: 'It cannot be written.', missing: [] },
  };
}

const FOREVER = `WITH RECURSIVE counter(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < 100000000000)
  SELECT max(n) AS top FROM counter`;

describe('the pipeline on a SQLite file', () => {
  it('answers with the offline model', async () => {
    const { pipeline } = shop();
    expect(await pipeline.run({ question: 'How many singers are there?' })).toMatchObject({
      status: 'completed',
      rows: [[4]],
      confidence: { level: 'green' },
    });
    expect(await pipeline.run({ question: 'What is the name of the oldest singer?' })).toMatchObject({ rows: [['Tribal King']] });
    expect(await pipeline.run({ question: 'Show the names of singers from France' })).toMatchObject({ rows: [['Rose White'], ['Zoë Noël']] });
  });

  it('stops a statement that would run for minutes, and serves the next question', async () => {
    const { pipeline } = shop({ model: scriptedModel(writing(FOREVER)), settings: { limits: { recursionSteps: null } } });
    const stream = pipeline.stream({ question: 'age' });
    let stoppedIn = Number.POSITIVE_INFINITY;
    for await (const event of stream) {
      if (event.type !== 'execution.started') continue;
      const start = performance.now();
      expect(await pipeline.cancel(stream.runId)).toBe(true);
      stoppedIn = performance.now() - start;
    }
    expect(await stream.result).toMatchObject({ status: 'cancelled' });
    expect(stoppedIn).toBeLessThan(1000);
    const again = pipeline.stream({ question: 'age', signal: AbortSignal.timeout(50) });
    expect((await again.result).status).toBe('cancelled');
  });

  it('ends a statement by the time limit of the database', async () => {
    const { pipeline } = shop({ model: scriptedModel(writing(FOREVER)), settings: { limits: { queryTimeoutMs: 100, recursionSteps: null } } });
    expect(await pipeline.run({ question: 'age' })).toMatchObject({
      status: 'failed',
      error: { code: 'DATABASE_TIMEOUT', stage: 'execute-query' },
    });
  });

  it('answers with a typed failure when the file disappears, and again when it is back', async () => {
    const { pipeline, file } = shop();
    await pipeline.ingest();
    rmSync(file);
    expect(await pipeline.run({ question: 'How many singers are there?' })).toMatchObject({ status: 'failed', error: { stage: expect.any(String) } });
    createShop(file);
    expect(await pipeline.run({ question: 'How many singers are there?' })).toMatchObject({ status: 'completed', rows: [[4]] });
  });

  it('caps rows and says so', async () => {
    const { pipeline } = shop({ settings: { limits: { rows: 2 } } });
    expect(await pipeline.run({ question: 'List the names of all singers' })).toMatchObject({
      status: 'completed',
      rowCount: 2,
      truncated: true,
      warnings: [{ code: 'truncated' }],
    });
  });

  it('says why a result is empty', async () => {
    const sql = "SELECT age FROM singer WHERE country = 'france'";
    const replies = writing(sql);
    const model = scriptedModel({
      ...replies,
      'ground-columns': {
        columns: ['age', 'country'].map((column) => ({ table: 'singer', column, purposes: ['filter' as const], phrase: column })),
        unresolved: [],
      },
    });
    const { pipeline } = shop({ model });
    const result = await pipeline.run({ question: 'age of singers' });
    expect(result).toMatchObject({ status: 'completed', rowCount: 0, warnings: [{ code: 'empty_result' }] });
    if (result.status === 'completed') expect(result.warnings[0]?.text).toContain("'France' exists");
  });

  it.each([
    ["DELETE FROM singer WHERE age > 0"],
    ['SELECT age FROM singer; DROP TABLE singer'],
    ['SELECT name FROM concert'],
    ["SELECT load_extension('x') FROM singer"],
    ['SELECT * FROM singer'],
    ['PRAGMA writable_schema = 1'],
  ])('runs nothing of %j', async (sql) => {
    const { pipeline, database } = shop({ model: scriptedModel(writing(sql)) });
    expect(await pipeline.run({ question: 'age' })).toMatchObject({ status: 'refused', refusal: { reason: 'insufficient_schema' } });
    const { tables } = await database.introspect();
    expect(tables.map((table) => table.name).toSorted()).toEqual(['concert', 'singer']);
  });
});
