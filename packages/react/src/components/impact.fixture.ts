import type { QueryImpact } from '@nl2sql/core/protocol';

/** What an update of many rows would do. */
export const updateImpact: QueryImpact = {
  operation: 'update',
  tables: [
    { table: 'shop.orders', access: 'write', sensitive: false },
    { table: 'crm.customers', access: 'read', sensitive: true },
  ],
  rows: { value: 48_213, method: 'explain', low: 41_000, high: 56_000 },
  cascades: [{ table: 'shop.order_items', rows: { value: null, method: 'heuristic' } }],
  durationMs: { value: 12_400, method: 'heuristic' },
  cost: { value: 0.42, method: 'dry_run', currency: 'EUR' },
  locks: 'rows',
  reversible: 'no',
  risk: 'high',
  reasons: ['It changes more than 10,000 rows.', 'Nothing keeps the values that were there before.'],
  sample: {
    columns: [{ name: 'id', type: 'integer' }, { name: 'status', type: 'text' }, { name: 'closed_at', type: 'timestamp' }],
    before: [[17, 'open', null], [18, 'closed', '2026-04-30']],
    after: [[17, 'closed', '2026-05-03'], [18, 'closed', '2026-04-30']],
  },
  at: '2026-05-03T10:41:00Z',
};

export const readImpact: QueryImpact = {
  operation: 'read',
  tables: [{ table: 'shop.orders', access: 'read', sensitive: false }],
  rows: { value: 1, method: 'exact' },
  cascades: [],
  durationMs: null,
  cost: null,
  locks: 'none',
  reversible: 'yes',
  risk: 'low',
  reasons: [],
  sample: null,
  at: '2026-05-03T10:41:00Z',
};
