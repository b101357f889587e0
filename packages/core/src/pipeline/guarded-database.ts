import type { RunAccess } from '../access/index.ts';
import type { CheckedSql, Database } from '../contracts/index.ts';
import { RunError, unsupported } from '../errors/index.ts';
import { structureOf } from '../schema/catalog.ts';
import { lockOfChecked } from '../sql/index.ts';
import { isCheckedWith, isWithinView } from './narrowing.ts';

/**
 * A database that runs what the guard has checked for this principal and nothing else, and that has
 * the structure of their view. The types say so already in part; this also holds for a stage that was
 * written without types, casts its way around them or keeps a statement of another run.
 */
export function guardedDatabase(database: Database, { view, policy }: Pick<RunAccess, 'view' | 'policy'>): Database {
  const assertOwn = (sql: CheckedSql): CheckedSql => {
    const lock = lockOfChecked(sql);
    if (lock === null) throw contract('A stage tried to run a statement that the guard has not checked.');
    if (isWithinView(lock.tables, view) && isCheckedWith(policy, sql)) return sql;
    throw contract('A stage tried to run a statement that was checked for somebody else.');
  };
  return {
    id: database.id,
    dialect: database.dialect,
    // Stages read. What writes is not handed to them.
    capabilities: { ...database.capabilities, write: false },
    promptNotes: database.promptNotes,
    introspect: async () => ({ tables: [...view.tables.values()].map(structureOf) }),
    sampleValues: async (table, columns, options) => {
      const isLimited = policy.tables.some((limited) => limited.table === table);
      if (!isLimited && isWithinView([{ table, columns }], view)) return database.sampleValues(table, columns, options);
      throw contract('A stage tried to sample values that the principal may not read, or only in part.');
    },
    query: async (sql, options) => database.query(assertOwn(sql), options),
    stream: (sql, options) => database.stream(assertOwn(sql), options),
    explain: async (sql, options) => database.explain(assertOwn(sql), options),
    transaction: async () => {
      throw unsupported(database.id, 'transaction');
    },
    close: async () => {},
  };
}

function contract(message: string): RunError {
  return new RunError('STAGE_CONTRACT', message, { hint: 'Nothing was run. Pass on the statement that validate-sql returned.' });
}
