import * as z from 'zod';

const columnRef = { table: z.string(), column: z.string() };
const ends = { from: z.object(columnRef), to: z.object(columnRef) };
const coverage = z.enum(['complete', 'sample']);

export const joinSchema = z.union([
  z.object({ ...ends, source: z.literal('declared') }),
  z.object({
    ...ends,
    source: z.literal('inferred'),
    evidence: z.object({
      name: z.enum(['reference', 'parent', 'same_name', 'table_name', 'abbreviation']),
      type: z.enum(['same', 'comparable', 'unknown']),
      values: z.object({ compared: z.number(), share: z.number(), coverage }).nullable(),
    }),
    confidence: z.number(),
  }),
]);

export const lockSchema = z.object({
  tables: z.array(z.object({ table: z.string(), columns: z.array(z.string()) })),
  joins: z.array(joinSchema),
  values: z.array(z.object({ ...columnRef, phrase: z.string(), value: z.string(), coverage })),
});
