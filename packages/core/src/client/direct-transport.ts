import { createHttpTransport, type HttpTransportOptions } from './http-transport.ts';
import type { Transport } from './transport.ts';

export interface DirectTransportOptions extends Pick<HttpTransportOptions, 'headers' | 'retry' | 'heartbeatTimeoutMs' | 'onUnauthorized'> {
  /** The server's handler, as it is given to a web framework. */
  readonly handler: (request: Request) => Promise<Response>;
  /** The base path that the handler was made with; none by default. */
  readonly basePath?: string;
}

/**
 * Reaches a pipeline in the same process, without a network: through the server's own handler, so that who asks
 * is checked and what travels is the same as over HTTP.
 *
 * @example
 * ```ts
 * import { createDirectTransport } from '@nl2sql/core/client';
 * declare const handler: (request: Request) => Promise<Response>;
 * const transport = createDirectTransport({ handler, headers: { authorization: 'Bearer of-a-test' } });
 * ```
 */
export function createDirectTransport({ handler, basePath = '', ...options }: DirectTransportOptions): Transport {
  return createHttpTransport({
    ...options,
    // A request has to have an origin; nothing is ever sent there.
    baseUrl: `http://localhost${basePath}`,
    fetch: (url, request) => Promise.race([handler(new Request(url, request)), whenAborted(request.signal)]),
  });
}

/** A handler need not look at the signal of its request: the caller lets go of it all the same. */
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
