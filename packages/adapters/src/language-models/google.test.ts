import { inspect } from 'node:util';
import { GoogleGenAI } from '@google/genai';
import type { LanguageModel } from '@nl2sql/core/contracts';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import * as z from 'zod';
import { blocked, content, errorInfo, failure, googleServer, retryInfo } from '../../../../tests/support/google-server.ts';
import { json, text, type Answer, type ScriptedServer } from '../../../../tests/support/scripted-server.ts';
import { classify, errorOf, generateSql, insufficient, reply } from '../../test/support/model-requests.ts';
import { describeRemoteModel } from '../../test/support/remote-model.ts';
import { google, type GoogleOptions } from './google.ts';
import { outputForm } from './google/output-form.ts';

const KEY = 'AIzaSyZt8wQ4-secret-5512xyz';

afterEach(() => {
  vi.unstubAllEnvs();
});

async function serve(...answers: Answer[]): Promise<ScriptedServer> {
  const server = await googleServer(...answers);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

function modelOf({ url }: ScriptedServer, options: Partial<GoogleOptions> = {}): LanguageModel {
  return google({ model: 'test-model', apiKey: KEY, baseUrl: url, retryDelayMs: 1, ...options });
}

const bodyOf = ({ requests }: ScriptedServer, index = 0) => requests[index]?.body as Record<string, unknown>;

describeRemoteModel('google', {
  key: KEY,
  serve: (answers) => googleServer(...answers),
  create: (url, limits) => google({ model: 'test-model', apiKey: KEY, baseUrl: url, ...limits }),
  authorised: ({ headers }) => headers['x-goog-api-key'] === KEY,
  writes: (written, cutOff) => content(written, { finishReason: cutOff ? 'MAX_TOKENS' : 'STOP' }),
  rateLimited: (seconds) => failure(429, 'RESOURCE_EXHAUSTED', `You exceeded the quota of ${KEY}.`, seconds === null ? [] : [retryInfo(`${seconds}s`)]),
  answers: {
    'content-filter': content('', { finishReason: 'SAFETY' }),
    'context-length': failure(400, 'INVALID_ARGUMENT', 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).'),
    'server-error': failure(500, 'INTERNAL', `An internal error of ${KEY}`),
    'unknown-model': failure(404, 'NOT_FOUND', `models/test-model is not found for ${KEY}`),
    unauthorised: failure(400, 'INVALID_ARGUMENT', `API key not valid: ${KEY}`, [errorInfo('API_KEY_INVALID')]),
  },
});

describe('google, on the wire', () => {
  it('sends the stable part apart, the schema, and the key in a header', async () => {
    const server = await serve(content(JSON.stringify(reply)));
    const model = modelOf(server, { headers: { 'x-team': 'data' }, parameters: { temperature: 0 } });
    expect(await model.generate(classify())).toEqual({ value: reply, usage: { inputTokens: 100, outputTokens: 20 } });

    expect(model.id).toBe('google:test-model');
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/v1beta/models/test-model:generateContent', headers: { 'x-goog-api-key': KEY, 'x-team': 'data' } });
    expect(bodyOf(server)).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'How many customers?' }] }],
      systemInstruction: expect.objectContaining({ parts: [{ text: 'Sort questions.' }] }) as object,
      generationConfig: {
        temperature: 0,
        responseMimeType: 'application/json',
        responseJsonSchema: {
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
    });
  });

  it('wraps a union in an object, says a constant as a list of one, and takes the reply out', async () => {
    const server = await serve(content(JSON.stringify({ reply: insufficient })));
    expect((await modelOf(server).generate(generateSql)).value).toEqual(insufficient);
    expect(bodyOf(server)['generationConfig']).toMatchObject({
      responseJsonSchema: { type: 'object', properties: { reply: { anyOf: [{ properties: { kind: { enum: ['sql'] } } }, { properties: { kind: { enum: ['insufficient'] } } }] } } },
    });
  });

  it.each(['json_object', 'none'] as const)('puts the schema into the prompt in the mode %s', async (structuredOutput) => {
    const server = await serve(content(`\`\`\`json\n${JSON.stringify(insufficient)}\n\`\`\``));
    expect((await modelOf(server, { structuredOutput }).generate(generateSql)).value).toEqual(insufficient);
    expect(bodyOf(server)['systemInstruction']).toMatchObject({ parts: [{ text: expect.stringMatching(/^Write SQL\.\n\nReply with one JSON object and nothing else\..*"insufficient"/s) as string }] });
    expect((bodyOf(server)['generationConfig'] as Record<string, unknown> | undefined)?.['responseMimeType']).toBe(structuredOutput === 'json_object' ? 'application/json' : undefined);
  });

  it.each([
    [{ promptTokenCount: 100, cachedContentTokenCount: 90, candidatesTokenCount: 20, thoughtsTokenCount: 300, totalTokenCount: 420 }, { inputTokens: 100, outputTokens: 320 }],
    [{ promptTokenCount: 100, totalTokenCount: 100 }, { inputTokens: 100, outputTokens: 0 }],
    [null, null],
  ])('reads the usage %o', async (usage, expected) => {
    const server = await serve(content(JSON.stringify(reply), { usage }));
    expect((await modelOf(server).generate(classify())).usage).toEqual(expected);
  });

  it('joins the parts of a reply, and leaves out thoughts', async () => {
    const [start, end] = [JSON.stringify(reply).slice(0, 20), JSON.stringify(reply).slice(20)];
    const server = await serve(content([{ text: '{"intent": "ddl"}', thought: true }, { text: start }, { text: end }]));
    expect((await modelOf(server).generate(classify())).value).toEqual(reply);
  });

  it('says what was wrong with a reply in a conversation that the service takes', async () => {
    const server = await serve(content('{"intent": 7}'), content(JSON.stringify(reply)));
    expect((await modelOf(server).generate(classify())).value).toEqual(reply);
    const contents = bodyOf(server, 1)['contents'] as { role: string; parts: { text: string }[] }[];
    expect(contents.map(({ role }) => role)).toEqual(['user', 'model', 'user']);
    expect(contents.at(-1)?.parts[0]?.text).toContain('intent: ');
  });

  it('uses a client that it is given, and keeps its key out of errors', async () => {
    const server = await serve(content(JSON.stringify(reply)), failure(403, 'PERMISSION_DENIED', 'The key 0f9e-plain-key is wrong.'));
    const model = google({ model: 'test-model', client: new GoogleGenAI({ apiKey: '0f9e-plain-key', vertexai: false, httpOptions: { baseUrl: server.url } }) });
    expect((await model.generate(classify())).value).toEqual(reply);
    expect(await errorOf(model.generate(classify()), '0f9e-plain-key')).toMatchObject({ code: 'MODEL_AUTHENTICATION' });
  });
});

describe('outputForm', () => {
  it('puts a schema into the prompt that the API cannot take', () => {
    expect(outputForm(z.object({ a: z.string().optional() }), 'json_schema')).toMatchObject({
      fields: { responseMimeType: 'application/json' },
      instructions: expect.stringContaining('JSON Schema') as string,
    });
  });
});

describe('google, when the service fails', () => {
  it.each([
    ['is overloaded', failure(503, 'UNAVAILABLE', 'The model is overloaded.')],
    ['takes too long itself', failure(504, 'DEADLINE_EXCEEDED', 'Deadline expired.')],
    ['answers without JSON', text(503, '<html>upstream</html>', { 'content-type': 'text/html' })],
    ['breaks off its JSON', text(200, '{"candidates": [{"cont', { 'content-type': 'application/json' })],
    ['is a page instead of an API', text(200, '<html>Hello</html>', { 'content-type': 'text/html' })],
    ['answers in another form', json(200, { choices: [] })],
  ])('tries again when it %s', async (_, answer) => {
    const server = await serve(answer, answer, content(JSON.stringify(reply)), answer);
    expect((await modelOf(server).generate(classify())).value).toEqual(reply);
    expect(await errorOf(modelOf(server).generate(classify()), KEY)).toMatchObject({ code: 'MODEL_UNAVAILABLE', retryable: true });
    expect(server.requests).toHaveLength(6);
  });

  it('waits for a part of a second when told to', async () => {
    const server = await serve(failure(429, 'RESOURCE_EXHAUSTED', 'Quota.', [{ '@type': 'type.googleapis.com/google.rpc.QuotaFailure' }, retryInfo('0.002s')]), content(JSON.stringify(reply)));
    expect((await modelOf(server, { retryDelayMs: 600_000 }).generate(classify())).value).toEqual(reply);
  });

  it.each([
    [401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.', 'MODEL_AUTHENTICATION'],
    [403, 'PERMISSION_DENIED', `The key ${KEY} was reported as leaked.`, 'MODEL_AUTHENTICATION'],
    [413, 'INVALID_ARGUMENT', 'Request payload size exceeds the limit', 'MODEL_CONTEXT_LENGTH'],
    [400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.', 'MODEL_REJECTED_REQUEST'],
    [400, 'INVALID_ARGUMENT', `Unknown name "temprature" for ${KEY}`, 'MODEL_REJECTED_REQUEST'],
  ])('does not repeat HTTP %i %s: %s', async (code, status, said, expected) => {
    const server = await serve(failure(code, status, said));
    expect(await errorOf(modelOf(server).generate(classify()), KEY)).toMatchObject({ code: expected, retryable: false, message: expect.stringContaining(`HTTP ${code}, ${status}`) as string });
    expect(server.requests).toHaveLength(1);
  });

  it.each(['SAFETY', 'RECITATION', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'LANGUAGE'])('does not ask again for a reply that stopped for %s', async (finishReason) => {
    const server = await serve(content('{"intent"', { finishReason }));
    expect(await errorOf(modelOf(server).generate(classify()), KEY)).toMatchObject({ code: 'MODEL_CONTENT_FILTER' });
    expect(server.requests).toHaveLength(1);
  });

  it('does not ask again after a blocked prompt', async () => {
    const server = await serve(blocked('PROHIBITED_CONTENT'));
    expect(await errorOf(modelOf(server).generate(classify()), KEY)).toMatchObject({ code: 'MODEL_CONTENT_FILTER' });
    expect(server.requests).toHaveLength(1);
  });

  it('points to the other modes when a model does not know schemas', async () => {
    const server = await serve(failure(400, 'INVALID_ARGUMENT', 'JSON mode is not enabled for models/test-model'));
    expect((await errorOf(modelOf(server).generate(classify()), KEY)).hint).toContain("'none'");
  });
});

describe('google, its options', () => {
  it.each(['GEMINI_API_KEY', 'GOOGLE_API_KEY'])('takes the key from %s for its own address only', async (variable) => {
    vi.stubEnv('GEMINI_API_KEY', '');
    vi.stubEnv('GOOGLE_API_KEY', '');
    expect(() => google({ model: 'gemini-2.5-flash' })).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION', hint: expect.stringContaining(variable) as string }));
    vi.stubEnv(variable, KEY);
    expect(inspect(google({ model: 'gemini-2.5-flash' }), { depth: 20, showHidden: true })).not.toContain(KEY);

    vi.stubEnv('GOOGLE_GENAI_USE_VERTEXAI', 'true');
    const server = await serve(content(JSON.stringify(reply)));
    await google({ model: 'test-model', baseUrl: server.url }).generate(classify());
    expect(JSON.stringify(server.requests[0])).not.toContain(KEY);
  });

  it.each([{ model: '' }, { timeoutMs: 0 }, { maxRetries: 1.5 }, { retryDelayMs: -1 }, { baseUrl: 'nowhere' }, { apiKey: `${KEY}\n` }])('refuses %o', async (wrong) => {
    expect(await errorOf((async () => google({ model: 'test-model', apiKey: KEY, ...wrong }))(), KEY)).toMatchObject({ code: 'INVALID_CONFIGURATION' });
  });

  it('says how to install the package that it needs', async () => {
    vi.doMock('@google/genai', () => {
      throw Object.assign(new Error("Cannot find package '@google/genai'"), { code: 'ERR_MODULE_NOT_FOUND' });
    });
    const error = await errorOf(google({ model: 'test-model', apiKey: KEY }).generate(classify()), KEY);
    vi.doUnmock('@google/genai');
    expect(error).toMatchObject({ code: 'MISSING_DEPENDENCY', message: expect.stringContaining('npm install @google/genai') as string });
  });
});
