import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { chat, failure, ollamaServer } from '../../../../tests/support/ollama-server.ts';
import { json, type Answer, type ScriptedServer } from '../../../../tests/support/scripted-server.ts';
import { classify, generateSql, insufficient, reply } from '../../test/support/model-requests.ts';
import { describeRemoteModel, retryAfterHeader } from '../../test/support/remote-model.ts';
import { ollama } from './ollama.ts';

const KEY = 'ollama-cloud-77f1-secret-key-0042';

describeRemoteModel('ollama', {
  key: KEY,
  serve: ollamaServer,
  create: (url, limits) => ollama({ model: 'test-model', apiKey: KEY, baseUrl: url, ...limits }),
  authorised: ({ headers }) => headers.authorization === `Bearer ${KEY}`,
  writes: (text, cutOff) => chat(text, { doneReason: cutOff ? 'length' : 'stop' }),
  rateLimited: (seconds) => failure(429, `too many requests with ${KEY}`, retryAfterHeader(seconds)),
  answers: {
    'content-filter': null,
    'context-length': failure(400, `the input length exceeds the context length (${KEY})`),
    'server-error': failure(500, `model requires more system memory than is available to ${KEY}`),
    'unknown-model': failure(404, `model 'test-model' not found for ${KEY}`),
    unauthorised: failure(401, `unauthorized: ${KEY}, Bearer ${KEY}`),
  },
});

async function serve(...answers: Answer[]): Promise<ScriptedServer> {
  const server = await ollamaServer(answers);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

describe('ollama, the language model', () => {
  afterEach(() => {
    vi.doUnmock('ollama');
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
  });

  it.each([
    ['no key', {}, null],
    ['the key that it is given', { apiKey: KEY }, `Bearer ${KEY}`],
    ['the header that it is given', { headers: { Authorization: `Basic ${KEY}` } }, `Basic ${KEY}`],
  ])('sends %s to the hosted service, and none from the environment', async (_, given, sent) => {
    vi.stubEnv('OLLAMA_API_KEY', 'key-of-the-host');
    const authorization: unknown[] = [];
    vi.stubGlobal('fetch', async (_address: unknown, init: RequestInit) => {
      authorization.push(new Headers(init.headers).get('authorization'));
      return Response.json({ message: { role: 'assistant', content: JSON.stringify(reply) }, done: true, done_reason: 'stop' });
    });
    const model = ollama({ model: 'm', baseUrl: 'https://ollama.com', ...given });
    expect((await model.generate(classify())).value).toEqual(reply);
    expect(authorization).toEqual([sent]);
  });

  it('asks for one answer in the form of the schema, and for an error instead of a prompt that is cut off', async () => {
    const { url, requests } = await serve(chat(JSON.stringify(reply)));
    const model = ollama({ model: 'qwen3', baseUrl: url, options: { num_ctx: 8192 }, parameters: { keep_alive: '10m', think: false, stream: true } });
    expect(await model.generate(classify())).toEqual({ value: reply, usage: { inputTokens: 100, outputTokens: 20 } });
    expect(model.id).toBe('ollama:qwen3');
    expect(requests).toHaveLength(1);
    expect(requests[0]?.headers.authorization).toBeUndefined();
    expect(requests[0]?.body).toEqual({
      model: 'qwen3',
      keep_alive: '10m',
      think: false,
      options: { num_ctx: 8192 },
      messages: [
        { role: 'system', content: expect.stringMatching(/^Sort questions\.\n\nReply with one JSON object .*standaloneQuestion/s) },
        { role: 'user', content: 'How many customers?' },
      ],
      format: expect.objectContaining({ type: 'object', required: ['intent', 'standaloneQuestion', 'reason'] }),
      truncate: false,
      shift: false,
      stream: false,
    });
  });

  it('puts a union into an object, and takes the reply out of it', async () => {
    const { url, requests } = await serve(chat(JSON.stringify({ reply: insufficient })));
    expect((await ollama({ model: 'm', baseUrl: url }).generate(generateSql)).value).toEqual(insufficient);
    expect(requests[0]?.body).toMatchObject({ format: { type: 'object', required: ['reply'] } });
  });

  it.each([
    ['a prompt from the cache', [null, 20], { inputTokens: 0, outputTokens: 20 }],
    ['nothing said', [null, null], null],
  ] as const)('counts tokens: %s', async (_, tokens, usage) => {
    const { url } = await serve(chat(JSON.stringify(reply), { tokens }));
    expect((await ollama({ model: 'm', baseUrl: url }).generate(classify())).usage).toEqual(usage);
  });

  it.each(['model "m" not found, try pulling it first', "model 'm' not found"])('says how to get a model that is not there: %s', async (message) => {
    const { url } = await serve(failure(404, message));
    await expect(ollama({ model: 'm', baseUrl: url }).generate(classify())).rejects.toMatchObject({
      code: 'MODEL_REJECTED_REQUEST',
      message: `Ollama at ${url} has no model m (HTTP 404).`,
      hint: expect.stringContaining('`ollama pull m`'),
    });
  });

  it('asks whether Ollama is running', async () => {
    const gone = await ollamaServer([]);
    await gone[Symbol.asyncDispose]();
    await expect(ollama({ model: 'm', baseUrl: gone.url, retryDelayMs: 1 }).generate(classify())).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE',
      message: `Nothing listens at ${gone.url} (ECONNREFUSED).`,
      hint: expect.stringContaining('Is Ollama running?'),
    });
  });

  it('says what to do about a prompt that is too long', async () => {
    const { url } = await serve(failure(400, 'the prompt is longer than the context'));
    await expect(ollama({ model: 'm', baseUrl: url }).generate(classify())).rejects.toMatchObject({ code: 'MODEL_CONTEXT_LENGTH', hint: expect.stringContaining('num_ctx') });
  });

  it('notices the address of another API', async () => {
    const { url } = await serve(json(200, { choices: [] }));
    const other = await serve(json(200, { hello: 'world' }));
    await expect(ollama({ model: 'm', baseUrl: other.url, maxRetries: 0 }).generate(classify())).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE', hint: expect.stringContaining('baseUrl') });
    // A path that Ollama does not have is no model that it does not have.
    await expect(ollama({ model: 'm', baseUrl: `${url}/v1` }).generate(classify())).rejects.toMatchObject({ code: 'MODEL_REJECTED_REQUEST', hint: expect.stringContaining('address') });
  });

  it.each([{ model: '' }, { baseUrl: 'nowhere' }, { timeoutMs: 0 }, { maxRetries: 0.5 }, { apiKey: 'a b' }])('refuses %o', (wrong) => {
    expect(() => ollama({ model: 'm', ...wrong })).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
  });

  it('says how to install the package that it needs', async () => {
    vi.doMock('ollama', () => {
      throw Object.assign(new Error("Cannot find package 'ollama'"), { code: 'ERR_MODULE_NOT_FOUND' });
    });
    await expect(ollama({ model: 'm' }).generate(classify())).rejects.toMatchObject({ code: 'MISSING_DEPENDENCY', message: expect.stringContaining('npm install ollama') });
  });
});
