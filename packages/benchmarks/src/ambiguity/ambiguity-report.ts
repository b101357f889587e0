import { groupBy, share, tally } from '../statistics.ts';
import { percent, textTable } from '../text-table.ts';
import type { AskedItem } from './ask-items.ts';
import { isRight, offersReadings, pairsOf } from './summarise-ambiguity.ts';

/** What should come of the items of each label. */
const RIGHT = { ambiguous: 'asked back', clear: 'answered', unanswerable: 'refused', off_topic: 'refused' } as const;

/** The figures of `bench:ambiguity` for a person to read, with at most `misses` of the items that went wrong. */
export function ambiguityReport(asked: readonly AskedItem[], misses: number): string {
  const labels = [...groupBy(asked, ({ item }) => item.label)];
  const kinds = [...groupBy(asked.filter(({ item }) => item.kind !== undefined), ({ item }) => `${item.label}: ${item.kind}`)];
  const offered = asked.filter(({ item }) => item.label === 'ambiguous').flatMap((one) => offersReadings(one) ?? []);
  const pairs = pairsOf(asked);
  const endings = labels.map(([label, items]): [string, Readonly<Record<string, number>>] => [label, tally(items.map(endingOf))]);
  const wrong = asked.filter((one) => !isRight(one)).slice(0, misses);
  return [
    textTable(
      ['', 'right is', 'n', 'right'],
      [
        ...[...labels, ...kinds].map(([name, items]) => [name, RIGHT[items[0]!.item.label], String(items.length), percent(share(items, isRight))]),
        ['asked, with every reading offered', '', String(offered.length), percent(share(offered, Boolean))],
        ['pairs, both right', '', String(pairs.length), percent(share(pairs, (pair) => pair.every(isRight)))],
      ],
    ),
    textTable(
      ['the run ended', 'n'],
      endings.flatMap(([label, counts]) => Object.entries(counts).map(([ending, n]) => [`${label}: ${ending}`, String(n)])),
    ),
    ...(wrong.length === 0 ? [] : [wrong.map(missOf).join('\n')]),
  ].join('\n\n');
}

function endingOf({ result }: AskedItem): string {
  switch (result.status) {
    case 'needs_clarification':
      return `asked back, ${result.clarification.kind}`;
    case 'refused':
      return `refused, ${result.refusal.reason}`;
    case 'failed':
      return `failed, ${result.error.code}`;
    default:
      return result.status;
  }
}

function missOf(asked: AskedItem): string {
  const { item, result } = asked;
  const detail = result.status === 'needs_clarification' ? result.clarification.options.map(({ label }) => label).join(' | ') : result.status === 'completed' ? result.sql : '';
  return `${item.id} (${item.label}) ${endingOf(asked)}: ${item.question}${detail === '' ? '' : `\n    ${detail}`}`;
}
