import { ConfigurationError } from '@nl2sql/core/errors';
import type { CallLimits } from './call-with-retries.ts';
import { redactor } from './redact.ts';

/** How long and how often a server is asked. */
export interface CallOptions {
  /** Milliseconds that one attempt may take. Default 60,000. */
  readonly timeoutMs?: number;
  /** Repeats after a rate limit, a server error or a lost connection. Default 2. */
  readonly maxRetries?: number;
  /** Milliseconds before the first repeat, when the server does not say how long to wait; doubled each time. Default 500. */
  readonly retryDelayMs?: number;
}

/** What can be set for a model behind a server, whoever runs it. */
export interface RemoteModelOptions extends CallOptions {
  /** The name of the model, as the server knows it. */
  readonly model: string;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Further fields of the request body, such as `{ temperature: 0 }`. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** The options of a model behind a server, checked and with their defaults. */
export interface RemoteModelSettings {
  /** For events and logs: `openai:gpt-5`. */
  readonly id: string;
  readonly model: string;
  readonly apiKey: string | undefined;
  readonly baseUrl: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly limits: CallLimits;
  /** Takes the key, the values of the headers and the password of the address out of a text. */
  redact(text: string): string;
}

type Options = RemoteModelOptions & { readonly apiKey?: string; readonly baseUrl?: string; readonly client?: object };

/**
 * Checks the options of the factory `name`.
 *
 * @param keyVariables - Environment variables that may hold the key; the first that does is taken. None
 *   means that no key is needed. They are not looked at with `baseUrl` or `client`, so that the key of one service is not sent to another.
 * @throws ConfigurationError `INVALID_CONFIGURATION` when an option has no usable value or there is no key.
 */
export function remoteModelSettings(name: string, options: Options, keyVariables: readonly string[]): RemoteModelSettings {
  const { model, baseUrl, client, headers = {}, parameters = {} } = options;
  const ownService = baseUrl === undefined && client === undefined;
  const apiKey = options.apiKey ?? (ownService ? keyVariables.map((variable) => process.env[variable]).find((value) => value) : undefined);
  if (model === '') throw new ConfigurationError(`${name}() needs the name of a model.`);
  if (baseUrl !== undefined && !URL.canParse(baseUrl)) throw new ConfigurationError(`The option baseUrl of ${name}() is not an address.`, { hint: 'It looks like https://host/path.' });
  const limits = callLimits(name, options);
  if (apiKey) checkApiKey(name, apiKey);
  if (!apiKey && ownService && keyVariables.length > 0) {
    throw new ConfigurationError(`${name}() has no API key.`, { hint: `Set ${keyVariables.join(' or ')}, pass apiKey, or pass the baseUrl of a server that needs no key.` });
  }
  return {
    id: `${name}:${model}`,
    model,
    apiKey: apiKey || undefined,
    baseUrl,
    headers,
    parameters,
    limits,
    redact: redactor([apiKey ?? '', ...keysOf(client), ...Object.values(headers), baseUrl === undefined ? '' : new URL(baseUrl).password]),
  };
}

/** @throws ConfigurationError `INVALID_CONFIGURATION` when an option has no usable value. */
export function callLimits(name: string, { timeoutMs = 60_000, maxRetries = 2, retryDelayMs = 500 }: CallOptions): CallLimits {
  if (!(timeoutMs > 0)) throw new ConfigurationError(`The option timeoutMs of ${name}() must be more than 0.`);
  if (!Number.isInteger(maxRetries) || maxRetries < 0) throw new ConfigurationError(`The option maxRetries of ${name}() must be 0 or a whole number above it.`);
  if (!(retryDelayMs >= 0)) throw new ConfigurationError(`The option retryDelayMs of ${name}() must be 0 or more.`);
  return { timeoutMs, maxRetries, retryDelayMs };
}

/**
 * Refuses a key that cannot be sent: the error of such a header would hold it.
 *
 * @throws ConfigurationError `INVALID_CONFIGURATION`
 */
export function checkApiKey(name: string, apiKey: string): void {
  if (!/^[\x21-\x7e]+$/.test(apiKey)) throw new ConfigurationError(`The API key of ${name}() has a space, a line break or another character that no key has.`);
}

/** The keys that a client was made with, known only to keep them out of errors. */
function keysOf(client: object | undefined): string[] {
  const { apiKey, authToken } = (client ?? {}) as { readonly apiKey?: unknown; readonly authToken?: unknown };
  return [apiKey, authToken].filter((key) => typeof key === 'string');
}
