import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { knownProviders, type ProviderId } from '@nl2sql/adapters/language-models/from-settings';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { anthropicServer, keyOf, message } from '../../../tests/support/anthropic-server.ts';
import { chatCompletionsServer, completion } from '../../../tests/support/chat-completions-server.ts';
import { content, googleServer } from '../../../tests/support/google-server.ts';
import { chat, ollamaServer } from '../../../tests/support/ollama-server.ts';
import type { ReceivedRequest, ScriptedServer } from '../../../tests/support/scripted-server.ts';
import { PROVIDER_VARIABLES } from './model-providers.ts';
import { runAsk } from './run-ask.ts';
import { createShell } from './shell.fixture.ts';

const KEY = 'sk-of-this-shell-7f41';
/** The run ends with the first reply of the model. */
const REPLY = JSON.stringify({ intent: 'off_topic', standaloneQuestion: 'How is the weather?', reason: 'It is about the weather.' });
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nl2sql-choose-model-'));
  const singers = new Database(join(folder, 'singers.sqlite'));
  singers.exec('CREATE TABLE singer (id INTEGER PRIMARY KEY, name TEXT NOT NULL)');
  singers.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function ask(environment: Readonly<Record<string, string>>, ...options: readonly string[]) {
  const { shell, written } = createShell(folder);
  const code = await runAsk(['--db', 'singers.sqlite', ...options, 'How is the weather?'], { ...shell, environment: { ...shell.environment, ...environment } });
  return { code, ...written };
}

const bearerOf = ({ headers }: ReceivedRequest): string | undefined => headers.authorization?.replace('Bearer ', '');
const openAi = { serve: () => chatCompletionsServer(completion(REPLY)), keyIn: bearerOf };
const services: Readonly<Record<Exclude<ProviderId, 'offline'>, { serve(): Promise<ScriptedServer>; keyIn(request: ReceivedRequest): unknown }>> = {
  anthropic: { serve: () => anthropicServer(message(REPLY)), keyIn: keyOf },
  google: { serve: () => googleServer(content(REPLY)), keyIn: ({ headers }) => headers['x-goog-api-key'] },
  ollama: { serve: () => ollamaServer([chat(REPLY)]), keyIn: bearerOf },
  openai: openAi,
  'openai-compatible': openAi,
};

async function serve(provider: keyof typeof services): Promise<ScriptedServer> {
  const server = await services[provider].serve();
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

const servedProviders = Object.keys(services) as (keyof typeof services)[];

describe.each(servedProviders)('ask --model %s:NAME', (provider) => {
  const { apiKey, baseUrl } = PROVIDER_VARIABLES[provider];

  it.each(apiKey)(`asks the server of ${baseUrl} with the key in %s`, async (variable) => {
    const { url, requests } = await serve(provider);
    const { code, stdout, stderr } = await ask({ [variable]: KEY, [baseUrl!]: url }, '--model', `${provider}:tiny-7b`);
    expect(code, stderr).toBe(3);
    expect(requests.map(services[provider].keyIn)).toEqual([KEY]);
    expect(requests[0]!.path + requests[0]!.text).toContain('tiny-7b');
    expect(stdout + stderr).not.toContain(KEY);
  });

  it('needs a name', async () => {
    for (const model of [provider, `${provider}:`, `${provider}: `]) {
      expect(await ask({}, '--model', model)).toMatchObject({ code: 1, stderr: expect.stringContaining(`${provider}:NAME`) });
    }
  });
});

describe.each(['openai', 'openai-compatible', 'ollama'] as const)('ask --model %s:NAME --base-url URL', (provider) => {
  it('asks that server, and sends it no key of another', async () => {
    const { url, requests } = await serve(provider);
    const variables = PROVIDER_VARIABLES[provider];
    const { code, stderr } = await ask({ [variables.apiKey[0]!]: KEY, [variables.baseUrl!]: 'http://127.0.0.1:1' }, '--model', `${provider}:tiny-7b`, '--base-url', url);
    expect(code, stderr).toBe(3);
    expect(requests).toHaveLength(1);
    expect(JSON.stringify(requests)).not.toContain(KEY);
  });
});

describe('ask --model ollama:NAME', () => {
  it.each(['an address', 'a host and a port'])('asks the server that OLLAMA_HOST names by %s', async (form) => {
    const { url, requests } = await serve('ollama');
    const { code, stderr } = await ask({ OLLAMA_HOST: form === 'an address' ? url : new URL(url).host }, '--model', 'ollama:qwen3:14b');
    expect(code, stderr).toBe(3);
    expect(requests.map(({ body }) => (body as { model: string }).model)).toEqual(['qwen3:14b']);
  });
});

describe('ask --model MODEL', () => {
  it.each(['oracle', 'oracle:large', ':large', '', 'offline:large', 'constructor:large'])('names the providers for “%s”', async (model) => {
    const { code, stderr } = await ask({}, '--model', model);
    expect(code).toBe(1);
    for (const { id } of knownProviders) expect(stderr).toContain(id);
  });

  it.each(servedProviders.filter((provider) => knownProviders.find(({ id }) => id === provider)?.apiKey === 'required'))('says in which variable the key of %s belongs', async (provider) => {
    const { apiKey } = PROVIDER_VARIABLES[provider];
    const empty = Object.fromEntries(apiKey.map((variable) => [variable, ' ']));
    for (const environment of [{}, empty]) {
      const { code, stderr } = await ask(environment, '--model', `${provider}:large`);
      expect(code).toBe(1);
      for (const variable of apiKey) expect(stderr).toContain(variable);
    }
  });

  it('says that openai-compatible needs an address', async () => {
    expect(await ask({ OPENAI_API_KEY: KEY }, '--model', 'openai-compatible:large')).toMatchObject({ code: 1, stderr: expect.stringContaining('--base-url') });
  });

  it.each([
    ['anthropic:large', 'ANTHROPIC_BASE_URL'],
    ['google:large', 'GOOGLE_GEMINI_BASE_URL'],
    ['offline', '--model offline'],
  ])('refuses a --base-url for %s', async (model, word) => {
    expect(await ask({ ANTHROPIC_API_KEY: KEY, GEMINI_API_KEY: KEY }, '--model', model, '--base-url', 'http://127.0.0.1:1')).toMatchObject({ code: 1, stderr: expect.stringContaining(word) });
  });
});

describe('ask --help', () => {
  it('lists every provider with its variables, beginning with the usual one of its key', async () => {
    const { stdout } = await ask({}, '--help');
    for (const { id, apiKeyVariable } of knownProviders) {
      const { apiKey, baseUrl } = PROVIDER_VARIABLES[id];
      if (apiKeyVariable !== null) expect(apiKey[0]).toBe(apiKeyVariable);
      for (const word of [id, ...apiKey, ...(baseUrl === null ? [] : [baseUrl])]) expect(stdout).toContain(word);
    }
  });
});
