import type { RepairSqlInput } from '../contracts/index.ts';
import { SQL_RULES, sqlPromptParts, sqlReplySchema } from './generate-sql.ts';
import type { Prompt } from './prompt.ts';
import { DATA_RULE, dataBlock } from './untrusted.ts';

/** What is shown of an endless statement, and of its problems: the first ones stand for the rest. */
const SHOWN = { characters: 12_000, problems: 20 } as const;

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
      `The statement:\n${dataBlock('statement', cut(input.failed.sql))}`,
      `Its problems:\n${dataBlock('problems', input.failed.problems.slice(0, SHOWN.problems))}`,
    ].join('\n\n'),
  };
}

function cut(sql: string): string {
  return sql.length <= SHOWN.characters ? sql : `${sql.slice(0, SHOWN.characters)}…`;
}
