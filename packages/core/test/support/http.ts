import { afterEach } from 'vitest';
import type { Principal, QueryResult } from '../../src/contracts/index.ts';
import { createPipeline, type Pipeline } from '../../src/create-pipeline.ts';
import type { PipelineOptions } from '../../src/options.ts';
import type { RunEvent } from '../../src/protocol/index.ts';
import { createHandler, type Handler, type ServerOptions } from '../../src/server/index.ts';
import { assertDescribed, assertEvent } from './described-replies.ts';
import { framesOf } from './event-frames.ts';
import { fakeDatabase } from './fake-database.ts';
import { askAtOnce, shopModel } from './shop-model.ts';

export const ORIGIN = 'http://shop.test';

/** Who a token stands for in these tests. */
export const people: Readonly<Record<string, Principal>> = {
  ada: { id: 'ada', tenantId: 'north', roles: ['analyst'] },
  bob: { id: 'bob', tenantId: 'north', roles: ['analyst'] },
  'ada-south': { id: 'ada', tenantId: 'south', roles: ['analyst'] },
};

export interface Served {
  readonly pipeline: Pipeline;
  readonly handler: Handler;
  /** Sends a request as somebody; a body makes it a POST. Every reply is held against the document of the server. */
  send(path: string, options?: SendOptions): Promise<Response>;
}

export interface SendOptions {
  readonly as?: string;
  readonly body?: unknown;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** A handler over a pipeline of fakes. */
export function serve(options: { readonly pipeline?: Partial<PipelineOptions>; readonly server?: Partial<ServerOptions> } = {}): Served {
  const pipeline = createPipeline({ ...askAtOnce, database: fakeDatabase(), model: shopModel(), ...options.pipeline });
  return serveOver(pipeline, options.server);
}

/** A way to serve for the tests of one file: what each of them has served is closed after it. */
export function closingAfterEach<Given extends readonly unknown[]>(make: (...given: Given) => Served): (...given: Given) => Served {
  const open: Served[] = [];
  afterEach(async () => {
    for (const { handler, pipeline } of open.splice(0)) {
      handler.close();
      await pipeline.close();
    }
  });
  return (...given) => {
    const served = make(...given);
    open.push(served);
    return served;
  };
}

export function serveOver(pipeline: Pipeline, server: Partial<ServerOptions> = {}): Served {
  const authenticate = (request: Request) => people[request.headers.get('authorization')?.replace('Bearer ', '') ?? ''] ?? null;
  const handler = createHandler({ pipeline, authenticate, ...server });
  const send = async (path: string, options: SendOptions = {}) => {
    const request = requestFor(path, options);
    const response = await handler(request);
    await assertDescribed(path.slice(server.basePath?.length ?? 0), request.method, response);
    return response;
  };
  return { pipeline, handler, send };
}

export function requestFor(path: string, { as = 'ada', body, method, headers, signal }: SendOptions = {}): Request {
  return new Request(`${ORIGIN}${path}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      authorization: `Bearer ${as}`,
      ...(body !== undefined && { 'content-type': 'application/json', origin: ORIGIN }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal && { signal }),
  });
}

/** The events of a stream, each with the fields of its frame checked against it. */
export async function* eventsOf(response: Response): AsyncGenerator<RunEvent> {
  for await (const { id, event, data } of framesOf(response)) {
    const told = data as RunEvent;
    assertEvent(told);
    if (id !== String(told.seq) || event !== told.type) throw new Error(`A frame ${id} ${event} has the event ${told.seq} ${told.type}.`);
    yield told;
  }
}

export async function allEvents(response: Response): Promise<RunEvent[]> {
  return collect(eventsOf(response));
}

export async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

/** The code of a problem. */
export async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { readonly code: string }).code;
}

export interface Gate<T> {
  readonly promise: Promise<T>;
  readonly open: (value: T) => void;
}

export function gate<T = void>(): Gate<T> {
  let open: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

/** A database that answers when it is told to, and says when it was asked. */
export function gatedDatabase() {
  const answer = gate<QueryResult>();
  const asked = gate();
  const database = fakeDatabase({
    query: (_sql, signal) => {
      asked.open();
      return new Promise((resolve, reject) => {
        void answer.promise.then(resolve);
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      });
    },
  });
  return { database, reached: asked.promise, release: (rows: QueryResult['rows'] = [[3]]) => answer.open({ columns: [{ name: 'n', type: 'integer' }], rows, truncated: false }) };
}
