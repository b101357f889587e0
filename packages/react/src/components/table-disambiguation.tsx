'use client';
import { useId, type ReactNode } from 'react';
import type { Nl2SqlMessages } from '../messages/messages.ts';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { useClarification, type ClarificationOptions } from '../primitives/use-clarification.ts';
import { classNames } from './class-names.ts';
import { AskedSentence, ClarificationFields, ClarificationFooter } from './clarification-body.tsx';
import { Surface } from './surface.tsx';

export interface TableDisambiguationProps extends ClarificationOptions {
  /** The user's own question, as `Turn.question` has it. The words that are asked about are marked in it. */
  readonly question?: string | undefined;
  readonly messages?: Partial<Nl2SqlMessages> | undefined;
  readonly className?: string | undefined;
}

/**
 * A question about the user's question, in its place in the conversation. One reading may be marked as
 * suggested, but none is selected until the user does so, and only the button submits.
 *
 * @example
 * ```tsx
 * import type { Answer, Turn } from '@nl2sql/core/client';
 * import { TableDisambiguation } from '@nl2sql/react';
 *
 * export function Waiting({ turn, respond }: { turn: Turn; respond: (answer: Answer) => Promise<void> }) {
 *   const interrupt = turn.run.interrupts.find(({ kind }) => kind === 'clarification');
 *   if (interrupt?.kind !== 'clarification') return null;
 *   return <TableDisambiguation interrupt={interrupt} question={turn.question} problem={turn.problem} onRespond={respond} />;
 * }
 * ```
 */
export function TableDisambiguation(props: TableDisambiguationProps): ReactNode {
  // Another question begins anew.
  return <Card key={props.interrupt.id} {...props} />;
}

function Card({ question, messages: own, className, ...options }: TableDisambiguationProps): ReactNode {
  const { messages } = usePresentation(own);
  const state = useClarification(options);
  const id = useId();
  const { clarification } = options.interrupt;
  return (
    <Surface as="section" messages={own} className={classNames('nl2sql-clarification', className)} data-card="" data-state={state.expiry.isExpired ? 'expired' : state.status} aria-labelledby={id}>
      <AskedSentence state={state} question={question} />
      <h3 className="nl2sql-clarification__question" id={id}><bdi>{clarification.question}</bdi></h3>
      <p className="nl2sql-clarification__why">{messages.clarifyWhy({ phrase: clarification.span?.text ?? null })}</p>
      <ClarificationFields state={state} labelledBy={id} />
      <ClarificationFooter state={state} />
    </Surface>
  );
}
