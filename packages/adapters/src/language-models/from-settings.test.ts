import { inspect } from 'node:util';
import type { LanguageModel } from '@nl2sql/core/contracts';
import { languageModelCases } from '@nl2sql/core/testing';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { anthropicServer, keyOf, message } from '../../../../tests/support/anthropic-server.ts';
import { chatCompletionsServer, completion } from '../../../../tests/support/chat-completions-server.ts';
import { content, googleServer } from '../../../../tests/support/google-server.ts';
import { chat, ollamaServer } from '../../../../tests/support/ollama-server.ts';
import type { Answer, ReceivedRequest, ScriptedServer } from '../../../../tests/support/scripted-server.ts';
import { classify, errorOf, reply } from '../../test/support/model-requests.ts';
import { fromSettings, knownProviders, type ModelSettings, type ProviderId } from './from-settings.ts';

const KEY = 'sk-user-5d0e-their-own-secret-key-8841';
const bearerOf = ({ headers }: ReceivedRequest): string | undefined => headers.authorization?.replace('Bearer ', '');

interface Service {
  serve(...answers: Answer[]): Promise<ScriptedServer>;
  writes(text: string): Answer;
  settings(baseUrl: string): ModelSettings;
  keyIn(request: ReceivedRequest): unknown;
}

const openAi = { serve: chatCompletionsServer, writes: (text: string) => completion(text), keyIn: bearerOf };
const services: Readonly<Record<Exclude<ProviderId, 'offline'>, Service>> = {
  anthropic: { serve: anthropicServer, writes: (text) => message(text), keyIn: keyOf, settings: (baseUrl) => ({ provider: 'anthropic', model: 'm', apiKey: KEY, baseUrl }) },
  google: { serve: googleServer, writes: (text) => content(text), keyIn: ({ headers }) => headers['x-goog-api-key'], settings: (baseUrl) => ({ provider: 'google', model: 'm', apiKey: KEY, baseUrl }) },
  ollama: { serve: (...answers) => ollamaServer(answers), writes: (text) => chat(text), keyIn: bearerOf, settings: (baseUrl) => ({ provider: 'ollama', model: 'm', apiKey: KEY, baseUrl }) },
  openai: { ...openAi, settings: (baseUrl) => ({ provider: 'openai', model: 'm', apiKey: KEY, baseUrl }) },
  'openai-compatible': { ...openAi, settings: (baseUrl) => ({ provider: 'openai-compatible', model: 'm', apiKey: KEY, baseUrl }) },
};

const IDS: Readonly<Record<ProviderId, string>> = { anthropic: 'anthropic:m', google: 'google:m', offline: 'offline', ollama: 'ollama:m', openai: 'openai:m', 'openai-compatible': 'openai:m' };

async function started({ serve }: Service, ...answers: Answer[]): Promise<ScriptedServer> {
  const server = await serve(...answers);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.doUnmock('openai');
});

describe.each(Object.entries(services))('fromSettings, of %s', (provider, service) => {
  for (const { name, run } of languageModelCases) {
    it(name, async () => {
      const create = async (answer: (requestBody: string) => unknown): Promise<LanguageModel> => {
        const { url } = await started(service, (response, request) => service.writes(JSON.stringify(answer(request.text)))(response, request));
        return fromSettings(service.settings(url));
      };
      await run({ create });
    });
  }

  it('is the model of its adapter, asked with the key and the further fields of a request', async () => {
    const { url, requests } = await started(service, service.writes(JSON.stringify(reply)));
    const model = fromSettings({ ...service.settings(url), parameters: { seed: 7_654_321 } } as ModelSettings);
    expect(await model.generate(classify())).toEqual({ value: reply, usage: { inputTokens: 100, outputTokens: 20 } });
    expect(model.id).toBe(IDS[provider as ProviderId]);
    expect(requests.map(service.keyIn)).toEqual([KEY]);
    expect(requests[0]?.text).toContain('7654321');
    expect(inspect(model, { depth: 20, showHidden: true }) + JSON.stringify(model)).not.toContain(KEY);
  });
});

describe('fromSettings', () => {
  it('needs nothing for the offline model', async () => {
    const model = fromSettings({ provider: 'offline' });
    expect(model.id).toBe('offline');
    expect((await model.generate(classify())).value.intent).toBe('read');
  });

  it('takes no key and no address from the environment', async () => {
    for (const { apiKeyVariable } of knownProviders) if (apiKeyVariable !== null) vi.stubEnv(apiKeyVariable, 'key-of-the-host');
    for (const provider of ['anthropic', 'google', 'openai']) {
      expect(() => fromSettings({ provider, model: 'm' } as ModelSettings)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION', message: expect.stringContaining('apiKey') }));
    }
    const { url, requests } = await started(services.openai, completion(JSON.stringify(reply)));
    vi.stubEnv('OPENAI_ORG_ID', 'org-of-the-host');
    await fromSettings({ provider: 'openai-compatible', model: 'm', baseUrl: url }).generate(classify());
    expect(JSON.stringify(requests[0]?.headers)).not.toContain('of-the-host');
  });

  it('asks the address of the provider whatever the environment says', async () => {
    const host = await started(services.openai, completion(JSON.stringify(reply)));
    vi.stubEnv('OPENAI_BASE_URL', host.url);
    const asked: unknown[] = [];
    vi.stubGlobal('fetch', async (address: unknown) => {
      asked.push(String(address));
      throw new TypeError('fetch failed');
    });
    onTestFinished(() => void vi.unstubAllGlobals());
    await errorOf(fromSettings({ provider: 'openai', model: 'm', apiKey: KEY, maxRetries: 0 }).generate(classify()), KEY);
    expect(asked).toEqual([`${knownProviders.find(({ id }) => id === 'openai')?.defaultBaseUrl}/chat/completions`]);
    expect(host.requests).toEqual([]);
  });

  it('is not changed by what happens to the settings afterwards', async () => {
    const { url, requests } = await started(services.openai, completion(JSON.stringify(reply)));
    const settings = { provider: 'openai' as const, model: 'm', apiKey: KEY, baseUrl: url };
    const model = fromSettings(settings);
    settings.apiKey = 'another';
    await model.generate(classify());
    expect(requests.map(bearerOf)).toEqual([KEY]);
  });

  it('loads the package at the first question, and says how to install it', async () => {
    vi.doMock('openai', () => {
      throw Object.assign(new Error("Cannot find package 'openai'"), { code: 'ERR_MODULE_NOT_FOUND' });
    });
    const model = fromSettings({ provider: 'openai', model: 'm', apiKey: KEY });
    expect(await errorOf(model.generate(classify()), KEY)).toMatchObject({ code: 'MISSING_DEPENDENCY', message: expect.stringContaining('npm install openai') });
  });

  const openaiSettings = { provider: 'openai', model: 'm', apiKey: KEY };
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', KEY],
    ['no provider', {}],
    ['an unknown provider', { provider: KEY }],
    ['a name that every object has', { provider: 'constructor' }],
    ['no model', { provider: 'openai', apiKey: KEY }],
    ['an empty model', { ...openaiSettings, model: ' ' }],
    ['a model that is no text', { ...openaiSettings, model: 7 }],
    ['no key', { provider: 'openai', model: 'm' }],
    ['an empty key', { ...openaiSettings, apiKey: '' }],
    ['null as a key', { ...openaiSettings, apiKey: null }],
    ['a key with a line break', { ...openaiSettings, apiKey: `${KEY}\n` }],
    ['a key in another field', { ...openaiSettings, baseUrl: KEY }],
    ['an address of a file', { ...openaiSettings, baseUrl: 'file:///etc/passwd' }],
    ['a password in the address', { ...openaiSettings, baseUrl: `https://user:${KEY}@host/v1` }],
    ['no address', { provider: 'openai-compatible', model: 'm' }],
    ['a time limit of 0', { ...openaiSettings, timeoutMs: 0 }],
    ['a time limit that is a text', { ...openaiSettings, timeoutMs: '60' }],
    ['half a retry', { ...openaiSettings, maxRetries: 0.5 }],
    ['parameters that are a list', { ...openaiSettings, parameters: [KEY] }],
    ['another structuredOutput', { provider: 'openai-compatible', model: 'm', baseUrl: 'http://host/v1', structuredOutput: KEY }],
    ['a field that it does not have', { ...openaiSettings, [KEY]: 1 }],
    ['a key for the offline model', { provider: 'offline', apiKey: KEY }],
  ])('refuses %s at once, and repeats no value', async (_, settings) => {
    const error = await errorOf((async () => fromSettings(settings as ModelSettings))(), KEY);
    expect(error.code).toBe('INVALID_CONFIGURATION');
  });
});

describe('knownProviders', () => {
  it('is plain data that says what each provider asks for', () => {
    expect(JSON.parse(JSON.stringify(knownProviders))).toEqual(knownProviders);
    expect(knownProviders.map(({ id }) => id).toSorted()).toEqual([...Object.keys(services), 'offline'].toSorted());
    for (const { id, model, apiKey, baseUrl } of knownProviders) {
      const given = { model: 'm', apiKey: KEY, baseUrl: 'https://host/v1' };
      const uses = { model, apiKey, baseUrl };
      const make = (fields: readonly (keyof typeof uses)[]) => () => fromSettings(Object.fromEntries([['provider', id], ...fields.map((field) => [field, given[field]])]) as unknown as ModelSettings);
      const fields = Object.keys(uses) as (keyof typeof uses)[];
      const required = fields.filter((field) => uses[field] === 'required');
      const taken = fields.filter((field) => uses[field] !== 'none');
      expect(make(required)).not.toThrow();
      expect(make(taken)).not.toThrow();
      for (const missing of required) expect(make(required.filter((field) => field !== missing))).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
      for (const extra of fields.filter((field) => uses[field] === 'none')) expect(make([...taken, extra])).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    }
  });
});
