import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it came over the wire. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The text as JSON; null when there is none. */
  readonly body: unknown;
}

/** Writes the response to one request. */
export type Answer = (response: ServerResponse, request: ReceivedRequest) => void;

/** A server on the loopback interface that answers as a test says. */
export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  /** Resolves when the next request has arrived in full. */
  arrival(): Promise<unknown>;
  /** Resolves when the client has let go of an unfinished answer. */
  departure(): Promise<unknown>;
}

/**
 * Starts a server that gives the answers in turn, and the last of them to all later requests.
 *
 * @param refuse - Says what is wrong with a request that the service would not understand; it is answered with that instead.
 */
export async function scriptedServer(answers: readonly Answer[], refuse: (request: ReceivedRequest) => Answer | null = () => null): Promise<ScriptedServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    response.on('close', () => {
      if (!response.writableFinished) server.emit('departure');
    });
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, text: body, body: body === '' ? null : (JSON.parse(body) as unknown) };
      requests.push(request);
      server.emit('arrival');
      const answer = refuse(request) ?? answers[Math.min(requests.length, answers.length) - 1];
      if (answer === undefined) throw new Error('The test server has no answers.');
      answer(response, request);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    arrival: () => once(server, 'arrival'),
    departure: () => once(server, 'departure'),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return text(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

export function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => {
    response.writeHead(status, headers).end(body);
  };
}

/** Says nothing at all. */
export const hang: Answer = () => {};

/** Sends the headers and half a body, and then nothing. */
export const stall: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).write('{"id": "answer-1", "');
};

/** Closes the connection without an answer. */
export const drop: Answer = (response) => {
  response.destroy();
};

/** Sends the headers and half a body, and closes the connection. */
export const breakOff: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).write('{"id": "answer-1", "', () => response.destroy());
};
