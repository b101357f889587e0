import type { AnswerScope, ClarificationStore, Principal, RememberedAnswer } from '../contracts/index.ts';
import { InputError } from '../errors/index.ts';
import type { AnswerReach, Clarification, ClarificationAnswer, InterruptResponse, Resolution } from '../protocol/index.ts';
import type { Settings } from '../settings.ts';
import { tokenise } from '../text/index.ts';
import { isClarificationAnswer, resolveResponse } from './resolve-response.ts';
import type { RunState } from './run-state.ts';
import { withinGrace } from './within-grace.ts';

/** How questions were answered in earlier runs. */
export interface RememberedAnswers {
  /** The option that was chosen when the question of a run was asked before, if it still counts. */
  recall(state: RunState): Promise<{ readonly optionId: string; readonly reach: AnswerReach } | null>;
  /** Keeps how the question of a paused run was answered, as far as the answer says. */
  remember(paused: RunState, response: InterruptResponse): Promise<void>;
  /** @throws InputError when an answer is to be kept for more than it may. */
  assertReach(response: InterruptResponse, principal: Principal | null): void;
}

export interface RememberedAnswersOptions {
  readonly store: ClarificationStore;
  readonly settings: Settings;
  readonly now: () => Date;
  readonly onError: (error: unknown, runId: string) => void;
}

/** Narrowest first: what somebody said in this conversation counts before what holds for all. */
const REACHES: readonly AnswerReach[] = ['thread', 'user', 'tenant'];

/**
 * What makes two clarifications the same: the database, the kind, the words that it is about and the
 * readings that are offered. With another reading among them, or one less, it is another question.
 */
export function questionKey(databaseId: string, { kind, span, options }: Clarification): string {
  const words = new Set(tokenise(span?.text ?? '').map(({ stem }) => stem));
  return JSON.stringify([databaseId, kind, [...words].toSorted(), options.map(({ id }) => id).toSorted()]);
}

export function createRememberedAnswers({ store, settings, now, onError }: RememberedAnswersOptions): RememberedAnswers {
  const limits = settings.ambiguity.rememberAnswers;
  const allowed = limits ? REACHES.slice(0, REACHES.indexOf(limits.reach) + 1) : [];
  const stillCounts = (answer: RememberedAnswer | null): boolean =>
    typeof answer?.optionId === 'string' && Date.parse(answer.expiresAt) > now().getTime();

  return {
    async recall({ runId, threadId, principal, askedAs }) {
      if (askedAs === null) return null;
      const scopes = allowed.flatMap((reach) => scopeOf(reach, threadId, principal) ?? []);
      let known: readonly (RememberedAnswer | null)[] = [];
      const read = async () => {
        known = await Promise.all(scopes.map((scope) => store.recall(scope, askedAs)));
      };
      // A store in trouble takes no answer away: the question is asked again.
      if (scopes.length > 0) await withinGrace(read, (error) => onError(error, runId));
      const index = known.findIndex(stillCounts);
      return index < 0 ? null : { optionId: known[index]!.optionId, reach: scopes[index]!.reach };
    },

    async remember({ runId, threadId, principal, interrupt, askedAs }, response) {
      if (!limits || !interrupt || askedAs === null || response.remember === false || !isClarificationAnswer(response)) return;
      const chosen = chosenId(interrupt.clarification, response);
      const scope = scopeOf(response.remember ?? 'thread', threadId, principal);
      if (chosen === null || !scope) return;
      const expiresAt = new Date(now().getTime() + limits.lifetimeMs).toISOString();
      await withinGrace(() => store.remember(scope, askedAs, { optionId: chosen, expiresAt }), (error) => onError(error, runId));
    },

    assertReach({ remember }, principal) {
      if (remember === undefined || remember === false) return;
      if (!allowed.includes(remember)) {
        throw new InputError('Answers are not kept for that many questions here.', {
          hint: 'The run still waits. The setting ambiguity.rememberAnswers says how far answers may reach.',
        });
      }
      if (scopeOf(remember, '', principal)) return;
      throw new InputError('The one who answers has no id, or no tenant, to keep the answer for.', { hint: 'The run still waits. Leave `remember` out.' });
    },
  };
}

function scopeOf(reach: AnswerReach, threadId: string, principal: Principal | null): AnswerScope | null {
  const tenantId = principal?.tenantId ?? null;
  const principalId = principal?.id ?? null;
  if (reach === 'thread') return { reach, tenantId, principalId, threadId };
  if (reach === 'user') return principalId === null ? null : { reach, tenantId, principalId };
  return tenantId === null ? null : { reach, tenantId };
}

function chosenId(clarification: Clarification, response: ClarificationAnswer): string | null {
  const chosen: Resolution['chosen'] | undefined = resolveResponse(clarification, response)?.chosen;
  return chosen && 'id' in chosen ? chosen.id : null;
}
