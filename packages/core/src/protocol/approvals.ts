import type { Cell, ResultColumn } from './results.ts';

/** A figure with how it was come by. */
export interface Estimate {
  /** Null when it is not known, which is an answer too. */
  readonly value: number | null;
  readonly low?: number;
  readonly high?: number;
  /** `explain`: the planner's guess. `dry_run`: run and rolled back. `exact`: counted. `heuristic`: a rule of thumb. */
  readonly method: 'explain' | 'dry_run' | 'exact' | 'heuristic';
}

/** What a statement would do to the database. */
export interface QueryImpact {
  readonly operation: 'read' | 'insert' | 'update' | 'delete';
  readonly tables: readonly {
    readonly table: string;
    readonly access: 'read' | 'write';
    /** True when the table holds data that the host marked as sensitive. */
    readonly sensitive: boolean;
  }[];
  /** Rows that it reads or changes. */
  readonly rows: Estimate;
  /** Rows of other tables that a foreign key would change with them. */
  readonly cascades: readonly { readonly table: string; readonly rows: Estimate }[];
  readonly durationMs: Estimate | null;
  readonly cost: (Estimate & { readonly currency: string }) | null;
  readonly locks: 'none' | 'rows' | 'table' | 'unknown';
  readonly reversible: 'yes' | 'no' | 'unknown';
  readonly risk: 'low' | 'medium' | 'high';
  /** Why the risk is what it is, one sentence each. */
  readonly reasons: readonly string[];
  /** Some rows before and after, one row each at the same place. */
  readonly sample: {
    readonly columns: readonly ResultColumn[];
    readonly before: readonly (readonly Cell[])[];
    readonly after: readonly (readonly Cell[])[];
  } | null;
  /** ISO 8601: when it was found out. */
  readonly at: string;
}

/** Somebody, as others may see them. */
export interface Person {
  readonly id: string;
  readonly name: string | null;
}

/** What one person decided. */
export interface ApprovalDecision {
  readonly by: Person;
  readonly decision: 'approved' | 'rejected';
  readonly reason: string | null;
  /** ISO 8601. */
  readonly at: string;
}

/** A request to run a statement, as it is shown to one viewer. */
export interface Approval {
  readonly id: string;
  readonly question: string;
  /** What the statement does, in one sentence made from its syntax tree. */
  readonly effect: string;
  readonly version: number;
  readonly sql: string;
  readonly sqlHash: string;
  /** Signed by the server over this very request; it goes back byte for byte. */
  readonly challenge: string;
  /** The statement of the last version that was approved, to compare with. */
  readonly approvedSql: string | null;
  readonly requestedBy: Person;
  /** The rule that asks for approval. */
  readonly policy: string | null;
  readonly impact: QueryImpact;
  /** How many people have to approve. */
  readonly required: number;
  readonly decisions: readonly ApprovalDecision[];
  /** The decisions that need a reason. */
  readonly reasonFor: readonly ('approve' | 'reject')[];
  /** Whether the one who looks at it may decide. */
  readonly viewer: { readonly mayDecide: true } | { readonly mayDecide: false; readonly because: 'own_request' | 'not_an_approver' | 'already_decided' };
}
