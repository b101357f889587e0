import type { Approval, Person } from '@nl2sql/core/protocol';
import type { ReactNode } from 'react';
import type { Presentation } from '../presentation/presentation.ts';
import type { ApprovalState } from '../primitives/use-approval.ts';
import { Icon } from './icon.tsx';
import { Notice } from './notice.tsx';

export const nameOf = ({ name, id }: Person): string => name ?? id;

/** Who has decided what, and why. */
export function decisionsOf({ decisions }: Approval, { messages, format, timeZone }: Presentation): ReactNode {
  return (
    decisions.length > 0 && (
      <ul className="nl2sql-approval__decisions" aria-label={messages.approvalDecisions}>
        {decisions.map(({ by, decision, reason, at }) => (
          <li className="nl2sql-approval__decision" key={`${by.id} ${at}`}>
            <Icon name={decision === 'approved' ? 'check' : 'close'} />
            <span>
              {messages.approvalDecided({ name: nameOf(by), decision })} · <time dateTime={at}>{format.dateTime(at, timeZone)}</time>
              {reason !== null && <q className="nl2sql-approval__reason"><bdi>{reason}</bdi></q>}
            </span>
          </li>
        ))}
      </ul>
    )
  );
}

/** What has become of the request, with who decided. */
export function outcomeOf({ version, decisions }: Approval, { standing, status }: ApprovalState, { messages }: Presentation): ReactNode {
  const who = decisions.filter(({ decision }) => decision === standing).map(({ by, decision }) => messages.approvalDecided({ name: nameOf(by), decision }));
  switch (standing) {
    case 'open':
      return status === 'sent' && <Notice tone="success">{messages.approvalSent}</Notice>;
    case 'approved':
      return <Notice tone="success" title={messages.approvalApproved({ version })}>{who.join(' · ')}</Notice>;
    case 'rejected':
      return <Notice tone="danger" icon="close" title={messages.approvalRejected({ version })}>{[...who, messages.approvalRejectedText].join(' · ')}</Notice>;
    case 'expired':
      return <Notice tone="warning" icon="clock" title={messages.expired}>{messages.expiredText}</Notice>;
    case 'withdrawn':
      return <Notice title={messages.approvalWithdrawn}>{messages.approvalWithdrawnText}</Notice>;
  }
}

/** That a decision was not recorded. */
export function failureOf({ problem, isRaceLost, status }: ApprovalState, { messages }: Presentation): ReactNode {
  const text = isRaceLost ? [problem?.message, messages.approvalRaceLostText] : [problem?.message ?? messages.approvalFailedText, problem?.hint];
  return status === 'failed' && <Notice tone="danger" title={isRaceLost ? messages.approvalRaceLost : messages.approvalFailed}>{text.filter(Boolean).join(' ')}</Notice>;
}
