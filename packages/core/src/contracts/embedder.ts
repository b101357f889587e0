/** A word that may stand for another one. */
export interface NearWord {
  readonly word: string;
  /** How surely it means the same, above 0 and at most 1. */
  readonly nearness: number;
}

/** Turns texts into vectors. */
export interface Embedder {
  /** Names the model and its version: vectors of two ids are never compared. */
  readonly id: string;
  /** How many numbers each of its vectors has; vectors of another embedder, or of other dimensions, are made anew. */
  readonly dimensions: number;
  /**
   * One unit-length vector a text, in order.
   *
   * @throws IndexError `EMBEDDING_FAILED`
   * @throws CancelledError when its signal was aborted
   */
  embed(
    texts: readonly string[],
    options: { readonly kind: 'document' | 'query'; readonly signal?: AbortSignal },
  ): Promise<readonly Float32Array[]>;
  /**
   * Which words of a vocabulary mean about the same as a word. An embedder that knows single words without
   * asking anyone has it, and retrieval then finds tables by these words too; without it, meaning counts
   * by the vectors of whole texts alone.
   *
   * @param vocabulary - The stems that the names and comments of a schema hold, some thousands of them.
   * @returns finds the words for a stem, the nearest first, without the stem itself; at most ten
   */
  nearWords?(vocabulary: readonly string[]): (word: string) => readonly NearWord[];
}
