import * as z from 'zod';
import { resultColumnSchema, rowsSchema } from './result-schemas.ts';

const isoTime = z.string();

const estimateSchema = z.object({
  value: z.number().nullable(),
  low: z.number().exactOptional(),
  high: z.number().exactOptional(),
  method: z.enum(['explain', 'dry_run', 'exact', 'heuristic']),
});

export const impactSchema = z.object({
  operation: z.enum(['read', 'insert', 'update', 'delete']),
  tables: z.array(z.object({ table: z.string(), access: z.enum(['read', 'write']), sensitive: z.boolean() })),
  rows: estimateSchema,
  cascades: z.array(z.object({ table: z.string(), rows: estimateSchema })),
  durationMs: estimateSchema.nullable(),
  cost: estimateSchema.extend({ currency: z.string() }).nullable(),
  locks: z.enum(['none', 'rows', 'table', 'unknown']),
  reversible: z.enum(['yes', 'no', 'unknown']),
  risk: z.enum(['low', 'medium', 'high']),
  reasons: z.array(z.string()),
  sample: z.object({ columns: z.array(resultColumnSchema), before: rowsSchema, after: rowsSchema }).nullable(),
  at: isoTime,
});

const personSchema = z.object({ id: z.string(), name: z.string().nullable() });

const approvalSchema = z.object({
  id: z.string(),
  question: z.string(),
  effect: z.string(),
  version: z.number(),
  sql: z.string(),
  sqlHash: z.string(),
  challenge: z.string(),
  approvedSql: z.string().nullable(),
  requestedBy: personSchema,
  policy: z.string().nullable(),
  impact: impactSchema,
  required: z.number(),
  decisions: z.array(z.object({ by: personSchema, decision: z.enum(['approved', 'rejected']), reason: z.string().nullable(), at: isoTime })),
  reasonFor: z.array(z.enum(['approve', 'reject'])),
  viewer: z.union([
    z.object({ mayDecide: z.literal(true) }),
    z.object({ mayDecide: z.literal(false), because: z.enum(['own_request', 'not_an_approver', 'already_decided']) }),
  ]),
});

const clarificationSchema = z.object({
  id: z.string(),
  kind: z.enum(['table', 'column', 'value', 'join_path', 'time', 'measure']),
  question: z.string(),
  span: z.object({ text: z.string(), start: z.number(), end: z.number() }).nullable(),
  options: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      table: z.string().exactOptional(),
      column: z.string().exactOptional(),
      value: z.string().exactOptional(),
      evidence: z.array(z.string()),
      consequence: z.string(),
    }),
  ),
  suggested: z.string().nullable(),
  allowFreeText: z.boolean(),
});

const pause = { id: z.string(), createdAt: isoTime, expiresAt: isoTime.nullable() };

export const interruptSchema = z.discriminatedUnion('kind', [
  z.object({ ...pause, kind: z.literal('clarification'), clarification: clarificationSchema }),
  z.object({ ...pause, kind: z.literal('approval'), approval: approvalSchema }),
]);
