/**
 * How far an answer reaches. A thread's answers are those of one principal in it; `null` stands for
 * nobody.
 */
export type AnswerScope =
  | { readonly reach: 'thread'; readonly tenantId: string | null; readonly principalId: string | null; readonly threadId: string }
  | { readonly reach: 'user'; readonly tenantId: string | null; readonly principalId: string }
  | { readonly reach: 'tenant'; readonly tenantId: string };

/** How a clarification was answered. JSON. */
export interface RememberedAnswer {
  readonly optionId: string;
  /** ISO 8601: from then on it does not count. */
  readonly expiresAt: string;
}

/**
 * Keeps how clarifications were answered, so that the same one is not asked again. What it gives back
 * is only a choice among the options of today's clarification and cannot add one.
 */
export interface ClarificationStore {
  /** The answer that is kept in a scope for a question; null when there is none. */
  recall(scope: AnswerScope, question: string): Promise<RememberedAnswer | null>;
  /** Keeps an answer, replacing an older one to the same question in the same scope. */
  remember(scope: AnswerScope, question: string, answer: RememberedAnswer): Promise<void>;
  /** Forgets the answer to one question, or all answers of the scope. */
  forget(scope: AnswerScope, question?: string): Promise<void>;
}
