import * as z from 'zod';
import type { ClassifyIntentInput } from '../contracts/index.ts';
import { describeQuestion } from './describe.ts';
import type { Prompt } from './prompt.ts';
import { replyText } from './reply-text.ts';
import { DATA_RULE, dataBlock } from './untrusted.ts';

const schema = z.strictObject({
  intent: z.enum(['read', 'insert', 'update', 'delete', 'ddl', 'unanswerable', 'off_topic']),
  standaloneQuestion: z.string(),
  reason: replyText,
});

const system = `You sort questions that people ask about the data of a business application.
${DATA_RULE}

Answer with:
- intent: what the person wants to happen.
  - read: to see, count, compare or list something that a database could hold. When in doubt between read and another intent, choose read.
  - insert, update, delete: to add, change or remove stored data. A question that only mentions such a word ("when was it updated?", "deleted accounts per month") is a read.
  - ddl: to create, change or drop tables, columns, logins or permissions.
  - unanswerable: no database of stored facts could answer it (a prediction, an opinion, an action outside the database).
  - off_topic: it is not about data at all (small talk, general knowledge, writing or programming help).
- standaloneQuestion: the question as it would be asked without the earlier turns. Resolve "it", "those", "and by region?" from the most recent turn that fits. Copy the question unchanged when it stands alone. Never add a condition that the person did not state.
- reason: one short sentence.`;

/** The prompt of the first stage: what does the person want, and what does the question say in full? */
export function classifyIntentPrompt(input: ClassifyIntentInput): Prompt<'classify-intent'> {
  const history = input.history.map((turn) => ({ question: turn.question.normalize('NFC'), tables: turn.tables, sql: turn.sql }));
  return {
    system,
    schema,
    prompt: [
      `Today is ${input.today}.`,
      ...(history.length > 0 ? [`Earlier turns, oldest first:\n${dataBlock('history', history)}`] : []),
      describeQuestion(input.question),
    ].join('\n\n'),
  };
}
