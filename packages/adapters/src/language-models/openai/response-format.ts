import type * as z from 'zod';
import type { ReplyForm } from '../remote/remote-model.ts';
import { replySchema, schemaAsText, strictSchema, type JsonSchema } from '../remote/reply-schema.ts';

/** How the server is made to answer in JSON. */
export type StructuredOutput = 'json_schema' | 'json_object' | 'none';

export interface ResponseFormat extends ReplyForm {
  /** The `response_format` of the request body; null leaves it out. */
  readonly body: JsonSchema | null;
}

/** What strict mode knows besides types (OpenAI, "Structured model outputs", section "Supported schemas"). */
const KEYWORDS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems'];

/** The form in which a schema is put to a server. */
export function responseFormat(schema: z.ZodType, name: string, mode: StructuredOutput): ResponseFormat {
  const reply = replySchema(schema);
  if (mode !== 'json_schema') return { ...schemaAsText(reply), body: mode === 'json_object' ? { type: 'json_object' } : null };
  const strict = strictSchema(reply.schema, KEYWORDS);
  return {
    body: { type: 'json_schema', json_schema: { name, strict: strict !== null, schema: strict ?? reply.schema } },
    instructions: null,
    unwrap: reply.unwrap,
  };
}
