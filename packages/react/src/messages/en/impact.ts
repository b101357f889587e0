import type { QueryImpact } from '@nl2sql/core/protocol';
import type { Formatters } from '../format.ts';
import { nounOf } from './counted.ts';

export interface Amount {
  /** As it reads, with its unit where it has one. */
  readonly amount: string;
}

/** What a statement would do to the database. */
export const impact = {
  impactTitle: 'What it does',
  impactRisk: ({ risk }: Pick<QueryImpact, 'risk'>) => ({ low: 'Low risk', medium: 'Medium risk', high: 'High risk' })[risk],
  impactOperation: 'Operation',
  impactOperationOf: ({ operation }: Pick<QueryImpact, 'operation'>) =>
    ({ read: 'Reads, changes nothing', insert: 'Adds rows (INSERT)', update: 'Changes rows (UPDATE)', delete: 'Removes rows (DELETE)' })[operation],
  impactRead: 'read',
  impactWritten: 'written',
  impactSensitive: 'sensitive data',
  impactRows: 'Rows',
  impactCascades: 'Rows of other tables',
  impactDuration: 'Time',
  impactCost: 'Cost',
  impactLocks: 'Locks',
  impactLocksOf: ({ locks }: Pick<QueryImpact, 'locks'>) => ({ none: 'None', rows: 'The rows it changes', table: 'The whole table', unknown: 'Unknown' })[locks],
  impactReversible: 'Can be undone',
  impactReversibleOf: ({ reversible }: Pick<QueryImpact, 'reversible'>) => ({ yes: 'Yes', no: 'No', unknown: 'Unknown' })[reversible],
  impactUnknown: 'Unknown',
  impactAbout: ({ amount }: Amount) => `about ${amount}`,
  impactBetween: ({ low, high }: { readonly low: string; readonly high: string }) => `between ${low} and ${high}`,
  impactRowCount: ({ amount, count }: Amount & { readonly count: number }, _format: Formatters) => `${amount} ${nounOf(count, 'row')}`,
  /** How a figure was come by. */
  impactMethod: ({ method }: { readonly method: 'explain' | 'dry_run' | 'exact' | 'heuristic' }) =>
    ({ explain: 'estimated by EXPLAIN', dry_run: 'from a dry run that was rolled back', exact: 'counted', heuristic: 'by a rule of thumb' })[method],
  impactAboveLimit: ({ amount }: Amount) => `above the limit of ${amount}`,
  impactUnknownLimit: ({ amount }: Amount) => `not held against the limit of ${amount}`,
  impactAt: 'as of',
  impactSample: 'Some rows, before and after',
  impactChange: 'Change',
  impactChanged: 'changed',
  impactUnchanged: 'same',
  impactBefore: 'before',
  impactAfter: 'after',
  impactAcknowledge: 'I have read what this does',
  impactTypeToConfirm: ({ word }: { readonly word: string }) => `Type ${word} to confirm`,
};
