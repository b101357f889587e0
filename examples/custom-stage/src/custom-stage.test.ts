import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { sqlite } from '@nl2sql/adapters/databases/sqlite';
import { offline } from '@nl2sql/adapters/language-models/offline';
import { createPipeline, defaultStages, type Pipeline, type PipelineOptions } from '@nl2sql/core';
import { createDemoDatabase, demoGlossary } from '@nl2sql/example-demo-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askAboutWords } from './ask-about-words.ts';

const folder = mkdtempSync(join(tmpdir(), 'nl2sql-custom-stage-'));
const file = join(folder, 'shop.sqlite');
const pipelines: Pipeline[] = [];
const pipelineWith = (stages: NonNullable<PipelineOptions['stages']>, glossary: PipelineOptions['glossary'] = []): Pipeline => {
  const pipeline = createPipeline({ database: sqlite({ file }), model: offline(), stages, glossary });
  pipelines.push(pipeline);
  return pipeline;
};

beforeAll(() => void createDemoDatabase({ file }), 120_000);
afterAll(async () => {
  await Promise.all(pipelines.map((pipeline) => pipeline.close()));
  rmSync(folder, { recursive: true });
});

function count(table: string): number {
  const database = new Database(file, { readonly: true });
  try {
    return (database.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
  } finally {
    database.close();
  }
}

describe('an own ambiguity detector', () => {
  it.each(['crm_accounts', 'customers'])('asks what is meant, and the answer %s decides', { timeout: 60_000 }, async (table) => {
    const pipeline = pipelineWith({ detectAmbiguity: askAboutWords([{ word: 'accounts', tables: ['crm_accounts', 'customers'] }], demoGlossary) });

    const asked = await pipeline.run({ question: 'How many accounts are there?' });
    if (asked.status !== 'needs_clarification') throw new Error(`The run ended as ${asked.status}.`);
    expect(asked.clarification.options.map(({ id }) => id)).toEqual(['crm_accounts', 'customers']);
    expect(asked.clarification.span).toEqual({ text: 'accounts', start: 9, end: 17 });

    const answered = await pipeline.resume(asked.runId, { kind: 'choose', optionId: table });
    expect(answered).toMatchObject({ status: 'completed', rows: [[count(table)]] });
  });
});

describe('the glossary of the company', () => {
  it('finds what only it knows, and names nothing that the database lacks', { timeout: 60_000 }, async () => {
    const candidates: string[] = [];
    const pipeline = pipelineWith(
      {
        async retrieveTableCandidates(input, context) {
          const output = await defaultStages.retrieveTableCandidates(input, context);
          candidates.push(...output.candidates.map(({ table }) => table));
          return output;
        },
      },
      demoGlossary,
    );
    expect((await pipeline.ingest()).knowledgeProblems).toEqual([]);
    await pipeline.run({ question: 'What is the MRR?' });
    expect(candidates[0]).toBe('subscriptions');
  });
});
