'use client';
import { useCallback, useEffect, useRef, useState, type ChangeEventHandler, type KeyboardEvent, type RefObject } from 'react';

export interface ComposerOptions {
  readonly value: string;
  readonly onValueChange: (value: string) => void;
  /** Sends a text without the space around it; never an empty one, and never while something is under way. */
  readonly onSend: (text: string) => void;
  /** Stops what is under way; without it nothing can be stopped. */
  readonly onStop?: (() => void) | undefined;
  /** Something is under way: the text is kept, and what sends now stops. */
  readonly isRunning?: boolean;
  /** `enter` by default; with `mod-enter` Enter alone begins a line. Control or Command with Enter sends in both. */
  readonly submitMode?: 'enter' | 'mod-enter';
  /** Whether Enter begins a line where fingers type, which have no Shift at hand; true by default. */
  readonly newlineOnTouchEnter?: boolean;
  /** What the arrow up brings back into an empty field. */
  readonly lastText?: string | undefined;
  /** The field, where somebody else needs it too. */
  readonly inputRef?: RefObject<HTMLTextAreaElement | null> | undefined;
}

export interface Composer {
  readonly inputRef: RefObject<HTMLTextAreaElement | null>;
  readonly inputProps: {
    readonly value: string;
    readonly onChange: ChangeEventHandler<HTMLTextAreaElement>;
    readonly onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  };
  /** Sends, or stops what is under way. */
  readonly submit: () => void;
  /** Somebody tried to send while something was under way: it has to be stopped first. */
  readonly isHeld: boolean;
}

/** What a browser says of a key that an input method takes for itself. */
const COMPOSING_KEY = 229;

/**
 * How a field for questions behaves under the keyboard, with an input method and under fingers.
 *
 * @example
 * ```tsx
 * import { useComposer } from '@nl2sql/react/primitives';
 * import { useState } from 'react';
 *
 * export function Field({ onSend }: { onSend: (text: string) => void }) {
 *   const [value, onValueChange] = useState('');
 *   const { inputRef, inputProps } = useComposer({ value, onValueChange, onSend });
 *   return <textarea ref={inputRef} aria-label="Question" {...inputProps} />;
 * }
 * ```
 */
export function useComposer(options: ComposerOptions): Composer {
  const { value, onValueChange, onSend, onStop, isRunning = false, submitMode = 'enter', newlineOnTouchEnter = true, lastText } = options;
  const ownRef = useRef<HTMLTextAreaElement | null>(null);
  const inputRef = options.inputRef ?? ownRef;
  const [isHeld, setHeld] = useState(false);
  const recalled = useRef(false);

  useEffect(() => {
    if (!isRunning) setHeld(false);
  }, [isRunning]);

  // What was brought back is gone on with at its end.
  useEffect(() => {
    if (!recalled.current) return;
    recalled.current = false;
    inputRef.current?.setSelectionRange(value.length, value.length);
  }, [value, inputRef]);

  const send = useCallback(() => {
    const text = value.trim();
    if (isRunning) setHeld(text !== '');
    else if (text !== '') {
      onValueChange('');
      onSend(text);
    }
  }, [value, isRunning, onValueChange, onSend]);

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing || event.keyCode === COMPOSING_KEY) return;
    if (event.key === 'Enter' && sends(event, submitMode, newlineOnTouchEnter)) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && isRunning && onStop) {
      event.preventDefault();
      onStop();
    } else if (event.key === 'ArrowUp' && value === '' && lastText !== undefined && !hasModifier(event)) {
      event.preventDefault();
      recalled.current = true;
      onValueChange(lastText);
    }
  };

  return {
    inputRef,
    inputProps: { value, onChange: (event) => onValueChange(event.target.value), onKeyDown },
    submit: () => (isRunning ? onStop?.() : send()),
    isHeld,
  };
}

const hasModifier = ({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean => altKey || ctrlKey || metaKey || shiftKey;

function sends(event: KeyboardEvent, submitMode: 'enter' | 'mod-enter', newlineOnTouchEnter: boolean): boolean {
  if (event.shiftKey || event.altKey) return false;
  if (event.ctrlKey || event.metaKey) return true;
  return submitMode === 'enter' && !(newlineOnTouchEnter && globalThis.matchMedia?.('(pointer: coarse)').matches);
}
