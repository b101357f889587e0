import type { Database, TableInfo } from '@nl2sql/core/contracts';
import { unsupported } from '@nl2sql/core/errors';
import type { InlineTable } from './read-items.ts';

/** A database that has the tables of an item and no row in them; nothing is known of its columns but their names. */
export function inlineDatabase(id: string, tables: readonly InlineTable[]): Database {
  return {
    id: `inline:${id}`,
    dialect: 'sqlite',
    capabilities: { cancel: false, explain: false, stream: false, write: false },
    promptNotes: [],
    introspect: async () => ({ tables: [...uniqueByName(tables, ({ table }) => table).map(tableInfo)] }),
    sampleValues: async (_table, columns) => columns.map((column) => ({ column, values: [], coverage: 'complete' as const })),
    query: async () => ({ columns: [], rows: [], truncated: false }),
    explain: async () => {},
    stream: () => {
      throw unsupported(`inline:${id}`, 'stream');
    },
    transaction: async () => {
      throw unsupported(`inline:${id}`, 'transaction');
    },
    close: async () => {},
  };
}

function tableInfo({ table, columns, primaryKey }: InlineTable): TableInfo {
  const names = uniqueByName(columns, (name) => name);
  return {
    name: table,
    kind: 'table',
    columns: names.map((name) => ({ name, type: '', nullable: name !== primaryKey })),
    primaryKey: names.filter((name) => name === primaryKey),
    unique: [],
    foreignKeys: [],
  };
}

/** A name that differs from an earlier one in case alone would be the same name in a database. */
function uniqueByName<T>(items: readonly T[], nameOf: (item: T) => string): readonly T[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const name = nameOf(item).toLowerCase();
    return name !== '' && !seen.has(name) && seen.add(name);
  });
}
