import { type Answer, json, type ReceivedRequest, scriptedServer, type ScriptedServer } from './scripted-server.ts';

/** A request in the parts that a service looks at. */
export interface JsonRequest extends Pick<ReceivedRequest, 'method' | 'headers' | 'body'> {
  /** Without the query, each part decoded. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

export interface JsonResponse {
  readonly status: number;
  readonly body: unknown;
}

/** A server on the loopback interface that does what a service does. */
export interface JsonServer extends ScriptedServer {
  /** Answers the next request in this way instead. */
  interrupt(answer: Answer): void;
}

export async function jsonServer(handle: (request: JsonRequest) => JsonResponse): Promise<JsonServer> {
  const interruptions: Answer[] = [];
  const server = await scriptedServer([
    (response, request) => {
      const interruption = interruptions.shift();
      if (interruption !== undefined) return interruption(response, request);
      const { pathname, searchParams } = new URL(request.path, 'http://localhost');
      const { status, body } = handle({ ...request, path: pathname.split('/').slice(1).map(decodeURIComponent), query: searchParams });
      json(status, body)(response, request);
    },
  ]);
  return { ...server, interrupt: (answer) => void interruptions.push(answer) };
}

/** The cosine similarity of two vectors, in single precision as servers compute it. */
export function cosine(left: Float32Array, right: Float32Array): number {
  const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, index) => Math.fround(sum + Math.fround(value * (b[index] as number))), 0);
  return Math.fround(dot(left, right) / Math.sqrt(dot(left, left) * dot(right, right)));
}
