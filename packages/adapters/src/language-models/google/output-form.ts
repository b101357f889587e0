import type * as z from 'zod';
import type { ReplyForm } from '../remote/remote-model.ts';
import { replySchema, schemaAsText, strictSchema, type JsonSchema } from '../remote/reply-schema.ts';

/** How the model is made to answer in JSON. */
export type GoogleStructuredOutput = 'json_schema' | 'json_object' | 'none';

export interface OutputForm extends ReplyForm {
  /** Fields of the `config` of a call. */
  readonly fields: { readonly responseMimeType?: 'application/json'; readonly responseJsonSchema?: JsonSchema };
}

/** What `responseJsonSchema` knows besides types (Gemini API, `GenerationConfig`). */
const KEYWORDS = ['minimum', 'maximum', 'minItems', 'maxItems'];

/** The form in which a schema is put to the Gemini API; a schema that it cannot take goes into the prompt. */
export function outputForm(schema: z.ZodType, mode: GoogleStructuredOutput): OutputForm {
  const reply = replySchema(schema);
  if (mode === 'none') return { ...schemaAsText(reply), fields: {} };
  const strict = mode === 'json_schema' ? strictSchema(reply.schema, KEYWORDS) : null;
  if (strict === null) return { ...schemaAsText(reply), fields: { responseMimeType: 'application/json' } };
  return { fields: { responseMimeType: 'application/json', responseJsonSchema: strict }, instructions: null, unwrap: reply.unwrap };
}
