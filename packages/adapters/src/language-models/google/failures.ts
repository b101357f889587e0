import { readFailure as readClientFailure, type Failure, type FailureMeaning } from '../../remote/failure.ts';
import { record } from '../../remote/record.ts';

/**
 * An exception of the client. Its message is the body of the answer as JSON: a status name, a message in
 * words, and details, of which one may say why and another when to try again (`google.rpc.Status`).
 */
export function readFailure(thrown: unknown): Failure {
  const failure = readClientFailure(thrown);
  const error = errorIn(failure.message);
  if (error === null) return failure;
  const details = (Array.isArray(error['details']) ? error['details'] : []).map((detail) => record(detail));
  const reason = details.map((detail) => detail?.['reason']).find((value) => typeof value === 'string');
  return {
    status: failure.status,
    code: reason ?? (typeof error['status'] === 'string' ? error['status'] : failure.code),
    message: typeof error['message'] === 'string' ? error['message'] : failure.message,
    retryAfterMs: details.map((detail) => milliseconds(detail?.['retryDelay'])).find((wait) => wait !== null) ?? failure.retryAfterMs,
  };
}

/** What the API says in words or details, because it has one status for all requests that it cannot take. */
export function meaningOf({ status, code, message }: Failure): FailureMeaning | null {
  // A key that is wrong is a bad request there.
  if (code !== null && code.startsWith('API_KEY_')) return { code: 'MODEL_AUTHENTICATION' };
  if (status !== 400) return null;
  if (/token count|maximum number of tokens|context (?:length|window)/i.test(message)) return { code: 'MODEL_CONTEXT_LENGTH' };
  if (/response_?(?:json_?)?schema|response_?mime_?type|json mode/i.test(message)) {
    return { code: 'MODEL_REJECTED_REQUEST', hint: "The model may not know JSON schemas: set structuredOutput to 'json_object' or 'none'." };
  }
  return null;
}

function errorIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return record(record(JSON.parse(text))?.['error']);
  } catch {
    return null;
  }
}

/** A `google.protobuf.Duration` as JSON: `34.5s`. */
function milliseconds(duration: unknown): number | null {
  const seconds = typeof duration === 'string' ? /^(\d+(?:\.\d+)?)s$/.exec(duration)?.[1] : undefined;
  return seconds === undefined ? null : Math.round(Number(seconds) * 1_000);
}
