import type { AccessAction, ColumnMask, Disclosure, FilterValue, WriteApproval } from '../contracts/index.ts';

/**
 * A value that a row filter compares with: a constant, who asks, or a fact about them. What is said of
 * the principal is filled in for each run; where it is missing, or of another kind than the comparison
 * takes, the role grants nothing of the table.
 */
export type FilterOperand =
  | Exclude<FilterValue, null>
  | { readonly principal: 'id' | 'tenantId' }
  | { readonly attribute: string };

/** A condition on the columns of each table of a rule. The columns need not be readable. */
export type RowRule =
  | { readonly column: string; readonly operator: '=' | '<>' | '<' | '<=' | '>' | '>='; readonly value: FilterOperand }
  | {
      readonly column: string;
      readonly operator: 'in' | 'not in';
      /** At least one; an attribute may hold a list. */
      readonly values: readonly FilterOperand[] | { readonly attribute: string };
    }
  | { readonly column: string; readonly operator: 'is null' | 'is not null' }
  | { readonly all: readonly RowRule[] }
  | { readonly any: readonly RowRule[] }
  | { readonly not: RowRule };

interface RuleBase {
  /**
   * Names of tables, as the catalog spells them; `*` stands for any characters, dots included: `*`,
   * `sales.*`, `*_archive`. The default schema may be written or left out.
   */
  readonly tables: readonly string[];
}

/** Lets a role read columns of tables. */
export interface AllowReadRule extends RuleBase {
  readonly action: 'read';
  readonly effect: 'allow';
  /** Names or patterns. Default: every column. */
  readonly columns?: readonly string[];
  /** The rows that may be read. Default: all. */
  readonly rows?: RowRule;
}

/** Lets a role add or change rows. */
export interface AllowWriteRule extends RuleBase {
  readonly action: 'insert' | 'update';
  readonly effect: 'allow';
  /** The columns that may be set. Default: every column. */
  readonly columns?: readonly string[];
  /** The rows that may be changed, or that a new row has to be one of. Default: all. */
  readonly rows?: RowRule;
  readonly approval?: WriteApproval;
}

/** Lets a role delete rows. */
export interface AllowDeleteRule extends RuleBase {
  readonly action: 'delete';
  readonly effect: 'allow';
  readonly rows?: RowRule;
  readonly approval?: WriteApproval;
}

/** Takes back what this or another role of the principal allows. */
export interface DenyRule extends RuleBase {
  readonly action: AccessAction;
  readonly effect: 'deny';
  /** Default: every column, which denies the table. */
  readonly columns?: readonly string[];
}

/** Shows columns masked that this or another role of the principal allows; grants nothing by itself. */
export interface MaskRule extends RuleBase {
  readonly action: 'read';
  readonly effect: 'mask';
  readonly columns: readonly string[];
  readonly mask: ColumnMask;
}

/** One thing that a role may do, may not do, or sees masked. */
export type AccessRule = AllowReadRule | AllowWriteRule | AllowDeleteRule | DenyRule | MaskRule;

/** What `rolePolicy` is made of. */
export interface RolePolicyOptions {
  /** The rules of each role; their order does not matter. */
  readonly roles: Readonly<Record<string, readonly AccessRule[]>>;
  /** What to say when only hidden data would answer. Default `existence`. */
  readonly disclose?: Disclosure;
  /** A secret of at least 16 characters, needed when a rule has the mask `hash`. */
  readonly hashKey?: string;
}
