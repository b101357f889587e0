import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { inspect } from 'node:util';
import type { LanguageModel } from '../contracts/index.ts';
import { type ErrorCode, isNl2SqlError, type Nl2SqlError } from '../errors/index.ts';
import type { ContractCase } from './contract-case.ts';
import { classifyRequest, INTENT, QUESTION } from './model-requests.ts';

/** What the provider does with one request, in its own wire format. Where it fails, its message holds the key. */
export type ProviderBehaviour =
  /** The model writes this text; the provider says what it cost. */
  | { readonly kind: 'text'; readonly text: string }
  /** The same, and the text ends because the model may write no more tokens. */
  | { readonly kind: 'cut-off'; readonly text: string }
  /** The model answers, and that it declines. */
  | { readonly kind: 'content-filter' }
  | { readonly kind: 'context-length' }
  | { readonly kind: 'unauthorised' }
  | { readonly kind: 'unknown-model' }
  | { readonly kind: 'rate-limited'; readonly retryAfterSeconds: number | null }
  | { readonly kind: 'server-error' }
  /** Nothing comes. */
  | { readonly kind: 'hang' }
  /** Headers and half an answer come, and then nothing. */
  | { readonly kind: 'stall' }
  /** The connection is closed without an answer. */
  | { readonly kind: 'disconnect' }
  /** The connection is closed in mid-answer. */
  | { readonly kind: 'break-off' };

export interface RemoteModelLimits {
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly retryDelayMs: number;
}

export interface RemoteModelUnderTest {
  readonly model: LanguageModel;
  /** The key that the model was given, made up by the test. */
  readonly secret: string;
  /** What the provider got, oldest first. */
  readonly requests: readonly {
    readonly url: string;
    readonly body: string;
    /** Whether it came with the key, in the way of the provider. */
    readonly authorised: boolean;
  }[];
  /** Resolves when the next request has arrived in full. */
  arrival(): Promise<unknown>;
  /** Resolves when the client has let go of an unfinished answer. */
  departure(): Promise<unknown>;
}

/** How the cases get at the model under test and at its provider. Whoever runs a case ends what was started for it. */
export interface RemoteModelHarness {
  /** A new model before a provider that does these things in turn, and the last of them from then on. */
  create(behaviours: readonly [ProviderBehaviour, ...ProviderBehaviour[]], limits: RemoteModelLimits): Promise<RemoteModelUnderTest>;
  /** What the provider has no words for; the cases of it are passed over. Default: nothing. */
  readonly never?: readonly ProviderBehaviour['kind'][];
}

/** How long a case may take, beyond what the model is told to wait. */
const CASE_LIMIT_MS = 10_000;
/** A pause that no case waits for. */
const NEVER_MS = 600_000;
const LIMITS: RemoteModelLimits = { timeoutMs: 60_000, maxRetries: 2, retryDelayMs: 1 };

const answer: ProviderBehaviour = { kind: 'text', text: JSON.stringify(INTENT) };

async function failureOf(call: Promise<unknown>, secret: string): Promise<Nl2SqlError> {
  const error = await call.then(
    (value) => assert.fail(`expected an error and got ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (!isNl2SqlError(error)) throw error;
  const everything = [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error), JSON.stringify(error.toWire()), error.stack, String(error.cause)].join('\n');
  assert.ok(!everything.includes(secret), 'the key is in the error');
  assert.ok(!everything.includes(secret.slice(-8)), 'a part of the key is in the error');
  return error;
}

async function assertFails({ model, secret }: RemoteModelUnderTest, code: ErrorCode, signal?: AbortSignal): Promise<Nl2SqlError> {
  const error = await failureOf(model.generate(classifyRequest(QUESTION, signal)), secret);
  assert.equal(error.code, code, `${error.code}: ${error.message}`);
  return error;
}

async function assertAnswers({ model }: RemoteModelUnderTest): Promise<{ readonly inputTokens: number; readonly outputTokens: number }> {
  const { value, usage } = await model.generate(classifyRequest());
  assert.deepEqual(value, INTENT);
  assert.ok(usage !== null && usage.inputTokens > 0 && usage.outputTokens > 0, 'the provider said what it cost');
  return usage;
}

function withProvider(
  name: string,
  behaviours: readonly [ProviderBehaviour, ...ProviderBehaviour[]],
  test: (subject: RemoteModelUnderTest) => Promise<void>,
  limits: Partial<RemoteModelLimits> = {},
): ContractCase<RemoteModelHarness> {
  return {
    name,
    async run({ create, never = [] }) {
      if (behaviours.some(({ kind }) => never.includes(kind))) return;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`not done after ${CASE_LIMIT_MS} ms`)), CASE_LIMIT_MS);
      });
      try {
        await Promise.race([create(behaviours, { ...LIMITS, ...limits }).then(test), late]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

const unusable: readonly (readonly [what: string, text: string])[] = [
  ['half of its JSON', '{"intent": "read", "standalo'],
  ['nothing', ''],
  ['another intent', JSON.stringify({ ...INTENT, intent: 'guess' })],
  ['a list', '["read"]'],
];

const passing: readonly ProviderBehaviour[] = [{ kind: 'server-error' }, { kind: 'disconnect' }, { kind: 'break-off' }];

const lasting: readonly (readonly [ProviderBehaviour['kind'] & ('unauthorised' | 'unknown-model' | 'context-length' | 'content-filter'), ErrorCode])[] = [
  ['unauthorised', 'MODEL_AUTHENTICATION'],
  ['unknown-model', 'MODEL_REJECTED_REQUEST'],
  ['context-length', 'MODEL_CONTEXT_LENGTH'],
  ['content-filter', 'MODEL_CONTENT_FILTER'],
];

const silent: readonly ProviderBehaviour[] = [{ kind: 'hang' }, { kind: 'stall' }];

/**
 * What a {@link LanguageModel} behind a server promises besides `languageModelCases`, as cases for any
 * test runner. The harness plays the provider in its own wire format.
 *
 * @example
 * ```ts
 * import { remoteModelCases, type RemoteModelHarness } from '@nl2sql/core/testing';
 * import { test } from 'vitest';
 *
 * declare const harness: RemoteModelHarness;
 * for (const { name, run } of remoteModelCases) test(name, () => run(harness));
 * ```
 */
export const remoteModelCases: readonly ContractCase<RemoteModelHarness>[] = [
  withProvider('sends what it is asked with, the schema, and the key where it belongs', [answer], async (subject) => {
    await assertAnswers(subject);
    const [request, ...more] = subject.requests;
    assert.ok(request !== undefined && more.length === 0, 'expected one request');
    const { system, prompt } = classifyRequest();
    for (const part of [system, prompt, 'standaloneQuestion', 'off_topic']) assert.ok(request.body.includes(part), `the request does not say ${part}`);
    assert.ok(request.authorised, 'the request came without the key');
    assert.ok(!request.url.includes(subject.secret) && !request.body.includes(subject.secret), 'the key is in the address or the body');
    assert.ok(!inspect(subject.model, { depth: 20, showHidden: true }).includes(subject.secret), 'the key is in the model');
  }),

  ...unusable.map(([what, text]) =>
    withProvider(`asks once more when the reply is ${what}, and adds up the cost`, [answer, { kind: 'text', text }, answer], async (subject) => {
      const once = await assertAnswers(subject);
      const twice = await assertAnswers(subject);
      assert.equal(subject.requests.length, 3);
      const [, first, second] = subject.requests;
      assert.ok((second?.body.length ?? 0) > (first?.body.length ?? 0), 'the second request does not say what is wrong');
      assert.deepEqual(twice, { inputTokens: 2 * once.inputTokens, outputTokens: 2 * once.outputTokens });
    }),
  ),

  withProvider('gives up after the second reply that does not match', [{ kind: 'text', text: '{"intent": 7}' }], async (subject) => {
    await assertFails(subject, 'MODEL_INVALID_REPLY');
    assert.equal(subject.requests.length, 2);
  }),

  withProvider('does not ask again for a reply that was cut off', [{ kind: 'cut-off', text: '{"intent": "re' }], async (subject) => {
    await assertFails(subject, 'MODEL_INVALID_REPLY');
    assert.equal(subject.requests.length, 1);
  }),

  withProvider('says that there is no room when a reply was cut off before its first letter', [{ kind: 'cut-off', text: '' }], async (subject) => {
    await assertFails(subject, 'MODEL_CONTEXT_LENGTH');
    assert.equal(subject.requests.length, 1);
  }),

  withProvider(
    'waits as long as a rate limit says',
    [{ kind: 'rate-limited', retryAfterSeconds: 0 }, { kind: 'rate-limited', retryAfterSeconds: 0 }, answer],
    async (subject) => {
      await assertAnswers(subject);
      assert.equal(subject.requests.length, 3);
    },
    { retryDelayMs: NEVER_MS },
  ),

  withProvider('backs off from a rate limit that does not say how long', [{ kind: 'rate-limited', retryAfterSeconds: null }, answer], async (subject) => {
    await assertAnswers(subject);
    assert.equal(subject.requests.length, 2);
  }),

  withProvider('passes on a wait that is too long', [{ kind: 'rate-limited', retryAfterSeconds: 600 }], async (subject) => {
    const { retryAfterMs, retryable } = await assertFails(subject, 'MODEL_RATE_LIMITED');
    assert.deepEqual([retryAfterMs, retryable, subject.requests.length], [600_000, true, 1]);
  }),

  withProvider('gives up on a rate limit when the retries are used up', [{ kind: 'rate-limited', retryAfterSeconds: 0 }], async (subject) => {
    await assertFails(subject, 'MODEL_RATE_LIMITED');
    assert.equal(subject.requests.length, 3);
  }),

  ...passing.map((behaviour) =>
    withProvider(`tries again after: ${behaviour.kind}`, [behaviour, behaviour, answer, behaviour], async (subject) => {
      await assertAnswers(subject);
      assert.equal(subject.requests.length, 3);
      assert.equal((await assertFails(subject, 'MODEL_UNAVAILABLE')).retryable, true);
      assert.equal(subject.requests.length, 6);
    }),
  ),

  ...lasting.map(([kind, code]) =>
    withProvider(`does not try again after: ${kind}`, [{ kind }], async (subject) => {
      assert.equal((await assertFails(subject, code)).retryable, false);
      assert.equal(subject.requests.length, 1);
    }),
  ),

  ...silent.map((behaviour) =>
    withProvider(
      `stops waiting at its time limit: ${behaviour.kind}`,
      [behaviour],
      async (subject) => {
        const left = subject.departure();
        assert.equal((await assertFails(subject, 'MODEL_TIMEOUT')).retryable, true);
        await left;
        assert.equal(subject.requests.length, 1);
      },
      { timeoutMs: 500 },
    ),
  ),

  ...silent.map((behaviour) =>
    withProvider(`is cancelled and lets go of the connection: ${behaviour.kind}`, [behaviour], async (subject) => {
      const stop = new AbortController();
      const [arrived, left] = [subject.arrival(), subject.departure()];
      const cancelled = assertFails(subject, 'CANCELLED', stop.signal);
      await arrived;
      stop.abort();
      await cancelled;
      await left;
      assert.deepEqual(getEventListeners(stop.signal, 'abort'), []);
    }),
  ),

  withProvider(
    'is cancelled while it waits to try again',
    [{ kind: 'server-error' }],
    async (subject) => {
      const stop = new AbortController();
      const arrived = subject.arrival();
      const cancelled = assertFails(subject, 'CANCELLED', stop.signal);
      await arrived;
      setTimeout(() => stop.abort(), 100);
      await cancelled;
      assert.equal(subject.requests.length, 1);
    },
    { retryDelayMs: NEVER_MS },
  ),

  withProvider('asks nothing when it is cancelled from the start', [answer], async (subject) => {
    await assertFails(subject, 'CANCELLED', AbortSignal.abort());
    assert.equal(subject.requests.length, 0);
  }),
];
