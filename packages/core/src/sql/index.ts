export { checkReadable } from './check-readable.ts';
export { checkSql, type CheckSqlOptions, type CheckSqlResult } from './check-sql.ts';
export { crossCheck, type CrossCheckOptions } from './cross-check.ts';
export { explainTree, type ExplainTreeOptions } from './explain-tree.ts';
export { filtersOf, usesAggregateOverJoin, type AggregateOverJoin, type LiteralFilter } from './inspect-tree.ts';
export { lockOfChecked, plainOfChecked, policyOfChecked } from './checked-sql.ts';
export type { Query } from './query-tree.ts';
