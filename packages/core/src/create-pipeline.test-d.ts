import { describe, expectTypeOf, it } from 'vitest';
import { createPipeline, type Pipeline, type RunResult } from './index.ts';
import type { CheckedSql, Database, LanguageModel } from './contracts/index.ts';
import { defaultStages } from './stages/index.ts';

declare const database: Database;
declare const model: LanguageModel;

describe('the types of a pipeline', () => {
  it('take a stage of the right shape', () => {
    createPipeline({
      database,
      model,
      stages: {
        detectAmbiguity: async () => ({ kind: 'clear', assumptions: [] }),
        retrieveTableCandidates: async ({ topK }, { view }) => ({
          candidates: [...view.tables.keys()].slice(0, topK).map((table) => ({ table, score: 1, evidence: [] })),
        }),
      },
    });
  });

  it('do not take a stage that answers something else', () => {
    createPipeline({
      database,
      model,
      stages: {
        // @ts-expect-error `unsure` is not a member of the union
        detectAmbiguity: async () => ({ kind: 'unsure' }),
      },
    });
    createPipeline({
      database,
      model,
      stages: {
        // @ts-expect-error a candidate has a score
        retrieveTableCandidates: async () => ({ candidates: [{ table: 'orders' }] }),
      },
    });
    createPipeline({
      database,
      model,
      stages: {
        // @ts-expect-error there is no such stage
        guess: async () => ({}),
      },
    });
  });

  it('do not let a text reach a driver', () => {
    // @ts-expect-error only the guard makes a CheckedSql
    void database.query('SELECT 1', { timeoutMs: 1, maxRows: 1 });
    // @ts-expect-error nor does an object that looks like one
    void database.query({ text: 'SELECT 1', parameters: [] }, { timeoutMs: 1, maxRows: 1 });
    createPipeline({
      database,
      model,
      stages: {
        // @ts-expect-error a replaced validator cannot make up a checked statement
        validateSql: async ({ sql }) => ({ ok: true, checked: { text: sql, parameters: [] } }),
        // Wrapping the guard is fine: it can refuse more.
        executeQuery: async (input, context) => defaultStages.executeQuery(input, context),
      },
    });
    expectTypeOf<CheckedSql>().not.toBeNever();
  });

  it('take what the host knows, and nothing else', () => {
    const glossary = [{ term: 'ARR', synonyms: ['run rate'], meaning: 'Twelve times the MRR.', columns: [{ table: 'subscriptions', column: 'mrr' }] }] as const;
    createPipeline({ database, model, glossary, examples: [{ question: 'ARR by plan', tables: ['subscriptions'], sql: 'SELECT 1' }] });
    // @ts-expect-error an example says which tables it is about
    createPipeline({ database, model, examples: [{ question: 'ARR by plan' }] });
    // @ts-expect-error a column is named with its table
    createPipeline({ database, model, glossary: [{ term: 'ARR', columns: ['mrr'] }] });
    expectTypeOf<Awaited<ReturnType<Pipeline['ingest']>>['knowledgeProblems'][number]['kind']>().toEqualTypeOf<'glossary' | 'example'>();
  });

  it('tell results apart by their status', () => {
    const read = (result: RunResult) => {
      // @ts-expect-error there are no rows before the status is known
      void result.rows;
      if (result.status === 'completed') expectTypeOf(result.rows).not.toBeAny();
      if (result.status === 'needs_clarification') expectTypeOf(result.clarification.options).not.toBeAny();
    };
    void read;
  });
});
