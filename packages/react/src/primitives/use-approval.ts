'use client';
import type { ApprovalAnswer, ApprovalInterrupt } from '@nl2sql/core/protocol';
import { useState } from 'react';
import { usePresentation } from '../presentation/presentation-context.tsx';
import { useExpiry, type Expiry } from '../session/use-expiry.ts';
import { useResponse, type ResponseProblem, type ResponseStatus } from './use-response.ts';

export interface ApprovalOptions {
  /** The request, as a run makes it: one of `Turn.run.interrupts`. */
  readonly interrupt: ApprovalInterrupt;
  /** Called once a decision. It counts when the promise resolves, not before; a rejection says that it was not recorded. */
  readonly onRespond: (answer: ApprovalAnswer) => Promise<void> | void;
  /** The hash of the statement as the host shows it elsewhere. Another than that of the request switches approving off. */
  readonly currentSqlHash?: string | undefined;
  /** The request was taken back by who made it. */
  readonly withdrawn?: boolean | undefined;
  /** What went wrong with the last answer where the host knows it from elsewhere, such as `Turn.problem`. */
  readonly problem?: ResponseProblem | null | undefined;
}

/** What has become of a request. */
export type ApprovalStanding = 'open' | 'approved' | 'rejected' | 'expired' | 'withdrawn';

/** Why a decision cannot be made now. */
export type ApprovalBlock = 'own_request' | 'not_an_approver' | 'already_decided' | 'changed' | 'unconfirmed' | 'pending' | 'closed';

/** A request as one viewer may decide on it. */
export interface ApprovalState {
  readonly standing: ApprovalStanding;
  readonly status: ResponseStatus;
  readonly problem: ResponseProblem | null;
  /** Somebody else's decision came first, and this one was not taken. */
  readonly isRaceLost: boolean;
  readonly expiry: Expiry;
  /** How many have approved. */
  readonly given: number;
  /** Approving now would run the statement. */
  readonly isLastApproval: boolean;
  readonly reason: string;
  readonly setReason: (reason: string) => void;
  /** A decision was tried that needs a reason. */
  readonly isReasonMissing: boolean;
  readonly blocked: Readonly<Record<ApprovalAnswer['kind'], ApprovalBlock | null>>;
  /** False when the decision was not sent: it is blocked, or lacks its reason. */
  readonly decide: (kind: ApprovalAnswer['kind']) => boolean;
}

/** The behaviour of a request for approval without its looks. The answer carries hash and challenge as they came. */
export function useApproval({ interrupt, onRespond, currentSqlHash, withdrawn = false, problem = null }: ApprovalOptions, isConfirmed: boolean): ApprovalState {
  const { onEvent } = usePresentation();
  const { approval } = interrupt;
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState<ApprovalAnswer['kind'] | null>(null);
  const expiry = useExpiry(interrupt.expiresAt);
  const response = useResponse(onRespond, problem);
  const given = approval.decisions.filter(({ decision }) => decision === 'approved').length;
  const required = Math.max(1, approval.required);
  const isRejected = approval.decisions.some(({ decision }) => decision === 'rejected');
  const standing = withdrawn ? 'withdrawn' : isRejected ? 'rejected' : given >= required ? 'approved' : expiry.isExpired ? 'expired' : 'open';
  const isRaceLost = response.problem?.code.toLowerCase() === 'already_decided';

  const both = ((): ApprovalBlock | null => {
    if (standing !== 'open') return 'closed';
    if (!approval.viewer.mayDecide) return approval.viewer.because;
    if (isRaceLost || response.status === 'sent') return 'already_decided';
    return response.status === 'pending' ? 'pending' : null;
  })();
  const isChanged = currentSqlHash !== undefined && currentSqlHash !== approval.sqlHash;
  const blocked = { reject: both, approve: both ?? (isChanged ? 'changed' : isConfirmed ? null : 'unconfirmed') };
  const lacksReason = (kind: ApprovalAnswer['kind']): boolean => approval.reasonFor.includes(kind) && reason.trim() === '';

  return {
    standing,
    status: response.status,
    problem: response.problem,
    isRaceLost,
    expiry,
    given,
    isLastApproval: given + 1 >= required,
    reason,
    setReason,
    isReasonMissing: tried !== null && lacksReason(tried),
    blocked,
    decide: (kind) => {
      if (blocked[kind] !== null) return false;
      setTried(kind);
      if (lacksReason(kind)) return false;
      onEvent({ type: 'approval.answer', kind });
      response.respond({ kind, sqlHash: approval.sqlHash, challenge: approval.challenge, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) });
      return true;
    },
  };
}
