import { ConfigurationError } from '@nl2sql/core/errors';
import { record } from '../../remote/record.ts';
import { callLimits, checkApiKey } from '../../remote/settings.ts';
import { knownProviders, type FieldUse, type ProviderInfo } from './providers.ts';

const STRUCTURED_OUTPUTS: readonly unknown[] = ['json_schema', 'json_object', 'none'];
const CALL_FIELDS = ['timeoutMs', 'maxRetries', 'parameters'];

/**
 * Checks settings that may come from a user, and says whose they are. No value is repeated in an error,
 * since a key may stand in the wrong field.
 *
 * @throws ConfigurationError `INVALID_CONFIGURATION`
 */
export function checkSettings(given: unknown): ProviderInfo {
  const settings = record(given);
  const provider = knownProviders.find(({ id }) => id === settings?.['provider']);
  if (settings === null || provider === undefined) {
    throw wrong('name no known provider', `Set provider to one of ${knownProviders.map(({ id }) => id).join(', ')}.`);
  }
  const fields = Object.keys(settings);
  const known = ['provider', ...texts(provider).map(([field]) => field), ...(provider.model === 'none' ? [] : CALL_FIELDS), ...(provider.id === 'openai-compatible' ? ['structuredOutput'] : [])];
  if (fields.some((field) => !known.includes(field))) throw wrong(`of ${provider.id} hold a field that it does not have`, `It has ${known.join(', ')}.`);

  for (const [field, use] of texts(provider)) {
    const value = settings[field];
    if (value === undefined && use === 'optional') continue;
    if (typeof value !== 'string' || value.trim() === '') throw wrong(`of ${provider.id} need a text as ${field}`);
  }
  if (typeof settings['apiKey'] === 'string') checkApiKey('fromSettings', settings['apiKey']);
  if (typeof settings['baseUrl'] === 'string') checkAddress(settings['baseUrl']);
  for (const field of ['timeoutMs', 'maxRetries']) if (!['undefined', 'number'].includes(typeof settings[field])) throw wrong(`of ${provider.id} need a number as ${field}`);
  callLimits('fromSettings', settings);
  const { parameters, structuredOutput } = settings;
  if (parameters !== undefined && (record(parameters) === null || Array.isArray(parameters))) throw wrong(`of ${provider.id} need an object as parameters`);
  if (structuredOutput !== undefined && !STRUCTURED_OUTPUTS.includes(structuredOutput)) throw wrong('know no such structuredOutput', `It is one of ${STRUCTURED_OUTPUTS.join(', ')}.`);
  return provider;
}

function texts(provider: ProviderInfo): readonly (readonly ['model' | 'apiKey' | 'baseUrl', FieldUse])[] {
  return (['model', 'apiKey', 'baseUrl'] as const).flatMap((field) => (provider[field] === 'none' ? [] : [[field, provider[field]] as const]));
}

function checkAddress(baseUrl: string): void {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) throw wrong('hold a baseUrl that is no address', 'It looks like https://host/path.');
  if (url.username !== '' || url.password !== '') throw wrong('hold a user or a password in baseUrl', 'Set apiKey instead.');
}

function wrong(what: string, hint?: string): ConfigurationError {
  return new ConfigurationError(`The settings of the language model ${what}.`, hint === undefined ? {} : { hint });
}
