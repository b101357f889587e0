import type { Database, TableInfo } from '@nl2sql/core/contracts';
import { DatabaseError, unsupported } from '@nl2sql/core/errors';

/** A database of which only the structure is known: it has no rows, and runs nothing. */
export function schemaDatabase(tables: readonly TableInfo[]): Database {
  const refuse = async (): Promise<never> => {
    throw new DatabaseError('DATABASE_UNAVAILABLE', 'This database is a description without rows.');
  };
  return {
    id: 'schema',
    dialect: 'sqlite',
    capabilities: { cancel: false, explain: false, stream: false, write: false },
    promptNotes: [],
    introspect: async () => ({ tables }),
    sampleValues: async () => [],
    query: refuse,
    explain: refuse,
    stream: () => {
      throw unsupported('schema', 'stream');
    },
    transaction: async () => {
      throw unsupported('schema', 'transaction');
    },
    close: async () => {},
  };
}
