'use client';
import { useCallback, useEffect, useRef, useState, type RefCallback } from 'react';

export interface FollowBottomOptions {
  /** False leaves the scrolling to its reader; true by default. */
  readonly enabled?: boolean;
  /** What is not scrolled out at the top, such as the last question over a long answer; it stays below the `scroll-padding`. */
  readonly anchor?: (content: HTMLElement) => HTMLElement | null;
}

export interface FollowBottom {
  /** For the element that scrolls. */
  readonly viewportRef: RefCallback<HTMLElement>;
  /** For the element within it that grows. */
  readonly contentRef: RefCallback<HTMLElement>;
  /** Whether nothing is hidden below. */
  readonly isAtBottom: boolean;
  /** Scrolls to the very end and follows from there on. */
  readonly scrollToBottom: () => void;
  /** Follows from here on, as far as the anchor allows. */
  readonly follow: () => void;
}

/** Nearer to the bottom than this, in pixels, is at the bottom. */
const NEAR = 24;

/**
 * Keeps the end of growing content in sight, until its reader scrolls up; scrolling back down takes it up again.
 * Content of any size may arrive in any number of pieces: only a reader's own scrolling ends the following,
 * and nothing but a reader ever scrolls up.
 *
 * @example
 * ```tsx
 * import { useFollowBottom } from '@nl2sql/react/primitives';
 *
 * export function Log({ lines }: { lines: readonly string[] }) {
 *   const { viewportRef, contentRef, isAtBottom, scrollToBottom } = useFollowBottom();
 *   return (
 *     <div ref={viewportRef} style={{ overflow: 'auto' }}>
 *       <pre ref={contentRef}>{lines.join('\n')}</pre>
 *       {!isAtBottom && <button onClick={scrollToBottom}>Newest</button>}
 *     </div>
 *   );
 * }
 * ```
 */
export function useFollowBottom({ enabled = true, anchor }: FollowBottomOptions = {}): FollowBottom {
  const [viewport, setViewport] = useState<HTMLElement | null>(null);
  const [content, setContent] = useState<HTMLElement | null>(null);
  const [isAtBottom, setAtBottom] = useState(true);
  const isFollowing = useRef(true);
  const known = useRef({ top: 0, height: 0 });
  const anchorOf = useRef(anchor);
  useEffect(() => {
    anchorOf.current = anchor;
  });

  const settle = useCallback(() => {
    if (viewport === null || content === null) return;
    if (isFollowing.current && enabled) {
      const end = endOf(viewport, anchorOf.current?.(content) ?? null);
      if (viewport.scrollTop < end) viewport.scrollTop = end;
      known.current = { top: viewport.scrollTop, height: viewport.scrollHeight };
    }
    setAtBottom(bottomOf(viewport) - viewport.scrollTop <= NEAR);
  }, [viewport, content, enabled]);

  useEffect(() => {
    if (viewport === null || content === null) return undefined;
    const onScroll = (): void => {
      const { top, height } = known.current;
      const isNearEnd = viewport.scrollTop >= endOf(viewport, anchorOf.current?.(content) ?? null) - NEAR;
      // Content that shrinks moves the scroll position too, and is no reader.
      const hasScrolledUp = viewport.scrollTop < top - 1 && viewport.scrollHeight >= height;
      if (hasScrolledUp) isFollowing.current = isNearEnd && bottomOf(viewport) - viewport.scrollTop <= NEAR;
      else if (isNearEnd) isFollowing.current = true;
      known.current = { top: viewport.scrollTop, height: viewport.scrollHeight };
      setAtBottom(bottomOf(viewport) - viewport.scrollTop <= NEAR);
    };
    // A document without layout, as in tests of a host, has none.
    const observer = globalThis.ResizeObserver === undefined ? null : new ResizeObserver(settle);
    observer?.observe(content);
    observer?.observe(viewport);
    viewport.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer?.disconnect();
      viewport.removeEventListener('scroll', onScroll);
    };
  }, [viewport, content, settle]);

  const follow = useCallback(() => {
    isFollowing.current = true;
    settle();
  }, [settle]);

  const scrollToBottom = useCallback(() => {
    isFollowing.current = true;
    if (viewport !== null) viewport.scrollTop = bottomOf(viewport);
  }, [viewport]);

  return { viewportRef: setViewport, contentRef: setContent, isAtBottom, scrollToBottom, follow };
}

const bottomOf = ({ scrollHeight, clientHeight }: HTMLElement): number => scrollHeight - clientHeight;

/** How far content is scrolled by following: to the bottom, but with the anchor still in sight. */
function endOf(viewport: HTMLElement, anchor: HTMLElement | null): number {
  if (anchor === null) return bottomOf(viewport);
  const padding = Number.parseFloat(getComputedStyle(viewport).scrollPaddingBlockStart) || 0;
  const anchorTop = viewport.scrollTop + anchor.getBoundingClientRect().top - viewport.getBoundingClientRect().top;
  return Math.min(bottomOf(viewport), anchorTop - padding);
}
