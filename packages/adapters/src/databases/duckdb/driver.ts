import { importOptional } from '../../optional-dependency.ts';

/** The package of DuckDB, when it is first needed. */
export function loadDuckdb(load: () => Promise<typeof import('@duckdb/node-api')> = () => import('@duckdb/node-api')): Promise<typeof import('@duckdb/node-api')> {
  return importOptional('@duckdb/node-api', 'A DuckDB database', load);
}

/** What a statement is, by the numbers of DuckDB's C interface (`duckdb_statement_type`). */
export const SELECT = 1;
export const INSERT = 2;
export const UPDATE = 3;
export const DELETE = 5;
export const CREATE = 7;
