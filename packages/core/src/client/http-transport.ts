import { ClientError, invalidReply } from './client-error.ts';
import { isCapabilities, isRowPage, isRunState, isSchemaStructure, isStopped, isThread } from './guards.ts';
import { createCaller, type HeaderValues, type HttpCall, type HttpRequest } from './http-call.ts';
import { DEFAULT_RETRY, type RetryPolicy } from './retry.ts';
import { checkProtocol, readRunEvents } from './run-event-stream.ts';
import type { RunEvents, Transport } from './transport.ts';

export interface HttpTransportOptions {
  /** Where the server's handler is, with its base path: `/api/nl2sql`, or whole with its origin. */
  readonly baseUrl: string;
  /** The global one by default. */
  readonly fetch?: (url: string, request: HttpRequest) => Promise<Response>;
  /** Whether cookies go along; `same-origin` by default. */
  readonly credentials?: HttpRequest['credentials'];
  /** Sent with every call. A function is asked before each try, so that a token may change. */
  readonly headers?: HeaderValues | (() => HeaderValues | Promise<HeaderValues>);
  /** How calls that failed for a passing cause are tried again. The events of a run are got back to by the store. */
  readonly retry?: Partial<RetryPolicy>;
  /** Milliseconds that the server may say nothing, before a reply or between events; 40,000 by default. */
  readonly heartbeatTimeoutMs?: number;
  /** UTF-16 code units of one event; 8 Mi by default. A longer one is refused. */
  readonly maxFrameLength?: number;
  /** Called at a 401, once for all calls that got one. `retry` sends them again with new headers; `fail` by default. */
  readonly onUnauthorized?: () => Promise<'retry' | 'fail'>;
}

/**
 * Reaches a pipeline over HTTP. A call that changes something is repeated with its idempotency key, to the same
 * address, and redirects are not followed.
 *
 * @example
 * ```ts
 * import { createHttpTransport } from '@nl2sql/core/client';
 * let token = 'from the sign-in';
 * const transport = createHttpTransport({
 *   baseUrl: '/api/nl2sql',
 *   headers: () => ({ authorization: `Bearer ${token}` }),
 *   onUnauthorized: async () => {
 *     token = 'a fresh one';
 *     return 'retry';
 *   },
 * });
 * const { rows } = await transport.rows('run-1', null);
 * ```
 */
export function createHttpTransport(options: HttpTransportOptions): Transport {
  const { heartbeatTimeoutMs = 40_000, maxFrameLength = 8 * 1024 * 1024 } = options;
  const send = createCaller({
    baseUrl: options.baseUrl.replace(/\/+$/, ''),
    fetch: options.fetch ?? ((url, request) => globalThis.fetch(url, request)),
    credentials: options.credentials ?? 'same-origin',
    headers: options.headers ?? {},
    retry: { ...DEFAULT_RETRY, ...options.retry },
    timeoutMs: heartbeatTimeoutMs,
    onUnauthorized: options.onUnauthorized ?? (async () => 'fail'),
  });

  function events<T>(call: Omit<HttpCall, 'accept'>, receive: (response: Response, read: () => RunEvents) => T): Promise<T> {
    const read = (response: Response) => () => readRunEvents(response, { heartbeatTimeoutMs, maxFrameLength, signal: call.signal });
    return send({ ...call, accept: 'text/event-stream' }, (response) => receive(response, read(response)));
  }

  function value<T>(call: Omit<HttpCall, 'accept'>, isValue: (value: unknown) => value is T): Promise<T> {
    return send({ ...call, accept: 'application/json' }, async (response) => {
      const body = await response.text();
      const received = parseJson(body);
      if (!isValue(received)) throw invalidReply('The server sent something else than was asked for.', response.status);
      return received;
    });
  }

  const path = (...parts: readonly string[]): string => parts.map((part) => `/${encodeURIComponent(part)}`).join('');

  return {
    start: (input, { idempotencyKey, signal }) =>
      events({ method: 'POST', path: '/runs', body: input, idempotencyKey, signal }, (_, read) => read()),
    resume: (threadId, answer, { idempotencyKey, signal }) =>
      events({ method: 'POST', path: path('threads', threadId, 'resume'), body: answer, idempotencyKey, signal }, (_, read) => read()),
    attach: (runId, { after, signal }) =>
      orNull(
        events({ method: 'GET', path: path('runs', runId, 'events') + (after === null ? '' : `?after=${after}`), attempts: 1, signal }, (response, read) =>
          response.status === 204 ? null : read(),
        ),
      ),
    // A run is stopped or it is not: stopping it again does nothing, whichever call it was.
    cancel: (runId, { signal } = {}) => value({ method: 'POST', path: path('runs', runId, 'cancel'), idempotencyKey: `cancel-${runId}`, signal }, isStopped),
    run: (runId, { signal } = {}) => orNull(value({ method: 'GET', path: path('runs', runId), signal }, isRunState)),
    thread: (threadId, { signal } = {}) => orNull(value({ method: 'GET', path: path('threads', threadId), signal }, isThread)),
    rows: (runId, cursor, { signal } = {}) =>
      value({ method: 'GET', path: path('results', runId) + (cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`), signal }, isRowPage),
    schema: ({ signal } = {}) => value({ method: 'GET', path: '/schema', signal }, isSchemaStructure),
    async capabilities({ signal } = {}) {
      const found = await value({ method: 'GET', path: '/capabilities', signal }, isCapabilities);
      checkProtocol(found.protocol);
      return found;
    },
  };
}

/** What is not there, or not for this principal, is null. */
async function orNull<T>(call: Promise<T | null>): Promise<T | null> {
  try {
    return await call;
  } catch (cause) {
    if (cause instanceof ClientError && cause.status === 404) return null;
    throw cause;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
