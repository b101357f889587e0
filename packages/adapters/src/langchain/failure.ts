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
const MEANINGS: Readonly<Record<string, FailureMeaning['code']>> = {
  CONTEXT_OVERFLOW: 'MODEL_CONTEXT_LENGTH',
  INVALID_PROMPT_INPUT: 'MODEL_REJECTED_REQUEST',
  INVALID_TOOL_RESULTS: 'MODEL_REJECTED_REQUEST',
  MESSAGE_COERCION_FAILURE: 'MODEL_REJECTED_REQUEST',
  MODEL_AUTHENTICATION: 'MODEL_AUTHENTICATION',
  MODEL_NOT_FOUND: 'MODEL_REJECTED_REQUEST',
  MODEL_RATE_LIMIT: 'MODEL_RATE_LIMITED',
  OUTPUT_PARSING_FAILURE: 'MODEL_INVALID_REPLY',
};

export function meaningOf({ code }: Failure): FailureMeaning | null {
  const meaning = code === null || !Object.hasOwn(MEANINGS, code) ? undefined : MEANINGS[code];
  return meaning === undefined ? null : { code: meaning };
}

function headersOf(value: unknown): Headers | undefined {
  if (value instanceof Headers) return value;
  const entries = Object.entries(record(value) ?? {}).filter((entry): entry is [string, string] => /^[\w-]+$/.test(entry[0]) && typeof entry[1] === 'string' && /^[\x20-\x7e]*$/.test(entry[1]));
  return new Headers(entries);
}
