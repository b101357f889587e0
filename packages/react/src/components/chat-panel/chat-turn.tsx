'use client';
import type { Turn } from '@nl2sql/core/client';
import { memo, type ReactNode } from 'react';
import { usePresentation } from '../../presentation/presentation-context.tsx';
import { isGone, useChatSetup } from './chat-context.tsx';

export interface ChatTurnProps {
  /** The question with what came of it. */
  readonly turn: Turn;
  /** Only the last turn of a conversation can still be answered. */
  readonly isLast?: boolean;
  /** A run is under way, of this turn or another, so that nothing can be asked. */
  readonly isBusy?: boolean;
  /** The turn was asked again with another reading. */
  readonly isRevised?: boolean;
}

/** A question with what came of it. It renders again when its turn has changed, and not with the others. */
export const ChatTurn = /* @__PURE__ */ memo(function ChatTurn({ turn, isLast = true, isBusy = false, isRevised = false }: ChatTurnProps): ReactNode {
  const { messages, format, timeZone } = usePresentation();
  const { parts, actions, editQuestion } = useChatSetup();
  const part = { turn, isLast, isBusy, isRevised, actions, editQuestion };
  const state = stateOf(turn);
  return (
    <div className="nl2sql-chat__turn" data-phase={turn.phase} data-revised={isRevised || undefined}>
      <article className="nl2sql-chat__question" aria-label={messages.chatYou({ time: format.dateTime(turn.askedAt, timeZone) })} tabIndex={-1}>
        <parts.question {...part} />
      </article>
      <article className="nl2sql-chat__answer" aria-label={messages[`chatAssistant:${state}`]} tabIndex={-1} data-state={state}>
        <parts.progress {...part} />
        <parts.headline {...part} />
        <parts.result {...part} />
        <parts.trust {...part} />
        <parts.interrupt {...part} />
        <parts.outcome {...part} />
        <parts.explanation {...part} />
        <parts.actions {...part} />
      </article>
    </div>
  );
});

function stateOf(turn: Turn): 'working' | 'waiting' | 'ready' | 'ended' {
  const { phase } = turn;
  if (phase === 'succeeded') return isGone(turn) ? 'ended' : 'ready';
  if (phase === 'awaitingInput' || phase === 'responding') return 'waiting';
  return phase === 'cancelled' || phase === 'refused' || phase === 'failed' || phase === 'expired' ? 'ended' : 'working';
}
