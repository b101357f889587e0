import { isNl2SqlError } from '../errors/index.ts';
import type { ProblemDetails } from '../protocol/index.ts';

interface Kind {
  readonly status: number;
  readonly detail: string;
  readonly hint: string | null;
  readonly retryable?: boolean;
}

/** What can be wrong with a request, by code. */
const KINDS = {
  INVALID_INPUT: { status: 400, detail: 'The request has a form that cannot be used.', hint: 'Nothing was done.' },
  UNAUTHENTICATED: { status: 401, detail: 'The request does not say who sends it.', hint: 'Sign in and send it again. Nothing was done.' },
  ORIGIN_NOT_ALLOWED: { status: 403, detail: 'A page of another origin may not do this.', hint: 'Nothing was done. The server names the origins that may in its option allowedOrigins.' },
  INGEST_NOT_ALLOWED: { status: 403, detail: 'You may not have the schema read anew.', hint: 'Ask whoever runs this server. Nothing was done.' },
  NOT_FOUND: { status: 404, detail: 'There is nothing at this address.', hint: 'GET /openapi.json lists what there is.' },
  RUN_NOT_FOUND: { status: 404, detail: 'There is no such run.', hint: 'It may have been forgotten. Ask the question again.' },
  THREAD_NOT_FOUND: { status: 404, detail: 'There is no such conversation.', hint: 'It may have been forgotten. Ask the question again.' },
  RESULT_NOT_FOUND: { status: 404, detail: 'This run has no rows.', hint: 'Only a run that has succeeded has.' },
  METHOD_NOT_ALLOWED: { status: 405, detail: 'This address does not take that method.', hint: 'The header Allow lists those it takes.' },
  NOT_ACCEPTABLE: { status: 406, detail: 'The reply would have a content type that the request does not accept.', hint: 'Nothing was done. Accept text/event-stream for events and application/json for the rest.' },
  ALREADY_RESUMED: { status: 409, detail: 'Another answer to this question came first.', hint: 'Its result stands; this answer changed nothing.' },
  RUN_NOT_WAITING: { status: 409, detail: 'The run does not wait for this answer.', hint: 'Read the run for what it waits for now. Nothing was changed.' },
  RESULT_GONE: { status: 410, detail: 'The rows of this run are no longer held.', hint: 'Ask the question again.' },
  RUN_GONE: { status: 410, detail: 'What this idempotency key has started is no longer held.', hint: 'Ask the question again with a new key.' },
  BODY_TOO_LARGE: { status: 413, detail: 'The body is too large.', hint: 'Shorten it. Nothing was done.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, detail: 'The body is not said to be JSON.', hint: 'Send it with content-type: application/json and without content-encoding. Nothing was done.' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, detail: 'Another request was sent with this idempotency key.', hint: 'Use a new key for a new request. Nothing was done.' },
  RATE_LIMITED: { status: 429, detail: 'Too many requests.', hint: 'Wait as long as the header Retry-After says. Nothing was done.', retryable: true },
  TOO_MANY_RUNS: { status: 429, detail: 'Too many of your questions are being answered.', hint: 'Wait for one of them to end, or cancel one. Nothing was done.', retryable: true },
  INTERNAL: { status: 500, detail: 'Something unexpected went wrong.', hint: 'The log of the server has the cause.' },
  SERVER_BUSY: { status: 503, detail: 'The server answers as many questions as it can.', hint: 'Try again soon. Nothing was done.', retryable: true },
  SERVER_CLOSED: { status: 503, detail: 'The server is shutting down.', hint: 'Try again soon. Nothing was done.', retryable: true },
} as const satisfies Record<string, Kind>;

/** What a reply of the server may be called. A run's own error has a code of the library instead. */
export type ProblemCode = keyof typeof KINDS;

/** Phrases of RFC 9110, section 15. */
const PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};


/** Ends a request with a problem instead of an answer. */
export class ProblemError extends Error {
  readonly details: ProblemDetails;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, given: { readonly detail?: string; readonly hint?: string; readonly headers?: Readonly<Record<string, string>> } = {}) {
    const { status, detail, hint, retryable = false }: Kind = KINDS[code];
    super(given.detail ?? detail);
    this.details = detailsOf({ status, code, detail: given.detail ?? detail, hint: given.hint ?? hint, retryable });
    // Whoever may try again is told when, also where nobody has said.
    this.headers = { ...(retryable ? { 'retry-after': '1' } : {}), ...given.headers };
  }
}

/** What an error may say to the outside. One of unknown make says nothing: it may hold secrets. */
export function problemOf(error: unknown): Pick<ProblemError, 'details' | 'headers'> {
  if (error instanceof ProblemError) return error;
  if (!isNl2SqlError(error)) return new ProblemError('INTERNAL');
  if (error.code === 'INTERNAL') return new ProblemError('INTERNAL');
  const { code, message, hint, retryable } = error.toWire();
  const known: Kind | undefined = (KINDS as Readonly<Partial<Record<string, Kind>>>)[code];
  const status = known?.status ?? (retryable || code === 'PIPELINE_CLOSED' ? 503 : 500);
  const seconds = Math.ceil((error.retryAfterMs ?? 1_000) / 1_000);
  return {
    details: detailsOf({ status, code, detail: message, hint, retryable }),
    headers: status === 503 ? { 'retry-after': String(seconds) } : {},
  };
}

function detailsOf({ status, code, detail, hint, retryable }: Omit<ProblemDetails, 'type' | 'title'>): ProblemDetails {
  return { type: 'about:blank', title: PHRASES[status] ?? 'Error', status, detail, code, hint, retryable };
}
