'use client';
import type { ThreadActions, ThreadState, Turn } from '@nl2sql/core/client';
import type { SchemaStructure } from '@nl2sql/core/protocol';
import { createContext, useContext, type ComponentType, type RefObject } from 'react';
import type { FollowBottom } from '../../primitives/use-follow-bottom.ts';

/** What a person may do in the panel. What is missing is not offered. */
export type ChatActions = Partial<Pick<ThreadActions, 'ask' | 'stop' | 'respond' | 'retry' | 'revise' | 'loadRows' | 'reconnect' | 'restore'>>;

/** What every part of a turn is given. */
export interface TurnPartProps {
  readonly turn: Turn;
  /** Only the last turn of a conversation can still be answered. */
  readonly isLast: boolean;
  /** A run is under way, of this turn or another, so that nothing can be asked. */
  readonly isBusy: boolean;
  /** The turn was asked again with another reading. */
  readonly isRevised: boolean;
  readonly actions: ChatActions;
  /** Puts a question into the composer. */
  readonly editQuestion: (question: string) => void;
}

/** The parts of a turn, in the order in which they stand. */
export interface ChatParts {
  readonly question: ComponentType<TurnPartProps>;
  readonly progress: ComponentType<TurnPartProps>;
  readonly headline: ComponentType<TurnPartProps>;
  readonly result: ComponentType<TurnPartProps>;
  readonly trust: ComponentType<TurnPartProps>;
  readonly explanation: ComponentType<TurnPartProps>;
  readonly outcome: ComponentType<TurnPartProps>;
  readonly interrupt: ComponentType<TurnPartProps>;
  readonly actions: ComponentType<TurnPartProps>;
}

export type ChatState = Pick<ThreadState, 'turns' | 'isRestoring' | 'problem' | 'capabilities'>;

/** A question to choose: its text, or another text for a question that is long. */
export type Suggestion = string | { readonly label: string; readonly question: string };

/** What stays the same while a conversation goes on. */
export interface ChatSetup {
  readonly actions: ChatActions;
  readonly parts: ChatParts;
  readonly clarify: 'inline' | 'dialog' | 'auto';
  readonly suggestions: readonly Suggestion[] | 'auto';
  readonly schema: SchemaStructure | null;
  readonly inputRef: RefObject<HTMLTextAreaElement | null>;
  /** Asks, and follows the answer. */
  readonly ask: ((question: string) => void) | undefined;
  readonly editQuestion: (question: string) => void;
}

export interface ChatDraft {
  readonly draft: string;
  readonly setDraft: (draft: string) => void;
}

export const ChatStateContext = /* @__PURE__ */ createContext<ChatState | null>(null);
export const ChatSetupContext = /* @__PURE__ */ createContext<ChatSetup | null>(null);
export const ChatDraftContext = /* @__PURE__ */ createContext<ChatDraft | null>(null);
export const ChatFollowContext = /* @__PURE__ */ createContext<FollowBottom | null>(null);

function within<T>(value: T | null): T {
  if (value === null) throw new TypeError('A part of the chat panel stands outside of it: put ChatPanel.Root around it.');
  return value;
}

export const useChatState = (): ChatState => within(useContext(ChatStateContext));
export const useChatSetup = (): ChatSetup => within(useContext(ChatSetupContext));
export const useChatDraft = (): ChatDraft => within(useContext(ChatDraftContext));
export const useChatFollow = (): FollowBottom => within(useContext(ChatFollowContext));

/** Whether all that is still known of an answer is that there was one. */
export const isGone = ({ phase, run }: Turn): boolean => phase === 'succeeded' && run.result === null;
