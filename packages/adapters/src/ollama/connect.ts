import type { Ollama } from 'ollama';
import { importOptional } from '../optional-dependency.ts';
import { record } from '../remote/record.ts';
import type { RemoteModelSettings } from '../remote/settings.ts';

/** Where Ollama listens when it is told nothing. */
const LOCAL = 'http://127.0.0.1:11434';

/** Makes a client for one call, which ends with the signal. */
export type OllamaCall = (signal: AbortSignal) => Ollama;

/** The address without a path, a user or a password. */
export function ollamaAddress({ baseUrl = LOCAL }: Pick<RemoteModelSettings, 'baseUrl'>): string {
  return new URL(baseUrl).origin;
}

/** Loads the official client; `neededFor` is for the error when the optional package `ollama` is missing. */
export async function connectOllama({ apiKey, baseUrl = LOCAL, headers }: RemoteModelSettings, neededFor: string): Promise<OllamaCall> {
  const { Ollama } = await importOptional('ollama', neededFor, () => import('ollama'));
  const sent = { ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }), ...headers };
  // The client takes no signal, forgets the headers of a failure, changes the object of headers and writes to the console.
  return (signal) =>
    new Ollama({ host: baseUrl, headers: { ...sent }, fetch: (address, init) => fetchOrThrow(address, { ...init, headers: withOwnKey(init?.headers, sent), signal }) });
}

/** The client adds the key of the environment for the hosted service, which is not that of whoever chose the service. */
function withOwnKey(given: RequestInit['headers'], sent: Readonly<Record<string, string>>): Headers {
  const headers = new Headers(given);
  const own = new Headers(sent).get('authorization');
  if (own === null) headers.delete('authorization');
  else headers.set('authorization', own);
  return headers;
}

/** A failure as an error with `status`, `headers` and the message of the server. */
async function fetchOrThrow(address: Parameters<typeof fetch>[0], init: RequestInit): Promise<Response> {
  const response = await fetch(address, init);
  if (response.ok) return response;
  throw Object.assign(new Error(messageIn(await response.text())), { status: response.status, headers: response.headers });
}

function messageIn(body: string): string {
  try {
    const error = record(JSON.parse(body))?.['error'];
    return typeof error === 'string' ? error : body;
  } catch {
    return body;
  }
}
