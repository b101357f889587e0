import type { AccessDecision, RowFilter, WriteApproval } from '../contracts/index.ts';

/** A change to rows of one table. */
export interface IntendedWrite {
  readonly action: 'insert' | 'update' | 'delete';
  readonly table: string;
  /** The columns that are set; a deletion sets none. */
  readonly columns?: readonly string[];
}

/** Whether a change may be made, to which rows, and who has to agree first. */
export type WriteVerdict =
  | { readonly allowed: false }
  | { readonly allowed: true; readonly rows: RowFilter | null; readonly approvals: readonly WriteApproval[] };

/**
 * Whether a decision lets a change be made.
 *
 * @example
 * ```ts
 * import { mayWrite } from '@nl2sql/core';
 *
 * const decision = { tables: [{ table: 'orders', update: { columns: ['status'] } }] };
 * mayWrite(decision, { action: 'update', table: 'orders', columns: ['status'] }).allowed; // true
 * mayWrite(decision, { action: 'update', table: 'orders', columns: ['total'] }).allowed; // false
 * ```
 */
export function mayWrite(decision: AccessDecision, { action, table, columns = [] }: IntendedWrite): WriteVerdict {
  const granted = decision.tables.find((access) => access.table === table)?.[action];
  const names = new Set(granted?.columns);
  if (granted === undefined || names.size === 0 || !columns.every((column) => names.has(column))) return { allowed: false };
  return { allowed: true, rows: granted.rows ?? null, approvals: granted.approvals ?? [] };
}
