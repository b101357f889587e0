import type { GenerateSqlInput, GenerateSqlReply } from '../contracts/index.ts';
import { generateSqlPrompt } from '../prompts/generate-sql.ts';
import type { Lock, Resolution } from '../protocol/index.ts';
import { lockedSchema } from './ground-columns.ts';
import type { Stage, StageContext } from './stage.ts';
import { coversLock, fitsLock, taskExamples, taskTerms } from './task-knowledge.ts';

export interface GenerateSqlStageInput {
  readonly question: string;
  readonly lock: Lock;
  readonly resolutions: readonly Resolution[];
}

/** A statement that nobody has checked yet, or the model's word that the lock is not enough. */
export type GenerateSqlOutput = GenerateSqlReply;

/** Has the model write SQL from the lock. It sees nothing of the schema but the lock. */
export const generateSql: Stage<GenerateSqlStageInput, GenerateSqlOutput> = async (input, context) => {
  const task = await sqlTask(input, context);
  const { value } = await context.model.generate({
    task: 'generate-sql',
    ...generateSqlPrompt(task),
    input: task,
    signal: context.signal,
  });
  return value;
};

/** What generation and repair tell the model. */
export async function sqlTask(input: GenerateSqlStageInput, context: StageContext): Promise<GenerateSqlInput> {
  return {
    question: input.question,
    dialect: context.database.dialect,
    dialectNotes: context.database.promptNotes,
    schema: lockedSchema(input.lock, input.question, context),
    terms: taskTerms(input.question, coversLock(input.lock), context),
    examples: await taskExamples(input.question, ({ sql }) => fitsLock(sql, input.lock, context), context),
    resolutions: input.resolutions,
    rowLimit: rowLimit(context),
    today: context.today,
  };
}

/** One row more than is shown, so that a cut result can say so. */
export function rowLimit(context: Pick<StageContext, 'settings'>): number {
  return context.settings.limits.rows + 1;
}
