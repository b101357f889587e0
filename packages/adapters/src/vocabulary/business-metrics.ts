import { stem } from '@nl2sql/core/text';
import { conceptsOf } from './business-synonyms.ts';

/**
 * Figures that people ask for by a name no table has, with the things that databases record instead.
 * It works in one direction: revenue is found in invoices, but an invoice is not revenue.
 */
const RECORDED_IN: Readonly<Record<string, string>> = {
  revenue: 'order invoice billing transaction payment sale',
  profit: 'order invoice cost expense sale',
  spending: 'purchase expense invoice payment cost',
  growth: 'order customer signup subscription',
  churn: 'subscription cancellation customer',
  retention: 'subscription customer order',
  headcount: 'employee staff department',
  turnout: 'vote attendance participant',
  traffic: 'session visit page view',
  engagement: 'session event visit activity',
  conversion: 'lead opportunity order session',
  utilisation: 'booking reservation timesheet allocation',
  occupancy: 'booking reservation room stay',
  workload: 'task ticket assignment timesheet',
  satisfaction: 'rating review survey feedback',
  performance: 'score result review target',
};

let recorded: ReadonlyMap<string, readonly string[]> | undefined;

function table(): ReadonlyMap<string, readonly string[]> {
  recorded ??= new Map(
    Object.entries(RECORDED_IN).map(([metric, things]) => [stem(metric), things.split(' ').map(stem)]),
  );
  return recorded;
}

/**
 * The stems of the things in which a figure is recorded; empty for a word that is no such figure.
 * Synonyms of a figure are recorded in the same things.
 *
 * @example
 * ```ts
 * recordedIn('turnover'); // ['order', 'invoice', 'billing', 'transaction', 'payment', 'sale']
 * ```
 */
export function recordedIn(wordStem: string): readonly string[] {
  const own = table().get(wordStem);
  if (own !== undefined) return own;
  return conceptsOf(wordStem).flatMap((concept) => table().get(stem(concept)) ?? []);
}
