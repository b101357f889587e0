'use client';
import type { Answer } from '@nl2sql/core/client';
import type { ClarificationInterrupt } from '@nl2sql/core/protocol';
import { useRef, useState, type ReactNode } from 'react';
import { usePresentation } from '../../presentation/presentation-context.tsx';
import { useBrowserLayoutEffect } from '../../primitives/use-browser-layout-effect.ts';
import { ApprovalRequest } from '../approval-request.tsx';
import { Button } from '../button.tsx';
import { Notice } from '../notice.tsx';
import { TableDisambiguationDialog } from '../table-disambiguation-dialog.tsx';
import { TableDisambiguation } from '../table-disambiguation.tsx';
import { useChatSetup, useChatState, type TurnPartProps } from './chat-context.tsx';

/** What a turn waits for a person with. Of a turn that is not the last one nothing can be answered any more. */
export function TurnInterrupt({ turn, isLast, actions }: TurnPartProps): ReactNode {
  const { messages } = usePresentation();
  const { phase, run, problem } = turn;
  if (phase !== 'awaitingInput' && phase !== 'responding') return null;
  if (!isLast) return <Notice icon="clock" title={messages.chatUnanswered}>{messages.chatUnansweredText}</Notice>;
  const respond = async (answer: Answer): Promise<void> => {
    await actions.respond?.(answer);
  };
  return run.interrupts.map((interrupt) => {
    switch (interrupt.kind) {
      case 'clarification':
        return <TurnClarification key={interrupt.id} interrupt={interrupt} question={turn.question} problem={problem ?? run.error} onRespond={respond} />;
      case 'approval':
        return <ApprovalRequest key={interrupt.id} interrupt={interrupt} problem={problem ?? run.error} onRespond={respond} />;
      default:
        return <Unknown key={(interrupt satisfies never as { id: string }).id} stop={actions.stop} />;
    }
  });
}

interface TurnClarificationProps {
  readonly interrupt: ClarificationInterrupt;
  readonly question: string;
  readonly problem: TurnPartProps['turn']['problem'];
  readonly onRespond: (answer: Answer) => Promise<void>;
}

function TurnClarification(props: TurnClarificationProps): ReactNode {
  const { clarify, inputRef } = useChatSetup();
  const { capabilities } = useChatState();
  const [isOpen, setOpen] = useState(false);

  // Focus moves once at most, when the question comes, and never away from another place of the page. Decided
  // before anything is painted, so that a dialog does not show in its turn first.
  const isDecided = useRef(false);
  useBrowserLayoutEffect(() => {
    if (isDecided.current) return;
    isDecided.current = true;
    const input = inputRef.current;
    const focused = input?.ownerDocument.activeElement ?? null;
    const isComposing = input !== null && focused === input;
    const isNowhere = focused === null || focused === focused.ownerDocument.body || focused.closest('.nl2sql-chat')?.contains(input) === true;
    if (clarify !== 'inline' && (isComposing || (clarify === 'dialog' && isNowhere))) setOpen(true);
  }, [clarify, inputRef]);

  const remember = capabilities?.remember;
  return isOpen ? (
    <TableDisambiguationDialog {...props} remember={remember} open onOpenChange={setOpen} returnFocusTo={inputRef} />
  ) : (
    <TableDisambiguation {...props} remember={remember} />
  );
}

/** What a newer server may ask: it can at least be ended. */
function Unknown({ stop }: { readonly stop: (() => Promise<void>) | undefined }): ReactNode {
  const { messages } = usePresentation();
  return (
    <Notice tone="info" title={messages.chatUnknownInterrupt} actions={stop && <Button icon="stop" onClick={() => void stop()}>{messages.chatStop}</Button>}>
      {messages.chatUnknownInterruptText}
    </Notice>
  );
}
