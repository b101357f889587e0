'use client';
import type { Approval, Person } from '@nl2sql/core/protocol';
import { forwardRef, type ReactNode } from 'react';
import { usePresentation } from '../presentation/presentation-context.tsx';
import type { ApprovalState } from '../primitives/use-approval.ts';
import { Icon } from './icon.tsx';
import { Notice } from './notice.tsx';

export const nameOf = ({ name, id }: Person): string => name ?? id;

/** Who has decided what, and why. */
export function ApprovalDecisions({ approval }: { readonly approval: Approval }): ReactNode {
  const { messages, format, timeZone } = usePresentation();
  if (approval.decisions.length === 0) return null;
  return (
    <ul className="nl2sql-approval__decisions" aria-label={messages.approvalDecisions}>
      {approval.decisions.map(({ by, decision, reason, at }) => (
        <li className="nl2sql-approval__decision" key={`${by.id} ${at}`}>
          <Icon name={decision === 'approved' ? 'check' : 'close'} />
          <span>
            {messages.approvalDecided({ name: nameOf(by), decision })} · <time dateTime={at}>{format.dateTime(at, timeZone)}</time>
            {reason !== null && <q className="nl2sql-approval__reason"><bdi>{reason}</bdi></q>}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What has become of the request, said aloud when it comes to that, with who decided. */
export const ApprovalOutcome = forwardRef<HTMLDivElement, { readonly approval: Approval; readonly state: ApprovalState }>(function ApprovalOutcome({ approval, state }, ref) {
  const { messages } = usePresentation();
  const { version } = approval;
  const who = approval.decisions.filter(({ decision }) => decision === state.standing).map(({ by, decision }) => messages.approvalDecided({ name: nameOf(by), decision }));
  const notices = {
    open: state.status === 'sent' && <Notice tone="success">{messages.approvalSent}</Notice>,
    approved: <Notice tone="success" title={messages.approvalApproved({ version })}>{who.join(' · ')}</Notice>,
    rejected: <Notice tone="danger" icon="close" title={messages.approvalRejected({ version })}>{[...who, messages.approvalRejectedText].join(' · ')}</Notice>,
    expired: <Notice tone="warning" icon="clock" title={messages.approvalExpired}>{messages.approvalExpiredText}</Notice>,
    withdrawn: <Notice title={messages.approvalWithdrawn}>{messages.approvalWithdrawnText}</Notice>,
  };
  return (
    <div className="nl2sql-approval__outcome" role="status" ref={ref} tabIndex={-1}>
      {notices[state.standing]}
    </div>
  );
});

/** That a decision was not recorded. */
export function ApprovalFailure({ state }: { readonly state: ApprovalState }): ReactNode {
  const { messages } = usePresentation();
  const { problem, isRaceLost } = state;
  const text = isRaceLost ? [problem?.message, messages.approvalRaceLostText] : problem === null ? [messages.approvalFailedText] : [problem.message, problem.hint];
  return (
    <div role="alert">
      {state.status === 'failed' && (
        <Notice tone="danger" title={isRaceLost ? messages.approvalRaceLost : messages.approvalFailed}>{text.filter(Boolean).join(' ')}</Notice>
      )}
    </div>
  );
}
