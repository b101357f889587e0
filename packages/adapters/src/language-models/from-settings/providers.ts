/** Whether a field of the settings has to be given, may be, or has no place. */
export type FieldUse = 'required' | 'optional' | 'none';

export type ProviderId = 'anthropic' | 'google' | 'offline' | 'ollama' | 'openai' | 'openai-compatible';

/** What a user has to be asked for, to choose a model of a provider. */
export interface ProviderInfo {
  readonly id: ProviderId;
  /** In English. */
  readonly label: string;
  readonly model: FieldUse;
  readonly apiKey: FieldUse;
  /** The environment variable that usually holds the key. It is not read: a user's settings should not spend the key of the host. */
  readonly apiKeyVariable: string | null;
  readonly baseUrl: FieldUse;
  /** The address that is asked without `baseUrl`. */
  readonly defaultBaseUrl: string | null;
}

/**
 * The providers that `fromSettings` knows, for a list to choose from. It is plain data and may travel as
 * JSON. Which models a provider has, and which of them a user may take, is the host's to say.
 */
export const knownProviders: readonly ProviderInfo[] = [
  { id: 'openai', label: 'OpenAI', model: 'required', apiKey: 'required', apiKeyVariable: 'OPENAI_API_KEY', baseUrl: 'optional', defaultBaseUrl: 'https://api.openai.com/v1' },
  { id: 'anthropic', label: 'Anthropic (Claude)', model: 'required', apiKey: 'required', apiKeyVariable: 'ANTHROPIC_API_KEY', baseUrl: 'optional', defaultBaseUrl: 'https://api.anthropic.com' },
  { id: 'google', label: 'Google (Gemini)', model: 'required', apiKey: 'required', apiKeyVariable: 'GEMINI_API_KEY', baseUrl: 'optional', defaultBaseUrl: 'https://generativelanguage.googleapis.com' },
  { id: 'ollama', label: 'Ollama', model: 'required', apiKey: 'optional', apiKeyVariable: 'OLLAMA_API_KEY', baseUrl: 'optional', defaultBaseUrl: 'http://127.0.0.1:11434' },
  { id: 'openai-compatible', label: 'A server that speaks OpenAI’s protocol', model: 'required', apiKey: 'optional', apiKeyVariable: null, baseUrl: 'required', defaultBaseUrl: null },
  { id: 'offline', label: 'Offline, without a model', model: 'none', apiKey: 'none', apiKeyVariable: null, baseUrl: 'none', defaultBaseUrl: null },
];
