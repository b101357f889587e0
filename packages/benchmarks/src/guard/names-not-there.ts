import type { Lock, LockedTable } from '@nl2sql/core/protocol';
import type { CorpusItem } from './corpora.ts';
import { judge, type Bounds } from './judge.ts';
import { wordsIn } from './locks.ts';

/** Tables and columns that an engine has in every database: a statement may name them though no schema lists them. */
const OF_THE_ENGINE = /^(?:dual|rowid|_rowid_|oid|ctid|xmin|xmax|tableoid|seq|seq_\d.*|information_schema|performance_schema|mysql|sys|main|temp|public|sqlite_.*|pg_.*|duckdb_.*|pragma_.*|current_.*|session_user|user|localtime.*)$/u;

/**
 * The names for which alone a statement is refused, and which its database does not have: tables that
 * are none of its tables, and columns of no table. Null when the statement is accepted, or when
 * anything else is wrong with it.
 *
 * It does not read what the guard says: the statement is judged once more with a lock that allows
 * these names and nothing else in addition.
 */
export async function namesNotThere(item: CorpusItem, { lock, ...bounds }: Bounds): Promise<readonly string[] | null> {
  const accepts = async (names: readonly string[]): Promise<boolean> => (await judge(item, { ...bounds, lock: lockWith(names, lock) })).checked !== null;
  let names: readonly string[] = candidates(item.sql, lock);
  if (names.length === 0 || (await accepts([])) || !(await accepts(names))) return null;
  for (const name of names) {
    const others = names.filter((other) => other !== name);
    if (await accepts(others)) names = others;
  }
  return names;
}

function candidates(sql: string, lock: Lock): readonly string[] {
  return wordsIn(sql).filter((word) => !OF_THE_ENGINE.test(word.toLowerCase()) && (!has(tablesOf(lock), word) || !has(columnsOf(lock), word)));
}

/** The lock with a table for each name that is none of its tables, and a column for each that no table has. */
function lockWith(names: readonly string[], lock: Lock): Lock {
  const columns = names.filter((name) => !has(columnsOf(lock), name));
  const known = lock.tables.map(({ table, columns: own }): LockedTable => ({ table, columns: [...own, ...columns] }));
  const everyColumn = [...new Set([...columnsOf(lock), ...names])];
  const more = names.filter((name) => !has(tablesOf(lock), name)).map((table): LockedTable => ({ table, columns: everyColumn }));
  return { ...lock, tables: [...known, ...more] };
}

function tablesOf(lock: Lock): readonly string[] {
  return lock.tables.map(({ table }) => table.slice(table.lastIndexOf('.') + 1));
}

function columnsOf(lock: Lock): readonly string[] {
  return lock.tables.flatMap(({ columns }) => columns);
}

function has(names: readonly string[], name: string): boolean {
  return names.some((known) => known.toLowerCase() === name.toLowerCase());
}
