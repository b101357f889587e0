export { checkSql, type CheckSqlOptions, type CheckSqlResult } from './sql/index.ts';
