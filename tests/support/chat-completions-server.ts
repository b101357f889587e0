import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it came over the wire. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** Writes the response to one request. */
export type Answer = (response: ServerResponse, request: ReceivedRequest) => void;

/** A server on the loopback interface that speaks the wire format of the chat completions API. */
export interface ChatCompletionsServer extends AsyncDisposable {
  /** The address up to `/v1`. */
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  /** Resolves when the next request has arrived in full. */
  arrival(): Promise<unknown>;
  /** Resolves when the client has let go of an unfinished answer. */
  departure(): Promise<unknown>;
}

/** Starts a server that gives the answers in turn, and the last of them to all later requests. */
export async function chatCompletionsServer(...answers: readonly Answer[]): Promise<ChatCompletionsServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    response.on('close', () => {
      if (!response.writableFinished) server.emit('departure');
    });
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body: JSON.parse(Buffer.concat(chunks).toString()) as unknown };
      requests.push(request);
      server.emit('arrival');
      const answer = answers[Math.min(requests.length, answers.length) - 1];
      if (answer === undefined) throw new Error('The test server has no answers.');
      answer(response, request);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
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

export interface CompletionParts {
  readonly finishReason?: string;
  readonly refusal?: string;
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number } | null;
}

/** A completion whose message has this content; a value that is not a text is sent as JSON. */
export function completion(content: unknown, { finishReason = 'stop', refusal, usage = { prompt_tokens: 100, completion_tokens: 20 } }: CompletionParts = {}): Answer {
  return json(200, {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'test-model',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: typeof content === 'string' || content === null ? content : JSON.stringify(content), refusal: refusal ?? null },
        logprobs: null,
        finish_reason: finishReason,
      },
    ],
    ...(usage === null ? {} : { usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens } }),
  });
}

/** An error in OpenAI's form. */
export function failure(status: number, error: { readonly message: string; readonly code?: string | null; readonly type?: string }, headers: Readonly<Record<string, string>> = {}): Answer {
  return json(status, { error: { type: 'invalid_request_error', param: null, code: null, ...error } }, headers);
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
  response.writeHead(200, { 'content-type': 'application/json' }).write('{"id": "chatcmpl-1", "choices": [');
};

/** Closes the connection without an answer. */
export const drop: Answer = (response) => {
  response.destroy();
};
