import { percent, textTable } from '../text-table.ts';
import { groupBy, tally } from '../statistics.ts';
import type { GoldVerdicts } from './measure-corpora.ts';
import type { Latency } from './measure-latency.ts';
import { isRead, type StatementVerdict, type StatementVerdicts } from './measure-statements.ts';
import { reasonOf, type Verdict } from './judge.ts';
import type { ConfigurationSummary } from './summarise-guard.ts';

/** The most items that a list shows. */
const SHOWN = 40;

/** What was measured, for a person to read. */
export interface GuardFindings {
  readonly attacks?: readonly Verdict[];
  readonly benign?: readonly Verdict[];
  readonly gold?: GoldVerdicts;
  readonly statements?: StatementVerdicts;
  readonly latency?: Latency | null;
  readonly configurations?: readonly ConfigurationSummary[];
}

export function guardReport({ attacks, benign, gold, statements, latency, configurations }: GuardFindings): string {
  const parts = [
    attacks === undefined ? [] : attacksReport(attacks),
    benign === undefined ? [] : acceptedReport('Benign statements', benign),
    gold === undefined ? [] : goldReport(gold),
    statements === undefined ? [] : statementsReport(statements),
    latency == null ? [] : [`Latency of a benign statement: mean ${latency.meanUs} µs, p50 ${latency.p50Us} µs, p95 ${latency.p95Us} µs`],
    configurations === undefined ? [] : [configurationsReport(configurations)],
  ];
  return parts.flat().join('\n\n');
}

function attacksReport(verdicts: readonly Verdict[]): readonly string[] {
  const rejected = ({ checked }: Verdict): boolean => checked === null;
  return [
    shareTable('Attacks', 'rejected', verdicts, rejected),
    ...tallyLines('First reason for which attacks were rejected', verdicts.filter(rejected).map(({ problems }) => problems[0]?.code ?? '')),
    ...list('Attacks that were accepted', verdicts.filter((verdict) => !rejected(verdict)).map(({ item }) => `${item.id} (${item.category})`)),
  ];
}

function acceptedReport(title: string, verdicts: readonly Verdict[]): readonly string[] {
  const refused = verdicts.filter(({ checked }) => checked === null);
  return [
    shareTable(title, 'accepted', verdicts, ({ checked }) => checked !== null),
    ...tallyLines(`First reason for which ${title.toLowerCase()} were refused`, refused.map(firstReason)),
    ...list(`${title} that were refused`, refused.map((verdict) => `${verdict.item.id}  ${reasonOf(verdict)}`)),
  ];
}

function goldReport({ judged, skipped }: GoldVerdicts): readonly string[] {
  const lines = skipped.map(({ item, reason }) => `${item.id}  ${reason}`);
  return [...acceptedReport('Gold statements', judged), ...list(`${skipped.length} gold statements were left out: their databases do not have what they name`, lines)];
}

/** Counts for everything, for each dialect and for each category. */
function shareTable(title: string, passed: string, verdicts: readonly Verdict[], passes: (verdict: Verdict) => boolean): string {
  const row = (name: string, group: readonly Verdict[]): readonly string[] => {
    const count = group.filter(passes).length;
    return [name, String(group.length), String(count), percent(group.length === 0 ? null : count / group.length)];
  };
  const groups = (key: (verdict: Verdict) => string): readonly (readonly string[])[] =>
    [...groupBy(verdicts, key)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, group]) => row(name, group));
  return textTable(
    [title, 'total', passed, ''],
    [row('all', verdicts), ...groups(({ item }) => item.dialect), ...groups(({ item }) => `  ${item.category}`)],
  );
}

function statementsReport({ mustReject, select }: StatementVerdicts): readonly string[] {
  const rejected = mustReject.filter(({ accepted }) => !accepted);
  const unread = rejected.filter((verdict) => !isRead(verdict));
  const kinds = [...groupBy(mustReject, ({ statement }) => statement.kind)].sort(([, a], [, b]) => b.length - a.length);
  return [
    textTable(
      ['Statements of the grammar', 'total', 'count', ''],
      [
        ['no query: rejected', ...counts(mustReject, rejected)],
        ['  before any name was looked at', ...counts(mustReject, unread)],
        ['query: read', ...counts(select, select.filter(isRead))],
      ],
    ),
    ...tallyLines('First reason for which what is no query was rejected', rejected.map(({ codes }) => codes[0] ?? '')),
    textTable(
      ['No query, by kind', 'total', 'rejected', 'before names'],
      kinds.map(([kind, group]) => [
        kind,
        String(group.length),
        String(group.filter(({ accepted }) => !accepted).length),
        String(group.filter((verdict) => !verdict.accepted && !isRead(verdict)).length),
      ]),
    ),
    ...tallyLines('First reason for which queries were not read', select.filter((verdict) => !isRead(verdict)).map(({ codes }) => codes[0] ?? '')),
    ...list('No query, but accepted', mustReject.filter(({ accepted }) => accepted).map(({ statement }) => `${statement.id} (${statement.kind})`)),
  ];
}

function counts(all: readonly StatementVerdict[], some: readonly StatementVerdict[]): readonly string[] {
  return [String(all.length), String(some.length), percent(all.length === 0 ? null : some.length / all.length)];
}

function configurationsReport(configurations: readonly ConfigurationSummary[]): string {
  return textTable(
    ['Parsers beside the guard’s own', 'attacks rejected', 'benign accepted'],
    configurations.map(({ parsers, attacks, benign }) => [
      parsers.length === 0 ? 'none' : parsers.join(' + '),
      attacks === undefined ? '–' : `${attacks.rejected} of ${attacks.total}`,
      benign === undefined ? '–' : `${benign.accepted} of ${benign.total}`,
    ]),
  );
}

/** The first problem without what is particular to a statement: quoted names, and advice after the first sentence. */
function firstReason({ problems }: Verdict): string {
  const [first] = problems;
  if (first === undefined) return '';
  const [sentence = ''] = first.message.replace(/"[^"]*"/gu, '"…"').split(/(?<=\.) /u);
  return `${first.code}: ${sentence}`;
}

function tallyLines(title: string, words: readonly string[]): readonly string[] {
  const lines = Object.entries(tally(words)).map(([word, count]) => `${String(count).padStart(6)}  ${word}`);
  return lines.length === 0 ? [] : [[title, ...lines].join('\n')];
}

function list(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, SHOWN).map((line) => `  ${line}`);
  const rest = lines.length > SHOWN ? [`  … and ${lines.length - SHOWN} more; --items FILE writes all of them`] : [];
  return [[title, ...shown, ...rest].join('\n')];
}
