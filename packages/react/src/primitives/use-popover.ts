'use client';
import { useCallback, useEffect, useId, useRef, useState, type FocusEvent, type KeyboardEvent, type RefCallback, type RefObject } from 'react';

export interface Popover {
  readonly open: boolean;
  /** Closes it; the focus goes back to the trigger if it was within. */
  readonly close: () => void;
  /** For the element around the trigger and the panel. */
  readonly frame: {
    readonly ref: RefObject<HTMLSpanElement | null>;
    readonly onKeyDown: (event: KeyboardEvent) => void;
    readonly onBlur: (event: FocusEvent) => void;
  };
  readonly trigger: { readonly ref: RefObject<HTMLButtonElement | null>; readonly 'aria-expanded': boolean; readonly 'aria-controls': string; readonly onClick: () => void };
  readonly panel: { readonly ref: RefCallback<HTMLElement>; readonly id: string };
}

/**
 * A panel that a button opens beside itself. Escape, a press elsewhere and the focus leaving close it. The panel
 * follows the button in the document, so that Tab goes into it; `data-align="end"` says that it would
 * leave the window otherwise.
 */
export function usePopover({ onOpenChange }: { readonly onOpenChange?: (open: boolean) => void } = {}): Popover {
  const [open, setOpen] = useState(false);
  const frame = useRef<HTMLSpanElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const id = useId();

  const change = useCallback(
    (next: boolean) => {
      setOpen(next);
      onOpenChange?.(next);
    },
    [onOpenChange],
  );

  const close = useCallback(() => {
    // Before the panel goes, since the focus would go with it.
    if (frame.current?.contains(document.activeElement)) trigger.current?.focus();
    change(false);
  }, [change]);

  useEffect(() => {
    if (!open) return undefined;
    const closeFromOutside = (event: PointerEvent): void => {
      if (!event.composedPath().includes(frame.current!)) change(false);
    };
    document.addEventListener('pointerdown', closeFromOutside);
    return () => document.removeEventListener('pointerdown', closeFromOutside);
  }, [open, change]);

  const panel = useCallback((element: HTMLElement | null) => {
    if (element === null) return;
    const { left, right } = element.getBoundingClientRect();
    const leaves = getComputedStyle(element).direction === 'rtl' ? left < 0 : right > document.documentElement.clientWidth;
    if (leaves) element.setAttribute('data-align', 'end');
    // At the lower edge of what scrolls around it, it would open out of sight.
    element.scrollIntoView?.({ block: 'nearest' });
  }, []);

  return {
    open,
    close,
    frame: {
      ref: frame,
      onKeyDown: (event) => {
        if (event.key !== 'Escape' || !open) return;
        // A dialog around it stays open.
        event.stopPropagation();
        close();
      },
      onBlur: ({ relatedTarget }) => {
        if (open && relatedTarget !== null && !frame.current?.contains(relatedTarget)) change(false);
      },
    },
    trigger: { ref: trigger, 'aria-expanded': open, 'aria-controls': id, onClick: () => (open ? close() : change(true)) },
    panel: { ref: panel, id },
  };
}
