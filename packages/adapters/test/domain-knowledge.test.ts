import { createPipeline, type PipelineOptions, type RunResult } from '@nl2sql/core';
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

async function ask(question: string, options: Pick<PipelineOptions, 'glossary' | 'examples'> = {}): Promise<RunResult> {
  const { file, remove } = createShop();
  const pipeline = createPipeline({ database: sqlite({ file }), model: offline(), embedder: offlineEmbedder(), vectorStore: memory(), ...options });
  cleanups.push(remove, () => pipeline.close());
  return pipeline.run({ question });
}

describe('a word that no table and no column has', () => {
  const glossary: PipelineOptions['glossary'] = [
    { term: 'gala', tables: ['concert'] },
    { term: 'mileage', synonyms: ['road wear'], meaning: 'How old a singer is, in years.', columns: [{ table: 'singer', column: 'age' }] },
  ];

  it.each([
    ['How many galas are there?', [[3]]],
    ['What is the average mileage of all singers?', [[45.5]]],
    ['Which singer has the highest road wear?', [['Tribal King']]],
    ['List the galas.', [['Home Visits'], ['Super Bootcamp'], ['Week 1']]],
  ])('is answered with the glossary and not without it: %s', async (question, rows) => {
    expect((await ask(question)).status).not.toBe('completed');
    expect(await ask(question, { glossary })).toMatchObject({ status: 'completed', rows });
  });
});
