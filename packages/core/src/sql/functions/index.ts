import type { Dialect } from '../../contracts/index.ts';
import { DUCKDB } from './duckdb.ts';
import type { FunctionList } from './function-list.ts';
import { MYSQL } from './mysql.ts';
import { POSTGRES } from './postgres.ts';
import { SQLITE } from './sqlite.ts';

export type { FunctionList } from './function-list.ts';

const LISTS: Readonly<Record<Dialect, FunctionList>> = { sqlite: SQLITE, postgres: POSTGRES, mysql: MYSQL, duckdb: DUCKDB };

export function functionsOf(dialect: Dialect): FunctionList {
  return LISTS[dialect];
}
