import type { RepairSqlInput } from '../contracts/index.ts';
import { repairSqlPrompt } from '../prompts/repair-sql.ts';
import type { SqlProblem } from '../protocol/index.ts';
import { sqlTask, type GenerateSqlOutput, type GenerateSqlStageInput } from './generate-sql.ts';
import type { Stage } from './stage.ts';

export interface RepairSqlStageInput extends GenerateSqlStageInput {
  readonly failed: { readonly sql: string; readonly problems: readonly SqlProblem[] };
  /** 1 for the first repair. */
  readonly attempt: number;
}

/** Has the model correct a statement. The lock is the same as before: a repair cannot widen it. */
export const repairSql: Stage<RepairSqlStageInput, GenerateSqlOutput> = async (input, context) => {
  const task: RepairSqlInput = { ...(await sqlTask(input, context)), failed: input.failed, attempt: input.attempt };
  const { value } = await context.model.generate({
    task: 'repair-sql',
    ...repairSqlPrompt(task),
    input: task,
    signal: context.signal,
  });
  return value;
};
