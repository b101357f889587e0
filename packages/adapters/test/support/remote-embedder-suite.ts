import { inspect } from 'node:util';
import type { Embedder } from '@nl2sql/core/contracts';
import { isNl2SqlError, type Nl2SqlError } from '@nl2sql/core/errors';
import { embedderCases } from '@nl2sql/core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { drop, hang, scriptedServer, stall, text, type Answer, type ScriptedServer } from '../../../../tests/support/scripted-server.ts';
import type { RemoteEmbedderOptions } from '../../src/embedders/remote/settings.ts';

export const KEY = 'sk-proj-Qw71-secret-embedder-9031';
export const DIMENSIONS = 32;

/** How a service takes texts and gives vectors over the wire. */
export interface EmbeddingWire {
  readonly path: string;
  /** Made with the key {@link KEY}, for a model of {@link DIMENSIONS} numbers. */
  create(url: string, options: Partial<RemoteEmbedderOptions>): Embedder;
  textsIn(body: unknown): readonly string[];
  vectors(vectors: readonly unknown[]): Answer;
  failure(status: number, message: string, headers?: Readonly<Record<string, string>>): Answer;
}

/** A vector that texts with the same words share; not of length 1. */
function vectorOf(words: string): number[] {
  const vector = new Array<number>(DIMENSIONS).fill(0.01);
  for (const word of words.toLowerCase().split(/\W+/)) {
    let hash = 7;
    for (const letter of word) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 10_007;
    vector[hash % DIMENSIONS] = (vector[hash % DIMENSIONS] as number) + 3;
  }
  return vector;
}

let server: ScriptedServer | undefined;

afterEach(async () => {
  await server?.[Symbol.asyncDispose]();
  server = undefined;
});

export async function serve(...answers: Answer[]): Promise<ScriptedServer> {
  server = await scriptedServer(answers);
  return server;
}

/** The error of a call, after a look into every corner of it for the key. */
export async function errorOf(call: Promise<unknown>): Promise<Nl2SqlError> {
  const error = await call.then(
    (value) => expect.fail(`expected an error and got ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (!isNl2SqlError(error)) throw error;
  const everything = [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error.toWire()), error.stack].join('\n');
  expect(everything).not.toContain(KEY);
  expect(everything).not.toContain(KEY.slice(-8));
  return error;
}

/** What every embedder behind a server does, beyond the contract. */
export function remoteEmbedderSuite(name: string, wire: EmbeddingWire): void {
  const answerAll: Answer = (response, request) => wire.vectors(wire.textsIn(request.body).map(vectorOf))(response, request);
  const embedderAt = ({ url }: ScriptedServer, options: Partial<RemoteEmbedderOptions> = {}): Embedder =>
    wire.create(url, { dimensions: DIMENSIONS, retryDelayMs: 1, ...options });
  const embed = (embedder: Embedder, texts: readonly string[], signal?: AbortSignal) => embedder.embed(texts, { kind: 'document', ...(signal === undefined ? {} : { signal }) });
  const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `table ${index}`);

  describe(`${name}, the contract`, () => {
    for (const { name: what, run } of embedderCases) {
      it(what, async () => {
        const at = await serve(answerAll);
        await run({ create: () => embedderAt(at) });
      });
    }
  });

  describe(`${name}, on the wire`, () => {
    it('sends the key and its texts as every server takes them', async () => {
      const at = await serve(answerAll);
      const embedder = embedderAt(at, { headers: { 'x-team': 'data' } });
      await embed(embedder, ['orders', '', ' \n', 'a\u0000b\tc', 'x\uD800y', '🧾'.repeat(5_000)]);
      expect(at.requests).toHaveLength(1);
      expect(at.requests[0]).toMatchObject({ method: 'POST', path: wire.path, headers: { authorization: `Bearer ${KEY}`, 'x-team': 'data' } });
      expect(wire.textsIn(at.requests[0]?.body)).toEqual(['orders', '.', '.', 'a b\tc', 'x y', '🧾'.repeat(4_000)]);
    });

    it('puts what the model was trained with before documents and questions, and into its id', async () => {
      const at = await serve(answerAll);
      const embedder = embedderAt(at, { documentPrefix: 'passage: ', queryPrefix: 'query: ' });
      await embedder.embed(['orders'], { kind: 'document' });
      await embedder.embed([''], { kind: 'query' });
      expect(at.requests.map(({ body }) => wire.textsIn(body))).toEqual([['passage: orders'], ['query: .']]);
      const ids = [embedder, embedderAt(at), embedderAt(at, { version: '2' }), embedderAt(at, { documentPrefix: 'passage: ' })].map(({ id }) => id);
      expect(new Set(ids).size).toBe(4);
      expect(embedderAt(at, { maxRetries: 0 }).id).toBe(embedderAt(at).id);
    });

    it('asks in batches, no more of them at once than allowed, and keeps the order', async () => {
      const waiting: (() => void)[] = [];
      let most = 0;
      const at = await serve((response, request) => {
        waiting.push(() => answerAll(response, request));
        most = Math.max(most, waiting.length);
        if (at.requests.length === 2) expect(waiting).toHaveLength(2);
        // The later one first, as soon as two are waiting; the last one comes alone.
        if (waiting.length === 2 || at.requests.length === 5) for (const answer of waiting.splice(0).toReversed()) answer();
      });
      const texts = numbered(9);
      const vectors = await embed(embedderAt(at, { batchSize: 2, concurrency: 2 }), texts);
      expect(at.requests.map(({ body }) => wire.textsIn(body).length).toSorted()).toEqual([1, 2, 2, 2, 2]);
      expect(most).toBe(2);
      for (const [index, text] of texts.entries()) {
        const expected = vectorOf(text);
        const length = Math.hypot(...expected);
        expect([...(vectors[index] as Float32Array)]).toEqual(expected.map((value) => expect.closeTo(value / length, 5)));
      }
    });

    it('asks nothing for nothing', async () => {
      const at = await serve(answerAll);
      expect(await embed(embedderAt(at), [])).toEqual([]);
      expect(at.requests).toEqual([]);
    });
  });

  describe(`${name}, when an answer cannot be used`, () => {
    it('says how many numbers a vector should have and has', async () => {
      const at = await serve(wire.vectors([[1, 2, 3]]));
      expect(await errorOf(embed(embedderAt(at), ['orders']))).toMatchObject({
        code: 'EMBEDDING_FAILED',
        message: expect.stringContaining(`should have ${DIMENSIONS} numbers and have 3`),
        hint: expect.stringContaining('set dimensions to 3'),
      });
      expect(at.requests).toHaveLength(1);
    });

    it.each([
      ['too few vectors', [vectorOf('a')], 'gave 1 vectors for 2 texts'],
      ['too many', [vectorOf('a'), vectorOf('b'), vectorOf('c')], 'gave 3 vectors for 2 texts'],
      ['a vector of zeros', [vectorOf('a'), new Array(DIMENSIONS).fill(0)], 'without a direction'],
      ['a vector of texts', [vectorOf('a'), new Array(DIMENSIONS).fill('1')], 'without a direction'],
      ['an empty vector', [vectorOf('a'), []], 'without a direction'],
      ['no vector', [vectorOf('a'), null], 'without a direction'],
    ])('refuses %s', async (_, vectors, message) => {
      const at = await serve(wire.vectors(vectors));
      expect(await errorOf(embed(embedderAt(at), ['a', 'b']))).toMatchObject({ code: 'EMBEDDING_FAILED', message: expect.stringContaining(message) });
    });

    it('refuses JSON of another form', async () => {
      const at = await serve(text(200, '{"hello": []}', { 'content-type': 'application/json' }));
      expect(await errorOf(embed(embedderAt(at), ['a']))).toMatchObject({ code: 'EMBEDDING_FAILED', message: expect.stringContaining('gave no vectors') });
    });
  });

  describe(`${name}, when the server fails`, () => {
    it.each([
      ['HTTP 500', wire.failure(500, 'Internal error.')],
      ['HTTP 503 without JSON', text(503, '<html>upstream</html>')],
      ['half a body', text(200, '{"data": [', { 'content-type': 'application/json' })],
      ['a dropped connection', drop],
      ['a rate limit', wire.failure(429, 'Slow down.')],
    ])('tries again after %s, and gives up when the retries are used up', async (_, answer) => {
      const at = await serve(answer, answer, answerAll);
      expect(await embed(embedderAt(at), ['orders'])).toHaveLength(1);
      expect(at.requests).toHaveLength(3);

      await using down = await scriptedServer([answer]);
      const error = await errorOf(embed(embedderAt(down, { maxRetries: 1 }), ['orders']));
      expect(error).toMatchObject({ code: 'EMBEDDING_FAILED', retryable: true });
      expect(down.requests).toHaveLength(2);
    });

    it('waits as long as Retry-After says, and passes on what is too long', async () => {
      const at = await serve(wire.failure(429, 'Slow down.', { 'retry-after': '0' }), answerAll);
      expect(await embed(embedderAt(at, { retryDelayMs: 600_000 }), ['orders'])).toHaveLength(1);
      await using busy = await scriptedServer([wire.failure(429, 'Slow down.', { 'retry-after': '600' })]);
      expect(await errorOf(embed(embedderAt(busy), ['orders']))).toMatchObject({ code: 'EMBEDDING_FAILED', retryAfterMs: 600_000 });
      expect(busy.requests).toHaveLength(1);
    });

    it.each([400, 401, 403, 404])('does not repeat HTTP %i, and shows no key that the server echoes', async (status) => {
      const at = await serve(wire.failure(status, `No entry for ${KEY}; you sent Bearer ${KEY}.`));
      expect(await errorOf(embed(embedderAt(at), ['orders']))).toMatchObject({ code: 'EMBEDDING_FAILED', message: expect.stringContaining(`HTTP ${status}`) });
      expect(at.requests).toHaveLength(1);
    });

    it('says what to do about a text that is too long', async () => {
      const at = await serve(wire.failure(400, "The input exceeds the model's maximum context length."));
      expect(await errorOf(embed(embedderAt(at), ['orders']))).toMatchObject({ code: 'EMBEDDING_FAILED', message: expect.stringContaining('too long'), hint: expect.stringContaining('maxCharacters') });
    });

    it('stops the other batches when one fails', async () => {
      const at = await serve(hang, wire.failure(400, 'Refused.'));
      const left = at.departure();
      await errorOf(embed(embedderAt(at, { batchSize: 1, concurrency: 2 }), numbered(9)));
      await left;
      expect(at.requests).toHaveLength(2);
    });

    it('says that nobody listens', async () => {
      const gone = await serve(hang);
      await gone[Symbol.asyncDispose]();
      expect(await errorOf(embed(embedderAt(gone), ['orders']))).toMatchObject({ code: 'EMBEDDING_FAILED', message: expect.stringContaining('ECONNREFUSED') });
    });
  });

  describe(`${name}, when it takes too long`, () => {
    it.each([
      ['sends no headers', hang],
      ['stops in the middle of its body', stall],
    ])('stops waiting for a server that %s', async (_, answer) => {
      const at = await serve(answer);
      const left = at.departure();
      expect(await errorOf(embed(embedderAt(at, { timeoutMs: 100 }), ['orders']))).toMatchObject({ code: 'EMBEDDING_FAILED', message: expect.stringContaining('100 ms') });
      await left;
      expect(at.requests).toHaveLength(1);
    });

    it.each([
      ['before the headers', hang],
      ['in the body', stall],
    ])('is cancelled %s, and lets go of the connection', async (_, answer) => {
      const at = await serve(answer);
      const stop = new AbortController();
      const [arrived, left] = [at.arrival(), at.departure()];
      const call = errorOf(embed(embedderAt(at), ['orders'], stop.signal));
      await arrived;
      stop.abort();
      expect(await call).toMatchObject({ code: 'CANCELLED' });
      await left;
    });
  });

  describe(`${name}, its options`, () => {
    it.each([{ dimensions: 0 }, { dimensions: 1.5 }, { batchSize: 0 }, { concurrency: Number.NaN }, { maxCharacters: -1 }, { timeoutMs: 0 }, { maxRetries: -1 }, { model: '' }])('refuses %o', async (wrong) => {
      const error = await errorOf((async () => wire.create('http://127.0.0.1:1', { dimensions: DIMENSIONS, ...wrong }))());
      expect(error.code).toBe('INVALID_CONFIGURATION');
    });

    it('wants to be told the dimensions of a model that it does not know', async () => {
      const error = await errorOf((async () => wire.create('http://127.0.0.1:1', { model: 'unheard-of' }))());
      expect(error).toMatchObject({ code: 'INVALID_CONFIGURATION', message: expect.stringContaining('unheard-of') });
    });
  });
}
