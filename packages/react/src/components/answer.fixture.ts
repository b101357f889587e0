import type { Assumption, Confidence, Explanation, Proof } from '@nl2sql/core/protocol';
import type { ProgressState } from './stage-progress.tsx';

export const sql = `SELECT c.country, sum(o.total) AS revenue
FROM orders o
JOIN customers c ON c.id = o.customer_id
WHERE o.status <> 'cancelled' -- not those that were called off
  AND o.created_at >= '2026-01-01'
GROUP BY c.country
ORDER BY revenue DESC
LIMIT 1000`;

export const confidences = {
  green: {
    score: 0.86,
    level: 'green',
    factors: [
      { name: 'tableRelevance', value: 0.95, weight: 0.4, reason: 'Both tables were named by the question.' },
      { name: 'columnMatch', value: 0.75, weight: 0.3, reason: '“revenue” was read as orders.total.' },
      { name: 'joinEvidence', value: 1, weight: 0.2, reason: 'The join is a declared foreign key.' },
      { name: 'complexity', value: 0.55, weight: 0.1, reason: 'Two tables and one group.' },
    ],
  },
  yellow: { score: 0.66, level: 'yellow', factors: [{ name: 'ambiguity', value: 0.4, weight: 1, reason: '“customers” has two readings.' }] },
  red: { score: 0.31, level: 'red', factors: [{ name: 'termCoverage', value: 0.2, weight: 1, reason: '“churn” is in no table.' }] },
} as const satisfies Record<string, Confidence>;

export const assumptions: readonly Assumption[] = [
  {
    id: 'measure:revenue',
    kind: 'measure',
    text: '“revenue” was read as the total of orders.',
    phrase: 'revenue',
    chosen: { id: 'orders.total', label: 'Order total', table: 'orders', column: 'total' },
    alternatives: [
      { id: 'orders.net', label: 'Net of discounts', table: 'orders', column: 'net' },
      { id: 'payments.amount', label: 'Payments received', table: 'payments', column: 'amount' },
    ],
  },
  {
    id: 'table:customers',
    kind: 'table',
    text: '“customers” was read as the table customers.',
    phrase: 'customers',
    chosen: { id: 'customers', label: 'Customers', table: 'customers' },
    alternatives: [{ id: 'crm_accounts', label: 'Accounts of the sales team', table: 'crm_accounts' }],
    basis: 'remembered',
  },
  { id: 'limit', kind: 'limit', text: 'At most 1,000 rows are shown' },
];

export const explanation: Explanation = {
  summary: 'Adds up the totals of this year’s orders that were not cancelled, for each country, highest first.',
  steps: [
    { kind: 'source', text: 'Take the orders.' },
    { kind: 'join', text: 'Add the customer of each by orders.customer_id = customers.id.' },
    { kind: 'filter', text: 'Keep those whose status is not “cancelled” and that were created since 1 January 2026.' },
    { kind: 'group', text: 'Put together those of one country.' },
    { kind: 'compute', text: 'Add up total as revenue.' },
    { kind: 'order', text: 'Sort by revenue, highest first.' },
    { kind: 'limit', text: 'Show at most 1,000 rows.' },
  ],
  tables: ['orders', 'customers'],
  columns: ['orders.total', 'orders.status', 'orders.created_at', 'orders.customer_id', 'customers.id', 'customers.country'],
};

export const proof: Proof = {
  decision: 'accepted',
  rule: 'locked_read_with_policy',
  dialect: 'postgres',
  allowed: [
    { table: 'orders', columns: ['id', 'customer_id', 'total', 'status', 'created_at'] },
    { table: 'customers', columns: ['id', 'country', 'email'] },
    { table: 'countries', columns: ['code', 'name'] },
  ],
  used: {
    tables: ['orders', 'customers'],
    columns: [
      { table: 'orders', column: 'customer_id' },
      { table: 'orders', column: 'total' },
      { table: 'orders', column: 'status' },
      { table: 'orders', column: 'created_at' },
      { table: 'customers', column: 'id' },
      { table: 'customers', column: 'country' },
    ],
    functions: ['sum'],
    joins: [{ from: { table: 'orders', column: 'customer_id' }, to: { table: 'customers', column: 'id' }, source: 'declared' }],
    scopes: [],
  },
  added: [
    { kind: 'row_limit', rows: 1_000 },
    { kind: 'row_filter', table: 'orders' },
    { kind: 'mask', table: 'customers', column: 'email', mask: 'last4' },
  ],
  parsers: ['libpg-query', 'node-sql-parser'],
};

const steps: ProgressState['steps'] = [
  { step: 'classify-intent', status: 'done', ms: 210, text: null },
  { step: 'score-table-relevance', status: 'done', ms: 640, text: '2 of 41 tables: orders, customers' },
  { step: 'generate-sql', status: 'done', ms: 2_380, text: 'Version 1' },
  { step: 'execute-query', status: 'done', ms: 970, text: '42 rows' },
];

export const progress = {
  done: { phase: 'succeeded', steps, startedAt: '2026-03-01T10:00:00.000Z', endedAt: '2026-03-01T10:00:04.200Z' },
  running: {
    phase: 'streaming',
    steps: [...steps.slice(0, 2), { step: 'generate-sql', status: 'running', ms: null, text: null }],
    startedAt: '2026-03-01T10:00:00.000Z',
    endedAt: null,
  },
  starting: { phase: 'streaming', steps: [], startedAt: null, endedAt: null },
  failed: {
    phase: 'failed',
    steps: [...steps.slice(0, 3), { step: 'execute-query', status: 'running', ms: null, text: null }],
    startedAt: '2026-03-01T10:00:00.000Z',
    endedAt: '2026-03-01T10:00:33.000Z',
  },
} as const satisfies Record<string, ProgressState>;
