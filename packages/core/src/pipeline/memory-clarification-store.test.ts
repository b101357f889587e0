import { describe, expect, it } from 'vitest';
import type { AnswerScope } from '../contracts/index.ts';
import { clarificationStoreCases } from '../testing/index.ts';
import { memoryClarificationStore } from './memory-clarification-store.ts';

const scope: AnswerScope = { reach: 'user', tenantId: null, principalId: 'ann' };
const answer = { optionId: 'a', expiresAt: '2999-01-01T00:00:00.000Z' };

describe('memoryClarificationStore', () => {
  for (const { name, run } of clarificationStoreCases) it(name, () => run({ create: () => memoryClarificationStore() }));

  it('gives up the answer that was used longest ago when there are too many', async () => {
    const store = memoryClarificationStore({ maxAnswers: 2 });
    await store.remember(scope, 'one', answer);
    await store.remember(scope, 'two', answer);
    await store.recall(scope, 'one');
    await store.remember(scope, 'three', answer);
    expect(await Promise.all(['one', 'two', 'three'].map((question) => store.recall(scope, question)))).toEqual([answer, null, answer]);
  });
});
