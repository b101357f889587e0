/** One locked table and the only columns of it that a statement may name. */
export interface LockedTable {
  readonly table: string;
  readonly columns: readonly string[];
}

/** An equality between two columns along which locked tables are joined. */
export type Join = DeclaredJoin | InferredJoin;

/** A pair of columns that a foreign key of the database declares. */
export interface DeclaredJoin {
  readonly from: ColumnRef;
  readonly to: ColumnRef;
  readonly source: 'declared';
}

/** A pair of columns that nothing declares, but names, types and stored values speak for. */
export interface InferredJoin {
  readonly from: ColumnRef;
  readonly to: ColumnRef;
  readonly source: 'inferred';
  readonly evidence: JoinEvidence;
  /** 0–1: how likely it is that the one column refers to the other. */
  readonly confidence: number;
}

/** What speaks for a join that no foreign key declares. */
export interface JoinEvidence {
  /**
   * What the name of the referring column says. `reference`: it names the other table and its key
   * (`customer_id`). `parent`: the table's own key (`parent_id`). `same_name`: it is called as the key
   * is. `table_name`: it is called as the table is (`customer`). `abbreviation`: it shortens the
   * table's name (`cust_id`).
   */
  readonly name: 'reference' | 'parent' | 'same_name' | 'table_name' | 'abbreviation';
  /** `same`: spelled alike. `comparable`: of one kind. `unknown`: one of them says nothing. */
  readonly type: 'same' | 'comparable' | 'unknown';
  /** How the stored values compare; null where none were compared, or where they are not for this reader. */
  readonly values: JoinValues | null;
}

/** How many values of a referring column the other column holds. */
export interface JoinValues {
  /** Distinct values of the referring column that were looked for. */
  readonly compared: number;
  /** 0–1: the share of them that was found. */
  readonly share: number;
  /** `complete`: every value of both columns took part. `sample`: some of them. */
  readonly coverage: 'complete' | 'sample';
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
