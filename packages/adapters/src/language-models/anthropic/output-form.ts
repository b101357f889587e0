import type * as z from 'zod';
import type { ReplyForm } from '../remote/remote-model.ts';
import { replySchema, schemaAsText, strictSchema, type JsonSchema } from '../remote/reply-schema.ts';

/** How the model is made to answer in JSON. */
export type AnthropicStructuredOutput = 'json_schema' | 'tool' | 'none';

export interface OutputForm extends ReplyForm {
  /** Fields of the request body; `output_config` is joined with the one of the caller. */
  readonly fields: { readonly output_config?: JsonSchema; readonly tools?: readonly JsonSchema[]; readonly tool_choice?: JsonSchema };
}

const TOOL = 'reply';

/** The form in which a schema is put to the Messages API; a schema that it cannot take goes into the prompt. */
export function outputForm(schema: z.ZodType, mode: AnthropicStructuredOutput): OutputForm {
  const reply = replySchema(schema);
  // Structured outputs know no limits on numbers, texts and lists.
  const strict = strictSchema(reply.schema, []);
  if (mode === 'none' || (mode === 'json_schema' && strict === null)) return { ...schemaAsText(reply), fields: {} };
  if (mode === 'json_schema') {
    return { fields: { output_config: { format: { type: 'json_schema', schema: strict } } }, instructions: null, unwrap: reply.unwrap };
  }
  return {
    fields: {
      tools: [{ name: TOOL, description: 'Gives the reply.', input_schema: strict ?? reply.schema }],
      tool_choice: { type: 'tool', name: TOOL, disable_parallel_tool_use: true },
    },
    instructions: null,
    unwrap: reply.unwrap,
  };
}
