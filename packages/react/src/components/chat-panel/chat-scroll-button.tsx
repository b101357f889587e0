'use client';
import type { ReactNode } from 'react';
import { usePresentation } from '../../presentation/presentation-context.tsx';
import { Button, type ButtonProps } from '../button.tsx';
import { classNames } from '../class-names.ts';
import { useChatFollow, useChatSetup } from './chat-context.tsx';

/** Leads back to the end of a conversation; there while the end is out of sight. */
export function ChatScrollButton({ className, ...attributes }: ButtonProps): ReactNode {
  const { messages } = usePresentation();
  const { isAtBottom, scrollToBottom } = useChatFollow();
  const { inputRef } = useChatSetup();
  if (isAtBottom) return null;
  return (
    <Button
      className={classNames('nl2sql-chat__to-end', className)}
      icon="chevron-down"
      onClick={({ currentTarget, detail }) => {
        // The button goes; a keyboard goes on in the composer.
        if (detail === 0 && currentTarget.ownerDocument.activeElement === currentTarget) inputRef.current?.focus({ preventScroll: true });
        scrollToBottom();
      }}
      {...attributes}
    >
      {messages.chatGoToEnd}
    </Button>
  );
}
