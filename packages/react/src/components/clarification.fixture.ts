import type { Clarification, ClarificationInterrupt } from '@nl2sql/core/protocol';

export const question = 'How many active customers did we have last month?';

const clarification: Clarification = {
  id: 'c1',
  kind: 'table',
  question: 'Which customers do you mean?',
  span: { text: 'active customers', start: 9, end: 25 },
  options: [
    {
      id: 'accounts',
      label: 'Customer accounts',
      table: 'crm.accounts',
      column: 'status',
      value: 'active',
      evidence: ['1.2 million rows, updated today', 'Values such as active, closed, trial'],
      consequence: 'Counts every account whose status is active.',
    },
    {
      id: 'buyers',
      label: 'Customers who bought something',
      table: 'shop.orders',
      column: 'customer_id',
      evidence: ['4.8 million rows, updated an hour ago'],
      consequence: 'Counts everybody with an order in that month.',
    },
    { id: 'subscribers', label: 'Subscribers', table: 'billing.subscriptions', evidence: [], consequence: 'Counts those with a running subscription.' },
  ],
  suggested: 'accounts',
  allowFreeText: true,
};

/** A clarification with some of its parts changed. */
export const clarificationInterrupt = (changed: Partial<Clarification> = {}, expiresAt: string | null = null): ClarificationInterrupt => ({
  id: 'i1',
  kind: 'clarification',
  createdAt: '2026-05-03T10:42:00Z',
  expiresAt,
  clarification: { ...clarification, ...changed },
});

/** An instant so many seconds from now. */
export const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();
