import type { CheckedSql, Database } from '../contracts/index.ts';
import { RunError } from '../errors/index.ts';
import { lockOfChecked } from '../sql/index.ts';

/**
 * A database that runs what the guard has checked and nothing else. The type says so already; this
 * also holds for a stage that was written without types or casts its way around them.
 */
export function guardedDatabase(database: Database): Database {
  return {
    id: database.id,
    dialect: database.dialect,
    capabilities: database.capabilities,
    promptNotes: database.promptNotes,
    introspect: (options) => database.introspect(options),
    sampleValues: (table, columns, options) => database.sampleValues(table, columns, options),
    query: async (sql, options) => database.query(assertChecked(sql), options),
    explain: async (sql, options) => database.explain(assertChecked(sql), options),
    close: async () => {},
  };
}

function assertChecked(sql: CheckedSql): CheckedSql {
  if (lockOfChecked(sql)) return sql;
  throw new RunError('STAGE_CONTRACT', 'A stage tried to run a statement that the guard has not checked.', {
    hint: 'Nothing was run. Pass on the statement that validate-sql returned.',
  });
}
