import { splitIdentifier, stem, tokenise } from '../../text/index.ts';

/** A figure over many rows. */
export type Aggregate = 'total' | 'average' | 'maximum' | 'minimum';

/** The aggregates that a question asks for, superlatives included; empty when it asks for none. */
export function askedAggregates(question: string): ReadonlySet<Aggregate> {
  const asked = new Set<Aggregate>();
  const words = tokenise(question).map((token) => token.text);
  words.forEach((word, index) => {
    const aggregate = BY_WORD.get(word);
    if (aggregate) asked.add(aggregate);
    const pair = `${word} ${words[index + 1] ?? ''}`;
    if (COUNTING.has(pair)) asked.add('total');
  });
  return asked;
}

/** A column that holds a figure worked out beforehand: `total_amount`, `amount_avg`. */
export interface PrecomputedFigure {
  readonly aggregate: Aggregate;
  /** The stems of what it is a figure of. */
  readonly of: readonly string[];
}

/** Null for a name that does not begin or end with the word of an aggregate. */
export function precomputedFigure(column: string): PrecomputedFigure | null {
  const words = splitIdentifier(column);
  const first = IN_NAMES.get(words[0] ?? '');
  const last = IN_NAMES.get(words.at(-1) ?? '');
  if (words.length < 2 || (!first && !last)) return null;
  return first ? { aggregate: first, of: words.slice(1).map(stem) } : { aggregate: last!, of: words.slice(0, -1).map(stem) };
}

const COUNTING: ReadonlySet<string> = new Set(['how many', 'how much', 'number of', 'amount of', 'count of']);

const SHORT: Readonly<Record<Aggregate, string>> = {
  total: 'total sum',
  average: 'average avg mean',
  maximum: 'maximum max highest',
  minimum: 'minimum min lowest',
};

const SUPERLATIVES: Readonly<Record<Aggregate, string>> = {
  total: 'totals sums altogether overall combined',
  average: 'averages averaged',
  maximum: 'most largest biggest greatest longest oldest latest heaviest tallest fastest top best last',
  minimum: 'least fewest smallest shortest youngest earliest lightest slowest worst',
};

function byWord(...lists: readonly Readonly<Record<Aggregate, string>>[]): ReadonlyMap<string, Aggregate> {
  return new Map(
    lists.flatMap((list) => (Object.keys(list) as Aggregate[]).flatMap((aggregate) => list[aggregate].split(' ').map((word): [string, Aggregate] => [word, aggregate]))),
  );
}

const IN_NAMES = byWord(SHORT, { total: 'tot', average: 'averaged', maximum: 'maxi', minimum: 'mini' });
const BY_WORD = byWord(SHORT, SUPERLATIVES);
