import type { RunResult } from '@nl2sql/core/protocol';
import { describe, expect, it } from 'vitest';
import type { Answer } from './answer-question.ts';
import { answersReport } from './answers-report.ts';
import { itemOf, stageTimes, summariseAnswers } from './summarise-answers.ts';
import { clarification, completed, refused, usage } from './testing-results.ts';

const answer = (result: RunResult, changes: Partial<Answer> = {}): Answer => ({
  question: { id: '1', db: 'shop', question: 'Who?', sql: 'SELECT 1' },
  result,
  correct: false,
  nonEmpty: true,
  recallAt8: 1,
  clarified: 0,
  lockViolations: [],
  ms: 5,
  ...changes,
});

const failed: RunResult = {
  runId: 'run',
  threadId: 'thread',
  question: 'Who?',
  usage: { ...usage, modelCalls: 0, inputTokens: 0, stages: {} },
  status: 'failed',
  error: { code: 'REPAIR_EXHAUSTED', message: 'No statement was accepted.', hint: null, stage: 'repair-sql', retryable: true },
  attempts: [{ attempt: 1, sql: 'SELECT 2', problems: [{ code: 'x', message: 'Wrong.' }] }],
};

describe('summariseAnswers', () => {
  it('counts every outcome apart', () => {
    const summary = summariseAnswers(
      [
        answer(completed(), { correct: true }),
        answer(completed({ confidence: { score: 0.7, level: 'yellow', factors: [] } }), { recallAt8: null, nonEmpty: false }),
        answer(clarification([], null), { clarified: 1, recallAt8: 0.5 }),
        answer(refused('unanswerable')),
        answer(failed, { lockViolations: ['Left.'] }),
      ],
      { skipped: 2, oracleChoice: true },
    );
    expect(summary).toMatchObject({
      questions: 5,
      skipped: 2,
      accuracy: 0.2,
      answered: 2,
      asked: 1,
      refused: 1,
      failed: 1,
      accuracyByLevel: { green: { n: 1, accuracy: 1 }, yellow: { n: 1, accuracy: 0 }, red: { n: 0, accuracy: null } },
      nonEmpty: { n: 4, accuracy: 0.25 },
      recallAt8: 0.875,
      promptTokensMean: 1_000,
      stages: { 'generate-sql': { p50Ms: 2, p95Ms: 2 } },
      oracleChoice: { used: true, clarified: { n: 1, accuracy: 0 } },
      lockViolations: 1,
      refusedBecause: { unanswerable: 1 },
      failedWith: { REPAIR_EXHAUSTED: 1 },
    });
    expect(summary.calibration.ece).toBeCloseTo(0.4);
    expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
  });

  it('has no number for nothing', () => {
    const summary = summariseAnswers([], { skipped: 0, oracleChoice: false });
    expect(summary).toMatchObject({ questions: 0, accuracy: null, recallAt8: null, promptTokensMean: null, stages: {} });
    expect(summary.calibration.ece).toBeNull();
  });

  it('keeps the stages in the order in which they run', () => {
    const results = [{ usage: { ...usage, stages: { 'execute-query': 1, 'classify-intent': 3 } } }, { usage: { ...usage, stages: { 'execute-query': 5 } } }];
    expect(Object.entries(stageTimes(results))).toEqual([
      ['classify-intent', { p50Ms: 3, p95Ms: 3 }],
      ['execute-query', { p50Ms: 1, p95Ms: 5 }],
    ]);
  });
});

describe('itemOf', () => {
  it('holds what is needed to look into an answer', () => {
    expect(itemOf(answer(completed(), { correct: true }))).toEqual({
      id: '1', db: 'shop', question: 'Who?', status: 'completed', correct: true, level: 'green', score: 0.9,
      sql: 'SELECT name FROM customers LIMIT 10', gold: 'SELECT 1', recall8: 1, ms: 5,
    });
    expect(itemOf(answer(failed))).toMatchObject({
      status: 'failed', level: null, score: null, sql: null,
      reason: 'REPAIR_EXHAUSTED: No statement was accepted.', stage: 'repair-sql', attempts: [{ sql: 'SELECT 2', problems: ['Wrong.'] }],
    });
    expect(itemOf(answer(refused('off_topic')))).toMatchObject({ reason: 'off_topic: No.' });
    expect(itemOf(answer(clarification([{ id: 'a', table: 't' }], null)))).toMatchObject({ reason: 'table: Which?', options: [{ label: 'a', table: 't' }] });
  });
});

describe('answersReport', () => {
  it('shows the figures, and a dash where there is none', () => {
    const report = answersReport(summariseAnswers([answer(completed(), { correct: true }), answer(failed)], { skipped: 0, oracleChoice: false }));
    expect(report).toMatch(/^answered +1 +50\.0 %$/mu);
    expect(report).toMatch(/^answered, green +1 +100\.0 %$/mu);
    expect(report).toMatch(/^answered, red +0 +–$/mu);
    expect(report).toMatch(/^failed: REPAIR_EXHAUSTED +1 +50\.0 %$/mu);
    expect(report).toMatch(/^0\.9–1\.0 +1 +0\.900 +100\.0 %$/mu);
    expect(report).not.toContain('oracle');
  });
});
