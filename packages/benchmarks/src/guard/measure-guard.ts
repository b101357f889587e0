import type { CorpusItem, GoldItem } from './corpora.ts';
import { guardReport } from './guard-report.ts';
import type { GuardInputs } from './guard-inputs.ts';
import { reasonOf, type Verdict } from './judge.ts';
import { judgeCorpus, judgeGold } from './measure-corpora.ts';
import { measureLatency } from './measure-latency.ts';
import { judgeStatements } from './measure-statements.ts';
import { measureConfigurations } from './parser-configurations.ts';
import { reportProgress } from '../progress.ts';
import { summariseAttacks, summariseBenign, summariseGold, summariseStatements, type GuardSummary } from './summarise-guard.ts';

export interface GuardMeasurement {
  readonly summary: GuardSummary;
  /** For a person to read. */
  readonly report: string;
  /** The statements that were not judged as they should be. */
  readonly misjudged: readonly Misjudged[];
}

export interface Misjudged extends CorpusItem {
  /** Null for what was accepted and ought not to be. */
  readonly reason: string | null;
}

/** Measures all that there is, and with `parsers` the corpora once more for each configuration of parsers. */
export async function measureGuard(inputs: GuardInputs, parsers: boolean): Promise<GuardMeasurement> {
  const attacks = inputs.attacks && (await judgeCorpus(inputs.attacks.items, inputs.attacks.lock, reportProgress('attacks', inputs.attacks.items.length)));
  const benign = inputs.benign && (await judgeCorpus(inputs.benign.items, inputs.benign.lock, reportProgress('benign', inputs.benign.items.length)));
  const latency = inputs.benign && (await measureLatency(inputs.benign.items, inputs.benign.lock));
  const gold = inputs.gold && (await judgeGold(inputs.gold.items, inputs.gold.schemas, reportProgress('gold', inputs.gold.items.length)));
  const statements = inputs.statements && (await judgeStatements(inputs.statements, 'postgres', reportProgress('statements', inputs.statements.length)));
  const configurations = parsers ? await measureConfigurations(inputs) : undefined;

  return {
    summary: {
      ...(attacks && { attacks: summariseAttacks(attacks) }),
      ...(benign && { benign: summariseBenign(benign) }),
      ...(gold && { gold: summariseGold(gold) }),
      ...(statements && { statements: summariseStatements(statements) }),
      ...(latency && { latency }),
      ...(configurations && { configurations }),
    },
    report: guardReport({
      ...(attacks && { attacks }),
      ...(benign && { benign }),
      ...(gold && { gold }),
      ...(statements && { statements }),
      ...(latency && { latency }),
      ...(configurations && { configurations }),
    }),
    misjudged: [
      ...(attacks ?? []).filter(({ checked }) => checked !== null).map(({ item }) => ({ ...item, reason: null })),
      ...[...(benign ?? []), ...(gold?.judged ?? [])].filter(({ checked }) => checked === null).map(toMisjudged),
      ...(statements?.mustReject ?? [])
        .filter(({ accepted }) => accepted)
        .map(({ statement: { id, kind, sql } }) => ({ id, dialect: 'postgres' as const, category: kind, sql, reason: null })),
    ],
  };
}

function toMisjudged(verdict: Verdict<CorpusItem | GoldItem>): Misjudged {
  return { ...verdict.item, reason: reasonOf(verdict) };
}
