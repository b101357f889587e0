import { groupBy, round, share } from '../statistics.ts';
import type { AskedItem } from './ask-items.ts';
import { holdReadings } from './held-readings.ts';
import type { Label } from './read-items.ts';

/** The figures of `bench:ambiguity`; every share is 0–1, and null where there is nothing to share. */
export interface AmbiguitySummary {
  /** `asked`: the share that ended in a clarification. `bothReadings`: of those, the share whose options offer every reading. */
  readonly ambiguous: { readonly n: number; readonly asked: number | null; readonly bothReadings: number | null };
  /** `quiet`: the share in which nothing was asked back and nothing refused. */
  readonly clear: { readonly n: number; readonly quiet: number | null };
  readonly unanswerable: { readonly n: number; readonly refused: number | null };
  readonly offTopic: { readonly n: number; readonly refused: number | null };
  /** Pairs whose ambiguous item was asked about and whose clear one was quiet. */
  readonly pairs: { readonly n: number; readonly bothRight: number | null };
}

export function summariseAmbiguity(asked: readonly AskedItem[]): AmbiguitySummary {
  const of = (label: Label): readonly AskedItem[] => asked.filter(({ item }) => item.label === label);
  const rate = (items: readonly AskedItem[]) => round(share(items, isRight), 4);
  const offered = of('ambiguous').map(offersReadings).filter((offers) => offers !== null);
  const pairs = pairsOf(asked);
  return {
    ambiguous: { n: of('ambiguous').length, asked: rate(of('ambiguous')), bothReadings: round(share(offered, Boolean), 4) },
    clear: { n: of('clear').length, quiet: rate(of('clear')) },
    unanswerable: { n: of('unanswerable').length, refused: rate(of('unanswerable')) },
    offTopic: { n: of('off_topic').length, refused: rate(of('off_topic')) },
    pairs: { n: pairs.length, bothRight: round(share(pairs, (pair) => pair.every(isRight)), 4) },
  };
}

/** Whether the run ended as it should for the item's label. */
export function isRight({ item: { label }, result: { status } }: AskedItem): boolean {
  if (label === 'ambiguous') return status === 'needs_clarification';
  if (label === 'clear') return status !== 'needs_clarification' && status !== 'refused';
  return status === 'refused';
}

/** Null unless the item was asked about and its readings are known. */
export function offersReadings({ item, result }: AskedItem): boolean | null {
  return result.status === 'needs_clarification' ? holdReadings(result.clarification.options, item.readings) : null;
}

/** The items that share a pair, where one is ambiguous and one is clear. */
export function pairsOf(asked: readonly AskedItem[]): readonly (readonly AskedItem[])[] {
  const paired = asked.filter(({ item }) => item.pair !== undefined);
  return [...groupBy(paired, ({ item }) => item.pair!).values()].filter((pair) =>
    (['ambiguous', 'clear'] as const).every((label) => pair.some(({ item }) => item.label === label)),
  );
}
