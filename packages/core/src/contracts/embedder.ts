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
}
