import type { ResolvedServerOptions } from './options.ts';
import { ProblemError } from './problem.ts';

type Origins = Pick<ResolvedServerOptions, 'allowedOrigins' | 'allowCredentials'>;

/** What scripts of an allowed origin may read of a reply. */
const EXPOSED = 'nl2sql-protocol, nl2sql-run-id, nl2sql-thread-id, retry-after';
const PREFLIGHT_SECONDS = '600';

/**
 * Refuses a call that changes something when a page of another site may have sent it. A browser says
 * where a call comes from in `Sec-Fetch-Site`, or at least in `Origin`, and no page can change either. A
 * call with neither is no page's; it must then come without cookies, which are all that a page could abuse.
 *
 * @throws ProblemError
 */
export function assertOrigin(request: Request, { allowedOrigins }: Origins): void {
  const origin = request.headers.get('origin');
  const site = request.headers.get('sec-fetch-site');
  if (origin !== null && allowedOrigins.has(origin)) return;
  if (site === 'same-origin' || site === 'none') return;
  if (site === null && origin === null && !request.headers.has('cookie')) return;
  // A framework may put the address that it listens at in place of the one that the browser called.
  if (site === null && origin !== null && hostOf(origin) === (request.headers.get('host') ?? hostOf(request.url))) return;
  throw new ProblemError('ORIGIN_NOT_ALLOWED');
}

/** The host alone: a proxy that ends TLS in front of the server changes the scheme. */
function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).host : null;
}

/** What lets the pages of an allowed origin read a reply. */
export function addCorsHeaders(headers: Headers, request: Request, { allowedOrigins, allowCredentials }: Origins): void {
  if (allowedOrigins.size === 0) return;
  headers.append('vary', 'origin');
  const origin = request.headers.get('origin');
  if (origin === null || !allowedOrigins.has(origin)) return;
  headers.set('access-control-allow-origin', origin);
  headers.set('access-control-expose-headers', EXPOSED);
  if (allowCredentials) headers.set('access-control-allow-credentials', 'true');
}

/** The reply to OPTIONS, also to a browser that asks before it calls. */
export function optionsResponse(request: Request, methods: readonly string[], { allowedOrigins }: Origins): Response {
  const headers = new Headers({ allow: methods.join(', ') });
  const origin = request.headers.get('origin');
  if (origin !== null && allowedOrigins.has(origin) && request.headers.has('access-control-request-method')) {
    headers.set('access-control-allow-methods', methods.join(', '));
    // An allowed origin may send any header that its host's authentication needs.
    const wanted = request.headers.get('access-control-request-headers');
    if (wanted !== null && /^[\w!#$%&'*+.^`|~, -]+$/u.test(wanted)) headers.set('access-control-allow-headers', wanted);
    headers.set('access-control-max-age', PREFLIGHT_SECONDS);
  }
  return new Response(null, { status: 204, headers });
}
