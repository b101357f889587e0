import type { RepairSqlInput } from '../contracts/index.ts';
import { SQL_RULES, sqlPromptParts, sqlReplySchema } from './generate-sql.ts';
import type { Prompt } from './prompt.ts';
import { DATA_RULE, dataBlock } from './untrusted.ts';

const system = `You correct a SQL statement that was not accepted. It must answer the same question from the same fixed list of tables and columns; the list cannot grow.
${DATA_RULE}

${SQL_RULES}

Change what the problems name and keep the rest. If the problems show that the tables cannot answer the question, say "insufficient".`;

/** The prompt that corrects a statement, from the problems that the guard found. */
export function repairSqlPrompt(input: RepairSqlInput): Prompt<'repair-sql'> {
  return {
    system,
    schema: sqlReplySchema,
    prompt: [
      ...sqlPromptParts(input),
      `The statement:\n${dataBlock('statement', input.failed.sql)}`,
      `Its problems:\n${dataBlock('problems', input.failed.problems)}`,
    ].join('\n\n'),
  };
}
