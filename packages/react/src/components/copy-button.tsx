'use client';
import type { ReactNode } from 'react';
import { usePresentation } from '../presentation/presentation-context.tsx';
import type { UiEvent } from '../presentation/ui-event.ts';
import { useCopy } from '../primitives/use-copy.ts';
import { Button } from './button.tsx';

export interface CopyButtonProps {
  /** The text, made when it is copied if that takes work. */
  readonly text: string | (() => string);
  /** What it copies, as the name of the button. */
  readonly label: string;
  readonly what: Extract<UiEvent, { type: 'copy' }>['what'];
  readonly iconOnly?: boolean;
}

/** A button that copies and says whether that worked, to the eye and to a screen reader. */
export function CopyButton({ text, label, what, iconOnly = false }: CopyButtonProps): ReactNode {
  const { messages, onEvent } = usePresentation();
  const { state, copy } = useCopy();
  const outcome = { idle: null, copied: messages.copied, failed: messages.copyFailed }[state];
  return (
    <>
      <Button
        tone="quiet"
        icon={state === 'copied' ? 'check' : 'copy'}
        iconOnly={iconOnly}
        title={iconOnly ? label : undefined}
        data-state={state}
        onClick={() => {
          onEvent({ type: 'copy', what });
          void copy(typeof text === 'string' ? text : text());
        }}
      >
        {outcome ?? label}
      </Button>
      <span className="nl2sql-visually-hidden" role="status">{outcome}</span>
    </>
  );
}
