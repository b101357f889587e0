import { inspect } from 'node:util';
import Anthropic from '@anthropic-ai/sdk';
import type { LanguageModel } from '@nl2sql/core/contracts';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import * as z from 'zod';
import { anthropicServer, failure, keyOf, message } from '../../../../tests/support/anthropic-server.ts';
import { json, text, type Answer, type ScriptedServer } from '../../../../tests/support/scripted-server.ts';
import { classify, errorOf, generateSql, insufficient, reply } from '../../test/support/model-requests.ts';
import { describeRemoteModel, retryAfterHeader } from '../../test/support/remote-model.ts';
import { anthropic, type AnthropicOptions, type AnthropicRequestBody } from './anthropic.ts';
import { outputForm } from './anthropic/output-form.ts';

const KEY = 'sk-ant-api03-Zt8wQ4-secret-5512xyz';

afterEach(() => {
  vi.unstubAllEnvs();
});

async function serve(...answers: Answer[]): Promise<ScriptedServer> {
  const server = await anthropicServer(...answers);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

function modelOf({ url }: ScriptedServer, options: Partial<AnthropicOptions> = {}): LanguageModel {
  return anthropic({ model: 'test-model', apiKey: KEY, baseUrl: url, retryDelayMs: 1, ...options });
}

const bodyOf = ({ requests }: ScriptedServer, index = 0) => requests[index]?.body as AnthropicRequestBody & Record<string, unknown>;

describeRemoteModel('anthropic', {
  key: KEY,
  serve: (answers) => anthropicServer(...answers),
  create: (url, limits) => anthropic({ model: 'test-model', apiKey: KEY, baseUrl: url, ...limits }),
  authorised: (request) => keyOf(request) === KEY,
  writes: (content, cutOff) => message(content, { stopReason: cutOff ? 'max_tokens' : 'end_turn' }),
  rateLimited: (seconds) => failure(429, 'rate_limit_error', `This request would exceed the rate limit of ${KEY}.`, retryAfterHeader(seconds)),
  answers: {
    'content-filter': message('', { stopReason: 'refusal' }),
    'context-length': failure(400, 'invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum'),
    'server-error': failure(500, 'api_error', `Internal server error of ${KEY}`),
    'unknown-model': failure(404, 'not_found_error', `model: test-model, for ${KEY}`),
    unauthorised: failure(401, 'authentication_error', `invalid x-api-key ${KEY}`),
  },
});

describe('anthropic, on the wire', () => {
  it('sends the stable part first and marked for the cache, the schema and the key', async () => {
    const server = await serve(message(JSON.stringify(reply)));
    const model = modelOf(server, { headers: { 'x-team': 'data' }, parameters: { max_tokens: 500, output_config: { effort: 'low' } } });
    expect(await model.generate(classify())).toEqual({ value: reply, usage: { inputTokens: 100, outputTokens: 20 } });

    expect(model.id).toBe('anthropic:test-model');
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/v1/messages', headers: { 'x-team': 'data', 'content-type': 'application/json' } });
    expect(bodyOf(server)).toEqual({
      model: 'test-model',
      max_tokens: 500,
      system: [{ type: 'text', text: 'Sort questions.', cache_control: { type: 'ephemeral' } }],
      messages: [{ role: 'user', content: 'How many customers?' }],
      output_config: {
        effort: 'low',
        format: {
          type: 'json_schema',
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

  it('asks for at most 16,000 tokens when nothing else is said', async () => {
    const server = await serve(message(JSON.stringify(reply)));
    await modelOf(server).generate(classify());
    expect(bodyOf(server).max_tokens).toBe(16_000);
  });

  it('counts what came from the cache and what went into it as input', async () => {
    const server = await serve(message(JSON.stringify(reply), { usage: { input_tokens: 7, cache_creation_input_tokens: 1_000, cache_read_input_tokens: 30, output_tokens: 5 } }));
    expect((await modelOf(server).generate(classify())).usage).toEqual({ inputTokens: 1_037, outputTokens: 5 });
  });

  it.each([{ input_tokens: 7, cache_creation_input_tokens: null, cache_read_input_tokens: null, output_tokens: 5 }, { input_tokens: 7, output_tokens: 5 }])('reads a usage without a cache: %o', async (usage) => {
    const server = await serve(message(JSON.stringify(reply), { usage }));
    expect((await modelOf(server).generate(classify())).usage).toEqual({ inputTokens: 7, outputTokens: 5 });
  });

  it('knows no usage where none is given', async () => {
    const server = await serve(message(JSON.stringify(reply), { usage: null }));
    expect((await modelOf(server).generate(classify())).usage).toBeNull();
  });

  it('wraps a union in an object, and takes the reply out of it', async () => {
    const server = await serve(message(JSON.stringify({ reply: insufficient })));
    expect((await modelOf(server).generate(generateSql)).value).toEqual(insufficient);
    expect(bodyOf(server)['output_config']).toMatchObject({ format: { schema: { type: 'object', required: ['reply'] } } });
  });

  it('has the model call a tool, and takes its input for the reply', async () => {
    const call = { type: 'tool_use', id: 'toolu_1', name: 'reply', input: { reply: insufficient } };
    const server = await serve(message([{ type: 'text', text: 'Let me see {' }, call], { stopReason: 'tool_use' }));
    expect((await modelOf(server, { structuredOutput: 'tool' }).generate(generateSql)).value).toEqual(insufficient);
    expect(bodyOf(server)).toMatchObject({
      tools: [{ name: 'reply', input_schema: { type: 'object', required: ['reply'] } }],
      tool_choice: { type: 'tool', name: 'reply', disable_parallel_tool_use: true },
    });
    expect(bodyOf(server)).not.toHaveProperty('output_config');
  });

  it('puts the schema into the cached part of the prompt in the mode none', async () => {
    const server = await serve(message(`Here you are:\n\`\`\`json\n${JSON.stringify(insufficient)}\n\`\`\``));
    expect((await modelOf(server, { structuredOutput: 'none' }).generate(generateSql)).value).toEqual(insufficient);
    expect(bodyOf(server).system).toEqual([
      { type: 'text', text: expect.stringMatching(/^Write SQL\.\n\nReply with one JSON object and nothing else\..*"insufficient"/s) as string, cache_control: { type: 'ephemeral' } },
    ]);
    expect(bodyOf(server)).not.toHaveProperty('output_config');
  });

  it('reads the text beside thoughts', async () => {
    const server = await serve(message([{ type: 'thinking', thinking: '{"intent": "ddl"}', signature: 'x' }, { type: 'text', text: JSON.stringify(reply) }]));
    expect((await modelOf(server).generate(classify())).value).toEqual(reply);
  });

  it('says what was wrong with a reply in a conversation that the service takes', async () => {
    const server = await serve(message('{"intent": 7}'), message(' \n'), message(JSON.stringify(reply)));
    expect(await errorOf(modelOf(server).generate(classify()), KEY)).toMatchObject({ code: 'MODEL_INVALID_REPLY' });
    expect(bodyOf(server, 1).messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(bodyOf(server, 1).messages.at(-1)?.content).toContain('intent: ');
    const blank = await serve(message(' \n'), message(JSON.stringify(reply)));
    expect((await modelOf(blank).generate(classify())).value).toEqual(reply);
  });

  it('uses a client that it is given, and keeps its key out of errors', async () => {
    const server = await serve(message(JSON.stringify(reply)), failure(401, 'authentication_error', 'The key 0f9e-plain-key is wrong.'));
    const model = anthropic({ model: 'test-model', client: new Anthropic({ apiKey: '0f9e-plain-key', baseURL: server.url }) });
    expect((await model.generate(classify())).value).toEqual(reply);
    expect(await errorOf(model.generate(classify()), '0f9e-plain-key')).toMatchObject({ code: 'MODEL_AUTHENTICATION' });
  });
});

describe('outputForm', () => {
  it.each([z.object({ a: z.string().optional() }), z.object({ a: z.record(z.string(), z.number()) })])('puts a schema into the prompt that structured outputs cannot take', (schema) => {
    expect(outputForm(schema, 'json_schema')).toMatchObject({ fields: {}, instructions: expect.stringContaining('JSON Schema') as string });
    expect(outputForm(schema, 'tool')).toMatchObject({ fields: { tools: [{ input_schema: { type: 'object' } }] }, instructions: null });
  });

  it('leaves out limits, which structured outputs refuse', () => {
    const { fields } = outputForm(z.object({ score: z.number().min(0).max(1), tags: z.array(z.string().max(9)).max(3) }), 'json_schema');
    expect(fields.output_config?.['format']).toMatchObject({
      schema: { properties: { score: { type: 'number' }, tags: { type: 'array', items: { type: 'string' } } } },
    });
    expect(JSON.stringify(fields)).not.toMatch(/max|min/);
  });
});

describe('anthropic, when the service fails', () => {
  it.each([
    ['is overloaded', failure(529, 'overloaded_error', 'Overloaded')],
    ['answers without JSON', text(503, '<html>upstream</html>', { 'content-type': 'text/html' })],
    ['breaks off its JSON', text(200, '{"id": "msg_1", "cont', { 'content-type': 'application/json' })],
    ['is a page instead of an API', text(200, '<html>Hello</html>', { 'content-type': 'text/html' })],
    ['answers in another form', json(200, { choices: [] })],
  ])('tries again when it %s', async (_, answer) => {
    const server = await serve(answer, answer, message(JSON.stringify(reply)), answer);
    expect((await modelOf(server).generate(classify())).value).toEqual(reply);
    expect(await errorOf(modelOf(server).generate(classify()), KEY)).toMatchObject({ code: 'MODEL_UNAVAILABLE', retryable: true });
    expect(server.requests).toHaveLength(6);
  });

  it.each([
    [403, 'permission_error', 'Your key may not use this model.', 'MODEL_AUTHENTICATION'],
    [413, 'request_too_large', 'Request exceeds the maximum size', 'MODEL_CONTEXT_LENGTH'],
    [400, 'invalid_request_error', 'input length and `max_tokens` exceed context limit: 190000 + 16000 > 200000', 'MODEL_CONTEXT_LENGTH'],
    [400, 'invalid_request_error', 'Output blocked by content filtering policy', 'MODEL_CONTENT_FILTER'],
    [400, 'invalid_request_error', 'Your credit balance is too low to access the API.', 'MODEL_REJECTED_REQUEST'],
    [402, 'billing_error', 'There is a problem with your billing.', 'MODEL_REJECTED_REQUEST'],
    [400, 'invalid_request_error', `temperature: unexpected value for ${KEY}`, 'MODEL_REJECTED_REQUEST'],
  ])('does not repeat HTTP %i %s: %s', async (status, type, said, code) => {
    const server = await serve(failure(status, type, said));
    expect(await errorOf(modelOf(server).generate(classify()), KEY)).toMatchObject({ code, retryable: false, message: expect.stringContaining(`HTTP ${status}, ${type}`) as string });
    expect(server.requests).toHaveLength(1);
  });

  it('does not ask again when the context is full', async () => {
    const server = await serve(message('{"intent": "re', { stopReason: 'model_context_window_exceeded' }));
    expect(await errorOf(modelOf(server).generate(classify()), KEY)).toMatchObject({ code: 'MODEL_CONTEXT_LENGTH' });
    expect(server.requests).toHaveLength(1);
  });

  it('points to the other modes when a model does not know structured outputs', async () => {
    const server = await serve(failure(400, 'invalid_request_error', "'test-model' does not support output_config.format."));
    expect((await errorOf(modelOf(server).generate(classify()), KEY)).hint).toContain("'tool'");
  });
});

describe('anthropic, its options', () => {
  it('takes the key from the environment for its own address only', async () => {
    vi.stubEnv('ANTHROPIC_API_KEY', '');
    expect(() => anthropic({ model: 'claude-sonnet-5' })).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    vi.stubEnv('ANTHROPIC_API_KEY', KEY);
    expect(inspect(anthropic({ model: 'claude-sonnet-5' }), { depth: 20, showHidden: true })).not.toContain(KEY);

    vi.stubEnv('ANTHROPIC_AUTH_TOKEN', `${KEY}-token`);
    vi.stubEnv('ANTHROPIC_CUSTOM_HEADERS', `X-Gateway-Key: ${KEY}\nauthorization: Bearer ${KEY}`);
    const server = await serve(message(JSON.stringify(reply)));
    await anthropic({ model: 'test-model', baseUrl: server.url, headers: { 'x-team': 'data' } }).generate(classify());
    expect(JSON.stringify(server.requests[0]?.headers)).not.toContain(KEY);
    expect(server.requests[0]?.headers['x-team']).toBe('data');
  });

  it.each([{ model: '' }, { timeoutMs: 0 }, { maxRetries: 1.5 }, { retryDelayMs: -1 }, { baseUrl: 'nowhere' }, { apiKey: `${KEY}\n` }])('refuses %o', async (wrong) => {
    expect(await errorOf((async () => anthropic({ model: 'test-model', apiKey: KEY, ...wrong }))(), KEY)).toMatchObject({ code: 'INVALID_CONFIGURATION' });
  });

  it('says how to install the package that it needs', async () => {
    vi.doMock('@anthropic-ai/sdk', () => {
      throw Object.assign(new Error("Cannot find package '@anthropic-ai/sdk'"), { code: 'ERR_MODULE_NOT_FOUND' });
    });
    const error = await errorOf(anthropic({ model: 'test-model', apiKey: KEY }).generate(classify()), KEY);
    vi.doUnmock('@anthropic-ai/sdk');
    expect(error).toMatchObject({ code: 'MISSING_DEPENDENCY', message: expect.stringContaining('npm install @anthropic-ai/sdk') as string });
  });
});
