import type * as z from 'zod';
import type { Principal } from '../contracts/index.ts';
import type { Operation } from './operation.ts';
import type { WireSchemaName } from './schemas/index.ts';

/** One request, after everything about it was checked. */
export interface Call<Body = unknown, Query = unknown> {
  readonly request: Request;
  readonly principal: Principal;
  /** The variable parts of the path, decoded. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly query: Query;
  readonly body: Body;
  /** The body as it was sent. */
  readonly bodyText: string;
}

/** The content types of replies. */
export type ReplyType = 'application/json' | 'text/event-stream';

/** One operation of the server: what the dispatcher needs of it, and what its document says. */
export interface Route<Body = unknown, Query = unknown> {
  readonly operation: Operation;
  readonly method: 'GET' | 'POST';
  /** Variable parts are in braces: `/runs/{runId}`. */
  readonly path: string;
  readonly summary: string;
  /** What it answers with: JSON, or events with JSON in each. One of them is enough for a request to accept. */
  readonly replies: { readonly [Type in ReplyType]?: WireSchemaName };
  /** Whether there may be nothing to answer. */
  readonly mayBeEmpty?: true;
  /** Headers that it heeds besides those of every request. */
  readonly headers?: readonly ('idempotency-key' | 'last-event-id')[];
  readonly body?: z.ZodType<Body>;
  readonly query?: z.ZodType<Query>;
  handle(call: Call<Body, Query>): Promise<Response>;
}

/** Checks that what a route takes is what its function is given. */
export function route<Body = undefined, Query = undefined>(definition: Route<Body, Query>): Route {
  return definition as Route;
}

export interface RouteMatch {
  /** All that the path offers. */
  readonly routes: readonly Route[];
  readonly parameters: ReadonlyMap<string, string>;
}

/** The routes of a path; null when there are none. */
export function matchPath(routes: readonly Route[], path: string): RouteMatch | null {
  const segments = decodeSegments(path);
  if (segments === null) return null;
  const matching = routes.filter((candidate) => parametersOf(candidate, segments) !== null);
  return matching.length === 0 ? null : { routes: matching, parameters: parametersOf(matching[0]!, segments)! };
}

function parametersOf({ path }: Route, segments: readonly string[]): ReadonlyMap<string, string> | null {
  const pattern = path.slice(1).split('/');
  if (pattern.length !== segments.length) return null;
  const parameters = new Map<string, string>();
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index]!;
    if (part.startsWith('{')) parameters.set(part.slice(1, -1), segment);
    else if (part !== segment) return null;
  }
  return parameters;
}

function decodeSegments(path: string): readonly string[] | null {
  try {
    const segments = path.slice(1).split('/').map(decodeURIComponent);
    return segments.includes('') ? null : segments;
  } catch {
    return null;
  }
}
