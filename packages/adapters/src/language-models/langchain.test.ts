import { FakeListChatModel } from '@langchain/core/utils/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { chatCompletionsServer, completion, failure } from '../../../../tests/support/chat-completions-server.ts';
import { json, type Answer, type ScriptedServer } from '../../../../tests/support/scripted-server.ts';
import { classify, errorOf, generateSql, insufficient, reply } from '../../test/support/model-requests.ts';
import { describeRemoteModel, retryAfterHeader, type ProviderUnderTest } from '../../test/support/remote-model.ts';
import { TestChatModel, TestToolModel } from '../../test/support/test-chat-model.ts';
import { fromLangChain, type LangChainChatModel } from './langchain.ts';

const KEY = 'lc-key-4be1-secret-of-a-chat-model-7730';

/** A completion that calls the tool of the request with this text as its arguments. */
function toolCall(text: string, finishReason: string): Answer {
  return (response, request) => {
    const { tools: [tool] = [] } = request.body as { readonly tools?: readonly { readonly function: { readonly name: string } }[] };
    const call = { id: 'call_1', type: 'function', function: { name: tool?.function.name, arguments: text } };
    json(200, {
      choices: [{ index: 0, message: { role: 'assistant', content: null, refusal: null, tool_calls: [call] }, finish_reason: finishReason }],
      usage: { prompt_tokens: 100, completion_tokens: 20 },
    })(response, request);
  };
}

const provider: Omit<ProviderUnderTest, 'create' | 'writes'> = {
  key: KEY,
  serve: (answers) => chatCompletionsServer(...answers),
  authorised: ({ headers }) => headers.authorization === `Bearer ${KEY}`,
  rateLimited: (seconds) => failure(429, { message: `Rate limit reached for ${KEY}.` }, retryAfterHeader(seconds)),
  answers: {
    'content-filter': completion(null, { refusal: 'I cannot help with that.' }),
    'context-length': failure(413, { message: `Too long for ${KEY}.` }),
    'server-error': failure(500, { message: `Internal error of ${KEY}.` }),
    'unknown-model': failure(404, { message: `No model for ${KEY}.`, code: 'model_not_found' }),
    unauthorised: failure(401, { message: `Incorrect API key provided: ${KEY}. You sent Bearer ${KEY}.` }),
  },
};

describeRemoteModel('fromLangChain, of a model with tools,', {
  ...provider,
  create: (url, limits) => fromLangChain(new TestToolModel(url, KEY), limits),
  writes: (text, cutOff) => toolCall(text, cutOff ? 'length' : 'tool_calls'),
});

describeRemoteModel('fromLangChain, of a model without,', {
  ...provider,
  create: (url, limits) => fromLangChain(new TestChatModel(url, KEY), limits),
  writes: (text, cutOff) => completion(text, { finishReason: cutOff ? 'length' : 'stop' }),
});

async function serve(...answers: Answer[]): Promise<ScriptedServer> {
  const server = await chatCompletionsServer(...answers);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

/** An object that answers with what a test says. */
function chatOf(answer: () => Promise<unknown>): LangChainChatModel {
  return { invoke: answer };
}

describe('fromLangChain, the language model', () => {
  it('asks a model with tools for the schema, by the name of the task', async () => {
    const { url, requests } = await serve(toolCall(JSON.stringify({ reply: insufficient }), 'tool_calls'));
    expect((await fromLangChain(new TestToolModel(url, KEY)).generate(generateSql)).value).toEqual(insufficient);
    expect(requests[0]?.body).toMatchObject({
      messages: [{ role: 'system', content: 'Write SQL.' }, { role: 'human', content: 'What is the budget?' }],
      tools: [{ function: { name: 'generate-sql', parameters: { type: 'object', required: ['reply'] } } }],
    });
  });

  it('asks in words where there are no tools, or they are not wanted', async () => {
    const { url, requests } = await serve(completion(`\`\`\`json\n${JSON.stringify(reply)}\n\`\`\``));
    for (const model of [fromLangChain(new TestChatModel(url, KEY)), fromLangChain(new TestToolModel(url, KEY), { structuredOutput: false })]) {
      expect((await model.generate(classify())).value).toEqual(reply);
    }
    for (const { body } of requests) {
      expect(body).not.toHaveProperty('tools');
      expect((body as { messages: { content: string }[] }).messages[0]?.content).toMatch(/^Sort questions\.\n\nReply with one JSON object/);
    }
  });

  it('takes models of LangChain as they are', async () => {
    const model = fromLangChain(new FakeListChatModel({ responses: [JSON.stringify(reply)] }));
    expect(await model.generate(classify())).toEqual({ value: reply, usage: null });
    expect(model.id).toBe('langchain:fake-list');
    expect(fromLangChain(new TestChatModel('http://127.0.0.1:1', KEY)).id).toBe('langchain:test-model');
    expect(fromLangChain(chatOf(async () => null)).id).toBe('langchain:chat-model');
    expect(fromLangChain(chatOf(async () => null), { id: 'mine' }).id).toBe('mine');
  });

  it.each([
    ['a text', JSON.stringify(reply)],
    ['blocks', [{ type: 'reasoning', reasoning: 'Hm.' }, { type: 'text', text: JSON.stringify(reply).slice(0, 9) }, { type: 'text', text: JSON.stringify(reply).slice(9) }]],
  ])('reads content that is %s', async (_, content) => {
    expect((await fromLangChain(chatOf(async () => ({ content }))).generate(classify())).value).toEqual(reply);
  });

  it.each([
    [{ stop_reason: 'max_tokens' }, 'MODEL_INVALID_REPLY'],
    [{ finishReason: 'MAX_TOKENS' }, 'MODEL_INVALID_REPLY'],
    [{ done_reason: 'length' }, 'MODEL_INVALID_REPLY'],
    [{ finishReason: 'SAFETY' }, 'MODEL_CONTENT_FILTER'],
    [{ stop_reason: 'refusal' }, 'MODEL_CONTENT_FILTER'],
    [{ finish_reason: 'content_filter' }, 'MODEL_CONTENT_FILTER'],
  ])('knows why a model stopped: %o', async (metadata, code) => {
    const call = fromLangChain(chatOf(async () => ({ content: '{"intent"', response_metadata: metadata }))).generate(classify());
    expect(await errorOf(call, KEY)).toMatchObject({ code });
  });

  it.each([
    [{ lc_error_code: 'MODEL_AUTHENTICATION', status: 401 }, 'MODEL_AUTHENTICATION'],
    [{ lc_error_code: 'MODEL_RATE_LIMIT' }, 'MODEL_RATE_LIMITED'],
    [{ lc_error_code: 'CONTEXT_OVERFLOW', status: 400 }, 'MODEL_CONTEXT_LENGTH'],
    [{ lc_error_code: 'MODEL_NOT_FOUND' }, 'MODEL_REJECTED_REQUEST'],
    [{ lc_error_code: 'OUTPUT_PARSING_FAILURE' }, 'MODEL_INVALID_REPLY'],
    [{ lc_error_code: 'constructor' }, 'MODEL_UNAVAILABLE'],
    [{ statusCode: 403 }, 'MODEL_AUTHENTICATION'],
    [{ response: { status: 429, headers: { 'retry-after': '3' } } }, 'MODEL_RATE_LIMITED'],
    [{ $metadata: {} }, 'MODEL_UNAVAILABLE'],
  ])('knows what %o means', async (fields, code) => {
    const call = fromLangChain(chatOf(async () => Promise.reject(Object.assign(new Error(`Not with Bearer ${KEY}.`), fields)))).generate(classify());
    expect(await errorOf(call, KEY)).toMatchObject({ code });
  });

  it('says what to do with a model that knows no tools', async () => {
    const { url } = await serve(failure(400, { message: 'test-model does not support tools' }));
    expect(await errorOf(fromLangChain(new TestToolModel(url, KEY)).generate(classify()), KEY)).toMatchObject({ code: 'MODEL_REJECTED_REQUEST', hint: expect.stringContaining('structuredOutput: false') });
  });

  it('takes a parsed reply beside its message, or alone', async () => {
    const raw = { content: '', usage_metadata: { input_tokens: 3, output_tokens: 4, total_tokens: 7 } };
    const usages: unknown[] = [];
    for (const answer of [{ raw, parsed: reply }, reply]) {
      const chat: LangChainChatModel = { ...chatOf(async () => null), withStructuredOutput: () => chatOf(async () => answer) };
      const { value, usage } = await fromLangChain(chat).generate(classify());
      expect(value).toEqual(reply);
      usages.push(usage);
    }
    expect(usages).toEqual([{ inputTokens: 3, outputTokens: 4 }, null]);
  });

  it('notices an object that answers with something else', async () => {
    expect(await errorOf(fromLangChain(chatOf(async () => 'hello')).generate(classify()), KEY)).toMatchObject({ code: 'MODEL_UNAVAILABLE', hint: expect.stringContaining('chat model') });
  });

  it('leaves an object behind that does not heed its signal', async () => {
    const stop = new AbortController();
    const call = errorOf(fromLangChain(chatOf(() => new Promise(() => {}))).generate(classify(stop.signal)), KEY);
    stop.abort();
    expect(await call).toMatchObject({ code: 'CANCELLED' });
  });

  it.each([
    [{}, {}],
    [null, {}],
    [chatOf(async () => null), { timeoutMs: 0 }],
    [chatOf(async () => null), { maxRetries: -1 }],
  ])('refuses %o with %o', (chat, options) => {
    expect(() => fromLangChain(chat as LangChainChatModel, options)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
  });
});
