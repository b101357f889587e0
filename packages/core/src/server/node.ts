import type { IncomingMessage, ServerResponse } from 'node:http';

/** A handler as Node's `http`, `https` and what is built on them, such as Express, call it. */
export type NodeHandler = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

/**
 * Lets a handler of the web's `Request` and `Response` answer the requests of Node's `http`. The body of a
 * request must not have been read before: mount it ahead of anything that parses bodies.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import type { Handler } from '@nl2sql/core/server';
 *
 * declare const handler: Handler;
 *
 * createServer(toNodeHandler(handler)).listen(3000);
 * ```
 */
export function toNodeHandler(handler: (request: Request) => Promise<Response>): NodeHandler {
  return async (incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) gone.abort();
    });
    try {
      await send(await handler(requestOf(incoming, gone.signal)), incoming, outgoing);
    } catch {
      // A request that cannot be one, or a reply that broke off. Handlers of this library do not reject.
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(400, { connection: 'close' }).end();
    }
  };
}

function requestOf(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', rawHeaders, socket } = incoming;
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    // HTTP/2 has its own lines among the headers.
    if (!rawHeaders[at]!.startsWith(':')) headers.append(rawHeaders[at]!, rawHeaders[at + 1]!);
  }
  // A framework that mounts a handler below a path keeps the whole of it beside the rest.
  const { originalUrl = incoming.url ?? '/' } = incoming as { readonly originalUrl?: string };
  // Joined as texts: resolved against an address, what begins with two slashes would be another host.
  const path = originalUrl.startsWith('/') ? originalUrl : '/';
  const scheme = 'encrypted' in socket && socket.encrypted === true ? 'https' : 'http';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(`${scheme}://${incoming.headers.host ?? 'localhost'}${path}`, {
    method,
    headers,
    signal,
    ...(hasBody && { body: bodyOf(incoming), duplex: 'half' }),
  });
}

function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  // A body that is too large is left unread, and its sender is still told so.
  const parts = incoming.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await parts.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await parts.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

async function send(response: Response, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) outgoing.setHeader(name, value);
  if (!incoming.complete) outgoing.setHeader('connection', 'close');
  if (response.body === null) {
    outgoing.end();
    return;
  }
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const leave = () => void reader.cancel().catch(() => {});
  outgoing.once('close', leave);
  if (outgoing.destroyed) leave();
  outgoing.flushHeaders();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (!outgoing.write(part.value)) await drained(outgoing);
  }
  outgoing.off('close', leave);
  outgoing.end();
}

/** What is written waits until what was written has gone, or the connection has. */
function drained(outgoing: ServerResponse): Promise<void> {
  if (outgoing.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      outgoing.off('drain', done);
      outgoing.off('close', done);
      resolve();
    };
    outgoing.on('drain', done);
    outgoing.on('close', done);
  });
}
