'use client';
import type { Answer } from '@nl2sql/core/client';
import type { AnswerReach, ClarificationInterrupt } from '@nl2sql/core/protocol';
import { useState } from 'react';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { useExpiry, type Expiry } from '../session/use-expiry.ts';
import { useResponse, type ResponseProblem, type ResponseStatus } from './use-response.ts';

/** What a person answers to a clarification. */
export type ClarificationResponse = Extract<Answer, { readonly kind: 'choose' | 'text' | 'cancel' }>;

export interface ClarificationOptions {
  /** The question, as a run asks it: one of `Turn.run.interrupts`. */
  readonly interrupt: ClarificationInterrupt;
  /** Called once an answer. It is under way until the promise settles; a rejection keeps the choice and says so. */
  readonly onRespond: (answer: ClarificationResponse) => Promise<void> | void;
  /** How far a choice may be kept, as `Capabilities.remember` says; `['thread']` by default. Empty: the user is not asked. */
  readonly remember?: readonly AnswerReach[] | undefined;
  /** What went wrong with the last answer where the host knows it from elsewhere, such as `Turn.problem`. */
  readonly problem?: ResponseProblem | null | undefined;
}

/** What is selected: a reading, one's own words, or nothing yet. */
export type ClarificationChoice = { readonly kind: 'option'; readonly optionId: string } | { readonly kind: 'text' } | null;

/** A clarification as it is being answered. */
export interface ClarificationState {
  readonly interrupt: ClarificationInterrupt;
  readonly choice: ClarificationChoice;
  readonly choose: (choice: ClarificationChoice) => void;
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly reaches: readonly AnswerReach[];
  /** `false`: for this question only. */
  readonly reach: AnswerReach | false;
  readonly setReach: (reach: AnswerReach | false) => void;
  /** What was missing when the user last tried to submit. */
  readonly missing: 'choice' | 'text' | null;
  readonly status: ResponseStatus;
  readonly problem: ResponseProblem | null;
  readonly expiry: Expiry;
  /** Nothing can be changed: an answer is under way or taken, or it is too late for one. */
  readonly isLocked: boolean;
  readonly submit: () => void;
  readonly cancel: () => void;
}

const THREAD_ONLY: readonly AnswerReach[] = ['thread'];

/** The behaviour of a clarification without its looks. Nothing is selected for the user. */
export function useClarification({ interrupt, onRespond, remember = THREAD_ONLY, problem = null }: ClarificationOptions): ClarificationState {
  const { onEvent } = usePresentation();
  const [choice, setChoice] = useState<ClarificationChoice>(null);
  const [text, setText] = useState('');
  const [reach, setReach] = useState<AnswerReach | false>(remember.includes('thread') && 'thread');
  const [tried, setTried] = useState(false);
  const expiry = useExpiry(interrupt.expiresAt);
  const response = useResponse(onRespond, problem);
  const isLocked = expiry.isExpired || response.status === 'pending' || response.status === 'sent';
  const lacking = choice === null ? 'choice' : choice.kind === 'text' && text.trim() === '' ? 'text' : null;

  const send = (answer: ClarificationResponse): void => {
    if (isLocked) return;
    onEvent({ type: 'clarification.answer', kind: answer.kind, suggested: answer.kind === 'choose' && answer.optionId === interrupt.clarification.suggested });
    response.respond(answer);
  };
  return {
    interrupt,
    choice,
    choose: (next) => {
      if (!isLocked) setChoice(next);
    },
    text,
    setText,
    reaches: remember,
    reach,
    setReach,
    missing: tried ? lacking : null,
    status: response.status,
    problem: response.problem,
    expiry,
    isLocked,
    submit: () => {
      setTried(true);
      if (choice === null || lacking !== null) return;
      if (choice.kind === 'text') send({ kind: 'text', text: text.trim() });
      else send({ kind: 'choose', optionId: choice.optionId, ...(remember.length === 0 ? {} : { remember: reach }) });
    },
    cancel: () => send({ kind: 'cancel' }),
  };
}
