import type { Sense, Synset, WordNet } from './read-wordnet.ts';

/** Senses of a word that count. */
const MOST_SENSES = 6;
/** Added to how often a sense was seen, divided by its rank: most senses were never seen in the tagged texts. */
const UNSEEN_SENSE = 3;
/** What a step to a more general concept leaves of a weight, and how many are taken. */
const GENERALISATION = { share: 0.9, most: 6 } as const;
/** Concepts with less information say nothing: `entity`, `object`, `act`. */
const LEAST_INFORMATION = 0.2;
const INFORMATION_EXPONENT = 0.7;
/** What a link to another concept leaves of a weight; of derived forms all together have about this much. */
const LINK_SHARE = { derived: 0.7, attribute: 0.7, instance: 0.6 } as const;

/**
 * What a word means as weighted synsets: those of its senses, by how usual a sense is, the more
 * general ones above them, and those of the forms derived from it (`employ`, `employee`), of what an
 * adjective is a value of (`heavy`, `weight`) and of what it belongs to (`French`, `France`).
 *
 * A concept counts by its information content, which falls with how many concepts lie below it
 * (N. Seco, T. Veale, J. Hayes, "An intrinsic information content metric for semantic similarity in
 * WordNet", 2004), so that two words are the more alike the more specific the concept that they
 * share (P. Resnik, 1995).
 */
export function createConcepts({ synsets, senses }: WordNet): (word: string) => ReadonlyMap<string, number> {
  const information = createInformation(synsets);

  return (word) => {
    const concepts = new Map<string, number>();
    const usual = (senses.get(word) ?? [])
      .map((sense) => ({ sense, usage: Math.sqrt(sense.count + UNSEEN_SENSE / sense.rank) }))
      .sort((a, b) => b.usage - a.usage)
      .slice(0, MOST_SENSES);
    const total = usual.reduce((sum, { usage }) => sum + usage, 0);
    for (const { sense, usage } of usual) addSense(sense, usage / total);
    return concepts;

    function addSense({ synset, word }: Sense, weight: number): void {
      add(synset, weight, 0);
      const links = synsets.get(synset)?.links ?? [];
      const own = links.filter((link) => link.word === word || link.word === 0);
      const derived = new Set(own.filter(({ symbol }) => symbol === '+').map(({ target }) => target));
      for (const target of derived) add(target, (weight * LINK_SHARE.derived) / Math.sqrt(derived.size), 1);
      for (const { symbol, target } of own) {
        if (symbol === '=' || symbol === '\\' || symbol === '&') add(target, weight * LINK_SHARE.attribute, 1);
        // An adjective that is like a chief one (`hefty`, `heavy`) is a value of the same attribute.
        if (symbol === '&') for (const next of synsets.get(target)?.links ?? []) if (next.symbol === '=') add(next.target, weight * LINK_SHARE.attribute, 1);
      }
    }

    function add(id: string, weight: number, steps: number): void {
      const amount = information(id);
      if (amount > LEAST_INFORMATION) concepts.set(id, Math.max(concepts.get(id) ?? 0, weight * amount ** INFORMATION_EXPONENT));
      if (steps === GENERALISATION.most) return;
      for (const { symbol, target } of synsets.get(id)?.links ?? []) {
        if (symbol === '@') add(target, weight * GENERALISATION.share, steps + 1);
        if (symbol === '@i') add(target, weight * LINK_SHARE.instance, steps + 1);
      }
    }
  };
}

/** 1 for a concept with none below it, 0 for one above all others of its part of speech. */
function createInformation(synsets: ReadonlyMap<string, Synset>): (id: string) => number {
  const below = new Map<string, string[]>();
  const sizes = new Map<string, number>();
  for (const [id, { pos, links }] of synsets) {
    sizes.set(pos, (sizes.get(pos) ?? 0) + 1);
    for (const { symbol, target } of links) if (symbol === '@') below.set(target, [...(below.get(target) ?? []), id]);
  }
  const known = new Map<string, number>();
  return (id) => {
    const held = known.get(id);
    if (held !== undefined) return held;
    const all = new Set<string>();
    const open = [id];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const child of below.get(next) ?? []) {
        if (all.has(child)) continue;
        all.add(child);
        open.push(child);
      }
    }
    const amount = 1 - Math.log(all.size + 1) / Math.log(sizes.get(id.charAt(0)) ?? 2);
    known.set(id, amount);
    return amount;
  };
}
