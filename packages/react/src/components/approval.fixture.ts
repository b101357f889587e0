import type { Approval, ApprovalInterrupt } from '@nl2sql/core/protocol';
import { updateImpact } from './impact.fixture.ts';

const approval: Approval = {
  id: 'a1',
  question: 'Close all orders of inactive customers',
  effect: 'Updates status and closed_at on about 48 thousand rows of shop.orders; not reversible.',
  version: 3,
  sql: "UPDATE shop.orders AS o\nSET status = 'closed',\n    closed_at = now()\nFROM crm.customers AS c\nWHERE c.id = o.customer_id\n  AND c.status = 'inactive'",
  sqlHash: '9f3c5a',
  challenge: 'v1.eyJ4IjoiXHUwMGU5In0=.aé+/= \u2028%2F',
  approvedSql: "UPDATE shop.orders AS o\nSET status = 'closed'\nFROM crm.customers AS c\nWHERE c.id = o.customer_id\n  AND c.status = 'inactive'\n  AND o.placed_at < '2026-01-01'",
  requestedBy: { id: 'u7', name: 'Ben Okafor' },
  policy: 'Every change to shop.orders',
  impact: updateImpact,
  required: 1,
  decisions: [],
  reasonFor: ['reject'],
  viewer: { mayDecide: true },
};

/** A request for approval with some of its parts changed. */
export const approvalInterrupt = (changed: Partial<Approval> = {}, expiresAt: string | null = null): ApprovalInterrupt => ({
  id: 'i2',
  kind: 'approval',
  createdAt: '2026-05-03T10:42:00Z',
  expiresAt,
  approval: { ...approval, ...changed },
});

export const decision = (name: string, kind: 'approved' | 'rejected', reason: string | null = null): Approval['decisions'][number] => ({
  by: { id: name, name },
  decision: kind,
  reason,
  at: '2026-05-03T10:50:00Z',
});
