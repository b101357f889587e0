export { mayWrite, type IntendedWrite, type WriteVerdict } from './may-write.ts';
export { rolePolicy, type RolePolicy } from './role-policy.ts';
export type { RuleProblem } from './find-rule-problems.ts';
export type {
  AccessRule,
  AllowDeleteRule,
  AllowReadRule,
  AllowWriteRule,
  DenyRule,
  FilterOperand,
  MaskRule,
  RolePolicyOptions,
  RowRule,
} from './role-rules.ts';
export { createFindAccess, type FindAccess, type RunAccess } from './run-access.ts';
