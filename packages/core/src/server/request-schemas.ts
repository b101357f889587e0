import * as z from 'zod';
import type { InterruptResponse } from '../protocol/index.ts';

/** Longer ids and texts are nobody's. */
const id = z.string().min(1).max(200);
const text = z.string().max(10_000);

/** As the pipeline takes it, since it stands in every event and in the keys of stores; but no step of a path, which no address can name. */
export const threadIdSchema = z.string().regex(/^(?!\.{1,2}$)[\p{L}\p{N}\p{P}\p{S} ]{1,200}$/u, 'must be a text of 1 to 200 visible characters, and not . or ..');

/** @param questionLength - The longest question, in UTF-16 code units. */
export const startRunSchema = (questionLength: number) =>
  z.strictObject({
    question: z.string().min(1).max(questionLength),
    threadId: threadIdSchema.exactOptional(),
    revises: z
      .strictObject({ runId: id, readings: z.array(z.strictObject({ assumptionId: text, readingId: text })).max(20) })
      .exactOptional(),
  });

const answer = { interruptId: id.exactOptional(), idempotencyKey: id.exactOptional(), remember: z.union([z.enum(['thread', 'user', 'tenant']), z.literal(false)]).exactOptional() };
const decision = { sqlHash: text, challenge: text, reason: text.exactOptional() };

export const interruptResponseSchema: z.ZodType<InterruptResponse> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('choose'), optionId: text, ...answer }),
  z.strictObject({ kind: z.literal('text'), text, ...answer }),
  z.strictObject({ kind: z.literal('cancel'), ...answer }),
  z.strictObject({ kind: z.literal('approve'), ...decision, ...answer }),
  z.strictObject({ kind: z.literal('reject'), ...decision, ...answer }),
]);

export const resumeSchema = z.strictObject({ runId: id, response: interruptResponseSchema });

export const nothingSchema = z.strictObject({});

export const ingestSchema = z.strictObject({ refresh: z.enum(['changed', 'values']).exactOptional() });

/** The `seq` of an event. */
export const seqSchema = z.string().regex(/^\d{1,15}$/u, 'must be the number of an event');

export const idempotencyKeySchema = z.string().regex(/^[\x21-\x7E]{1,200}$/u, 'must be 1 to 200 visible ASCII characters');

export const eventsQuerySchema = z.object({ after: seqSchema.exactOptional() });

/** Opaque to its reader: the place of a page's first row. */
export const cursorSchema = z.string().regex(/^r[1-9]\d{0,14}$/u, 'is not one that this server gave');

export const resultQuerySchema = z.object({ cursor: cursorSchema.exactOptional() });
