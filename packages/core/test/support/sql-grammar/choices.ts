import fc from 'fast-check';

/**
 * The decisions behind one generated text. Each takes the next number; after the last one every
 * decision falls on the first alternative, which is therefore the simplest. Shrinking the numbers
 * shrinks the text.
 */
export class Choices {
  readonly #numbers: readonly number[];
  #next = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** A whole number of at least 0 and less than `count`. */
  below(count: number): number {
    const number = this.#numbers[this.#next] ?? 0;
    this.#next += 1;
    return number % count;
  }

  of<T>(alternatives: readonly T[]): T {
    const chosen = alternatives[this.below(alternatives.length)];
    if (chosen === undefined) throw new Error('There is nothing to choose from.');
    return chosen;
  }

  /** True in about `percent` of 100 cases. */
  chance(percent: number): boolean {
    return this.below(100) >= 100 - percent;
  }

  /** One alternative, each as often as its weight says. The first one is the simplest. */
  weighted<T>(alternatives: readonly (readonly [weight: number, make: () => T])[]): T {
    let left = this.below(alternatives.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, make] of alternatives) {
      if (left < weight) return make();
      left -= weight;
    }
    throw new Error('There is nothing to choose from.');
  }

  /** Between `least` and `most` of what `make` makes. */
  some<T>(least: number, most: number, make: () => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, () => make());
  }
}

/** What `make` makes of every possible series of at most `most` decisions. */
export function chosen<T>(most: number, make: (choices: Choices) => T): fc.Arbitrary<T> {
  return fc.array(fc.nat(0xffff), { maxLength: most, size: 'max' }).map((numbers) => make(new Choices(numbers)));
}

/** The same cases in every run: a failure is reproduced by running the test again. */
export const FIXED = { seed: 20_240_229, unbiased: true } as const;

/** Ends a search after some seconds: a failure is reported with the smallest case found so far, instead of as a timeout. */
export function within(seconds: number) {
  return { interruptAfterTimeLimit: seconds * 1_000, markInterruptAsFailure: true } as const;
}
