import type { InterruptResponse, RunEvent, RunResult } from '@nl2sql/core/protocol';
import { describe, expect, it } from 'vitest';
import { answerQuestion, type AskedPipeline } from './answer-question.ts';
import type { GoldDatabase } from './gold-database.ts';
import { clarification, completed, refused } from './testing-results.ts';

const question = { id: '1', db: 'shop', question: 'Who?', evidence: 'It is a shop.', sql: 'SELECT name FROM customers' };

const gold: GoldDatabase = {
  answer: async (sql) =>
    sql === question.sql ? { rows: [['Bob'], ['Ann']], ordered: false, tables: ['Customers', 'orders'] } : null,
  close() {},
};

const selected = (...tables: string[]): RunEvent => ({
  type: 'tables.selected',
  seq: 1,
  runId: 'run',
  threadId: 'thread',
  at: '2024-01-01T00:00:00.000Z',
  candidates: tables.map((table) => ({ table, score: 1 })),
  selected: [],
});

/** Gives the results in turn and notes what it was asked. */
function pipelineOf(results: readonly RunResult[], events: readonly RunEvent[] = []) {
  const asked: (string | InterruptResponse)[] = [];
  let next = 0;
  const pipeline: AskedPipeline = {
    stream(request) {
      asked.push(request.question);
      return {
        result: Promise.resolve(results[next++]!),
        async *[Symbol.asyncIterator]() {
          yield* events;
        },
      };
    },
    async resume(_runId, response) {
      asked.push(response);
      return results[next++]!;
    },
  };
  return { pipeline, asked };
}

const plain = { oracleChoice: false };

describe('answerQuestion', () => {
  it('compares the rows with gold and the candidates with its tables', async () => {
    const many = Array.from({ length: 7 }, (_, index) => `t${index}`);
    const { pipeline, asked } = pipelineOf([completed()], [selected('customers', ...many, 'orders'), selected('orders')]);
    const answer = await answerQuestion(question, pipeline, gold, plain);
    expect(asked).toEqual(['Who?\nEvidence: It is a shop.']);
    expect(answer).toMatchObject({ correct: true, nonEmpty: true, recallAt8: 0.5, clarified: 0, lockViolations: [] });
  });

  it('counts a run that never chose tables as one that found none', async () => {
    const { pipeline } = pipelineOf([refused('off_topic')]);
    expect(await answerQuestion(question, pipeline, gold, plain)).toMatchObject({ correct: false, recallAt8: 0 });
  });

  it('skips a question whose gold does not run', async () => {
    const { pipeline, asked } = pipelineOf([]);
    expect(await answerQuestion({ ...question, sql: 'SELECT' }, pipeline, gold, plain)).toBeNull();
    expect(asked).toEqual([]);
  });

  it('reports a run that left its lock', async () => {
    const { pipeline } = pipelineOf([completed({ sql: 'SELECT name, city FROM customers' })]);
    expect((await answerQuestion(question, pipeline, gold, plain))?.lockViolations).toHaveLength(1);
  });

  it('leaves a clarification open without the oracle', async () => {
    const { pipeline } = pipelineOf([clarification([{ id: 'a', table: 'customers' }], 'a')]);
    const answer = await answerQuestion(question, pipeline, gold, plain);
    expect(answer).toMatchObject({ correct: false, clarified: 0, result: { status: 'needs_clarification' } });
  });

  it('has the oracle choose the table of gold, else the suggestion, else the first, twice at most', async () => {
    const { pipeline, asked } = pipelineOf([
      clarification([{ id: 'a', table: 'people' }, { id: 'b', table: 'ORDERS' }, { id: 'c', table: 'customers' }], 'a'),
      clarification([{ id: 'd', table: 'people' }, { id: 'e' }], 'e'),
      completed(),
    ]);
    const answer = await answerQuestion(question, pipeline, gold, { oracleChoice: true });
    expect(asked.slice(1)).toEqual([{ kind: 'choose', optionId: 'b' }, { kind: 'choose', optionId: 'e' }]);
    expect(answer).toMatchObject({ correct: true, clarified: 2 });

    const open = clarification([{ id: 'first' }, { id: 'second' }], null);
    const stubborn = pipelineOf([open, open, open, open]);
    const unanswered = await answerQuestion(question, stubborn.pipeline, gold, { oracleChoice: true });
    expect(stubborn.asked.slice(1)).toEqual([{ kind: 'choose', optionId: 'first' }, { kind: 'choose', optionId: 'first' }]);
    expect(unanswered).toMatchObject({ correct: false, clarified: 2, result: { status: 'needs_clarification' } });
  });
});
