import { ModelError } from '@nl2sql/core/errors';

/** What a failed call tells about itself, whichever version of the SDK threw it. */
interface Failure {
  readonly status: number | null;
  readonly code: string | null;
  readonly message: string;
  readonly retryAfterMs: number | null;
}

/**
 * Says what an exception of the SDK means. The exception itself is not kept: it carries the headers of
 * the request and words of the server, which may hold the key. Its redacted message is the cause.
 */
export function toModelError(thrown: unknown, modelId: string, redact: (text: string) => string): ModelError {
  const failure = describe(thrown);
  const cause = new Error(redact(failure.message));
  const { status, code } = failure;
  const said = [status === null ? null : `HTTP ${status}`, code === null ? null : redact(code)].filter((part) => part !== null).join(', ');
  const because = said === '' ? '' : ` (${said})`;
  const retryAfter = failure.retryAfterMs === null ? {} : { retryAfterMs: failure.retryAfterMs };

  if (code === 'content_filter') return refused(modelId, cause);
  if (code === 'insufficient_quota') {
    return new ModelError('MODEL_REJECTED_REQUEST', `The account of ${modelId} has no quota left${because}.`, { hint: 'Check the plan and the billing of the account.', cause });
  }
  if (status === 401 || status === 403) {
    return new ModelError('MODEL_AUTHENTICATION', `The server of ${modelId} did not accept the API key${because}.`, {
      hint: 'Check the key, and that it may use this model; with baseUrl, pass apiKey as an option.',
      cause,
    });
  }
  if (status === 429) {
    return new ModelError('MODEL_RATE_LIMITED', `The server of ${modelId} gets too many requests${because}.`, { hint: 'Wait and try again, or raise the rate limit of the account.', cause, ...retryAfter });
  }
  if (status === 413 || code === 'context_length_exceeded' || (status === 400 && /context (?:length|window)|maximum context/i.test(failure.message))) {
    return contextLength(modelId, cause);
  }
  if (status !== null && status >= 400 && status < 500 && status !== 408 && status !== 409) {
    const aboutFormat = /response_format|json_schema|structured output/i.test(failure.message);
    return new ModelError('MODEL_REJECTED_REQUEST', `The server of ${modelId} refused the request${because}.`, {
      hint: aboutFormat ? "The server may not know JSON schemas: set structuredOutput to 'json_object' or 'none'." : 'Check the model name, the address and the options; the cause holds what the server said.',
      cause,
    });
  }
  return new ModelError(
    'MODEL_UNAVAILABLE',
    status === null || status < 400 ? `The server of ${modelId} could not be reached, or broke off its answer${because}.` : `The server of ${modelId} failed${because}.`,
    { hint: 'Try again; if it goes on, check the address and the state of the service.', cause, ...retryAfter },
  );
}

export function refused(modelId: string, cause?: unknown): ModelError {
  return new ModelError('MODEL_CONTENT_FILTER', `${modelId} declined to answer this request.`, { hint: 'Put the question in other words.', cause });
}

export function contextLength(modelId: string, cause?: unknown): ModelError {
  return new ModelError('MODEL_CONTEXT_LENGTH', `The request leaves ${modelId} no room for a reply.`, {
    hint: 'Use a model with a longer context, or fewer candidate tables.',
    cause,
  });
}

function describe(thrown: unknown): Failure {
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as { readonly [key: string]: unknown };
  const code = typeof error['code'] === 'string' ? error['code'] : causeCode(thrown);
  return {
    status: typeof error['status'] === 'number' ? error['status'] : null,
    code: code !== null && /^[\w.-]{1,60}$/.test(code) ? code : null,
    message: typeof error['message'] === 'string' ? error['message'] : String(thrown),
    retryAfterMs: retryAfterMs(error['headers']),
  };
}

/** The code of the innermost cause that has one, such as `ECONNREFUSED`. */
function causeCode(thrown: unknown): string | null {
  let code: string | null = null;
  let current = thrown;
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth++) {
    const { code: found, cause } = current as { readonly code?: unknown; readonly cause?: unknown };
    if (typeof found === 'string') code = found;
    current = cause;
  }
  return code;
}

/** `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3), or OpenAI's own header in milliseconds. */
function retryAfterMs(headers: unknown): number | null {
  if (!(headers instanceof Headers)) return null;
  const exact = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  if (Number.isFinite(exact)) return Math.max(0, exact);
  const value = headers.get('retry-after');
  if (value === null) return null;
  const seconds = Number(value);
  const wait = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : null;
}
