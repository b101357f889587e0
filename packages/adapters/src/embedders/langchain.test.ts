import { Embeddings } from '@langchain/core/embeddings';
import { embedderCases } from '@nl2sql/core/testing';
import { describe, expect, it } from 'vitest';
import { errorOf, KEY } from '../../test/support/remote-embedder-suite.ts';
import { fromLangChain, type LangChainEmbedderOptions, type LangChainEmbeddings } from './langchain.ts';
import { offline } from './offline.ts';

/** An object of LangChain's own class over the offline embedder, with a key as such objects have. */
class TestEmbeddings extends Embeddings {
  readonly apiKey = KEY;
  readonly documents: string[][] = [];
  readonly queries: string[] = [];
  fail: (() => never) | undefined;

  constructor() {
    super({ maxRetries: 0 });
  }

  async embedDocuments(texts: string[]): Promise<number[][]> {
    this.documents.push(texts);
    return this.vectors(texts, 'document');
  }

  async embedQuery(text: string): Promise<number[]> {
    this.queries.push(text);
    return (await this.vectors([text], 'query'))[0] as number[];
  }

  private async vectors(texts: readonly string[], kind: 'document' | 'query'): Promise<number[][]> {
    return this.caller.call(async () => {
      this.fail?.();
      return (await offline().embed(texts, { kind })).map((vector) => Array.from(vector, (value) => value * 5));
    });
  }
}

/** An object with `embedDocuments` alone. */
function embeddingsOf(embedDocuments: () => Promise<unknown>): LangChainEmbeddings {
  return { embedDocuments: embedDocuments as LangChainEmbeddings['embedDocuments'], embedQuery: async () => expect.fail('Nothing was asked.') };
}

const OPTIONS: LangChainEmbedderOptions = { id: 'test-1', dimensions: 1024 };

describe('fromLangChain, the embedder', () => {
  for (const { name, run } of embedderCases) it(name, () => run({ create: () => fromLangChain(new TestEmbeddings(), OPTIONS) }));

  it('embeds documents in batches, and questions as questions', async () => {
    const embeddings = new TestEmbeddings();
    const embedder = fromLangChain(embeddings, { ...OPTIONS, batchSize: 2, concurrency: 1, queryPrefix: 'query: ' });
    await embedder.embed(['a', 'b', 'c'], { kind: 'document' });
    await embedder.embed(['d', 'e'], { kind: 'query' });
    expect(embeddings.documents).toEqual([['a', 'b'], ['c']]);
    expect(embeddings.queries).toEqual(['query: d', 'query: e']);
    expect(embedder.id).toMatch(/^langchain:test-1#[0-9a-f]{8}$/);
    expect(fromLangChain(embeddings, OPTIONS).id).toBe('langchain:test-1');
  });

  it.each([
    ['a wrong key', { status: 401 }, 'did not accept the API key (HTTP 401)'],
    ['a status in a response', { response: { status: 403, headers: {} } }, 'HTTP 403'],
    ['a code of LangChain', { lc_error_code: 'MODEL_NOT_FOUND' }, 'refused the request (MODEL_NOT_FOUND)'],
    ['a rate limit', { status: 429, headers: { 'retry-after': '7' } }, 'too many requests (HTTP 429)'],
    ['too long a text', { lc_error_code: 'CONTEXT_OVERFLOW' }, 'A text is too long'],
    ['nothing known', {}, 'could not be reached'],
  ])('says what happened, without the key: %s', async (_, fields, message) => {
    const embeddings = new TestEmbeddings();
    embeddings.fail = () => {
      throw Object.assign(new Error(`You sent ${KEY}.`), fields);
    };
    const error = await errorOf(fromLangChain(embeddings, OPTIONS).embed(['a'], { kind: 'document' }));
    expect(error).toMatchObject({ code: 'EMBEDDING_FAILED', message: expect.stringContaining(message) });
    expect(embeddings.documents).toHaveLength(1);
  });

  it('passes on how long to wait', async () => {
    const embeddings = embeddingsOf(async () => Promise.reject({ status: 429, message: 'Busy.', response: { headers: { 'retry-after': '7' } } }));
    expect(await errorOf(fromLangChain(embeddings, OPTIONS).embed(['a'], { kind: 'document' }))).toMatchObject({ code: 'EMBEDDING_FAILED', retryAfterMs: 7_000 });
  });

  it('repeats as often as it is told to', async () => {
    let calls = 0;
    const embeddings = embeddingsOf(async () => {
      calls += 1;
      if (calls === 1) throw Object.assign(new Error('Down.'), { status: 503 });
      return [[3, 4]];
    });
    const embedder = fromLangChain(embeddings, { id: 'x', dimensions: 2, maxRetries: 1, retryDelayMs: 1 });
    expect((await embedder.embed(['a'], { kind: 'document' })).map((vector) => [...vector])).toEqual([[expect.closeTo(0.6), expect.closeTo(0.8)]]);
  });

  it.each([
    ['too few vectors', [], 'gave 0 vectors for 1 texts'],
    ['another length', [[1, 2, 3]], 'should have 1024 numbers and have 3'],
    ['no list', undefined, 'gave no vectors'],
  ])('refuses %s', async (_, vectors, message) => {
    const embeddings = embeddingsOf(async () => vectors);
    expect(await errorOf(fromLangChain(embeddings, OPTIONS).embed(['a'], { kind: 'document' }))).toMatchObject({ code: 'EMBEDDING_FAILED', message: expect.stringContaining(message) });
  });

  it('leaves a call behind that takes too long, or is cancelled', async () => {
    const embeddings = embeddingsOf(() => new Promise(() => {}));
    expect(await errorOf(fromLangChain(embeddings, { ...OPTIONS, timeoutMs: 20 }).embed(['a'], { kind: 'document' }))).toMatchObject({ code: 'EMBEDDING_FAILED', message: expect.stringContaining('20 ms') });
    const stop = new AbortController();
    const call = errorOf(fromLangChain(embeddings, OPTIONS).embed(['a'], { kind: 'document', signal: stop.signal }));
    stop.abort();
    expect(await call).toMatchObject({ code: 'CANCELLED' });
  });

  it.each([
    [{}, OPTIONS],
    [null, OPTIONS],
    [new TestEmbeddings(), { ...OPTIONS, id: '' }],
    [new TestEmbeddings(), { ...OPTIONS, dimensions: 0 }],
    [new TestEmbeddings(), { ...OPTIONS, batchSize: 0.5 }],
    [new TestEmbeddings(), { ...OPTIONS, timeoutMs: -1 }],
  ])('refuses %o with %o', (embeddings, options) => {
    expect(() => fromLangChain(embeddings as TestEmbeddings, options)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
  });
});
