import { readFailure as readClientFailure, type Failure, type FailureMeaning } from '../../remote/failure.ts';
import { record } from '../../remote/record.ts';

/** An exception of the client: its `type`, such as `overloaded_error`, is the code. */
export function readFailure(thrown: unknown): Failure {
  const failure = readClientFailure(thrown);
  const type = record(thrown)?.['type'];
  return typeof type === 'string' ? { ...failure, code: type } : failure;
}

/** What the API says in words, because it has one code for all requests that it cannot take. */
export function meaningOf({ status, code, message }: Failure): FailureMeaning | null {
  if (code === 'billing_error' || /credit balance/i.test(message)) {
    return { code: 'MODEL_REJECTED_REQUEST', message: 'The account of the model has no credit left', hint: 'Check the plan and the billing of the account.' };
  }
  if (status !== 400) return null;
  if (/prompt is too long|exceeds? (?:the )?context|context (?:length|window|limit)/i.test(message)) return { code: 'MODEL_CONTEXT_LENGTH' };
  if (/content filtering/i.test(message)) return { code: 'MODEL_CONTENT_FILTER' };
  if (/output_config|output_format|structured output|json_schema/i.test(message)) {
    return { code: 'MODEL_REJECTED_REQUEST', hint: "The model or the server may not know structured outputs: set structuredOutput to 'tool' or 'none'." };
  }
  return null;
}
