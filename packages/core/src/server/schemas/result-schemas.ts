import * as z from 'zod';
import { REFUSAL_REASONS, STAGE_NAMES, type Cell } from '../../protocol/index.ts';

export const cellSchema: z.ZodType<Cell> = z.lazy(() => z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(cellSchema), z.record(z.string(), cellSchema)]));
export const rowsSchema = z.array(z.array(cellSchema));
export const stageSchema = z.enum(STAGE_NAMES);

export const resultColumnSchema = z.object({
  name: z.string(),
  type: z.enum(['text', 'integer', 'decimal', 'float', 'boolean', 'date', 'time', 'timestamp', 'bytes', 'json', 'array', 'unknown']),
});

const readingSchema = z.object({
  id: z.string(),
  label: z.string(),
  table: z.string().exactOptional(),
  column: z.string().exactOptional(),
  value: z.string().exactOptional(),
});

export const assumptionSchema = z.object({
  id: z.string(),
  kind: z.enum(['table', 'column', 'value', 'join', 'time', 'measure', 'follow_up', 'limit', 'other']),
  text: z.string(),
  phrase: z.string().exactOptional(),
  chosen: readingSchema.exactOptional(),
  alternatives: z.array(readingSchema).exactOptional(),
  basis: z.enum(['same_result', 'remembered', 'chosen']).exactOptional(),
});

export const confidenceSchema = z.object({
  score: z.number(),
  level: z.enum(['green', 'yellow', 'red']),
  factors: z.array(
    z.object({
      name: z.enum(['tableRelevance', 'ambiguity', 'validation', 'columnMatch', 'joinEvidence', 'termCoverage', 'valueMatch', 'resultVerification', 'complexity']),
      value: z.number(),
      weight: z.number(),
      reason: z.string(),
    }),
  ),
});

export const explanationSchema = z.object({
  summary: z.string(),
  steps: z.array(z.object({ kind: z.enum(['source', 'join', 'filter', 'group', 'compute', 'order', 'limit', 'combine', 'assumption']), text: z.string() })),
  tables: z.array(z.string()),
  columns: z.array(z.string()),
});

export const warningSchema = z.object({
  code: z.enum(['empty_result', 'fan_out', 'all_null_column', 'truncated', 'null_aggregate']),
  text: z.string(),
});

export const chartSchema = z.union([
  z.object({ chart: z.enum(['bar', 'line', 'pie', 'area', 'number']), x: z.string().exactOptional(), y: z.array(z.string()), reason: z.string() }),
  z.object({
    chart: z.null(),
    code: z.enum(['empty', 'single_row', 'no_measure', 'no_dimension', 'too_many_points', 'identifiers_only', 'several_series']),
    reason: z.string(),
  }),
]);

export const sqlProblemSchema = z.object({ code: z.string(), message: z.string() });

export const usageSchema = z.object({
  modelCalls: z.number(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  estimated: z.boolean(),
  stages: z.partialRecord(stageSchema, z.number()),
  totalMs: z.number(),
});

export const refusalSchema = z.object({
  reason: z.enum(REFUSAL_REASONS),
  message: z.string(),
});

export const wireErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().nullable(),
  stage: stageSchema.nullable(),
  retryable: z.boolean(),
});
