import { STAGE_NAMES, type ConfidenceLevel, type RunResult, type StageName } from '@nl2sql/core/protocol';
import type { Answer } from './answer-question.ts';
import { calibrate, type Calibration } from './calibration.ts';
import { mean, percentile, round, share, tally } from './statistics.ts';

export interface GroupAccuracy {
  readonly n: number;
  readonly accuracy: number | null;
}

export interface Percentiles {
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

export type StageTimes = Readonly<Partial<Record<StageName, Percentiles>>>;

/** The figures of `bench:answers`; every share is 0–1, and null where there is nothing to share. */
export interface AnswersSummary {
  /** Questions whose gold statement runs: what every share below is a share of, if not said otherwise. */
  readonly questions: number;
  readonly skipped: number;
  readonly accuracy: number | null;
  readonly answered: number;
  readonly asked: number;
  readonly refused: number;
  readonly failed: number;
  /** Of the answered questions, by the level of confidence shown with the answer. */
  readonly accuracyByLevel: Readonly<Record<ConfidenceLevel, GroupAccuracy>>;
  /** Questions whose gold result has rows. */
  readonly nonEmpty: GroupAccuracy;
  readonly recallAt8: number | null;
  readonly promptTokensMean: number | null;
  readonly stages: StageTimes;
  readonly totalMs: Percentiles;
  readonly oracleChoice: { readonly used: boolean; readonly clarified: GroupAccuracy };
  readonly lockViolations: number;
  readonly refusedBecause: Readonly<Record<string, number>>;
  readonly failedWith: Readonly<Record<string, number>>;
  readonly calibration: Calibration;
}

export function summariseAnswers(
  answers: readonly Answer[],
  run: { readonly skipped: number; readonly oracleChoice: boolean },
): AnswersSummary {
  const results = answers.map((answer) => answer.result);
  const scored = answers.flatMap(({ result, correct }) =>
    result.status === 'completed' ? [{ level: result.confidence.level, score: result.confidence.score, correct }] : [],
  );
  const byLevel = (level: ConfidenceLevel): GroupAccuracy => group(scored.filter((answer) => answer.level === level));
  const modelRuns = results.filter(({ usage }) => usage.modelCalls > 0);
  return {
    questions: answers.length,
    skipped: run.skipped,
    accuracy: group(answers).accuracy,
    answered: scored.length,
    asked: results.filter(({ status }) => status === 'needs_clarification').length,
    refused: results.filter(({ status }) => status === 'refused').length,
    failed: results.filter(({ status }) => status === 'failed' || status === 'cancelled').length,
    accuracyByLevel: { green: byLevel('green'), yellow: byLevel('yellow'), red: byLevel('red') },
    nonEmpty: group(answers.filter(({ nonEmpty }) => nonEmpty)),
    recallAt8: round(mean(answers.flatMap(({ recallAt8 }) => recallAt8 ?? [])), 4),
    promptTokensMean: round(mean(modelRuns.map(({ usage }) => usage.inputTokens)), 1),
    stages: stageTimes(results),
    totalMs: percentiles(answers.map(({ ms }) => ms)),
    oracleChoice: { used: run.oracleChoice, clarified: group(answers.filter(({ clarified }) => clarified > 0)) },
    lockViolations: answers.filter(({ lockViolations }) => lockViolations.length > 0).length,
    refusedBecause: tally(results.flatMap((result) => (result.status === 'refused' ? result.refusal.reason : []))),
    failedWith: tally(
      results.flatMap((result) => (result.status === 'failed' ? result.error.code : result.status === 'cancelled' ? 'CANCELLED' : [])),
    ),
    calibration: roundCalibration(calibrate(scored)),
  };
}

function group(answers: readonly { readonly correct: boolean }[]): GroupAccuracy {
  return { n: answers.length, accuracy: round(share(answers, ({ correct }) => correct), 4) };
}

/** The times of each stage over the runs that reached it, in the order of the stages. */
export function stageTimes(results: readonly Pick<RunResult, 'usage'>[]): StageTimes {
  const times = (stage: StageName): number[] => results.flatMap(({ usage }) => usage.stages[stage] ?? []);
  return Object.fromEntries(
    STAGE_NAMES.map((stage) => [stage, times(stage)] as const)
      .filter(([, values]) => values.length > 0)
      .map(([stage, values]) => [stage, percentiles(values)]),
  );
}

/** Rounded to hundredths of a millisecond. */
export function percentiles(times: readonly number[]): Percentiles {
  return { p50Ms: round(percentile(times, 0.5), 2), p95Ms: round(percentile(times, 0.95), 2) };
}

function roundCalibration({ ece, bins }: Calibration): Calibration {
  return {
    ece: round(ece, 4),
    bins: bins.map((bin) => ({ ...bin, meanScore: round(bin.meanScore, 4), accuracy: round(bin.accuracy, 4) })),
  };
}

/** What `--items` writes for a question, one JSON object a line. */
export function itemOf({ question, result, correct, recallAt8, clarified, lockViolations, ms }: Answer): Record<string, unknown> {
  const completed = result.status === 'completed' ? result : null;
  return {
    id: question.id,
    db: question.db,
    question: question.question,
    status: result.status,
    correct,
    level: completed?.confidence.level ?? null,
    score: completed === null ? null : round(completed.confidence.score, 4),
    sql: completed?.sql ?? null,
    gold: question.sql,
    recall8: round(recallAt8, 4),
    ms: round(ms, 2),
    ...reasonOf(result),
    ...(clarified === 0 ? {} : { clarified }),
    ...(lockViolations.length === 0 ? {} : { lockViolations }),
  };
}

function reasonOf(result: RunResult): Record<string, unknown> {
  switch (result.status) {
    case 'refused':
      return { reason: `${result.refusal.reason}: ${result.refusal.message}` };
    case 'failed':
      return {
        reason: `${result.error.code}: ${result.error.message}`,
        stage: result.error.stage,
        attempts: result.attempts.map(({ sql, problems }) => ({ sql, problems: problems.map(({ message }) => message) })),
      };
    case 'needs_clarification': {
      const { kind, question, options } = result.clarification;
      return { reason: `${kind}: ${question}`, options: options.map(({ label, table, column }) => ({ label, table, column })) };
    }
    case 'completed':
      return result.assumptions.length === 0 ? {} : { assumptions: result.assumptions.map(({ text }) => text) };
    case 'cancelled':
      return {};
  }
}
