import type { Principal } from '../contracts/index.ts';
import { PROTOCOL_VERSION } from '../protocol/index.ts';
import { aboutRoutes } from './about-routes.ts';
import { IdempotencyKeys } from './idempotency-keys.ts';
import { accepts, assertJson } from './media-types.ts';
import type { Operation } from './operation.ts';
import { resolveServerOptions, type ResolvedServerOptions, type ServerOptions } from './options.ts';
import { addCorsHeaders, assertOrigin, optionsResponse } from './origins.ts';
import { isPrincipal } from './ownership.ts';
import { ProblemError, problemOf } from './problem.ts';
import { parseBody, parseWith, readBody } from './read-body.ts';
import { matchPath, type Route } from './route.ts';
import { RunRegistry } from './run-registry.ts';
import { runRoutes } from './run-routes.ts';
import { schemaRoutes } from './schema-routes.ts';
import { threadRoutes } from './thread-routes.ts';

/** Answers the requests of browsers and other clients. */
export interface Handler {
  /** Never rejects: what goes wrong is a reply. */
  (request: Request): Promise<Response>;
  /**
   * Ends every event stream, forgets all runs and refuses any more. The runs under way go on: they are the
   * pipeline's, and so is closing it.
   */
  close(): void;
  /** What is held at the moment. */
  held(): { readonly runs: number; readonly readers: number };
}

/**
 * Puts a pipeline behind HTTP, as one function of the web's own `Request` and `Response`.
 *
 * @throws ConfigurationError when an option is missing or out of range.
 *
 * @example
 * ```ts
 * import type { Pipeline } from '@nl2sql/core';
 *
 * declare const pipeline: Pipeline;
 * declare function findSession(request: Request): Promise<{ userId: string; roles: string[] } | null>;
 *
 * const handler = createHandler({
 *   pipeline,
 *   basePath: '/api/nl2sql',
 *   authenticate: async (request) => {
 *     const session = await findSession(request);
 *     return session && { id: session.userId, roles: session.roles };
 *   },
 * });
 * ```
 */
export function createHandler(given: ServerOptions): Handler {
  const options = resolveServerOptions(given);
  const runs = new RunRegistry(options);
  const keys = new IdempotencyKeys(options.limits.keyMs, options.now);
  const resources = { options, runs, keys };
  const routes: Route[] = [...runRoutes(resources), ...threadRoutes(resources), ...schemaRoutes(resources)];
  routes.push(...aboutRoutes(resources, routes));
  let isClosed = false;

  const handle = async (request: Request): Promise<Response> => {
    let operation: Operation | null = null;
    let response: Response;
    try {
      if (isClosed) throw new ProblemError('SERVER_CLOSED');
      response = await dispatch(request, routes, options, (found) => (operation = found));
    } catch (error) {
      const { details, headers } = problemOf(error);
      if (details.status >= 500 && !(error instanceof ProblemError)) options.onError(error, operation);
      response = new Response(JSON.stringify(details), { status: details.status, headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers } });
    }
    response.headers.set('nl2sql-protocol', PROTOCOL_VERSION);
    response.headers.set('x-content-type-options', 'nosniff');
    addCorsHeaders(response.headers, request, options);
    return request.method === 'HEAD' ? withoutBody(response) : response;
  };

  return Object.assign(handle, {
    held: () => ({ runs: runs.size, readers: runs.readers }),
    close() {
      isClosed = true;
      runs.close();
      keys.clear();
    },
  });
}

async function dispatch(request: Request, routes: readonly Route[], options: ResolvedServerOptions, tell: (operation: Operation) => void): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const match = pathname.startsWith(`${options.basePath}/`) ? matchPath(routes, pathname.slice(options.basePath.length)) : null;
  if (match === null) throw new ProblemError('NOT_FOUND');

  const methods = [...match.routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])), 'OPTIONS'];
  if (request.method === 'OPTIONS') return optionsResponse(request, methods, options);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const route = match.routes.find((candidate) => candidate.method === method);
  if (route === undefined) throw new ProblemError('METHOD_NOT_ALLOWED', { headers: { allow: methods.join(', ') } });
  tell(route.operation);

  if (route.method === 'POST') {
    assertOrigin(request, options);
    assertJson(request.headers);
  }
  if (!Object.keys(route.replies).some((type) => accepts(request.headers.get('accept'), type))) throw new ProblemError('NOT_ACCEPTABLE');

  const principal = await authenticated(request, options);
  const verdict = await options.rateLimit(request, principal, route.operation);
  if (verdict.allowed !== true) throw new ProblemError('RATE_LIMITED', { headers: { 'retry-after': String(Math.max(1, Math.ceil(verdict.retryAfterSeconds))) } });

  const query = route.query ? parseWith(route.query, Object.fromEntries(searchParams), 'query') : undefined;
  const bodyText = route.body ? await readBody(request, options.limits.bodyBytes) : '';
  const body = route.body ? parseBody(bodyText, route.body) : undefined;
  return route.handle({ request, principal, parameters: match.parameters, query, body, bodyText });
}

/** @throws ProblemError for somebody whom the host does not know. */
async function authenticated(request: Request, { authenticate }: ResolvedServerOptions): Promise<Principal> {
  const principal: unknown = await authenticate(request);
  if (principal === null || principal === undefined) throw new ProblemError('UNAUTHENTICATED');
  if (!isPrincipal(principal)) throw new TypeError('`authenticate` gave something that is no principal: an id, or the list of roles, is missing.');
  return principal;
}

async function withoutBody(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, { status: response.status, headers: response.headers });
}
