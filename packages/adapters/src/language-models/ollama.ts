import type { LanguageModel } from '@nl2sql/core/contracts';
import { connectOllama, ollamaAddress } from '../ollama/connect.ts';
import { meaningOf } from '../ollama/meaning-of.ts';
import { remoteModelSettings, type RemoteModelOptions } from '../remote/settings.ts';
import { readChat } from './ollama/read-chat.ts';
import { remoteModel } from './remote/remote-model.ts';
import { replySchema, schemaAsText } from './remote/reply-schema.ts';

export type { RemoteModelOptions };

export interface OllamaOptions extends RemoteModelOptions {
  /** The address of the server. Default: `http://127.0.0.1:11434`. */
  readonly baseUrl?: string;
  /** Sent as a bearer token, for a server that wants one. Default: none. */
  readonly apiKey?: string;
  /** Ollama's options of the model, such as `{ num_ctx: 16384, temperature: 0 }`. Default: those of the model. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/**
 * A language model that Ollama runs, by the optional package `ollama`.
 *
 * The JSON Schema of a reply goes into `format`, which the model cannot leave, and into the system text,
 * so that it knows what is meant. A prompt that does not fit `num_ctx` is an error where the server can
 * tell (Ollama 0.12.6 and later), since the default is to cut it off; set `num_ctx` to what the machine
 * can hold. The first call loads the model, which `timeoutMs` has to leave time for; more than five minutes
 * have no effect.
 *
 * The API key is in no error, event or log of this adapter. `generate` throws `ModelError` with
 * - `MODEL_UNAVAILABLE`: nothing listens at the address, or the retries are used up;
 * - `MODEL_REJECTED_REQUEST`: the model was not pulled, or an option is wrong;
 * - `MODEL_AUTHENTICATION`, `MODEL_RATE_LIMITED`: by a server that asks for a key;
 * - `MODEL_TIMEOUT`: one attempt took longer than `timeoutMs`, which is not retried;
 * - `MODEL_CONTEXT_LENGTH`: prompt and reply do not fit `num_ctx`;
 * - `MODEL_INVALID_REPLY`: two replies in a row did not match the schema, or one was cut off;
 *
 * and `CancelledError` as soon as the signal is aborted, which ends the request, `ConfigurationError`
 * `MISSING_DEPENDENCY` without the package.
 *
 * @throws ConfigurationError `INVALID_CONFIGURATION` when an option has no usable value.
 *
 * @example
 * ```ts
 * import { ollama } from '@nl2sql/adapters/language-models/ollama';
 *
 * const model = ollama({ model: 'qwen3:14b', options: { num_ctx: 16_384, temperature: 0 }, parameters: { think: false } });
 * ```
 */
export function ollama(options: OllamaOptions): LanguageModel {
  const settings = remoteModelSettings('ollama', options, []);
  const { id, model, parameters } = settings;
  return remoteModel(settings, {
    connect: () => connectOllama(settings, 'The language model ollama()'),
    formOf({ schema }) {
      const reply = replySchema(schema);
      return { ...schemaAsText(reply), format: reply.schema };
    },
    async ask(clientFor, { system, messages, form }, signal) {
      const body = {
        ...parameters,
        ...(options.options === undefined ? {} : { options: { ...options.options } }),
        model,
        messages: [{ role: 'system', content: system }, ...messages],
        format: form.format,
        // Without these, what does not fit is cut off in silence.
        truncate: false,
        shift: false,
        stream: false as const,
      };
      return readChat(await clientFor(signal).chat(body), id);
    },
    meaningOf: (failure) => meaningOf(failure, model, ollamaAddress(settings)),
  });
}
