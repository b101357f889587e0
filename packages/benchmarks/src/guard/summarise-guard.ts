import type { GoldVerdicts } from './measure-corpora.ts';
import type { Latency } from './measure-latency.ts';
import { isRead, type StatementVerdicts } from './measure-statements.ts';
import { reasonOf, type Verdict } from './judge.ts';

/** What a measured part of the guard comes to, as `--json` prints it. Only the parts that were measured are there. */
export interface GuardSummary {
  readonly attacks?: AttackSummary;
  readonly benign?: BenignSummary;
  readonly gold?: GoldSummary;
  readonly statements?: StatementsSummary;
  /** Of the benign statements. */
  readonly latency?: Latency;
  /** The same corpora with other parsers beside the guard's own. */
  readonly configurations?: readonly ConfigurationSummary[];
}

export interface AttackSummary {
  readonly total: number;
  readonly rejected: number;
  readonly missed: readonly { readonly id: string; readonly category: string }[];
}

export interface BenignSummary {
  readonly total: number;
  readonly accepted: number;
  readonly refused: readonly { readonly id: string; readonly reason: string }[];
}

export interface GoldSummary extends BenignSummary {
  /** Statements with names that their databases do not have; they are not in the total. */
  readonly skipped: readonly { readonly id: string; readonly reason: string }[];
}

export interface StatementsSummary {
  readonly mustReject: AttackSummary;
  readonly select: { readonly total: number; readonly parsed: number };
}

export interface ConfigurationSummary {
  /** Names of the parsers. */
  readonly parsers: readonly string[];
  readonly attacks?: AttackSummary;
  readonly benign?: BenignSummary;
}

export function summariseAttacks(verdicts: readonly Verdict[]): AttackSummary {
  const missed = verdicts.filter(({ checked }) => checked !== null).map(({ item: { id, category } }) => ({ id, category }));
  return { total: verdicts.length, rejected: verdicts.length - missed.length, missed };
}

export function summariseBenign(verdicts: readonly Verdict[]): BenignSummary {
  const refused = verdicts.filter(({ checked }) => checked === null).map((verdict) => ({ id: verdict.item.id, reason: reasonOf(verdict) }));
  return { total: verdicts.length, accepted: verdicts.length - refused.length, refused };
}

export function summariseGold({ judged, skipped }: GoldVerdicts): GoldSummary {
  return { ...summariseBenign(judged), skipped: skipped.map(({ item, reason }) => ({ id: item.id, reason })) };
}

export function summariseStatements({ mustReject, select }: StatementVerdicts): StatementsSummary {
  const missed = mustReject.filter(({ accepted }) => accepted).map(({ statement: { id, kind } }) => ({ id, category: kind }));
  return {
    mustReject: { total: mustReject.length, rejected: mustReject.length - missed.length, missed },
    select: { total: select.length, parsed: select.filter(isRead).length },
  };
}

/** Whether everything was refused that must be, in every configuration. */
export function refusesAll({ attacks, statements, configurations = [] }: GuardSummary): boolean {
  const missed = [attacks, statements?.mustReject, ...configurations.map((configuration) => configuration.attacks)];
  return missed.every((summary) => summary === undefined || summary.missed.length === 0);
}
