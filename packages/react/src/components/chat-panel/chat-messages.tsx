'use client';
import { isUnderWay } from '@nl2sql/core/client';
import { useCallback, useMemo, useRef, useState, type HTMLAttributes, type KeyboardEvent, type ReactNode } from 'react';
import { usePresentation } from '../../presentation/presentation-context.tsx';
import { useBrowserLayoutEffect } from '../../primitives/use-browser-layout-effect.ts';
import { useDelayed } from '../../primitives/use-delayed.ts';
import { Button } from '../button.tsx';
import { classNames } from '../class-names.ts';
import { Notice } from '../notice.tsx';
import { useChatFollow, useChatSetup, useChatState } from './chat-context.tsx';
import { ChatEmpty } from './chat-empty.tsx';
import { ChatTurn } from './chat-turn.tsx';

export interface ChatMessagesProps extends HTMLAttributes<HTMLDivElement> {
  /** What stands where nothing was asked; by default a greeting, what can be asked about, and suggestions. */
  readonly empty?: ReactNode;
  /** How many of the newest turns are shown at first, and how many more on request; 30 by default. */
  readonly pageSize?: number;
}

/** The conversation, oldest first, in a region that scrolls. Alt with an arrow goes from message to message. */
export function ChatMessages({ empty = <ChatEmpty />, pageSize = 30, className, ...attributes }: ChatMessagesProps): ReactNode {
  const { messages, format } = usePresentation();
  const { turns, isRestoring, problem } = useChatState();
  const { actions } = useChatSetup();
  const { viewportRef, contentRef } = useChatFollow();
  const [pages, setPages] = useState(1);
  const showsSkeleton = useDelayed(isRestoring) && turns.length === 0;
  const hidden = Math.max(0, turns.length - pages * pageSize);
  const isBusy = isUnderWay(turns.at(-1));
  const revised = useMemo(() => new Set(turns.map(({ revises }) => revises)), [turns]);
  const list = useRef<HTMLDivElement | null>(null);
  const attachList = useCallback(
    (element: HTMLDivElement | null) => {
      list.current = element;
      contentRef(element);
    },
    [contentRef],
  );
  const showEarlier = useEarlier(list, pages, () => setPages(pages + 1));

  return (
    <div
      className={classNames('nl2sql-chat__messages', className)}
      ref={viewportRef}
      role="log"
      aria-live="off"
      aria-label={messages.chatLog}
      aria-busy={isRestoring || isBusy}
      // What scrolls has to be reachable for a keyboard.
      tabIndex={0}
      onKeyDown={goToNeighbour}
      {...attributes}
    >
      <div className="nl2sql-chat__list" ref={attachList}>
        {problem !== null && (
          <Notice tone="warning" title={messages.chatRestoreFailed} actions={actions.restore && <Button icon="refresh" onClick={() => void actions.restore?.()}>{messages.retry}</Button>}>
            {problem.hint ?? problem.message}
          </Notice>
        )}
        {hidden > 0 && <Button className="nl2sql-chat__earlier" tone="quiet" onClick={showEarlier}>{messages.chatEarlier({ turns: hidden }, format)}</Button>}
        {turns.slice(hidden).map((turn) => (
          <ChatTurn key={turn.id} turn={turn} isLast={turn === turns.at(-1)} isBusy={isBusy} isRevised={revised.has(turn.id)} />
        ))}
        {showsSkeleton && <Skeleton label={messages.chatRestoring} />}
        {turns.length === 0 && !isRestoring && problem === null && empty}
      </div>
    </div>
  );
}

/** Keeps what is read in its place while earlier turns appear above it, and goes on from the first of them. */
function useEarlier(list: React.RefObject<HTMLDivElement | null>, pages: number, show: () => void): () => void {
  const before = useRef<{ readonly first: Element; readonly top: number } | null>(null);
  useBrowserLayoutEffect(() => {
    const kept = before.current;
    before.current = null;
    const viewport = list.current?.parentElement;
    if (kept === null || viewport == null) return;
    viewport.scrollTop += kept.first.getBoundingClientRect().top - kept.top;
    viewport.querySelector<HTMLElement>('article')?.focus({ preventScroll: true });
  }, [list, pages]);
  return () => {
    const first = list.current?.querySelector('article');
    if (first != null) before.current = { first, top: first.getBoundingClientRect().top };
    show();
  };
}

function goToNeighbour(event: KeyboardEvent<HTMLDivElement>): void {
  if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
  const articles = [...event.currentTarget.querySelectorAll<HTMLElement>('article')];
  const current = articles.findIndex((article) => article.contains(event.target as Node));
  const next = event.key === 'ArrowDown' ? articles[current + 1] : current === -1 ? articles.at(-1) : articles[current - 1];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

/** The outline of one turn, until it is known what was asked. */
function Skeleton({ label }: { readonly label: string }): ReactNode {
  return (
    <div className="nl2sql-chat__skeleton" data-state="loading">
      <span className="nl2sql-visually-hidden">{label}</span>
      {['question', 'line', 'table'].map((shape) => (
        <span key={shape} className="nl2sql-chat__bone" data-shape={shape} />
      ))}
    </div>
  );
}
