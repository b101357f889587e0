import { fromSettings, knownProviders, type ModelSettings, type ProviderInfo } from '@nl2sql/adapters/language-models/from-settings';
import type { LanguageModel } from '@nl2sql/core/contracts';
import { CommandError } from './command-line.ts';
import { MODEL_FORMS, PROVIDER_VARIABLES } from './model-providers.ts';
import type { Shell } from './shell.ts';

/**
 * The model that `--model` names: `offline`, or `PROVIDER:NAME` with the key and the address in the
 * variables of the provider. No key is sent to the server of `--base-url`, since it may be another's.
 *
 * @throws CommandError for a provider that is not known, and without what it needs
 */
export function chooseModel(name: string, baseUrl: string | undefined, environment: Shell['environment']): LanguageModel {
  const [id] = name.split(':', 1);
  const provider = knownProviders.find((known) => known.id === id);
  const model = name.includes(':') ? name.slice(name.indexOf(':') + 1) : undefined;
  if (provider === undefined || (provider.model === 'none' && model !== undefined)) {
    throw new CommandError(`The model “${name}” is not known: use one of ${MODEL_FORMS.join(', ')}.`);
  }
  if (provider.model !== 'none' && !model?.trim()) throw new CommandError(`--model ${name} needs the name of a model: ${provider.id}:NAME.`);
  if (baseUrl !== undefined) return fromSettings({ provider: keyless(provider), model, baseUrl } as ModelSettings);
  if (provider.id === 'offline') return fromSettings({ provider: 'offline' });

  const variables = PROVIDER_VARIABLES[provider.id];
  const valueOf = (variable: string | null): string | undefined => (variable === null ? undefined : environment[variable]?.trim() || undefined);
  const address = valueOf(variables.baseUrl);
  const apiKey = variables.apiKey.map(valueOf).find((value) => value !== undefined);
  if (provider.baseUrl === 'required' && address === undefined) throw new CommandError(`--model ${name} needs a --base-url, or an address in ${variables.baseUrl}.`);
  if (provider.apiKey === 'required' && apiKey === undefined) {
    const otherwise = provider.id === 'openai' ? ', or a --base-url of a server that needs none' : '';
    throw new CommandError(`--model ${name} needs a key in ${variables.apiKey.join(' or ')}${otherwise}.`);
  }
  // A server on this machine that asks for no key is told none: the variable holds that of a hosted one.
  const ownKey = provider.apiKey === 'required' || address !== undefined ? apiKey : undefined;
  return fromSettings({ provider: provider.id, model, apiKey: ownKey, baseUrl: provider.id === 'ollama' ? withScheme(address) : address } as ModelSettings);
}

/** The provider by whose protocol a server that needs no key is asked. */
function keyless({ id, apiKey, baseUrl }: ProviderInfo): ProviderInfo['id'] {
  if (id === 'openai') return 'openai-compatible';
  if (baseUrl === 'none') throw new CommandError(`--base-url goes with a model behind a server, and not with --model ${id}.`);
  if (apiKey !== 'required') return id;
  const variables = PROVIDER_VARIABLES[id];
  throw new CommandError(`--base-url is for servers that need no key: set ${variables.baseUrl} for ${id}, and its key in ${variables.apiKey.join(' or ')}.`);
}

/** `OLLAMA_HOST` may be a host alone, or with its port. */
function withScheme(host: string | undefined): string | undefined {
  if (host === undefined || host.includes('://')) return host;
  return `http://${host}${/:\d+$/u.test(host) ? '' : ':11434'}`;
}
