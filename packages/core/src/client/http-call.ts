import { asClientError, ClientError, invalidReply, networkFailed } from './client-error.ts';
import { isProblemDetails } from './guards.ts';
import { LONGEST_RETRY_AFTER_MS, pause, pauseAfter, type RetryPolicy } from './retry.ts';

/** Header names with their values. */
export type HeaderValues = Readonly<Record<string, string>>;

/** What `fetch` is called with. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly credentials: 'omit' | 'same-origin' | 'include';
  readonly cache: 'no-store';
  readonly redirect: 'manual';
  readonly signal: AbortSignal;
}

/** How every call is made. */
export interface HttpCallOptions {
  readonly baseUrl: string;
  readonly fetch: (url: string, request: HttpRequest) => Promise<Response>;
  readonly credentials: HttpRequest['credentials'];
  readonly headers: HeaderValues | (() => HeaderValues | Promise<HeaderValues>);
  readonly retry: RetryPolicy;
  /** Milliseconds that a reply may take to begin. */
  readonly timeoutMs: number;
  readonly onUnauthorized: () => Promise<'retry' | 'fail'>;
}

/** One call, to one address: it is never sent to another. */
export interface HttpCall {
  readonly method: 'GET' | 'POST';
  /** Below the base URL. */
  readonly path: string;
  readonly accept: 'application/json' | 'text/event-stream';
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal | undefined;
  /** Tries in all; as the policy says by default. */
  readonly attempts?: number;
}

const TEMPORARY: ReadonlySet<number> = new Set([408, 425, 429, 502, 503, 504]);

/**
 * Makes calls. One that fails for a passing cause is sent again as it was; after a 401 the headers are made anew,
 * once a call.
 */
export function createCaller(options: HttpCallOptions) {
  let refreshing: Promise<boolean> | null = null;
  let refreshes = 0;

  /** Asks the host for a new sign-in, once for all calls that were sent before there was one. */
  function refresh(seen: number): Promise<boolean> {
    if (refreshes > seen) return Promise.resolve(true);
    refreshing ??= options
      .onUnauthorized()
      .then((verdict) => verdict === 'retry', () => false)
      .then((isNew) => {
        refreshing = null;
        if (isNew) refreshes += 1;
        return isNew;
      });
    return refreshing;
  }

  async function once<T>(call: HttpCall, receive: (response: Response) => T | Promise<T>): Promise<T> {
    const headers = await makeHeaders(options.headers);
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), options.timeoutMs);
    try {
      const response = await options.fetch(options.baseUrl + call.path, {
        method: call.method,
        headers: {
          ...headers,
          accept: call.accept,
          ...(call.method === 'POST' && { 'content-type': 'application/json' }),
          ...(call.idempotencyKey !== undefined && { 'idempotency-key': call.idempotencyKey }),
        },
        ...(call.method === 'POST' && { body: JSON.stringify(call.body ?? {}) }),
        credentials: options.credentials,
        cache: 'no-store',
        redirect: 'manual',
        signal: call.signal ? AbortSignal.any([call.signal, silence.signal]) : silence.signal,
      });
      if (!response.ok) throw await refusalOf(response);
      return await receive(response);
    } catch (cause) {
      if (call.signal?.aborted) throw aborted();
      throw silence.signal.aborted ? networkFailed('The server did not answer in time.') : asClientError(cause);
    } finally {
      clearTimeout(timer);
    }
  }

  return async function send<T>(call: HttpCall, receive: (response: Response) => T | Promise<T>): Promise<T> {
    let isRefreshed = false;
    for (let failures = 0; ; ) {
      if (call.signal?.aborted) throw aborted();
      const seen = refreshes;
      try {
        return await once(call, receive);
      } catch (cause) {
        const error = asClientError(cause);
        if (error.status === 401 && !isRefreshed && (await refresh(seen))) {
          isRefreshed = true;
          continue;
        }
        failures += 1;
        if (!isPassing(error) || failures >= (call.attempts ?? options.retry.attempts)) throw error;
        await pause(pauseAfter(failures, options.retry, error.retryAfterMs), call.signal);
      }
    }
  };
}

function isPassing({ code, status, retryable, retryAfterMs }: ClientError): boolean {
  if (code === 'NETWORK_FAILED') return true;
  return status !== null && TEMPORARY.has(status) && retryable && (retryAfterMs ?? 0) <= LONGEST_RETRY_AFTER_MS;
}

async function makeHeaders(headers: HttpCallOptions['headers']): Promise<HeaderValues> {
  if (typeof headers !== 'function') return headers;
  try {
    return await headers();
  } catch {
    throw new ClientError({ code: 'UNAUTHENTICATED', message: 'The headers of the call could not be made.', hint: 'Nothing was sent. Sign in again.', retryable: false, status: null });
  }
}

/** The error that a reply without success stands for. */
async function refusalOf(response: Response): Promise<ClientError> {
  const { status } = response;
  // A browser hides a redirect that is not followed behind the status 0.
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400)) return invalidReply('The server sent the call elsewhere, which was not followed.', status || null);
  const retryAfterMs = retryAfterOf(response.headers.get('retry-after'));
  const details: unknown = response.headers.get('content-type')?.startsWith('application/problem+json') ? await response.json().catch(() => null) : null;
  const retryable = TEMPORARY.has(status);
  if (isProblemDetails(details)) {
    return new ClientError({
      code: status === 401 ? 'UNAUTHENTICATED' : details.code,
      message: details.detail,
      hint: typeof details.hint === 'string' ? details.hint : null,
      retryable: typeof details.retryable === 'boolean' ? details.retryable : retryable,
      ...{ status, retryAfterMs },
    });
  }
  return status === 401
    ? new ClientError({ code: 'UNAUTHENTICATED', message: 'The server does not know who is asking.', hint: 'Sign in again.', retryable: false, status })
    : new ClientError({ code: 'UNEXPECTED_STATUS', message: `The server answered with status ${status}.`, hint: retryable ? 'Try again in a while.' : null, ...{ retryable, status, retryAfterMs } });
}

function retryAfterOf(value: string | null): number | null {
  if (value === null) return null;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}

function aborted(): ClientError {
  return new ClientError({ code: 'ABORTED', message: 'The call was given up.', hint: null, retryable: true, status: null });
}
