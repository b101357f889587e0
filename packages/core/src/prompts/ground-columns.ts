import * as z from 'zod';
import type { GroundColumnsInput } from '../contracts/index.ts';
import { promptBlock } from '../schema/textify.ts';
import { describeExamples, describeJoins, describeQuestion, describeResolutions, describeTerms, describeValues } from './describe.ts';
import type { Prompt } from './prompt.ts';
import { replyText, replyTexts } from './reply-text.ts';
import { DATA_RULE, dataBlock } from './untrusted.ts';

const schema = z.strictObject({
  columns: z.array(
    z.strictObject({
      table: z.string(),
      column: z.string(),
      purposes: z.array(z.enum(['select', 'filter', 'group', 'order', 'aggregate', 'join'])),
      phrase: replyText,
    }),
  ),
  unresolved: replyTexts,
});

const system = `You decide which columns of the given tables a SQL query needs to answer a question. Another step writes the SQL and will see only the columns you name, so name every one it needs and none it does not.
${DATA_RULE}

Answer with:
- columns: each needed column once, with exactly the given table and column names; its purposes (select, filter, group, order, aggregate, join); and phrase: the words of the question that ask for it, or "" when it is needed without being named (an identifier, a name to show).
- unresolved: words of the question that ask for something which none of the columns or stored values holds. Leave out question words, articles and words that a query expresses itself (total, average, how many, per, top 5, last year).

Keys for joining tables along the known joins are added for you.
When the question names a thing but no attribute of it, choose the column by which a person would recognise it.
Prefer a column over a guess about its meaning: when nothing fits, leave the words unresolved.`;

/** The prompt that picks the columns of the selected tables. */
export function groundColumnsPrompt(input: GroundColumnsInput, problem: string | null = null): Prompt<'ground-columns'> {
  return {
    system,
    schema,
    prompt: [
      `The tables:\n${dataBlock('tables', input.tables.map(promptBlock))}`,
      ...describeJoins(input.joins),
      ...describeValues(input.values),
      ...describeTerms(input.terms),
      ...describeExamples(input.examples),
      ...describeResolutions(input.resolutions),
      `Today is ${input.today}.`,
      describeQuestion(input.question),
      ...(problem === null ? [] : [`Your last answer was not usable: ${problem} Answer again.`]),
    ].join('\n\n'),
  };
}
