import * as z from 'zod';
import type { GenerateSqlInput, GenerateSqlReply } from '../contracts/index.ts';
import { promptBlock } from '../schema/textify.ts';
import { describeExamples, describeJoins, describeQuestion, describeResolutions, describeTerms, describeValues } from './describe.ts';
import type { Prompt } from './prompt.ts';
import { replyText, replyTexts } from './reply-text.ts';
import { DATA_RULE, dataBlock } from './untrusted.ts';

/** The reply of generation and of repair. */
export const sqlReplySchema: z.ZodType<GenerateSqlReply> = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('sql'),
    sql: z.string(),
    assumptions: replyTexts,
    unused: replyTexts,
  }),
  z.strictObject({ kind: z.literal('insufficient'), reason: replyText, missing: replyTexts }),
]);

/** The rules for SQL; repair repeats them word for word. */
export const SQL_RULES = `Rules:
- One SELECT statement (WITH and set operations are fine). Nothing that writes, locks or changes the session; no comments; no parameters.
- Use only the tables and columns you are given, exactly as spelled. Do not assume that any other table, column or value exists.
- If they are not sufficient to answer, say so with kind "insufficient": a reason for the user in one sentence, and what is missing. A statement that answers a different question is worse than none.
- Never SELECT *; name the columns. Qualify columns with table names or aliases when there is more than one table.
- Join along the known joins. Take care that a join does not count rows twice.
- Always end with a LIMIT, at most the given row limit; a smaller one only when the question asks for fewer rows.
- Compare text with the stored form of a value where one is given.
- Select what the question asks for, in its order, and no extra columns.
- Give every computed column a short name in the words of the question, since people read it as a heading.
- Divide so that the result keeps its fraction.

With kind "sql" also give:
- assumptions: a sentence for everything you read into the question that it does not say (which date, which status counts, how ties are treated). Empty when there is nothing.
- unused: words of the question that ask for something and that the statement does not take into account. Empty when it answers all of it.`;

const system = `You write one read-only SQL statement that answers a question from a fixed list of tables and columns.
${DATA_RULE}

${SQL_RULES}`;

/** The parts of a SQL prompt that generation and repair share. */
export function sqlPromptParts(input: GenerateSqlInput): string[] {
  return [
    `Dialect: ${input.dialect}. Row limit: ${input.rowLimit}. Today is ${input.today}.`,
    ...(input.dialectNotes.length > 0 ? [input.dialectNotes.map((note) => `- ${note}`).join('\n')] : []),
    `The only tables and columns:\n${dataBlock('tables', input.schema.tables.map(promptBlock))}`,
    ...describeJoins(input.schema.joins),
    ...describeValues(input.schema.values),
    ...describeTerms(input.terms),
    ...describeExamples(input.examples),
    ...describeResolutions(input.resolutions),
    describeQuestion(input.question),
  ];
}

/** The prompt that writes SQL from the lock. Its size depends on the lock, not on the database. */
export function generateSqlPrompt(input: GenerateSqlInput): Prompt<'generate-sql'> {
  return { system, schema: sqlReplySchema, prompt: sqlPromptParts(input).join('\n\n') };
}
