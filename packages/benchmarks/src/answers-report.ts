import type { AnswersSummary, StageTimes } from './summarise-answers.ts';
import { fixed, percent, textTable } from './text-table.ts';

/** The figures of `bench:answers` for a person to read. */
export function answersReport(summary: AnswersSummary): string {
  const { questions, accuracyByLevel, nonEmpty, oracleChoice, calibration } = summary;
  const of = (count: number): string[] => [String(count), percent(questions === 0 ? null : count / questions)];
  const reasons = [
    ...Object.entries(summary.refusedBecause).map(([reason, n]) => [`refused: ${reason}`, ...of(n)]),
    ...Object.entries(summary.failedWith).map(([code, n]) => [`failed: ${code}`, ...of(n)]),
  ];
  const sections = [
    textTable(
      ['', 'questions', 'share'],
      [
        ['asked of the pipeline', ...of(questions)],
        ['answered', ...of(summary.answered)],
        ['asked back', ...of(summary.asked)],
        ['refused', ...of(summary.refused)],
        ['failed', ...of(summary.failed)],
        ['skipped (gold does not run)', String(summary.skipped), ''],
      ],
    ),
    textTable(
      ['accuracy', 'n', 'correct'],
      [
        ['all questions', String(questions), percent(summary.accuracy)],
        ['gold has rows', String(nonEmpty.n), percent(nonEmpty.accuracy)],
        ...(['green', 'yellow', 'red'] as const).map((level) => [
          `answered, ${level}`,
          String(accuracyByLevel[level].n),
          percent(accuracyByLevel[level].accuracy),
        ]),
        ...(oracleChoice.used
          ? [['clarified by the oracle', String(oracleChoice.clarified.n), percent(oracleChoice.clarified.accuracy)]]
          : []),
      ],
    ),
    ...(reasons.length === 0 ? [] : [textTable(['without an answer', 'n', 'share'], reasons)]),
    [
      `recall@8 of the gold tables   ${percent(summary.recallAt8)}`,
      `prompt tokens a run, mean     ${fixed(summary.promptTokensMean, 0)}`,
      `runs that left their lock     ${summary.lockViolations}`,
      `ms a question, p50 and p95    ${fixed(summary.totalMs.p50Ms, 1)}, ${fixed(summary.totalMs.p95Ms, 1)}`,
    ].join('\n'),
    stageTable(summary.stages),
    textTable(
      ['confidence', 'n', 'mean score', 'correct'],
      calibration.bins.map((bin) => [
        `${bin.from.toFixed(1)}–${bin.to.toFixed(1)}`,
        String(bin.n),
        fixed(bin.meanScore, 3),
        percent(bin.accuracy),
      ]),
    ) + `\nexpected calibration error ${fixed(calibration.ece, 3)}`,
  ];
  return sections.join('\n\n');
}

/** The times of the stages, in the order in which they run. */
export function stageTable(stages: StageTimes): string {
  return textTable(
    ['stage', 'p50 ms', 'p95 ms'],
    Object.entries(stages).map(([stage, times]) => [stage, fixed(times.p50Ms, 2), fixed(times.p95Ms, 2)]),
  );
}
