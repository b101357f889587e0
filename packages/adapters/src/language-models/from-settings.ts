import type { LanguageModel } from '@nl2sql/core/contracts';
import { connectOnce } from '../remote/connect-once.ts';
import { checkSettings } from './from-settings/check-settings.ts';
import { knownProviders, type FieldUse, type ProviderId, type ProviderInfo } from './from-settings/providers.ts';

export { knownProviders, type FieldUse, type ProviderId, type ProviderInfo };

/** What can be set for every model behind a server. */
export interface CommonModelSettings {
  /** The name of the model, as the provider knows it. */
  readonly model: string;
  /** Milliseconds that one attempt may take. Default 60,000. */
  readonly timeoutMs?: number;
  /** Repeats after a rate limit, a server error or a lost connection. Default 2. */
  readonly maxRetries?: number;
  /** Further fields of a request, in the words of the provider, such as `{ temperature: 0 }`. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** A model of a provider that asks for a key. */
export interface HostedModelSettings extends CommonModelSettings {
  readonly provider: 'anthropic' | 'google' | 'openai';
  readonly apiKey: string;
  /** The address of a gateway that speaks the provider's protocol. Default: the provider's own. */
  readonly baseUrl?: string;
}

export interface OllamaModelSettings extends CommonModelSettings {
  readonly provider: 'ollama';
  readonly apiKey?: string;
  /** Default: `http://127.0.0.1:11434`. */
  readonly baseUrl?: string;
}

export interface CompatibleModelSettings extends CommonModelSettings {
  readonly provider: 'openai-compatible';
  readonly apiKey?: string;
  /** Up to `/v1`. */
  readonly baseUrl: string;
  /** How to get JSON: by a schema, by JSON mode, or by the prompt alone. Default `json_schema`. */
  readonly structuredOutput?: 'json_schema' | 'json_object' | 'none';
}

export interface OfflineModelSettings {
  readonly provider: 'offline';
}

/** A choice of a model as it is stored and sent: JSON, with the key in plain text. */
export type ModelSettings = HostedModelSettings | OllamaModelSettings | CompatibleModelSettings | OfflineModelSettings;

/**
 * The language model that settings name, for hosts where a user chooses it. `knownProviders` says what to
 * ask the user for.
 *
 * The settings are checked at once; the adapter and its optional package are loaded by the first
 * `generate`, which throws `ConfigurationError` `MISSING_DEPENDENCY` without the package, and otherwise
 * what the adapter throws. Nothing is read from the environment: neither a key nor an address that is the
 * host's. Whoever may set `baseUrl` makes this process send requests there: let users choose among
 * addresses that you know where the process can reach what they may not.
 *
 * @throws ConfigurationError `INVALID_CONFIGURATION` when the settings are not those of a known provider.
 * The error repeats none of their values.
 *
 * @example
 * ```ts
 * import { fromSettings, knownProviders } from '@nl2sql/adapters/language-models/from-settings';
 *
 * const choices = knownProviders.map(({ id, label }) => ({ value: id, text: label }));
 * const model = fromSettings({ provider: 'ollama', model: 'qwen3:14b', timeoutMs: 120_000 });
 * ```
 */
export function fromSettings(settings: ModelSettings): LanguageModel {
  const { defaultBaseUrl } = checkSettings(settings);
  if (settings.provider === 'offline') return lazyModel('offline', async () => (await import('./offline.ts')).offline());
  const kept = { ...settings };
  // The address is given even where it is the default, so that none is taken from the environment.
  const baseUrl = kept.baseUrl ?? defaultBaseUrl ?? '';
  switch (kept.provider) {
    case 'anthropic':
      return lazyModel(`anthropic:${kept.model}`, async () => (await import('./anthropic.ts')).anthropic({ ...kept, baseUrl }));
    case 'google':
      return lazyModel(`google:${kept.model}`, async () => (await import('./google.ts')).google({ ...kept, baseUrl }));
    case 'ollama':
      return lazyModel(`ollama:${kept.model}`, async () => (await import('./ollama.ts')).ollama({ ...kept, baseUrl }));
    case 'openai':
    case 'openai-compatible':
      return lazyModel(`openai:${kept.model}`, async () => (await import('./openai.ts')).openai({ ...kept, baseUrl }));
  }
}

function lazyModel(id: string, load: () => Promise<LanguageModel>): LanguageModel {
  const modelOf = connectOnce(load);
  return { id, generate: async (request) => (await modelOf()).generate(request) };
}
