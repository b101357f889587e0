export interface VectorRecord {
  readonly id: string;
  readonly vector: Float32Array;
}

export interface VectorMatch {
  readonly id: string;
  /** Cosine similarity, -1 to 1. */
  readonly score: number;
}

/** Keeps vectors and finds the nearest ones by cosine similarity. */
export interface VectorStore {
  readonly id: string;
  readonly capabilities: {
    /** `query` honours `ids`. A store that does not declare it must refuse the option. */
    readonly filterById: boolean;
    /** What was written is there after a restart. */
    readonly persistent: boolean;
  };
  /**
   * Adds records; one with a known id replaces it, and the last of several with one id counts. All
   * vectors have one length; a batch that has another one, or a vector without a direction, is refused
   * before any of it is written.
   */
  upsert(records: readonly VectorRecord[]): Promise<void>;
  /** Unknown ids are ignored. */
  delete(ids: readonly string[]): Promise<void>;
  /** The `topK` nearest, best first; with `ids`, among those only. */
  query(vector: Float32Array, options: { readonly topK: number; readonly ids?: readonly string[] }): Promise<readonly VectorMatch[]>;
  count(): Promise<number>;
  /** Waits for what is under way. Every later call is refused; to close again does nothing. */
  close(): Promise<void>;
}
