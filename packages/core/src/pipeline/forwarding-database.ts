import type { Database } from '../contracts/index.ts';

/** A database that hands everything on, as an object to change parts of; spreading would lose the methods of a class. */
export function forwardingDatabase(database: Database): Database {
  return {
    ...(database.scope === undefined ? {} : { scope: database.scope }),
    id: database.id,
    dialect: database.dialect,
    capabilities: database.capabilities,
    promptNotes: database.promptNotes,
    introspect: (options) => database.introspect(options),
    sampleValues: (table, columns, options) => database.sampleValues(table, columns, options),
    query: (sql, options) => database.query(sql, options),
    stream: (sql, options) => database.stream(sql, options),
    explain: (sql, options) => database.explain(sql, options),
    transaction: (work, options) => database.transaction(work, options),
    close: () => database.close(),
  };
}
