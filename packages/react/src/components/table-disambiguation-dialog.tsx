'use client';
import * as Dialog from '@radix-ui/react-dialog';
import { useEffect, useId, useRef, type ReactNode, type RefObject } from 'react';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { useClarification } from '../primitives/use-clarification.ts';
import { useControlled } from '../primitives/use-controlled.ts';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { AskedSentence, ClarificationFields, ClarificationFooter } from './clarification-body.tsx';
import { Surface } from './surface.tsx';
import type { TableDisambiguationProps } from './table-disambiguation.tsx';

export interface TableDisambiguationDialogProps extends TableDisambiguationProps {
  /** Whether it is open, where the host says so; otherwise the dialog decides, from `defaultOpen` on. */
  readonly open?: boolean | undefined;
  /** True by default: the question is what the run waits for. */
  readonly defaultOpen?: boolean | undefined;
  /** Called with `false` when the user closes the dialog, which answers nothing, and when the answer was taken. */
  readonly onOpenChange?: ((open: boolean) => void) | undefined;
  /** Where focus goes when the dialog closes; by default to what had it before. */
  readonly returnFocusTo?: RefObject<HTMLElement | null> | undefined;
}

/**
 * The same question as `TableDisambiguation` in a dialog. Focus begins on the question itself, so that a
 * key pressed too soon chooses nothing. Closing it leaves the question open; Cancel withdraws it.
 *
 * @example
 * ```tsx
 * import type { ClarificationInterrupt } from '@nl2sql/core/protocol';
 * import { TableDisambiguationDialog, type ClarificationResponse } from '@nl2sql/react';
 *
 * export const Waiting = (props: { interrupt: ClarificationInterrupt; respond: (answer: ClarificationResponse) => Promise<void> }) => (
 *   <TableDisambiguationDialog interrupt={props.interrupt} question="How many active customers?" remember={['thread', 'user']} onRespond={props.respond} />
 * );
 * ```
 */
export function TableDisambiguationDialog(props: TableDisambiguationDialogProps): ReactNode {
  return <QuestionDialog key={props.interrupt.id} {...props} />;
}

function QuestionDialog({ question, messages: own, className, open, defaultOpen = true, onOpenChange, returnFocusTo, ...options }: TableDisambiguationDialogProps): ReactNode {
  const { messages, portalContainer } = usePresentation(own);
  const [isOpen, setOpen] = useControlled(open, defaultOpen, onOpenChange);
  const state = useClarification(options);
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const focusedBefore = useRef<HTMLElement | null>(null);
  const { clarification } = options.interrupt;
  useEffect(() => {
    if (isOpen && state.status === 'sent') setOpen(false);
  }, [isOpen, state.status, setOpen]);

  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Portal container={portalContainer}>
        <Surface root="always" messages={own} className="nl2sql-dialog-portal">
          <Dialog.Overlay className="nl2sql-dialog-overlay" />
          <Dialog.Content
            className={classNames('nl2sql-dialog nl2sql-clarification', className)}
            data-state={state.expiry.isExpired ? 'expired' : state.status}
            onOpenAutoFocus={(event) => {
              event.preventDefault();
              const root = heading.current?.getRootNode() as Document | ShadowRoot | undefined;
              focusedBefore.current = root?.activeElement instanceof HTMLElement ? root.activeElement : null;
              heading.current?.focus();
            }}
            onCloseAutoFocus={(event) => {
              event.preventDefault();
              (returnFocusTo?.current ?? focusedBefore.current)?.focus();
            }}
            // A click beside the dialog is too easily a slip.
            onInteractOutside={(event) => event.preventDefault()}
          >
            <div className="nl2sql-dialog__scroll">
              <AskedSentence state={state} question={question} />
              <Dialog.Title className="nl2sql-clarification__question" ref={heading} tabIndex={-1}>
                <bdi id={id}>{clarification.question}</bdi>
              </Dialog.Title>
              <Dialog.Description className="nl2sql-clarification__why">{messages.clarifyWhy({ phrase: clarification.span?.text ?? null })}</Dialog.Description>
              <ClarificationFields state={state} labelledBy={id} />
            </div>
            <div className="nl2sql-dialog__footer">
              <ClarificationFooter state={state} />
            </div>
            <Dialog.Close asChild>
              <Button className="nl2sql-dialog__close" tone="quiet" icon="close" iconOnly>{messages.clarifyLater}</Button>
            </Dialog.Close>
          </Dialog.Content>
        </Surface>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
