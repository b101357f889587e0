import { afterEach, describe, expect, it, vi } from 'vitest';
import { embeddings, failure } from '../../../../tests/support/ollama-server.ts';
import { json } from '../../../../tests/support/scripted-server.ts';
import { DIMENSIONS, errorOf, KEY, remoteEmbedderSuite, serve } from '../../test/support/remote-embedder-suite.ts';
import { ollama } from './ollama.ts';

remoteEmbedderSuite('ollama', {
  path: '/api/embed',
  create: (url, options) => ollama({ model: 'test-model', apiKey: KEY, baseUrl: url, ...options }),
  textsIn: (body) => (body as { readonly input: string[] }).input,
  vectors: embeddings,
  failure,
});

describe('ollama, the embedder', () => {
  afterEach(() => {
    vi.doUnmock('ollama');
    vi.restoreAllMocks();
  });

  it('asks for what its options say', async () => {
    const { url, requests } = await serve(embeddings([new Array(DIMENSIONS).fill(1)]));
    await ollama({ model: 'm', baseUrl: url, dimensions: DIMENSIONS, parameters: { keep_alive: '10m' } }).embed(['orders'], { kind: 'query' });
    await ollama({ model: 'm', baseUrl: `${url}/`, dimensions: DIMENSIONS, sendDimensions: true }).embed(['orders'], { kind: 'query' });
    expect(requests.map(({ body }) => body)).toEqual([
      { model: 'm', input: ['orders'], keep_alive: '10m' },
      { model: 'm', input: ['orders'], dimensions: DIMENSIONS },
    ]);
    expect(requests[0]?.headers.authorization).toBeUndefined();
  });

  it('knows the prefixes and dimensions of some models, whatever their tag', async () => {
    expect(['all-minilm:33m', 'bge-large', 'bge-m3', 'embeddinggemma', 'mxbai-embed-large', 'nomic-embed-text'].map((model) => ollama({ model }).dimensions)).toEqual([384, 1024, 1024, 768, 1024, 768]);
    const { url, requests } = await serve(embeddings([new Array(768).fill(1)]));
    const embedder = ollama({ model: 'nomic-embed-text:latest', baseUrl: url });
    await embedder.embed(['orders'], { kind: 'document' });
    await embedder.embed(['orders'], { kind: 'query' });
    expect(requests.map(({ body }) => (body as { readonly input: string[] }).input)).toEqual([['search_document: orders'], ['search_query: orders']]);
  });

  it.each(['model "m" not found, try pulling it first', "model 'm' not found"])('says how to get a model that is not there: %s', async (message) => {
    const { url, requests } = await serve(failure(404, message));
    expect(await errorOf(ollama({ model: 'm', baseUrl: url, dimensions: 8 }).embed(['a'], { kind: 'query' }))).toMatchObject({
      code: 'EMBEDDING_FAILED',
      message: `Ollama at ${url} has no model m (HTTP 404).`,
      hint: expect.stringContaining('ollama pull m'),
    });
    expect(requests).toHaveLength(1);
  });

  it('asks whether Ollama is running', async () => {
    const gone = await serve();
    await gone[Symbol.asyncDispose]();
    expect(await errorOf(ollama({ model: 'm', baseUrl: gone.url, dimensions: 8, retryDelayMs: 1 }).embed(['a'], { kind: 'query' }))).toMatchObject({
      code: 'EMBEDDING_FAILED',
      message: `Nothing listens at ${gone.url} (ECONNREFUSED).`,
      hint: expect.stringContaining('Is Ollama running?'),
    });
  });

  it('writes nothing to the console', async () => {
    const written = (['log', 'warn', 'error'] as const).map((method) => vi.spyOn(console, method).mockImplementation(() => {}));
    const { url } = await serve(json(500, 'no object'));
    await errorOf(ollama({ model: 'm', baseUrl: url, dimensions: 8, maxRetries: 0 }).embed(['a'], { kind: 'query' }));
    for (const spy of written) expect(spy).not.toHaveBeenCalled();
  });

  it('says how to install the package that it needs', async () => {
    vi.doMock('ollama', () => {
      throw Object.assign(new Error("Cannot find package 'ollama'"), { code: 'ERR_MODULE_NOT_FOUND' });
    });
    expect(await errorOf(ollama({ model: 'bge-m3' }).embed(['a'], { kind: 'query' }))).toMatchObject({ code: 'MISSING_DEPENDENCY', message: expect.stringContaining('npm install ollama') });
  });
});
