/** A stream of seeded pseudo-random choices. */
export interface Random {
  /** 0 ≤ n < 1. */
  readonly next: () => number;
  /** A whole number from `low` to `high`, both included. */
  readonly int: (low: number, high: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(items: readonly T[]) => T;
  /** Picks one of `[item, weight]`. */
  readonly weighted: <T>(items: readonly (readonly [T, number])[]) => T;
  readonly shuffle: <T>(items: readonly T[]) => T[];
  /** About normal around `mean`: the mean of four uniform numbers. */
  readonly around: (mean: number, spread: number) => number;
  /** A key in the shape of a version 4 UUID. */
  readonly uuid: () => string;
}

/**
 * A stream of its own for each name, so that drawing more numbers in one area leaves the others as
 * they were.
 */
export function createRandom(seed: number, name: string): Random {
  const next = mulberry32(seed ^ fnv1a(name));
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  const pick = <T>(items: readonly T[]): T => {
    const item = items[Math.floor(next() * items.length)];
    if (item === undefined) throw new RangeError('Nothing to pick from.');
    return item;
  };
  return {
    next,
    int,
    pick,
    chance: (probability) => next() < probability,
    weighted: (items) => {
      let left = next() * items.reduce((sum, [, weight]) => sum + weight, 0);
      const chosen = items.find(([, weight]) => (left -= weight) < 0) ?? items.at(-1);
      if (chosen === undefined) throw new RangeError('Nothing to choose from.');
      return chosen[0];
    },
    shuffle: (items) =>
      items
        .map((item) => ({ item, order: next() }))
        .sort((a, b) => a.order - b.order)
        .map(({ item }) => item),
    around: (mean, spread) => mean + ((next() + next() + next() + next()) / 2 - 1) * spread,
    uuid: () => {
      const hex = (digits: number) => Math.floor(next() * 16 ** digits).toString(16).padStart(digits, '0');
      return `${hex(8)}-${hex(4)}-4${hex(3)}-${pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(6)}${hex(6)}`;
    },
  };
}

/** Tommy Ettinger's generator, public domain: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a over UTF-16 code units: http://www.isthe.com/chongo/tech/comp/fnv/ */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash;
}
