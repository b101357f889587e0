import type { LanguageModel } from '@nl2sql/core/contracts';
import { importOptional } from '../optional-dependency.ts';
import { remoteModelSettings, type RemoteModelOptions } from '../remote/settings.ts';
import { meaningOf, readFailure } from './google/failures.ts';
import { outputForm, type GoogleStructuredOutput } from './google/output-form.ts';
import { readResponse } from './google/read-response.ts';
import { remoteModel } from './remote/remote-model.ts';

export type { GoogleStructuredOutput, RemoteModelOptions };

/** The part of the official client that is used: a `GoogleGenAI` object fits, also one for Vertex AI. */
export interface GoogleClient {
  readonly models: { generateContent(parameters: GoogleRequest): PromiseLike<unknown> };
}

export interface GoogleRequest {
  model: string;
  contents: { role: 'user' | 'model'; parts: { text: string }[] }[];
  config: { systemInstruction: string; abortSignal: AbortSignal };
}

export interface GoogleOptions extends RemoteModelOptions {
  /** Further fields of the `config` of a call, such as `{ temperature: 0 }`. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /**
   * Default: the environment variable `GEMINI_API_KEY`, or else `GOOGLE_API_KEY`. With `baseUrl` there is
   * no default, so that the key of one service is not sent to another.
   */
  readonly apiKey?: string;
  /** The address of a server that speaks the Gemini API, without `/v1beta`. Default: `GOOGLE_GEMINI_BASE_URL`, or Google's. */
  readonly baseUrl?: string;
  /** How to get JSON: by a schema, by JSON mode, or by the prompt alone. Default `json_schema`. */
  readonly structuredOutput?: GoogleStructuredOutput;
  /** A client to use instead of a new one; `apiKey`, `baseUrl` and `headers` are its own matter then. */
  readonly client?: GoogleClient;
}

/**
 * A Gemini model of Google, by the optional package `@google/genai`.
 *
 * Thoughts count as output in `usage`. The API key is in no error, event or log of this adapter, and in
 * no address. `generate` throws `ModelError` with
 * - `MODEL_AUTHENTICATION`: the key was not accepted;
 * - `MODEL_RATE_LIMITED`, `MODEL_UNAVAILABLE`: the retries are used up;
 * - `MODEL_TIMEOUT`: one attempt took longer than `timeoutMs`, which is not retried;
 * - `MODEL_CONTEXT_LENGTH`: prompt and reply do not fit the model;
 * - `MODEL_CONTENT_FILTER`: the provider blocked the prompt or the reply;
 * - `MODEL_REJECTED_REQUEST`: the service knows no such model or option;
 * - `MODEL_INVALID_REPLY`: two replies in a row did not match the schema, or one was cut off;
 *
 * and `CancelledError` as soon as the signal is aborted, `ConfigurationError` `MISSING_DEPENDENCY`
 * without the package.
 *
 * @throws ConfigurationError `INVALID_CONFIGURATION` when an option has no usable value or there is no key.
 *
 * @example
 * ```ts
 * import { google } from '@nl2sql/adapters/language-models/google';
 *
 * const model = google({ model: 'gemini-2.5-flash', parameters: { temperature: 0 } });
 * ```
 */
export function google(options: GoogleOptions): LanguageModel {
  const settings = remoteModelSettings('google', options, ['GEMINI_API_KEY', 'GOOGLE_API_KEY']);
  const { id, model, apiKey, baseUrl, headers, parameters } = settings;
  const { client, structuredOutput = 'json_schema' } = options;

  async function connect(): Promise<GoogleClient> {
    const { GoogleGenAI } = await importOptional('@google/genai', 'The language model google()', () => import('@google/genai'));
    return new GoogleGenAI({
      // Without a key the client would take one from the environment.
      apiKey: apiKey ?? 'none',
      vertexai: false,
      // The version that knows JSON schemas and system texts, whatever the client takes by itself.
      apiVersion: 'v1beta',
      httpOptions: { ...(baseUrl === undefined ? {} : { baseUrl }), headers: { ...headers } },
    });
  }

  return remoteModel(settings, {
    connect: () => client ?? connect(),
    formOf: ({ schema }) => outputForm(schema, structuredOutput),
    async ask(service: GoogleClient, { system, messages, form }, signal) {
      const request: GoogleRequest = {
        model,
        contents: messages.map(({ role, content }) => ({ role: role === 'assistant' ? 'model' : 'user', parts: [{ text: content }] })),
        config: { ...parameters, ...form.fields, systemInstruction: system, abortSignal: signal },
      };
      return readResponse(await service.models.generateContent(request), id);
    },
    readFailure,
    meaningOf,
  });
}
