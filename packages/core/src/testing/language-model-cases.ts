import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import type { LanguageModel, ModelReply, ModelRequest, ModelTaskName, ModelTasks } from '../contracts/index.ts';
import { isNl2SqlError } from '../errors/index.ts';
import type { ContractCase } from './contract-case.ts';
import { classifyRequest, INTENT, QUESTION, SQL, sqlRequest } from './model-requests.ts';

/** How the cases get at the model under test. Whoever runs a case ends what was started for it. */
export interface LanguageModelHarness {
  /**
   * A new model.
   *
   * @param reply - What a provider that the test plays answers to a request, from the text of its body. A
   *   model that works its answers out by itself has no use for it.
   */
  create(reply: (requestBody: string) => ModelTasks[ModelTaskName]['reply']): LanguageModel | Promise<LanguageModel>;
}

/** Waits for the answer and checks what is promised of every one. */
async function generate<T extends ModelTaskName>(model: LanguageModel, request: ModelRequest<T>): Promise<ModelReply<T>> {
  const reply = await model.generate(request);
  const parsed = request.schema.safeParse(reply.value);
  assert.ok(parsed.success, `the reply does not match its schema: ${parsed.error?.message}`);
  if (reply.usage !== null) {
    for (const tokens of [reply.usage.inputTokens, reply.usage.outputTokens]) assert.ok(Number.isInteger(tokens) && tokens >= 0, `${tokens} is no number of tokens`);
  }
  return reply;
}

function withModel(name: string, reply: (requestBody: string) => ModelTasks[ModelTaskName]['reply'], test: (model: LanguageModel) => Promise<void>): ContractCase<LanguageModelHarness> {
  return { name, run: async ({ create }) => test(await create(reply)) };
}

/**
 * What every {@link LanguageModel} promises, as cases for any test runner. One that is behind a server
 * promises more: see `remoteModelCases`.
 *
 * @example
 * ```ts
 * import { offline } from '@nl2sql/adapters/language-models/offline';
 * import { languageModelCases } from '@nl2sql/core/testing';
 * import { test } from 'vitest';
 *
 * for (const { name, run } of languageModelCases) test(name, () => run({ create: () => offline() }));
 * ```
 */
export const languageModelCases: readonly ContractCase<LanguageModelHarness>[] = [
  withModel('names itself, without a space', () => INTENT, async (model) => {
    assert.match(model.id, /^\S+$/);
  }),

  withModel('answers in the shape that was asked for, and says what it cost or that it does not know', () => INTENT, async (model) => {
    const { value } = await generate(model, classifyRequest());
    assert.equal(value.intent, 'read');
    assert.equal(value.standaloneQuestion, QUESTION);
  }),

  withModel('answers in the shape of one of several', () => SQL, async (model) => {
    const { value } = await generate(model, sqlRequest());
    assert.ok(value.kind === 'sql', 'it found the schema insufficient');
    assert.match(value.sql, /count/i);
  }),

  withModel(
    'answers many requests at once, each its own',
    (body) => ({ ...INTENT, standaloneQuestion: /How many orders has customer \d+\?/.exec(body)?.[0] ?? 'none' }),
    async (model) => {
      const questions = Array.from({ length: 12 }, (_, index) => `How many orders has customer ${index + 1}?`);
      const replies = await Promise.all(questions.map((question) => generate(model, classifyRequest(question))));
      assert.deepEqual(replies.map(({ value }) => value.standaloneQuestion), questions);
    },
  ),

  withModel('takes any text', () => INTENT, async (model) => {
    for (const text of ['', 'größe 売上 🧾', '"\\{}</script>```', '\u0000\u001b\u2028', 'customers '.repeat(5_000)]) await generate(model, classifyRequest(text));
  }),

  withModel('leaves the request as it is, and nothing on its signal', () => INTENT, async (model) => {
    const { signal } = new AbortController();
    const request = classifyRequest(QUESTION, signal);
    const before = structuredClone(request.input);
    await generate(model, Object.freeze(request));
    assert.deepEqual(request.input, before);
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  }),

  withModel('does not start when its signal is aborted already', () => INTENT, async (model) => {
    for (const signal of [AbortSignal.abort(), AbortSignal.abort('for a reason')]) {
      await assert.rejects(model.generate(classifyRequest(QUESTION, signal)), (error) => isNl2SqlError(error) && error.code === 'CANCELLED');
    }
    await generate(model, classifyRequest());
  }),
];
