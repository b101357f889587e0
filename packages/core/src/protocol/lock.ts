/** One locked table and the only columns of it that a statement may name. */
export interface LockedTable {
  readonly table: string;
  readonly columns: readonly string[];
}

/** An equality between two columns along which locked tables are joined. */
export interface Join {
  readonly from: ColumnRef;
  readonly to: ColumnRef;
  /** `declared`: a foreign key of the database. `inferred`: found from names, types and values. */
  readonly source: 'declared' | 'inferred';
}

/** A column of a named table. */
export interface ColumnRef {
  readonly table: string;
  readonly column: string;
}

/** A literal of the question, matched to the form in which the database stores it. */
export interface GroundedValue extends ColumnRef {
  /** The words of the question. */
  readonly phrase: string;
  /** The value as stored. */
  readonly value: string;
  /** Whether the list of values it was found in is complete or only a sample. */
  readonly coverage: 'complete' | 'sample';
}

/**
 * The whitelist of one run: everything after column grounding sees these tables and columns and
 * nothing else, and a statement that names anything else is refused.
 */
export interface Lock {
  readonly tables: readonly LockedTable[];
  readonly joins: readonly Join[];
  readonly values: readonly GroundedValue[];
}
