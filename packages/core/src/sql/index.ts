export { checkSql, type CheckSqlOptions, type CheckSqlResult } from './check-sql.ts';
export { explainTree, type ExplainTreeOptions } from './explain-tree.ts';
export { filtersOf, usesAggregateOverJoin, type AggregateOverJoin, type LiteralFilter } from './inspect-tree.ts';
export { lockOfChecked } from './checked-sql.ts';
export { loadParser } from './parse-sql.ts';
export type { Query } from './query-tree.ts';
