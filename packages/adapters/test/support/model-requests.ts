import { inspect } from 'node:util';
import type { ClassifyIntentReply, GenerateSqlReply, ModelRequest } from '@nl2sql/core/contracts';
import { isNl2SqlError, type Nl2SqlError } from '@nl2sql/core/errors';
import { expect } from 'vitest';
import * as z from 'zod';

const classifySchema: z.ZodType<ClassifyIntentReply> = z.object({
  intent: z.enum(['read', 'insert', 'update', 'delete', 'ddl', 'unanswerable', 'off_topic']),
  standaloneQuestion: z.string().min(1),
  reason: z.string(),
});

export const reply: ClassifyIntentReply = { intent: 'read', standaloneQuestion: 'How many customers?', reason: 'It asks for a count.' };

export function classify(signal?: AbortSignal): ModelRequest<'classify-intent'> {
  return {
    task: 'classify-intent',
    system: 'Sort questions.',
    prompt: 'How many customers?',
    schema: classifySchema,
    input: { question: 'How many customers?', history: [], today: '2026-01-31' },
    ...(signal === undefined ? {} : { signal }),
  };
}

/** A reply that is one of two objects, so that its schema has no object at its root. */
const sqlSchema: z.ZodType<GenerateSqlReply> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sql'), sql: z.string(), assumptions: z.array(z.string()), unused: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('insufficient'), reason: z.string(), missing: z.array(z.string()) }),
]);

export const insufficient: GenerateSqlReply = { kind: 'insufficient', reason: 'There is no budget.', missing: ['budget'] };

export const generateSql: ModelRequest<'generate-sql'> = {
  task: 'generate-sql',
  system: 'Write SQL.',
  prompt: 'What is the budget?',
  schema: sqlSchema,
  input: {
    question: 'What is the budget?',
    dialect: 'sqlite',
    dialectNotes: [],
    schema: { tables: [], joins: [], values: [] },
    terms: [],
    examples: [],
    resolutions: [],
    rowLimit: 100,
    today: '2026-01-31',
  },
};

/** The error of a call, after a look into every corner of it for a secret. */
export async function errorOf(call: Promise<unknown>, secret: string): Promise<Nl2SqlError> {
  const error = await call.then(
    (value) => expect.fail(`expected an error and got ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (!isNl2SqlError(error)) throw error;
  const everything = [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error), JSON.stringify(error.toWire()), error.stack, String(error.cause)].join('\n');
  expect(everything).not.toContain(secret);
  expect(everything).not.toContain(secret.slice(-8));
  return error;
}
