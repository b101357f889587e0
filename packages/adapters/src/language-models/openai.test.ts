import { inspect } from 'node:util';
import type { LanguageModel, ModelReply } from '@nl2sql/core/contracts';
import type { Nl2SqlError } from '@nl2sql/core/errors';
import OpenAI from 'openai';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chatCompletionsServer, completion, failure } from '../../../../tests/support/chat-completions-server.ts';
import { hang, json, text, type Answer, type ScriptedServer } from '../../../../tests/support/scripted-server.ts';
import { classify, errorOf as errorWithout, generateSql, insufficient, reply } from '../../test/support/model-requests.ts';
import { describeRemoteModel, retryAfterHeader } from '../../test/support/remote-model.ts';
import { openai, type OpenAiOptions } from './openai.ts';

const KEY = 'sk-proj-Zt8wQ4-secret-5512xyz';

let server: ScriptedServer | undefined;

afterEach(async () => {
  await server?.[Symbol.asyncDispose]();
  server = undefined;
  vi.unstubAllEnvs();
});

async function serve(...answers: Answer[]): Promise<ScriptedServer> {
  server = await chatCompletionsServer(...answers);
  return server;
}

function modelOf({ url }: ScriptedServer, options: Partial<OpenAiOptions> = {}): LanguageModel {
  return openai({ model: 'test-model', apiKey: KEY, baseUrl: url, retryDelayMs: 1, ...options });
}

function bodyOf(requests: ScriptedServer['requests'], index: number): unknown {
  const request = requests[index];
  expect(request, `request ${index}`).toBeDefined();
  return request?.body;
}

const errorOf = (call: Promise<unknown>): Promise<Nl2SqlError> => errorWithout(call, KEY);

describeRemoteModel('openai', {
  key: KEY,
  serve: (answers) => chatCompletionsServer(...answers),
  create: (url, limits) => openai({ model: 'test-model', apiKey: KEY, baseUrl: url, ...limits }),
  authorised: ({ headers }) => headers.authorization === `Bearer ${KEY}`,
  writes: (content, cutOff) => completion(content, { finishReason: cutOff ? 'length' : 'stop' }),
  rateLimited: (seconds) => failure(429, { message: `Rate limit reached for ${KEY}.`, code: 'rate_limit_exceeded' }, retryAfterHeader(seconds)),
  answers: {
    'content-filter': completion(null, { refusal: 'I cannot help with that.' }),
    'context-length': failure(400, { message: 'Too long.', code: 'context_length_exceeded' }),
    'server-error': failure(500, { message: `Internal error of ${KEY}.` }),
    'unknown-model': failure(404, { message: `No model for ${KEY}.`, code: 'model_not_found' }),
    unauthorised: failure(401, { message: `Incorrect API key provided: ${KEY}. You sent Bearer ${KEY}.`, code: 'invalid_api_key' }),
  },
});

describe('openai, on the wire', () => {
  it('sends the stable part first, the schema in strict mode and the key, and reads reply and usage', async () => {
    const { requests } = await serve(completion(reply));
    const model = modelOf(server as ScriptedServer, { headers: { 'x-team': 'data' }, parameters: { temperature: 0 } });
    const answer: ModelReply<'classify-intent'> = await model.generate(classify());

    expect(model.id).toBe('openai:test-model');
    expect(answer).toEqual({ value: reply, usage: { inputTokens: 100, outputTokens: 20 } });
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ method: 'POST', path: '/v1/chat/completions', headers: { authorization: `Bearer ${KEY}`, 'x-team': 'data' } });
    expect(requests[0]?.body).toEqual({
      temperature: 0,
      model: 'test-model',
      messages: [
        { role: 'system', content: 'Sort questions.' },
        { role: 'user', content: 'How many customers?' },
      ],
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'classify-intent',
          strict: true,
          schema: {
            type: 'object',
            properties: {
              intent: { type: 'string', enum: ['read', 'insert', 'update', 'delete', 'ddl', 'unanswerable', 'off_topic'] },
              standaloneQuestion: { type: 'string' },
              reason: { type: 'string' },
            },
            required: ['intent', 'standaloneQuestion', 'reason'],
            additionalProperties: false,
          },
        },
      },
      stream: false,
    });
  });

  it('wraps a union in an object, and takes the reply out of it', async () => {
    const { requests } = await serve(completion({ reply: insufficient }, { usage: null }));
    expect(await modelOf(server as ScriptedServer).generate(generateSql)).toEqual({ value: insufficient, usage: null });
    const format = (bodyOf(requests, 0) as { response_format: { json_schema: { strict: boolean; schema: Record<string, unknown> } } }).response_format;
    expect(format.json_schema.strict).toBe(true);
    expect(format.json_schema.schema).toMatchObject({ type: 'object', required: ['reply'], additionalProperties: false });
    expect(Object.keys(format.json_schema.schema)).not.toContain('anyOf');
    expect(format.json_schema.schema['properties']).toEqual({
      reply: { anyOf: [expect.objectContaining({ required: ['kind', 'sql', 'assumptions', 'unused'] }), expect.objectContaining({ required: ['kind', 'reason', 'missing'] })] },
    });
  });

  it.each(['json_object', 'none'] as const)('puts the schema into the prompt in the mode %s', async (structuredOutput) => {
    const { requests } = await serve(completion(`<think>{hm}</think>Here you are:\n\`\`\`json\n${JSON.stringify(insufficient)}\n\`\`\``));
    expect((await modelOf(server as ScriptedServer, { structuredOutput }).generate(generateSql)).value).toEqual(insufficient);
    const body = bodyOf(requests, 0) as { messages: { content: string }[]; response_format?: unknown };
    expect(body.messages[0]?.content).toMatch(/^Write SQL\.\n\nReply with one JSON object and nothing else\..*"insufficient"/s);
    expect(body.response_format).toEqual(structuredOutput === 'json_object' ? { type: 'json_object' } : undefined);
  });

  it('uses a client that it is given', async () => {
    const { url, requests } = await serve(completion(reply));
    const client = new OpenAI({ apiKey: KEY, baseURL: url });
    expect((await openai({ model: 'test-model', client }).generate(classify())).value).toEqual(reply);
    expect(requests).toHaveLength(1);
  });

  it('keeps the key of a client that it is given out of errors', async () => {
    const { url } = await serve(failure(401, { message: 'The key 0f9e-plain-key is wrong.' }));
    const client = new OpenAI({ apiKey: '0f9e-plain-key', baseURL: url });
    const error = await errorOf(openai({ model: 'test-model', client }).generate(classify()));
    expect(inspect(error, { depth: 20 })).not.toContain('0f9e-plain-key');
  });
});

describe('openai, when a reply cannot be used', () => {
  it.each([
    ['half of its JSON', '{"intent": "read", "standalo', 'It is not valid JSON.'],
    ['nothing', '', 'It is not valid JSON.'],
    ['another intent', { ...reply, intent: 'guess' }, 'intent: '],
    ['a list', '["read"]', 'the reply: '],
  ])('names the problem and takes the second reply: %s', async (_, first, problem) => {
    const { requests } = await serve(completion(first), completion(reply));
    expect(await modelOf(server as ScriptedServer).generate(classify())).toEqual({ value: reply, usage: { inputTokens: 200, outputTokens: 40 } });
    const messages = (bodyOf(requests, 1) as { messages: { role: string; content: string }[] }).messages;
    expect(messages.map((message) => message.role)).toEqual(['system', 'user', ...(first === '' ? [] : ['assistant']), 'user']);
    expect(messages.at(-1)?.content).toContain(problem);
  });

  it('takes an empty reply of a content filter for a refusal', async () => {
    const { requests } = await serve(completion('', { finishReason: 'content_filter' }), completion(reply));
    expect(await errorOf(modelOf(server as ScriptedServer).generate(classify()))).toMatchObject({ code: 'MODEL_CONTENT_FILTER' });
    expect(requests).toHaveLength(1);
  });
});

describe('openai, when the server fails', () => {
  it.each([
    ['Retry-After as a date', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }],
    ['retry-after-ms', { 'retry-after-ms': '1', 'retry-after': '600' }],
  ])('waits as long as %s says, instead of backing off', async (_, headers) => {
    const { requests } = await serve(failure(429, { message: 'Busy.' }, headers), completion(reply));
    const answer = await modelOf(server as ScriptedServer, { retryDelayMs: 600_000 }).generate(classify());
    expect(answer.value).toEqual(reply);
    expect(requests).toHaveLength(2);
  });

  it.each([
    ['503 without JSON', text(503, '<html>upstream</html>')],
    ['a body that is not JSON', text(200, '{"id": "chatcmpl-1", "choi', { 'content-type': 'application/json' })],
    ['a page instead of an API', text(200, '<html>Hello</html>', { 'content-type': 'text/html' })],
    ['JSON of another form', json(200, { choices: [] })],
    ['an error with status 200', json(200, { error: { code: 502, message: 'Provider failed.' } })],
  ])('tries again after %s', async (_, answer) => {
    const { requests } = await serve(answer, answer, completion(reply));
    expect((await modelOf(server as ScriptedServer).generate(classify())).value).toEqual(reply);
    expect(requests).toHaveLength(3);

    await using down = await chatCompletionsServer(answer);
    expect(await errorOf(modelOf(down).generate(classify()))).toMatchObject({ code: 'MODEL_UNAVAILABLE', retryable: true });
    expect(down.requests).toHaveLength(3);
  });

  it.each([
    [401, { message: `Incorrect API key provided: sk-proj*************${KEY.slice(-8)}.`, code: 'invalid_api_key' }, 'MODEL_AUTHENTICATION'],
    [403, { message: 'Country not supported.' }, 'MODEL_AUTHENTICATION'],
    [400, { message: "This model's maximum context length is 8192 tokens." }, 'MODEL_CONTEXT_LENGTH'],
    [413, { message: 'Too large.' }, 'MODEL_CONTEXT_LENGTH'],
    [400, { message: 'Filtered.', code: 'content_filter' }, 'MODEL_CONTENT_FILTER'],
    [400, { message: 'Bad option.', code: KEY }, 'MODEL_REJECTED_REQUEST'],
    [429, { message: 'You exceeded your current quota.', code: 'insufficient_quota' }, 'MODEL_REJECTED_REQUEST'],
  ])('does not repeat HTTP %i %o', async (status, error, code) => {
    const { requests } = await serve(failure(status, error));
    expect(await errorOf(modelOf(server as ScriptedServer).generate(classify()))).toMatchObject({ code, retryable: false });
    expect(requests).toHaveLength(1);
  });

  it('points to the other modes when the server does not know JSON schemas', async () => {
    await serve(failure(400, { message: "Unknown parameter: 'response_format.json_schema'." }));
    const error = await errorOf(modelOf(server as ScriptedServer).generate(classify()));
    expect(error.hint).toContain("'json_object'");
  });

  it('says that nobody listens', async () => {
    const gone = await chatCompletionsServer(hang);
    await gone[Symbol.asyncDispose]();
    const error = await errorOf(modelOf(gone).generate(classify()));
    expect(error).toMatchObject({ code: 'MODEL_UNAVAILABLE', message: expect.stringContaining('ECONNREFUSED') });
  });
});

describe('openai, its options', () => {
  it('takes the key from the environment for its own address only', async () => {
    vi.stubEnv('OPENAI_API_KEY', '');
    expect(() => openai({ model: 'gpt-5' })).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    vi.stubEnv('OPENAI_API_KEY', KEY);
    const model = openai({ model: 'gpt-5' });
    expect(inspect(model, { depth: 20, showHidden: true }) + JSON.stringify(model)).not.toContain(KEY);

    const { url, requests } = await serve(completion(reply));
    await openai({ model: 'test-model', baseUrl: url }).generate(classify());
    expect(requests[0]?.headers.authorization).not.toContain(KEY);
  });

  it.each([{ model: '' }, { timeoutMs: 0 }, { timeoutMs: Number.NaN }, { maxRetries: -1 }, { maxRetries: 1.5 }, { retryDelayMs: -1 }, { baseUrl: 'nowhere' }, { apiKey: `${KEY}\n` }])('refuses %o', async (wrong) => {
    const error = await errorOf((async () => openai({ model: 'gpt-5', apiKey: KEY, ...wrong }))());
    expect(error.code).toBe('INVALID_CONFIGURATION');
  });

  it('keeps the values of its headers out of errors', async () => {
    await serve(failure(400, { message: 'Bad header: team-token-99.' }));
    const error = await errorOf(modelOf(server as ScriptedServer, { headers: { 'x-token': 'team-token-99' } }).generate(classify()));
    expect(inspect(error, { depth: 20 })).not.toContain('team-token-99');
  });

  it('says how to install the package that it needs', async () => {
    vi.doMock('openai', () => {
      throw Object.assign(new Error("Cannot find package 'openai'"), { code: 'ERR_MODULE_NOT_FOUND' });
    });
    const error = await errorOf(openai({ model: 'gpt-5', apiKey: KEY }).generate(classify()));
    vi.doUnmock('openai');
    expect(error).toMatchObject({ code: 'MISSING_DEPENDENCY', message: expect.stringContaining('npm install openai') });
  });
});
