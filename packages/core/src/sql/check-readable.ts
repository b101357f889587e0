import type { Dialect, StatementPolicy, TableInfo } from '../contracts/index.ts';
import type { LockedTable } from '../protocol/index.ts';
import { checkSql, type CheckSqlResult } from './check-sql.ts';

/** A statement takes at most as many rows as it says: whether it may be read does not depend on them. */
const ROW_LIMIT = 1;

/**
 * Checks a statement that is to be shown, not run, against all columns of the tables that it is said to
 * read. Tables that are not `known` are not there for it.
 */
export async function checkReadable(
  { sql, tables }: { readonly sql: string; readonly tables: readonly string[] },
  { tables: known, dialect, policy }: { readonly tables: ReadonlyMap<string, TableInfo>; readonly dialect: Dialect; readonly policy?: StatementPolicy },
): Promise<CheckSqlResult> {
  const locked = tables.flatMap((name): LockedTable[] => {
    const table = known.get(name);
    return table === undefined ? [] : [{ table: name, columns: table.columns.map((column) => column.name) }];
  });
  return checkSql(sql, { dialect, lock: { tables: locked, joins: [], values: [] }, rowLimit: ROW_LIMIT, ...(policy === undefined ? {} : { policy }) });
}
