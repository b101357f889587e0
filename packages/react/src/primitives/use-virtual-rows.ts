'use client';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';

export interface VirtualRows {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** The rows to draw: their place in the shown order, and the empty height (px) before each. */
  readonly items: readonly { readonly index: number; readonly gap: number }[];
  /** The empty height (px) after the last. */
  readonly after: number;
  /** The row that Tab reaches. */
  readonly active: number;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly focusRow: (index: number) => void;
}

export interface VirtualRowsOptions {
  readonly count: number;
  /** In CSS pixels. */
  readonly rowHeight: number;
  /** In CSS pixels: what the rows have before the browser has measured, as on a server. */
  readonly initialHeight: number;
}

/**
 * Draws of many rows those in view, and the one that has the focus. One row is in the order of Tab; the arrow
 * keys, Home, End and the page keys go to others. The element to focus in a row is marked `data-row-focus`.
 */
export function useVirtualRows({ count, rowHeight, initialHeight }: VirtualRowsOptions): VirtualRows {
  const scroller = useRef<HTMLDivElement>(null);
  const [wanted, setActive] = useState(0);
  const active = Math.min(wanted, Math.max(0, count - 1));
  const pending = useRef<number | null>(null);

  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    initialRect: { width: 0, height: initialHeight },
    rangeExtractor: (range) => {
      const inView = defaultRangeExtractor(range);
      // A row with the focus that left the page would take the focus with it.
      return active >= count || inView.includes(active) ? inView : [...inView, active].sort((a, b) => a - b);
    },
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);

  const rows = virtualizer.getVirtualItems();
  const items = rows.map(({ index, start }, at) => ({ index, gap: start - (rows[at - 1]?.end ?? 0) }));

  const focusRow = useCallback(
    (index: number) => {
      pending.current = index;
      setActive(index);
      virtualizer.scrollToIndex(index);
      scroller.current?.querySelector<HTMLElement>(`[data-row="${index}"] [data-row-focus]`)?.focus({ preventScroll: true });
    },
    [virtualizer],
  );

  // A row that was not drawn gets the focus once it is.
  useEffect(() => {
    if (pending.current === null) return;
    const element = scroller.current?.querySelector<HTMLElement>(`[data-row="${pending.current}"] [data-row-focus]`);
    if (!element) return;
    element.focus({ preventScroll: true });
    pending.current = null;
  });

  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? initialHeight) / rowHeight) - 1);
    const target = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: count - 1, PageDown: active + page, PageUp: active - page }[event.key];
    if (target === undefined || event.altKey || event.metaKey || !(event.target as Element).hasAttribute('data-row-focus')) return;
    event.preventDefault();
    focusRow(Math.min(Math.max(target, 0), count - 1));
  };

  return { scroller, items, after: virtualizer.getTotalSize() - (rows.at(-1)?.end ?? 0), active, onKeyDown, focusRow };
}
