import type { CheckedSql, ColumnValues, Database, DatabaseSchema, QueryResult, TableInfo } from '../../src/contracts/index.ts';
import { unsupported } from '../../src/errors/index.ts';

export interface FakeDatabase extends Database {
  /** The statements that ran, as they ran. */
  readonly ran: readonly string[];
}

export interface FakeDatabaseOptions {
  readonly tables?: readonly TableInfo[];
  readonly values?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly query?: (sql: CheckedSql, signal: AbortSignal | undefined) => Promise<QueryResult>;
}

const column = (name: string, type: string) => ({ name, type, nullable: true });

/** Two look-alikes and a partner, as a shop would have them, and a table nobody asks about. */
export const shopTables: readonly TableInfo[] = [
  {
    name: 'orders',
    kind: 'table',
    columns: [column('id', 'INTEGER'), column('customer_id', 'INTEGER'), column('amount', 'REAL'), column('order_date', 'TEXT')],
    primaryKey: ['id'],
    unique: [],
    foreignKeys: [{ columns: ['customer_id'], referencedTable: 'customers', referencedColumns: ['id'] }],
    rowEstimate: 500,
  },
  {
    name: 'invoices',
    kind: 'table',
    columns: [column('id', 'INTEGER'), column('amount', 'REAL'), column('issued_on', 'TEXT')],
    primaryKey: ['id'],
    unique: [],
    foreignKeys: [],
  },
  {
    name: 'customers',
    kind: 'table',
    columns: [column('id', 'INTEGER'), column('name', 'TEXT'), column('city', 'TEXT')],
    primaryKey: ['id'],
    unique: [],
    foreignKeys: [],
  },
  {
    name: 'secret_payroll',
    kind: 'table',
    columns: [column('id', 'INTEGER'), column('wage', 'REAL')],
    primaryKey: ['id'],
    unique: [],
    foreignKeys: [],
  },
];

/** A database for tests of what happens around one: it answers every statement with one row. */
export function fakeDatabase(options: FakeDatabaseOptions = {}): FakeDatabase {
  const ran: string[] = [];
  const schema: DatabaseSchema = { tables: options.tables ?? shopTables };
  return {
    id: 'fake',
    dialect: 'sqlite',
    capabilities: { cancel: true, explain: false, stream: false, write: false },
    promptNotes: [],
    ran,
    introspect: async () => schema,
    sampleValues: async (table, columns): Promise<readonly ColumnValues[]> =>
      columns.map((name) => ({ column: name, values: options.values?.[table]?.[name] ?? [], coverage: 'complete' })),
    async query(sql, { signal }) {
      ran.push(sql.text);
      if (options.query) return options.query(sql, signal);
      return { columns: [{ name: 'n', type: 'integer' }], rows: [[3]], truncated: false };
    },
    explain: async () => {},
    stream: () => {
      throw unsupported('fake', 'stream');
    },
    transaction: async () => {
      throw unsupported('fake', 'transaction');
    },
    close: async () => {},
  };
}
