import { readFailure as readPlainFailure, type Failure, type FailureMeaning } from '../remote/failure.ts';
import { record } from '../remote/record.ts';

/** Reads an exception of a LangChain object: its own code, and the status and headers of whatever client it uses. */
export function readFailure(thrown: unknown): Failure {
  const error = record(thrown);
  const response = record(error?.['response']);
  const [status, headers] = [error?.['status'] ?? error?.['statusCode'] ?? response?.['status'], error?.['headers'] ?? response?.['headers']];
  const plain = readPlainFailure({ ...error, message: error?.['message'] ?? String(thrown), cause: error?.['cause'], status, headers: headersOf(headers) });
  const own = error?.['lc_error_code'];
  return typeof own === 'string' ? { ...plain, code: own } : plain;
}

/** What LangChain's error codes mean (`LangChainErrorCodes` of `@langchain/core`). */
const MEANINGS: ReadonlyMap<string | null, FailureMeaning> = new Map<string, FailureMeaning>([
  ['CONTEXT_OVERFLOW', { code: 'MODEL_CONTEXT_LENGTH' }],
  ['INVALID_PROMPT_INPUT', { code: 'MODEL_REJECTED_REQUEST' }],
  ['INVALID_TOOL_RESULTS', { code: 'MODEL_REJECTED_REQUEST' }],
  ['MESSAGE_COERCION_FAILURE', { code: 'MODEL_REJECTED_REQUEST' }],
  ['MODEL_AUTHENTICATION', { code: 'MODEL_AUTHENTICATION' }],
  ['MODEL_NOT_FOUND', { code: 'MODEL_REJECTED_REQUEST' }],
  ['MODEL_RATE_LIMIT', { code: 'MODEL_RATE_LIMITED' }],
  ['OUTPUT_PARSING_FAILURE', { code: 'MODEL_INVALID_REPLY', message: 'LangChain could not read the reply of the model', hint: 'Pass structuredOutput: false, or use a model that follows schemas more closely.' }],
]);

export function meaningOf({ status, code, message }: Failure): FailureMeaning | null {
  if (status === 400 && /\btools?\b|function|response_format|json_schema/i.test(message)) {
    return { code: 'MODEL_REJECTED_REQUEST', hint: 'The model may know no structured output: pass structuredOutput: false.' };
  }
  return MEANINGS.get(code) ?? null;
}

function headersOf(value: unknown): Headers | undefined {
  if (value instanceof Headers) return value;
  const entries = Object.entries(record(value) ?? {}).filter((entry): entry is [string, string] => /^[\w-]+$/.test(entry[0]) && typeof entry[1] === 'string' && /^[\x20-\x7e]*$/.test(entry[1]));
  return new Headers(entries);
}
