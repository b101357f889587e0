'use client';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import type { Nl2SqlMessages } from '../messages/messages.ts';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { useApproval, type ApprovalBlock, type ApprovalOptions } from '../primitives/use-approval.ts';
import { decisionsOf, failureOf, nameOf, outcomeOf } from './approval-outcome.tsx';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { ExpiryLine } from './expiry-line.tsx';
import { Fact } from './fact.tsx';
import { Icon } from './icon.tsx';
import { ImpactSummary, type ImpactAcknowledgement, type ImpactThresholds } from './impact-summary.tsx';
import { SqlBlock } from './sql-block.tsx';
import { SqlDiff } from './sql-diff.tsx';
import { Surface } from './surface.tsx';

export interface ApprovalRequestProps extends ApprovalOptions, ImpactAcknowledgement {
  /** Figures above which a value of the impact is marked. */
  readonly thresholds?: ImpactThresholds | undefined;
  readonly messages?: Partial<Nl2SqlMessages> | undefined;
  readonly className?: string | undefined;
}

const WHY = {
  own_request: 'approvalOwnRequest',
  not_an_approver: 'approvalNotAnApprover',
  already_decided: 'approvalAlreadyDecided',
  changed: 'approvalChanged',
  unconfirmed: 'approvalAcknowledgeFirst',
} as const satisfies Record<Exclude<ApprovalBlock, 'pending' | 'closed'>, keyof Nl2SqlMessages>;

/**
 * A statement that waits for somebody who may approve it: who asks, what it would do, what it says, and the
 * two ways to decide. Nothing is taken as decided before the server says so, and the answer repeats the hash
 * and the challenge of what was read.
 *
 * @example
 * ```tsx
 * import type { ApprovalAnswer, ApprovalInterrupt } from '@nl2sql/core/protocol';
 * import { ApprovalRequest } from '@nl2sql/react';
 *
 * export const Waiting = (props: { interrupt: ApprovalInterrupt; respond: (answer: ApprovalAnswer) => Promise<void> }) => (
 *   <ApprovalRequest interrupt={props.interrupt} acknowledge="checkbox" thresholds={{ rows: 10_000 }} onRespond={props.respond} />
 * );
 * ```
 */
export function ApprovalRequest(props: ApprovalRequestProps): ReactNode {
  // What was read and confirmed of one statement says nothing about another.
  return <Request key={`${props.interrupt.id} ${props.interrupt.approval.sqlHash}`} {...props} />;
}

function Request({ thresholds, acknowledge = 'none', confirmWith, messages: own, className, ...options }: ApprovalRequestProps): ReactNode {
  const presentation = usePresentation(own);
  const { messages, format, timeZone } = presentation;
  const [isConfirmed, setConfirmed] = useState(false);
  const state = useApproval(options, acknowledge === 'none' || isConfirmed);
  const id = useId();
  const reason = useRef<HTMLTextAreaElement>(null);
  const outcome = useRef<HTMLDivElement>(null);
  const { interrupt } = options;
  const { approval } = interrupt;
  const { version, impact } = approval;
  const isOpen = state.standing === 'open' && state.status !== 'sent';
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    // The buttons are gone, and the focus that was on one of them with it.
    if (wasOpen.current && !isOpen && document.activeElement === document.body) outcome.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  const why = state.blocked.approve;
  const isExplained = why !== null && why !== 'pending' && why !== 'closed';
  const approveLabel = state.isLastApproval ? messages.approvalApproveAndRun : messages.approvalApprove;
  const decide = (kind: 'approve' | 'reject'): void => {
    if (!state.decide(kind) && state.blocked[kind] === null) reason.current?.focus();
  };

  return (
    <Surface role="group" messages={own} className={classNames('nl2sql-approval', className)} data-state={state.standing} data-operation={impact.operation} aria-labelledby={id}>
      <header className="nl2sql-approval__header">
        <h3 className="nl2sql-approval__title" id={id}>{messages.approvalTitle({ version })}</h3>
        <p className="nl2sql-approval__asks">
          {messages.approvalAsks({ name: nameOf(approval.requestedBy) })} · <time dateTime={interrupt.createdAt}>{format.dateTime(interrupt.createdAt, timeZone)}</time>
        </p>
        <p className="nl2sql-approval__question"><bdi>{approval.question}</bdi></p>
        <p className="nl2sql-approval__effect"><bdi>{approval.effect}</bdi></p>
      </header>
      <div role="status" ref={outcome} tabIndex={-1}>{outcomeOf(approval, state, presentation)}</div>
      <div className="nl2sql-approval__evidence">
        <div className="nl2sql-approval__column">
          <ImpactSummary impact={impact} thresholds={thresholds} acknowledge={isOpen && approval.viewer.mayDecide ? acknowledge : 'none'} confirmWith={confirmWith} acknowledged={isConfirmed} onAcknowledgedChange={setConfirmed} />
        </div>
        <div className="nl2sql-approval__column">
          <dl className="nl2sql-facts">
            {approval.policy !== null && <Fact term={messages.approvalPolicy}>{approval.policy}</Fact>}
            <Fact term={messages.approvalCount}>{messages.approvalCountOf({ given: state.given, required: approval.required }, format)}</Fact>
          </dl>
          {decisionsOf(approval, presentation)}
          <SqlBlock sql={approval.sql} version={version} className="nl2sql-approval__sql" />
          {approval.approvedSql !== null && <SqlDiff before={approval.approvedSql} after={approval.sql} />}
          {isOpen && approval.viewer.mayDecide && (
            <div className="nl2sql-field">
              <label className="nl2sql-field__label" htmlFor={`${id}-reason`}>
                {messages.approvalReason} <span className="nl2sql-approval__hint">({messages.approvalReasonFor({ decisions: approval.reasonFor })})</span>
              </label>
              <textarea
                className="nl2sql-field__input"
                id={`${id}-reason`}
                ref={reason}
                rows={2}
                dir="auto"
                value={state.reason}
                onChange={({ currentTarget }) => state.setReason(currentTarget.value)}
                readOnly={state.status === 'pending'}
                aria-invalid={state.isReasonMissing || undefined}
                aria-describedby={state.isReasonMissing ? `${id}-missing` : undefined}
              />
              <p className="nl2sql-field__error" id={`${id}-missing`} role="alert">{state.isReasonMissing ? messages.approvalReasonMissing : ''}</p>
            </div>
          )}
        </div>
      </div>
      <div role="alert">{failureOf(state, presentation)}</div>
      {isOpen && (
        <div className="nl2sql-approval__actions">
          <div className="nl2sql-approval__before">
            <ExpiryLine expiresAt={interrupt.expiresAt} expiry={state.expiry} />
            <p className="nl2sql-approval__asks" role="status">{state.status === 'pending' ? messages.approvalSending : ''}</p>
            <p className="nl2sql-approval__why" id={`${id}-why`}>
              {isExplained && (
                <>
                  <Icon name="lock" /> <span>{messages[WHY[why]]}</span>
                </>
              )}
            </p>
          </div>
          <Button aria-disabled={state.blocked.reject !== null || undefined} onClick={() => decide('reject')}>{messages.approvalReject({ version })}</Button>
          <Button
            tone={impact.operation === 'read' ? 'primary' : 'danger'}
            aria-disabled={why !== null || undefined}
            aria-describedby={isExplained ? `${id}-why` : undefined}
            onClick={() => decide('approve')}
          >
            {approveLabel({ version })}
          </Button>
        </div>
      )}
    </Surface>
  );
}
