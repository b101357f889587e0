import { inspect } from 'node:util';
import OpenAI from 'openai';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { failure } from '../../../../tests/support/chat-completions-server.ts';
import { json, type Answer } from '../../../../tests/support/scripted-server.ts';
import { DIMENSIONS, errorOf, KEY, remoteEmbedderSuite, serve } from '../../test/support/remote-embedder-suite.ts';
import { openai } from './openai.ts';

const vector = (first: number): number[] => [first, ...new Array<number>(DIMENSIONS - 1).fill(0)];

function embeddings(vectors: readonly unknown[], index: (position: number) => object = (position) => ({ index: position })): Answer {
  const data = vectors.map((embedding, position) => ({ object: 'embedding', ...index(position), embedding }));
  return json(200, { object: 'list', data, model: 'test-model', usage: { prompt_tokens: 8, total_tokens: 8 } });
}

remoteEmbedderSuite('openai', {
  path: '/v1/embeddings',
  create: (url, options) => openai({ model: 'test-model', apiKey: KEY, baseUrl: `${url}/v1`, ...options }),
  textsIn: (body) => (body as { readonly input: string[] }).input,
  // The later texts first: only the index tells whose a vector is.
  vectors: (vectors) => embeddings(vectors.toReversed(), (position) => ({ index: vectors.length - 1 - position })),
  failure: (status, message, headers) => failure(status, { message }, headers),
});

describe('openai, the embedder', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.doUnmock('openai');
  });

  it.each([
    ['test-model', { dimensions: DIMENSIONS }, {}],
    ['test-model', { dimensions: DIMENSIONS, sendDimensions: true }, { dimensions: DIMENSIONS }],
    ['text-embedding-3-small', { dimensions: DIMENSIONS }, { dimensions: DIMENSIONS }],
    ['text-embedding-3-small', { dimensions: DIMENSIONS, sendDimensions: false, parameters: { user: 'u' } }, { user: 'u' }],
  ])('asks %s for what %o says', async (model, options, sent) => {
    const { url, requests } = await serve(embeddings([vector(1)]));
    await openai({ model, apiKey: KEY, baseUrl: url, ...options }).embed(['orders'], { kind: 'query' });
    expect(requests[0]?.body).toEqual({ model, input: ['orders'], encoding_format: 'float', ...sent });
  });

  it('knows the dimensions of its own models', () => {
    const dimensions = ['text-embedding-3-small', 'text-embedding-3-large', 'text-embedding-ada-002'].map((model) => openai({ model, apiKey: KEY }).dimensions);
    expect(dimensions).toEqual([1536, 3072, 1536]);
  });

  it('takes vectors in the order of the answer when no index tells another', async () => {
    const { url } = await serve(embeddings([vector(1), vector(-1)], () => ({})));
    const vectors = await openai({ model: 'm', baseUrl: url, dimensions: DIMENSIONS }).embed(['a', 'b'], { kind: 'document' });
    expect(vectors.map(([first]) => first)).toEqual([1, -1]);
  });

  it.each([
    ['twice the same', () => ({ index: 0 })],
    ['one that no text has', (position: number) => ({ index: position + 1 })],
    ['no number', () => ({ index: 'first' })],
  ])('refuses an answer whose index is %s', async (_, index) => {
    const { url } = await serve(embeddings([vector(1), vector(-1)], index));
    expect(await errorOf(openai({ model: 'm', baseUrl: url, dimensions: DIMENSIONS }).embed(['a', 'b'], { kind: 'document' }))).toMatchObject({ code: 'EMBEDDING_FAILED' });
  });

  it('reads an error that comes with status 200', async () => {
    const { url, requests } = await serve(json(200, { error: { code: 401, message: `The key ${KEY} is wrong.` } }));
    expect(await errorOf(openai({ model: 'm', apiKey: KEY, baseUrl: url, dimensions: DIMENSIONS }).embed(['a'], { kind: 'document' }))).toMatchObject({
      code: 'EMBEDDING_FAILED',
      message: expect.stringContaining('API key'),
    });
    expect(requests).toHaveLength(1);
  });

  it('uses a client that it is given, and keeps its key out of errors', async () => {
    const { url } = await serve(embeddings([vector(1)]), failure(401, { message: 'The key 0f9e-plain-key is wrong.' }));
    const embedder = openai({ model: 'm', dimensions: DIMENSIONS, client: new OpenAI({ apiKey: '0f9e-plain-key', baseURL: url }) });
    expect(await embedder.embed(['a'], { kind: 'document' })).toHaveLength(1);
    const error = await errorOf(embedder.embed(['a'], { kind: 'document' }));
    expect(inspect(error, { depth: 20 })).not.toContain('0f9e-plain-key');
  });

  it('takes the key from the environment for its own address only', async () => {
    vi.stubEnv('OPENAI_API_KEY', '');
    expect(() => openai({ model: 'text-embedding-3-small' })).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    vi.stubEnv('OPENAI_API_KEY', KEY);
    expect(inspect(openai({ model: 'text-embedding-3-small' }), { depth: 20, showHidden: true })).not.toContain(KEY);
    const { url, requests } = await serve(embeddings([vector(1)]));
    await openai({ model: 'm', baseUrl: url, dimensions: DIMENSIONS }).embed(['a'], { kind: 'query' });
    expect(requests[0]?.headers.authorization).not.toContain(KEY);
  });

  it('says how to install the package that it needs', async () => {
    vi.doMock('openai', () => {
      throw Object.assign(new Error("Cannot find package 'openai'"), { code: 'ERR_MODULE_NOT_FOUND' });
    });
    const error = await errorOf(openai({ model: 'text-embedding-3-small', apiKey: KEY }).embed(['a'], { kind: 'query' }));
    expect(error).toMatchObject({ code: 'MISSING_DEPENDENCY', message: expect.stringContaining('npm install openai') });
  });
});
