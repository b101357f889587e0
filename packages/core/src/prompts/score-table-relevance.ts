import * as z from 'zod';
import type { ScoreTableRelevanceInput } from '../contracts/index.ts';
import { promptBlock } from '../schema/textify.ts';
import { describeJoins, describeQuestion, describeResolutions, describeTerms, describeValues } from './describe.ts';
import type { Prompt } from './prompt.ts';
import { replyText } from './reply-text.ts';
import { DATA_RULE, dataBlock } from './untrusted.ts';

const schema = z.strictObject({
  ranking: z.array(
    z.strictObject({
      table: z.string(),
      relevance: z.number().min(0).max(1),
      required: z.boolean(),
      reason: replyText,
    }),
  ),
});

const system = `You judge which tables of a database a question needs. Other steps write the SQL; you only rank.
${DATA_RULE}

You get candidate tables. Return every candidate exactly once, under exactly its given name, and nothing else:
- relevance: 0 to 1, how well the table fits what the question asks about. 1: certainly meant. 0.5: could be meant. 0: unrelated.
- required: true only when the answer cannot be computed without this table. A table that merely joins two required ones is required as well. Of several tables that could each answer the question alone, mark only the best as required.
- reason: a few words.

When two tables could each answer the question (look-alikes such as an old and a new table, or net and gross figures), give them nearly equal relevance: the user will be asked. Do not hide such a doubt by picking one.
When no candidate fits, give all of them a relevance below 0.2; do not stretch a table to fit.`;

/** The prompt that ranks exactly the candidates. `problem` names what was wrong with the last answer. */
export function scoreTableRelevancePrompt(
  input: ScoreTableRelevanceInput,
  problem: string | null = null,
): Prompt<'score-table-relevance'> {
  return {
    system,
    schema,
    prompt: [
      `The candidate tables:\n${dataBlock('tables', input.candidates.map(promptBlock))}`,
      ...describeJoins(input.joins),
      ...describeValues(input.values),
      ...describeTerms(input.terms),
      ...describeResolutions(input.resolutions),
      describeQuestion(input.question),
      ...(problem === null ? [] : [`Your last answer was not usable: ${problem} Answer again.`]),
    ].join('\n\n'),
  };
}
