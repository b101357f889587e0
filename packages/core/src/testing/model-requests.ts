import * as z from 'zod';
import type { ClassifyIntentReply, GenerateSqlReply, ModelRequest } from '../contracts/index.ts';

const intentSchema: z.ZodType<ClassifyIntentReply> = z.strictObject({
  intent: z.enum(['read', 'insert', 'update', 'delete', 'ddl', 'unanswerable', 'off_topic']),
  standaloneQuestion: z.string(),
  reason: z.string(),
});

/** A union, which providers that want an object at the root cannot take as it is. */
const sqlSchema: z.ZodType<GenerateSqlReply> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sql'), sql: z.string(), assumptions: z.array(z.string()), unused: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('insufficient'), reason: z.string(), missing: z.array(z.string()) }),
]);

export const QUESTION = 'How many customers are there?';

export function classifyRequest(question = QUESTION, signal?: AbortSignal): ModelRequest<'classify-intent'> {
  return {
    task: 'classify-intent',
    system: 'You sort questions about the data of a shop.',
    prompt: `Question: ${question}`,
    schema: intentSchema,
    input: { question, history: [], today: '2026-01-31' },
    ...(signal === undefined ? {} : { signal }),
  };
}

export function sqlRequest(): ModelRequest<'generate-sql'> {
  return {
    task: 'generate-sql',
    system: 'You write SQL for the database of a shop.',
    prompt: `Question: ${QUESTION}`,
    schema: sqlSchema,
    input: {
      question: QUESTION,
      dialect: 'sqlite',
      dialectNotes: ['Write SQLite.'],
      schema: { tables: [{ name: 'customers', kind: 'table', columns: [{ name: 'id', type: 'INTEGER', primaryKey: true, nullable: false }] }], joins: [], values: [] },
      terms: [],
      examples: [],
      resolutions: [],
      rowLimit: 100,
      today: '2026-01-31',
    },
  };
}

export const INTENT: ClassifyIntentReply = { intent: 'read', standaloneQuestion: QUESTION, reason: 'It asks for a count.' };

export const SQL: GenerateSqlReply = { kind: 'sql', sql: 'SELECT count(*) AS customers FROM customers LIMIT 100', assumptions: [], unused: [] };
