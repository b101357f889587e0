import * as z from 'zod';
import { impactSchema, interruptSchema } from './interrupt-schemas.ts';
import { lockSchema } from './lock-schemas.ts';
import {
  assumptionSchema,
  chartSchema,
  confidenceSchema,
  explanationSchema,
  refusalSchema,
  resultColumnSchema,
  rowsSchema,
  sqlProblemSchema,
  stageSchema,
  usageSchema,
  warningSchema,
  wireErrorSchema,
} from './result-schemas.ts';

const isoTime = z.string();
const reason = z.enum(['initial', 'repair', 'user-edit', 'clarified']);
const candidates = z.array(z.object({ table: z.string(), score: z.number() }));
const selected = z.array(z.object({ table: z.string(), relevance: z.number(), reason: z.string() }));

export const runStateSchema = z.object({
  phase: z.enum(['idle', 'streaming', 'succeeded', 'awaitingInput', 'cancelled', 'refused', 'failed']),
  runId: z.string().nullable(),
  threadId: z.string().nullable(),
  question: z.string().nullable(),
  startedAt: isoTime.nullable(),
  endedAt: isoTime.nullable(),
  lastSeq: z.number(),
  steps: z.array(z.object({ step: stageSchema, status: z.enum(['running', 'done']), ms: z.number().nullable(), text: z.string().nullable() })),
  candidates,
  selected,
  assumptions: z.array(assumptionSchema),
  lock: lockSchema.nullable(),
  versions: z.array(z.object({ version: z.number(), sql: z.string(), sqlHash: z.string(), reason, problems: z.array(sqlProblemSchema).nullable() })),
  confidence: confidenceSchema.nullable(),
  impact: impactSchema.nullable(),
  executingSince: isoTime.nullable(),
  result: z
    .object({
      version: z.number().nullable(),
      columns: z.array(resultColumnSchema),
      rows: rowsSchema,
      rowCount: z.number().nullable(),
      truncated: z.boolean(),
      startedAt: isoTime.nullable(),
      finishedAt: isoTime.nullable(),
    })
    .nullable(),
  explanation: explanationSchema.nullable(),
  charts: z.array(chartSchema),
  warnings: z.array(warningSchema),
  usage: usageSchema.nullable(),
  interrupts: z.array(interruptSchema),
  refusal: refusalSchema.nullable(),
  error: wireErrorSchema.nullable(),
  databaseStopped: z.boolean().nullable(),
  ignored: z.object({ afterEnd: z.number(), unknown: z.number(), duplicate: z.number() }),
  gap: z.boolean(),
});

function event<T extends string, Payload extends z.ZodRawShape>(type: T, payload: Payload) {
  return z.object({ type: z.literal(type), seq: z.number(), runId: z.string(), threadId: z.string(), at: isoTime, ...payload });
}

const ends = [
  event('run.finished', { outcome: z.literal('success') }),
  event('run.finished', { outcome: z.literal('interrupt'), interrupts: z.array(interruptSchema), problem: wireErrorSchema.exactOptional() }),
  event('run.finished', { outcome: z.literal('cancelled'), databaseStopped: z.boolean() }),
  event('run.finished', { outcome: z.literal('refused'), refusal: refusalSchema }),
  event('run.finished', { outcome: z.literal('error'), error: wireErrorSchema }),
] as const;

export const runEventSchema = z.union([
  event('run.started', { question: z.string(), resumed: z.boolean() }),
  event('snapshot', { state: runStateSchema }),
  event('step.started', { step: stageSchema }),
  event('step.progress', { step: stageSchema, text: z.string() }),
  event('step.finished', { step: stageSchema, ms: z.number(), summary: z.string() }),
  event('tables.selected', { candidates, selected }),
  event('assumption.added', { assumption: assumptionSchema }),
  event('lock.set', { lock: lockSchema }),
  event('sql.proposed', { version: z.number(), sql: z.string(), sqlHash: z.string(), reason }),
  event('validation.finished', { version: z.number(), ok: z.boolean(), problems: z.array(sqlProblemSchema) }),
  event('confidence', { confidence: confidenceSchema }),
  event('impact', { impact: impactSchema }),
  event('execution.started', { sql: z.string() }),
  event('result.meta', { columns: z.array(resultColumnSchema) }),
  event('result.rows', { rows: rowsSchema }),
  event('result.finished', { rowCount: z.number(), truncated: z.boolean() }),
  event('explanation', { explanation: explanationSchema }),
  event('chart.suggested', { charts: z.array(chartSchema) }),
  event('warning', { warning: warningSchema }),
  event('usage', { usage: usageSchema }),
  ...ends,
]);
