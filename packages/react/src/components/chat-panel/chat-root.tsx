'use client';
import type { Answer, Problem, ThreadState, Turn } from '@nl2sql/core/client';
import type { Capabilities, SchemaStructure } from '@nl2sql/core/protocol';
import { useCallback, useEffect, useMemo, useRef, useState, type HTMLAttributes, type ReactNode } from 'react';
import type { Nl2SqlMessages } from '../../messages/messages.ts';
import { usePresentation } from '../../presentation/presentation-context.tsx';
import { Announcer } from '../../primitives/announcer.tsx';
import { useFollowBottom } from '../../primitives/use-follow-bottom.ts';
import { useThreadActions, useThreadSelector } from '../../session/use-thread.ts';
import { classNames } from '../class-names.ts';
import { Surface } from '../surface.tsx';
import {
  ChatDraftContext,
  ChatFollowContext,
  ChatSetupContext,
  ChatStateContext,
  type ChatActions,
  type ChatParts,
  type ChatState,
  type Suggestion,
} from './chat-context.tsx';
import { defaultParts } from './turn-parts.tsx';
import { TurnAnnouncements } from './turn-announcements.tsx';

/** A conversation as data, and what to do when a person acts. What has no callback is not offered. */
export interface ChatData {
  /** Without it the panel shows the conversation of the `Nl2SqlProvider` around it. */
  readonly turns?: readonly Turn[] | undefined;
  /** The conversation from before a reload is being looked for. */
  readonly isRestoring?: boolean | undefined;
  /** Why it could not be found; what goes wrong with a turn is in the turn. */
  readonly problem?: Problem | null | undefined;
  /** What the server takes and keeps, as `Transport.capabilities` gives it. */
  readonly capabilities?: Capabilities | null | undefined;
  /** A question was sent. */
  readonly onAsk?: ((question: string) => void) | undefined;
  /** The run under way is to be stopped. */
  readonly onStop?: (() => void) | undefined;
  /** What the last turn waits for was answered. The answer counts as sent when the promise resolves. */
  readonly onRespond?: ((answer: Answer) => Promise<void> | void) | undefined;
  /** A turn is to be asked again as it was. */
  readonly onRetry?: ((turnId: string) => void) | undefined;
  /** A turn is to be asked again with another reading. */
  readonly onRevise?: ((turnId: string, assumptionId: string, readingId: string) => void) | undefined;
  /** More rows of a turn's result are wanted. */
  readonly onLoadRows?: ((turnId: string) => void) | undefined;
  /** The connection to a run is to be tried again at once. */
  readonly onReconnect?: (() => void) | undefined;
  /** The earlier conversation is to be looked for again. */
  readonly onRestore?: (() => void) | undefined;
}

export interface ChatRootProps extends ChatData, Omit<HTMLAttributes<HTMLElement>, keyof ChatData> {
  /** Components in place of parts of a turn. */
  readonly parts?: Partial<ChatParts> | undefined;
  /**
   * Where a question back to the user is shown. `dialog`: in a dialog, unless the user is busy elsewhere on the
   * page. `auto`, the default: in one only where the user is in the composer. Otherwise in its turn.
   */
  readonly clarify?: 'inline' | 'dialog' | 'auto' | undefined;
  /** `off` leaves the scrolling to the user. */
  readonly followBottom?: 'auto' | 'off' | undefined;
  /** What to ask first; `auto`, the default, makes some from the schema. */
  readonly suggestions?: readonly Suggestion[] | 'auto' | undefined;
  /** What can be asked about, as `Transport.schema` gives it. */
  readonly schema?: SchemaStructure | null | undefined;
  readonly messages?: Partial<Nl2SqlMessages> | undefined;
}

/** The element around the parts of a chat panel; it holds the conversation for them. */
export function ChatRoot({ turns, isRestoring, problem, capabilities, onAsk, onStop, onRespond, onRetry, onRevise, onLoadRows, onReconnect, onRestore, ...frame }: ChatRootProps): ReactNode {
  if (turns === undefined) return <SessionRoot {...frame} />;
  return <DataRoot data={{ turns, isRestoring, problem, capabilities, onAsk, onStop, onRespond, onRetry, onRevise, onLoadRows, onReconnect, onRestore }} frame={frame} />;
}

type FrameOptions = Omit<ChatRootProps, keyof ChatData>;

function SessionRoot(frame: FrameOptions): ReactNode {
  return <Frame {...frame} state={useThreadSelector(itself)} actions={useThreadActions()} />;
}

const itself = (state: ThreadState): ThreadState => state;

function DataRoot({ data, frame }: { readonly data: ChatData & { readonly turns: readonly Turn[] }; readonly frame: FrameOptions }): ReactNode {
  const { turns, isRestoring = false, problem = null, capabilities = null } = data;
  const state = useMemo(() => ({ turns, isRestoring, problem, capabilities }), [turns, isRestoring, problem, capabilities]);
  return <Frame {...frame} state={state} actions={useActions(data)} />;
}

const CALLBACKS = { ask: 'onAsk', stop: 'onStop', respond: 'onRespond', retry: 'onRetry', revise: 'onRevise', loadRows: 'onLoadRows', reconnect: 'onReconnect', restore: 'onRestore' } as const;

/** The actions behind the callbacks: the same ones throughout, however often a host makes its functions anew. */
function useActions(data: ChatData): ChatActions {
  const latest = useRef(data);
  useEffect(() => {
    latest.current = data;
  });
  const offered = Object.entries(CALLBACKS).flatMap(([action, name]) => (data[name] === undefined ? [] : [action])).join(' ');
  return useMemo(() => {
    const call = (name: keyof typeof CALLBACKS) => async (...values: readonly unknown[]) => {
      await (latest.current[CALLBACKS[name]] as (...values: readonly unknown[]) => unknown)(...values);
    };
    return Object.fromEntries(offered.split(' ').filter(Boolean).map((name) => [name, call(name as keyof typeof CALLBACKS)]));
  }, [offered]);
}

type FrameProps = FrameOptions & { readonly state: ChatState; readonly actions: ChatActions };

function Frame({ state, actions, parts, clarify = 'auto', followBottom = 'auto', suggestions = 'auto', schema = null, messages: own, className, children, ...attributes }: FrameProps): ReactNode {
  const { messages, onEvent } = usePresentation(own);
  const [draft, setDraft] = useState('');
  const inputRef = useRef<HTMLTextAreaElement>(null);
  const follow = useFollowBottom({ enabled: followBottom === 'auto', anchor: lastTurnOf });
  const { follow: followAgain } = follow;

  const { ask: askNow } = actions;
  const ask = useCallback(
    (question: string) => {
      onEvent({ type: 'ask' });
      followAgain();
      void askNow?.(question);
    },
    [askNow, followAgain, onEvent],
  );
  const editQuestion = useCallback((question: string) => {
    setDraft(question);
    inputRef.current?.focus();
  }, []);
  const setup = useMemo(
    () => ({ actions, parts: { ...defaultParts, ...parts }, clarify, suggestions, schema, inputRef, ask: askNow === undefined ? undefined : ask, editQuestion }),
    [actions, parts, clarify, suggestions, schema, askNow, ask, editQuestion],
  );
  const drafted = useMemo(() => ({ draft, setDraft }), [draft]);

  return (
    <Announcer>
      <Surface as="section" messages={own} className={classNames('nl2sql-chat', className)} aria-label={messages.chatLabel} {...attributes}>
        <ChatSetupContext.Provider value={setup}>
          <ChatStateContext.Provider value={state}>
            <ChatDraftContext.Provider value={drafted}>
              <ChatFollowContext.Provider value={follow}>
                {children}
                <TurnAnnouncements />
              </ChatFollowContext.Provider>
            </ChatDraftContext.Provider>
          </ChatStateContext.Provider>
        </ChatSetupContext.Provider>
      </Surface>
    </Announcer>
  );
}

/** The question of the newest turn stays in sight over an answer that is longer than the panel. */
const lastTurnOf = (content: HTMLElement): HTMLElement | null => content.querySelector<HTMLElement>('.nl2sql-chat__turn:last-of-type');
