import type { AnswerScope, ClarificationStore, RememberedAnswer } from '../contracts/index.ts';

export interface MemoryClarificationStoreOptions {
  /** Answers to keep; the one that was used longest ago goes first. Default 10,000. */
  readonly maxAnswers?: number;
}

/**
 * A {@link ClarificationStore} for one process: gone when it ends.
 *
 * @example
 * ```ts
 * const clarifications = memoryClarificationStore();
 * await clarifications.forget({ reach: 'user', tenantId: null, principalId: 'ann' });
 * ```
 */
export function memoryClarificationStore({ maxAnswers = 10_000 }: MemoryClarificationStoreOptions = {}): ClarificationStore {
  /** The one that was used longest ago is first. */
  const answers = new Map<string, { readonly scope: string; readonly answer: RememberedAnswer }>();

  function use(scope: AnswerScope, question: string, given?: RememberedAnswer): RememberedAnswer | null {
    const within = keyOf(scope);
    const key = JSON.stringify([within, question]);
    const answer = given ?? answers.get(key)?.answer;
    if (!answer) return null;
    answers.delete(key);
    answers.set(key, { scope: within, answer });
    if (answers.size > maxAnswers) answers.delete(answers.keys().next().value as string);
    return answer;
  }

  return {
    recall: async (scope, question) => structuredClone(use(scope, question)),
    async remember(scope, question, answer) {
      use(scope, question, structuredClone(answer));
    },
    async forget(scope, question) {
      const within = keyOf(scope);
      if (question !== undefined) answers.delete(JSON.stringify([within, question]));
      else for (const [key, kept] of [...answers]) if (kept.scope === within) answers.delete(key);
    },
  };
}

function keyOf(scope: AnswerScope): string {
  const { reach, tenantId } = scope;
  return JSON.stringify([reach, tenantId, ...(reach === 'tenant' ? [] : [scope.principalId]), ...(reach === 'thread' ? [scope.threadId] : [])]);
}
