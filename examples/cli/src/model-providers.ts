import { knownProviders, type ProviderId } from '@nl2sql/adapters/language-models/from-settings';

/** Where a provider's own client looks for a key, the first that is set, and for the address of the server. */
export interface ProviderVariables {
  readonly apiKey: readonly string[];
  readonly baseUrl: string | null;
}

const OF_OPENAI: ProviderVariables = { apiKey: ['OPENAI_API_KEY'], baseUrl: 'OPENAI_BASE_URL' };

export const PROVIDER_VARIABLES: Readonly<Record<ProviderId, ProviderVariables>> = {
  anthropic: { apiKey: ['ANTHROPIC_API_KEY'], baseUrl: 'ANTHROPIC_BASE_URL' },
  google: { apiKey: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'], baseUrl: 'GOOGLE_GEMINI_BASE_URL' },
  offline: { apiKey: [], baseUrl: null },
  ollama: { apiKey: ['OLLAMA_API_KEY'], baseUrl: 'OLLAMA_HOST' },
  openai: OF_OPENAI,
  'openai-compatible': OF_OPENAI,
};

/** What can be given as `--model`: `offline`, `openai:NAME` and so on. */
export const MODEL_FORMS: readonly string[] = knownProviders.map(({ id, model }) => (model === 'none' ? id : `${id}:NAME`));

/** One line for each provider that has variables. */
export const VARIABLES_HELP = Object.entries(PROVIDER_VARIABLES)
  .filter(([, { apiKey }]) => apiKey.length > 0)
  .map(([id, { apiKey, baseUrl }]) => `  ${id.padEnd(19)}  ${apiKey.join(' or ')}; ${baseUrl}`)
  .join('\n');
