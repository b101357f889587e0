import * as z from 'zod';
import { PROTOCOL_VERSION } from '../../protocol/index.ts';
import { joinSchema } from './lock-schemas.ts';
import { resultColumnSchema, rowsSchema } from './result-schemas.ts';
import { runStateSchema } from './run-schemas.ts';

export const threadSchema = z.object({ threadId: z.string(), runs: z.array(runStateSchema) });

export const cancelledSchema = z.object({ stopped: z.boolean() });

export const rowPageSchema = z.object({
  runId: z.string(),
  columns: z.array(resultColumnSchema),
  rows: rowsSchema,
  offset: z.number(),
  rowCount: z.number(),
  next: z.string().nullable(),
});

export const structureSchema = z.object({
  dialect: z.string(),
  tables: z.array(
    z.object({
      table: z.string(),
      kind: z.enum(['table', 'view']),
      comment: z.string().nullable(),
      rowCount: z.number().nullable(),
      columns: z.array(
        z.object({ column: z.string(), type: z.string(), nullable: z.boolean(), comment: z.string().nullable(), isPrimaryKey: z.boolean() }),
      ),
    }),
  ),
  joins: z.array(joinSchema),
});

export const capabilitiesSchema = z.object({
  protocol: z.literal(PROTOCOL_VERSION),
  remember: z.array(z.enum(['thread', 'user', 'tenant'])),
  mayIngest: z.boolean(),
  limits: z.object({ questionLength: z.number(), bodyBytes: z.number(), previewRows: z.number(), pageRows: z.number(), rows: z.number() }),
});

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  code: z.string(),
  hint: z.string().nullable(),
  retryable: z.boolean(),
});

export const ingestProgressSchema = z.object({ done: z.number(), total: z.number(), table: z.string() });

export const ingestReportSchema = z.object({
  tables: z.number(),
  columns: z.number(),
  foreignKeys: z.number(),
  inferredJoins: z.number(),
  added: z.number(),
  changed: z.number(),
  removed: z.number(),
  unchanged: z.number(),
  read: z.number(),
  withoutValues: z.array(z.string()),
  knowledgeProblems: z.array(z.object({ kind: z.enum(['glossary', 'example']), name: z.string(), message: z.string() })),
  ms: z.number(),
});

/** The data of `progress`, `report` and `problem`. */
export const ingestEventSchema = z.union([ingestProgressSchema, ingestReportSchema, problemSchema]);

/** An OpenAPI document, which is described elsewhere. */
export const documentSchema = z.looseObject({ openapi: z.string() });
