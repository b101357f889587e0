import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProviderBehaviour, RemoteModelUnderTest } from '@nl2sql/core/testing';

export const TOKEN = 'gateway-token-made-up-for-tests';

export interface GatewayServer extends Pick<RemoteModelUnderTest, 'requests' | 'arrival' | 'departure'> {
  readonly url: string;
  close(): Promise<void>;
}

/** Plays the gateway: does these things in turn, and the last of them from then on. */
export async function startGateway(behaviours: readonly ((requestBody: string) => ProviderBehaviour)[]): Promise<GatewayServer> {
  const requests: RemoteModelUnderTest['requests'][number][] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      requests.push({ url: incoming.url ?? '', body, authorised: incoming.headers.authorization === `Bearer ${TOKEN}` });
      server.emit('arrival');
      behave(behaviours[Math.min(requests.length, behaviours.length) - 1]!(body), response);
    });
    response.on('close', () => {
      if (!response.writableFinished) server.emit('departure');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    requests,
    arrival: () => once(server, 'arrival'),
    departure: () => once(server, 'departure'),
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function behave(behaviour: ProviderBehaviour, response: ServerResponse): void {
  const answer = (text: string, finish: string): unknown => response.end(JSON.stringify({ text, finish, tokens: { in: 20, out: 5 } }));
  const fail = (status: number, headers = {}): unknown => response.writeHead(status, headers).end(`The token was ${TOKEN}.`);
  switch (behaviour.kind) {
    case 'text':
      return void answer(behaviour.text, 'done');
    case 'cut-off':
      return void answer(behaviour.text, 'length');
    case 'content-filter':
      return void answer('', 'declined');
    case 'context-length':
      return void fail(413);
    case 'unauthorised':
      return void fail(401);
    case 'unknown-model':
      return void fail(404);
    case 'rate-limited':
      return void fail(429, behaviour.retryAfterSeconds === null ? {} : { 'retry-after': String(behaviour.retryAfterSeconds) });
    case 'server-error':
      return void fail(503);
    case 'hang':
      return;
    case 'stall':
      return void response.write('{"text": "');
    case 'disconnect':
      return void response.destroy();
    case 'break-off':
      return void response.write('{"text": "', () => response.destroy());
  }
}
