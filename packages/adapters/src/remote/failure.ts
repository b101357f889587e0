import { ModelError, type ErrorCode } from '@nl2sql/core/errors';

/** What a failed call tells about itself, whichever client threw it. */
export interface Failure {
  /** The HTTP status, when there was an answer. */
  readonly status: number | null;
  /** A short name that the server or the network gave it, such as `ECONNREFUSED`. */
  readonly code: string | null;
  /** In the words of the server, which may hold the key. */
  readonly message: string;
  readonly retryAfterMs: number | null;
}

/** What a failure means to a provider that knows better than its HTTP status. */
export interface FailureMeaning {
  readonly code: Extract<ErrorCode, `MODEL_${string}`>;
  /** The start of the message, to which status and code are added; default: what the error code says in general. */
  readonly message?: string;
  readonly hint?: string;
}

const MOST_CAUSES = 5;

/** Reads an exception of a client that gives `status`, `code`, `message` and `headers`, as most do. */
export function readFailure(thrown: unknown): Failure {
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as { readonly [key: string]: unknown };
  return {
    status: typeof error['status'] === 'number' ? error['status'] : null,
    code: typeof error['code'] === 'string' ? error['code'] : causeCode(thrown),
    message: typeof error['message'] === 'string' ? error['message'] : String(thrown),
    retryAfterMs: retryAfterMs(error['headers']),
  };
}

/**
 * Says what a failure means: what its provider says, or else what its HTTP status says. The exception
 * itself is not kept: it carries the headers of the request and words of the server, which may hold
 * the key. Its redacted message is the cause.
 */
export function toModelError(failure: Failure, meaning: FailureMeaning | null, modelId: string, redact: (text: string) => string): ModelError {
  const { status, retryAfterMs: wait } = failure;
  const code = failure.code !== null && /^[\w.-]{1,60}$/.test(failure.code) ? redact(failure.code) : null;
  const said = [status === null ? null : `HTTP ${status}`, code].filter((part) => part !== null).join(', ');
  const kind = meaning?.code ?? codeOfStatus(status);
  const general = inGeneral(kind, modelId, status);
  return new ModelError(kind, `${meaning?.message ?? general.message}${said === '' ? '' : ` (${said})`}.`, {
    hint: meaning?.hint ?? general.hint,
    cause: new Error(redact(failure.message)),
    ...(wait === null ? {} : { retryAfterMs: wait }),
  });
}

/** The model or its provider declined to answer. */
export function refused(modelId: string): ModelError {
  const { message, hint } = inGeneral('MODEL_CONTENT_FILTER', modelId, null);
  return new ModelError('MODEL_CONTENT_FILTER', `${message}.`, { hint });
}

/** Prompt and reply do not fit the model. */
export function contextLength(modelId: string): ModelError {
  const { message, hint } = inGeneral('MODEL_CONTEXT_LENGTH', modelId, null);
  return new ModelError('MODEL_CONTEXT_LENGTH', `${message}.`, { hint });
}

/** The server answered with something that is no answer of its API. */
export function notTheApi(modelId: string, api: string, hint: string): ModelError {
  return new ModelError('MODEL_UNAVAILABLE', `The server of ${modelId} did not answer in the form of ${api}.`, { hint });
}

function codeOfStatus(status: number | null): FailureMeaning['code'] {
  if (status === 401 || status === 403) return 'MODEL_AUTHENTICATION';
  if (status === 429) return 'MODEL_RATE_LIMITED';
  if (status === 413) return 'MODEL_CONTEXT_LENGTH';
  return status !== null && status >= 400 && status < 500 && status !== 408 && status !== 409 ? 'MODEL_REJECTED_REQUEST' : 'MODEL_UNAVAILABLE';
}

function inGeneral(code: FailureMeaning['code'], modelId: string, status: number | null): { readonly message: string; readonly hint: string } {
  switch (code) {
    case 'MODEL_AUTHENTICATION':
      return { message: `The server of ${modelId} did not accept the API key`, hint: 'Check the key, and that it may use this model; with baseUrl, pass apiKey as an option.' };
    case 'MODEL_RATE_LIMITED':
      return { message: `The server of ${modelId} gets too many requests`, hint: 'Wait and try again, or raise the rate limit of the account.' };
    case 'MODEL_CONTEXT_LENGTH':
      return { message: `The request leaves ${modelId} no room for a reply`, hint: 'Use a model with a longer context, or fewer candidate tables.' };
    case 'MODEL_CONTENT_FILTER':
      return { message: `${modelId} declined to answer this request`, hint: 'Put the question in other words.' };
    case 'MODEL_REJECTED_REQUEST':
      return { message: `The server of ${modelId} refused the request`, hint: 'Check the model name, the address and the options; the cause holds what the server said.' };
    default:
      return {
        message: status === null || status < 400 ? `The server of ${modelId} could not be reached, or broke off its answer` : `The server of ${modelId} failed`,
        hint: 'Try again; if it goes on, check the address and the state of the service.',
      };
  }
}

/** The code of the innermost cause that has one, such as `ECONNREFUSED`. */
function causeCode(thrown: unknown): string | null {
  let code: string | null = null;
  let current = thrown;
  for (let depth = 0; depth < MOST_CAUSES && typeof current === 'object' && current !== null; depth++) {
    const { code: found, cause } = current as { readonly code?: unknown; readonly cause?: unknown };
    if (typeof found === 'string') code = found;
    current = cause;
  }
  return code;
}

/** `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3), or `retry-after-ms`, which some services send besides. */
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
