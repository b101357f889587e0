export interface RetrieveTableCandidatesInput {
  readonly question: string;
  /** The most candidates to return. */
  readonly topK: number;
}

/** A table that may hold the answer. Columns are on purpose not part of it. */
export interface TableCandidate {
  readonly table: string;
  /** 0–1, comparable within one retrieval only. */
  readonly score: number;
  /** Why it was found: `name: orders`, `value: Paris in cities.name`, `joins orders`. */
  readonly evidence: readonly string[];
}

export interface RetrieveTableCandidatesOutput {
  /** Best first; only tables of the caller's view. */
  readonly candidates: readonly TableCandidate[];
}
