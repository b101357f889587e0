import type { Formatters } from '../format.ts';
import { counted } from './counted.ts';

export interface Version {
  readonly version: number;
}

/** A statement that waits for somebody to approve it. */
export const approval = {
  approvalTitle: ({ version }: Version) => `Approval of version ${version}`,
  approvalAsks: ({ name }: { readonly name: string }) => `${name} asked`,
  approvalPolicy: 'Why it needs approval',
  approvalCount: 'Approvals',
  approvalCountOf: ({ given, required }: { readonly given: number; readonly required: number }, format: Formatters) =>
    `${format.number(given)} of ${format.number(required)} given`,
  approvalDecisions: 'Decisions',
  approvalDecided: ({ name, decision }: { readonly name: string; readonly decision: 'approved' | 'rejected' }) => `${name} ${decision} it`,
  approvalDiff: ({ added, removed }: { readonly added: number; readonly removed: number }, format: Formatters) =>
    `Since the last approved version: ${counted(added, 'line', format)} added, ${format.number(removed)} removed`,
  approvalDiffName: 'Changes since the last approved version',
  approvalSame: 'The same as the last approved version.',
  approvalReason: 'Reason',
  approvalReasonFor: ({ decisions }: { readonly decisions: readonly ('approve' | 'reject')[] }): string =>
    decisions.length === 0 ? 'optional' : decisions.length === 2 ? 'required' : decisions[0] === 'approve' ? 'required to approve' : 'required to reject',
  approvalReasonMissing: 'Write a reason first.',
  approvalReject: ({ version }: Version) => `Reject version ${version}`,
  approvalApprove: ({ version }: Version) => `Approve version ${version}`,
  approvalApproveAndRun: ({ version }: Version) => `Approve and run version ${version}`,
  approvalSending: 'Recording your decision…',
  approvalSent: 'Your decision was recorded.',
  approvalOwnRequest: 'You wrote this, so you cannot approve it. Somebody else has to decide.',
  approvalNotAnApprover: 'You may read this request, but not decide on it.',
  approvalAlreadyDecided: 'A decision on this is recorded already.',
  approvalChanged: 'The statement has changed since this request. Approving is off: ask for approval of the new version.',
  approvalAcknowledgeFirst: 'Confirm first that you have read what it does.',
  approvalFailed: 'Your decision was not recorded',
  approvalFailedText: 'Nothing has run on account of it. Try again.',
  approvalRaceLost: 'Somebody else decided first',
  approvalRaceLostText: 'Your decision was not recorded.',
  approvalApproved: ({ version }: Version) => `Version ${version} was approved`,
  approvalRejected: ({ version }: Version) => `Version ${version} was rejected`,
  approvalRejectedText: 'It will not run. A changed statement needs a new request.',
  approvalWithdrawn: 'This request was withdrawn',
  approvalWithdrawnText: 'The statement has not run, and nothing is left to decide.',
};
