import * as z from 'zod';
import { interruptSchema, impactSchema } from './interrupt-schemas.ts';
import { joinSchema, lockSchema } from './lock-schemas.ts';
import { cancelledSchema, capabilitiesSchema, documentSchema, ingestEventSchema, ingestProgressSchema, ingestReportSchema, problemSchema, rowPageSchema, structureSchema, threadSchema } from './resource-schemas.ts';
import { cellSchema, wireErrorSchema } from './result-schemas.ts';
import { runEventSchema, runStateSchema } from './run-schemas.ts';

/** Everything that the server sends, by the name it has in the OpenAPI document. */
export const wireSchemas = {
  Cancelled: cancelledSchema,
  Capabilities: capabilitiesSchema,
  Cell: cellSchema,
  Document: documentSchema,
  IngestEvent: ingestEventSchema,
  IngestProgress: ingestProgressSchema,
  IngestReport: ingestReportSchema,
  Interrupt: interruptSchema,
  Join: joinSchema,
  Lock: lockSchema,
  ProblemDetails: problemSchema,
  QueryImpact: impactSchema,
  RowPage: rowPageSchema,
  RunEvent: runEventSchema,
  RunState: runStateSchema,
  SchemaStructure: structureSchema,
  Thread: threadSchema,
  WireError: wireErrorSchema,
} as const satisfies Record<string, z.ZodType>;

export type WireSchemaName = keyof typeof wireSchemas;

/** The same as JSON Schema, each referring to the others below `at`. */
export function wireJsonSchemas(at: string): Record<string, object> {
  const registry = z.registry<{ readonly id: string }>();
  for (const [id, schema] of Object.entries(wireSchemas)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `${at}${id}` });
  return Object.fromEntries(Object.entries(schemas).map(([id, { $schema: _draft, $id: _id, ...schema }]) => [id, schema]));
}
