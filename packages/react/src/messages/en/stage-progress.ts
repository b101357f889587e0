import type { StageName } from '@nl2sql/core/protocol';
import type { Formatters } from '../format.ts';
import { counted } from './counted.ts';

/** The stages of the read path, and those of statements that change data. */
export type ShownStage = StageName | 'analyze-impact' | 'request-approval';

const stages: Readonly<Record<`stage:${ShownStage}`, string>> = {
  'stage:classify-intent': 'Reading the question',
  'stage:retrieve-table-candidates': 'Finding tables',
  'stage:score-table-relevance': 'Choosing tables',
  'stage:detect-ambiguity': 'Looking for other readings',
  'stage:ground-columns': 'Matching columns and values',
  'stage:generate-sql': 'Writing the SQL',
  'stage:validate-sql': 'Checking the SQL',
  'stage:repair-sql': 'Mending the SQL',
  'stage:analyze-impact': 'Estimating the impact',
  'stage:request-approval': 'Waiting for approval',
  'stage:execute-query': 'Running the query',
  'stage:verify-result': 'Checking the result',
  'stage:explain-sql': 'Explaining the query',
  'stage:score-confidence': 'Scoring the confidence',
  'stage:suggest-charts': 'Choosing a chart',
};

export interface Elapsed {
  /** The time that it took, written out. */
  readonly elapsed: string;
  readonly steps: number;
}

export const stageProgress = {
  ...stages,
  progressSteps: 'Steps',
  progressStarting: 'Starting',
  progressRunning: ({ stage, elapsed }: { readonly stage: string; readonly elapsed: string | null }) => (elapsed === null ? stage : `${stage} (${elapsed})`),
  progressDone: ({ elapsed, steps }: Elapsed, format: Formatters) => `Done in ${elapsed} · ${counted(steps, 'step', format)}`,
  progressWaiting: ({ elapsed, steps }: Elapsed, format: Formatters) => `Waiting for you after ${elapsed} · ${counted(steps, 'step', format)}`,
  progressStopped: ({ elapsed, steps }: Elapsed, format: Formatters) => `Stopped after ${elapsed} · ${counted(steps, 'step', format)}`,
  progressRefused: ({ elapsed, steps }: Elapsed, format: Formatters) => `Not answered, decided in ${elapsed} · ${counted(steps, 'step', format)}`,
  progressFailed: ({ stage, elapsed }: { readonly stage: string | null; readonly elapsed: string }) => (stage === null ? `Failed after ${elapsed}` : `Failed after ${elapsed} at “${stage}”`),
  stepDone: 'done',
  stepRunning: 'under way',
  stepStopped: 'not finished',
};
