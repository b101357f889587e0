import type { approval as english } from '../en/approval.ts';
import type { Translated } from '../messages.ts';

export const approval: Translated<typeof english> = {
  approvalTitle: ({ version }) => `Freigabe von Version ${version}`,
  approvalAsks: ({ name }) => `${name} hat gefragt`,
  approvalPolicy: 'Warum eine Freigabe nötig ist',
  approvalCount: 'Freigaben',
  approvalCountOf: ({ given, required }, format) => `${format.number(given)} von ${format.number(required)} erteilt`,
  approvalDecisions: 'Entscheidungen',
  approvalDecided: ({ name, decision }) => `${name} hat ${decision === 'approved' ? 'freigegeben' : 'abgelehnt'}`,
  approvalDiff: ({ added, removed }, format) =>
    `Seit der letzten freigegebenen Version: ${format.number(added)} ${format.plural(added) === 'one' ? 'Zeile' : 'Zeilen'} neu, ${format.number(removed)} entfernt`,
  approvalDiffName: 'Änderungen seit der letzten freigegebenen Version',
  approvalSame: 'Dieselbe wie die letzte freigegebene Version.',
  approvalReason: 'Begründung',
  approvalReasonFor: ({ decisions }) =>
    decisions.length === 0 ? 'freiwillig' : decisions.length === 2 ? 'nötig' : decisions[0] === 'approve' ? 'nötig für die Freigabe' : 'nötig für die Ablehnung',
  approvalReasonMissing: 'Schreiben Sie zuerst eine Begründung.',
  approvalReject: ({ version }) => `Version ${version} ablehnen`,
  approvalApprove: ({ version }) => `Version ${version} freigeben`,
  approvalApproveAndRun: ({ version }) => `Version ${version} freigeben und ausführen`,
  approvalSending: 'Entscheidung wird festgehalten …',
  approvalSent: 'Ihre Entscheidung ist festgehalten.',
  approvalOwnRequest: 'Das haben Sie geschrieben, also können Sie es nicht freigeben. Jemand anderes muss entscheiden.',
  approvalNotAnApprover: 'Sie dürfen diese Anfrage lesen, aber nicht über sie entscheiden.',
  approvalAlreadyDecided: 'Hierüber ist schon entschieden.',
  approvalChanged: 'Die Anweisung wurde seit dieser Anfrage geändert. Freigeben geht nicht mehr: Bitten Sie um Freigabe der neuen Version.',
  approvalAcknowledgeFirst: 'Bestätigen Sie zuerst, dass Sie gelesen haben, was sie bewirkt.',
  approvalFailed: 'Ihre Entscheidung wurde nicht festgehalten',
  approvalFailedText: 'Es wurde ihretwegen nichts ausgeführt. Versuchen Sie es noch einmal.',
  approvalRaceLost: 'Jemand anderes hat zuerst entschieden',
  approvalRaceLostText: 'Ihre Entscheidung wurde nicht festgehalten.',
  approvalApproved: ({ version }) => `Version ${version} wurde freigegeben`,
  approvalRejected: ({ version }) => `Version ${version} wurde abgelehnt`,
  approvalRejectedText: 'Sie wird nicht ausgeführt. Eine geänderte Anweisung braucht eine neue Anfrage.',
  approvalWithdrawn: 'Diese Anfrage wurde zurückgezogen',
  approvalWithdrawnText: 'Die Anweisung wurde nicht ausgeführt, und es gibt nichts mehr zu entscheiden.',
};
