import assert from 'node:assert/strict';
import type { AnswerScope, ClarificationStore, RememberedAnswer } from '../contracts/index.ts';
import type { ContractCase } from './contract-case.ts';

/** How the cases get at the store under test. */
export interface ClarificationStoreHarness {
  /** A new, empty store. */
  create(): ClarificationStore | Promise<ClarificationStore>;
}

const answer = (optionId: string): RememberedAnswer => ({ optionId, expiresAt: '2999-01-01T00:00:00.000Z' });
const question = '["shop","table",["amount"],["table:orders"]]';

/** Scopes that a careless key would take for one another. */
const SCOPES: readonly AnswerScope[] = [
  { reach: 'thread', tenantId: null, principalId: null, threadId: 't' },
  { reach: 'thread', tenantId: 'a', principalId: null, threadId: 't' },
  { reach: 'thread', tenantId: 'a', principalId: 'b', threadId: 't' },
  { reach: 'thread', tenantId: 'a', principalId: 'b', threadId: '' },
  { reach: 'thread', tenantId: null, principalId: 'null', threadId: 't' },
  { reach: 'user', tenantId: 'a', principalId: 'b' },
  { reach: 'user', tenantId: 'b', principalId: 'a' },
  { reach: 'user', tenantId: null, principalId: 'a' },
  { reach: 'user', tenantId: 'null', principalId: 'a' },
  { reach: 'tenant', tenantId: 'a' },
  { reach: 'tenant', tenantId: '__proto__' },
];

/**
 * What every {@link ClarificationStore} promises, as cases for any test runner.
 *
 * @example
 * ```ts
 * import type { ClarificationStore } from '@nl2sql/core/contracts';
 * import { clarificationStoreCases } from '@nl2sql/core/testing';
 * import { test } from 'vitest';
 *
 * declare function makeStore(): Promise<ClarificationStore>;
 * for (const { name, run } of clarificationStoreCases) test(name, () => run({ create: makeStore }));
 * ```
 */
export const clarificationStoreCases: readonly ContractCase<ClarificationStoreHarness>[] = [
  {
    name: 'gives an answer back in its scope and to its question, and to no other',
    async run({ create }) {
      const store = await create();
      for (const scope of SCOPES) {
        assert.equal(await store.recall(scope, question), null);
        await store.remember(scope, question, answer(JSON.stringify(scope)));
      }
      for (const scope of SCOPES) {
        assert.deepEqual(await store.recall(scope, question), answer(JSON.stringify(scope)));
        assert.equal(await store.recall(scope, `${question} `), null);
      }
    },
  },
  {
    name: 'replaces an older answer',
    async run({ create }) {
      const store = await create();
      for (const scope of SCOPES) {
        await store.remember(scope, question, answer('older'));
        await store.remember(scope, question, answer('newer'));
        assert.deepEqual(await store.recall(scope, question), answer('newer'));
      }
    },
  },
  {
    name: 'forgets one answer, or all of a scope',
    async run({ create }) {
      const store = await create();
      for (const scope of SCOPES) for (const each of ['one', 'two', 'three']) await store.remember(scope, each, answer(each));
      for (const [index, scope] of SCOPES.entries()) {
        await store.forget(scope, 'one');
        assert.equal(await store.recall(scope, 'one'), null);
        assert.deepEqual(await store.recall(scope, 'two'), answer('two'));
        await store.forget(scope);
        for (const each of ['two', 'three']) assert.equal(await store.recall(scope, each), null);
        for (const other of SCOPES.slice(index + 1)) assert.deepEqual(await store.recall(other, 'one'), answer('one'));
      }
      await store.forget(SCOPES[0]!);
    },
  },
  {
    name: 'takes any text as a question, and gives the answer back whole',
    async run({ create }) {
      const store = await create();
      const questions = ['', ' ', '__proto__', 'constructor', "it's; DROP TABLE x --", 'größe 表 🧾', '\u0000', 'x'.repeat(10_000), `${'x'.repeat(10_000)}y`];
      const [scope] = SCOPES;
      for (const each of questions) await store.remember(scope!, each, answer(`the option of ${each}`));
      for (const each of questions) assert.deepEqual(await store.recall(scope!, each), answer(`the option of ${each}`));
    },
  },
  {
    name: 'keeps one of several answers that are given at once',
    async run({ create }) {
      const store = await create();
      const [scope] = SCOPES;
      const given = Array.from({ length: 20 }, (_, index) => answer(`option ${index}`));
      await Promise.all(given.map((each) => store.remember(scope!, question, each)));
      const kept = await store.recall(scope!, question);
      assert.ok(given.some(({ optionId }) => optionId === kept?.optionId), 'none of the answers was kept');
    },
  },
];
