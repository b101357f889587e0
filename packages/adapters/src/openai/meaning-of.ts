import type { Failure, FailureMeaning } from '../remote/failure.ts';

/** What the error codes of the chat completions API, and the words of servers without them, mean. */
export function meaningOf({ status, code, message }: Failure): FailureMeaning | null {
  if (code === 'content_filter') return { code: 'MODEL_CONTENT_FILTER' };
  if (code === 'insufficient_quota') {
    return { code: 'MODEL_REJECTED_REQUEST', message: 'The account of the model has no quota left', hint: 'Check the plan and the billing of the account.' };
  }
  if (code === 'context_length_exceeded' || (status === 400 && /context (?:length|window)|maximum context/i.test(message))) return { code: 'MODEL_CONTEXT_LENGTH' };
  if (status === 400 && /response_format|json_schema|structured output/i.test(message)) {
    return { code: 'MODEL_REJECTED_REQUEST', hint: "The server may not know JSON schemas: set structuredOutput to 'json_object' or 'none'." };
  }
  return null;
}
