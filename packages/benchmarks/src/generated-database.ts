import type { Database, TableInfo } from '@nl2sql/core/contracts';
import { unsupported } from '@nl2sql/core/errors';

const AREAS = ['sales', 'billing', 'support', 'payroll', 'warehouse', 'marketing', 'fleet', 'legal', 'training', 'travel'];
const ENTITIES = [
  'accounts', 'orders', 'invoices', 'tickets', 'shipments', 'contracts', 'campaigns', 'vehicles', 'courses', 'bookings',
  'payments', 'refunds', 'visits', 'audits', 'reports', 'budgets', 'suppliers', 'products', 'meetings', 'projects',
];
const REGIONS = ['North', 'East', 'South', 'West', 'Centre'];

/** Ten areas of twenty tables each; every table refers to the accounts of its area. */
export function generateTables(): TableInfo[] {
  return AREAS.flatMap((area) =>
    ENTITIES.map((entity): TableInfo => {
      const refersToAccounts = entity !== 'accounts';
      const column = (name: string, type: string, nullable = true) => ({ name, type, nullable });
      return {
        name: `${area}_${entity}`,
        kind: 'table',
        columns: [
          column('id', 'INTEGER', false),
          ...(refersToAccounts ? [column('account_id', 'INTEGER', false)] : []),
          column('name', 'TEXT', false),
          column('status', 'TEXT'),
          column('region', 'TEXT'),
          column('amount', 'REAL'),
          column('created_at', 'TEXT'),
          column(`${entity}_note`, 'TEXT'),
        ],
        primaryKey: ['id'],
        unique: [],
        foreignKeys: refersToAccounts
          ? [{ columns: ['account_id'], referencedTable: `${area}_accounts`, referencedColumns: ['id'] }]
          : [],
        comment: `The ${entity} of the ${area} department.`,
        rowEstimate: 1_000,
      };
    }),
  );
}

/** A database that answers at once, without being one: the same five rows for every statement. */
export function generatedDatabase(tables: readonly TableInfo[]): Database {
  return {
    id: 'generated:200-tables',
    dialect: 'sqlite',
    capabilities: { cancel: true, explain: true, stream: false, write: false },
    promptNotes: [],
    introspect: async () => ({ tables }),
    sampleValues: async (table, columns) =>
      columns.map((column) => ({
        column,
        values: column === 'region' ? REGIONS : [1, 2, 3].map((number) => `${table} ${column} ${number}`),
        coverage: 'complete' as const,
      })),
    query: async () => ({
      columns: [
        { name: 'region', type: 'text' },
        { name: 'n', type: 'integer' },
      ],
      rows: REGIONS.map((region, index) => [region, index + 1]),
      truncated: false,
    }),
    explain: async () => {},
    stream: () => {
      throw unsupported('generated:200-tables', 'stream');
    },
    transaction: async () => {
      throw unsupported('generated:200-tables', 'transaction');
    },
    close: async () => {},
  };
}
