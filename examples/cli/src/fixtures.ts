import type { Clarification, CompletedResult, Usage } from '@nl2sql/core/protocol';

/** What every result of a run carries, for the tests of the renderers. */
export const RUN = { runId: 'run-1', threadId: 'thread-1', question: 'revenue by city' } as const;

export const USAGE: Usage = {
  modelCalls: 4,
  inputTokens: 1204,
  outputTokens: 96,
  estimated: true,
  stages: { 'generate-sql': 210 },
  totalMs: 1234,
};

export const CLARIFICATION: Clarification = {
  id: 'c1',
  kind: 'measure',
  question: 'Which revenue do you mean?',
  span: { text: 'revenue', start: 0, end: 7 },
  options: [
    {
      id: 'orders',
      label: 'Totals of web shop orders',
      table: 'orders',
      column: 'total_cents',
      evidence: ['1,900 rows', 'for example 13900, 7900'],
      consequence: 'Counts orders as they were placed, refunds not taken off.',
    },
    {
      id: 'billing',
      label: 'Money received',
      table: 'billing_transactions',
      column: 'amount',
      evidence: ['2,951 rows'],
      consequence: 'Takes refunds off.',
    },
  ],
  suggested: 'billing',
  allowFreeText: true,
};

export const COMPLETED: CompletedResult = {
  ...RUN,
  status: 'completed',
  sql: 'SELECT c.city, SUM(o.total_cents) AS revenue FROM orders AS o JOIN customers AS c ON c.id = o.customer_id GROUP BY c.city LIMIT 1000',
  columns: [
    { name: 'city', type: 'text' },
    { name: 'revenue', type: 'integer' },
  ],
  rows: [
    ['Zürich', 120],
    ['東京', 7],
    [null, null],
  ],
  rowCount: 3,
  truncated: false,
  lock: { tables: [{ table: 'orders', columns: ['total_cents', 'customer_id'] }], joins: [], values: [] },
  proof: {
    decision: 'accepted',
    rule: 'locked_read',
    dialect: 'sqlite',
    allowed: [{ table: 'orders', columns: ['total_cents', 'customer_id'] }],
    used: { tables: ['orders'], columns: [{ table: 'orders', column: 'total_cents' }], functions: ['sum'], joins: [], scopes: [] },
    added: [{ kind: 'row_limit', rows: 1000 }],
    parsers: [],
  },
  confidence: {
    score: 0.86,
    level: 'green',
    factors: [
      { name: 'tableRelevance', value: 0.9, weight: 0.6, reason: 'orders leads by 0.21' },
      { name: 'ambiguity', value: 0.8, weight: 0.4, reason: 'one assumption was made' },
    ],
  },
  assumptions: [{ id: 'a1', kind: 'time', text: '“last year” means 2025', alternatives: [{ id: 'x', label: 'the last 12 months' }] }],
  explanation: {
    summary: 'Adds up the totals of orders for each city.',
    steps: [
      { kind: 'source', text: 'Reads orders.' },
      { kind: 'group', text: 'One row for each city.' },
    ],
    tables: ['orders'],
    columns: ['total_cents'],
  },
  charts: [],
  warnings: [{ code: 'all_null_column', text: 'One city is not known.' }],
  attempts: [{ attempt: 1, sql: 'SELECT nothing FROM orders', problems: [{ code: 'COLUMN_NOT_LOCKED', message: 'nothing is not in the lock.' }] }],
  usage: USAGE,
};
