/** A term of the business, in the words of the people who use it. */
export interface GlossaryTerm {
  readonly term: string;
  readonly meaning: string;
  /** Where it is kept or computed from. */
  readonly tables?: readonly string[];
}

/** What the company means by its terms; SQLite has no comments in which to say so. */
export const demoGlossary: readonly GlossaryTerm[] = [
  { term: 'MRR', meaning: 'Monthly recurring revenue: the sum of mrr_cents over subscriptions that are active or past due.', tables: ['subscriptions'] },
  { term: 'ARR', meaning: 'Annual recurring revenue: twelve times the MRR.', tables: ['subscriptions'] },
  { term: 'churn', meaning: 'Subscriptions that were cancelled in a period, or the MRR lost with them.', tables: ['subscriptions', 'subscription_changes'] },
  { term: 'expansion', meaning: 'MRR that existing subscriptions gained.', tables: ['subscription_changes'] },
  { term: 'active customer', meaning: 'A customer with an order that was not cancelled in the last 90 days.', tables: ['active_customers'] },
  { term: 'gross sales', meaning: 'The totals of the orders of the web shop, taxes and shipping included.', tables: ['orders'] },
  { term: 'net receipts', meaning: 'Money that moved: charges less refunds and chargebacks.', tables: ['billing_transactions'] },
  { term: 'invoiced revenue', meaning: 'The net amounts of invoices that are not void.', tables: ['invoices'] },
  { term: 'recognized revenue', meaning: 'The share of subscription invoices that was earned in a month.', tables: ['revenue_recognition'] },
  { term: 'marketplace order', meaning: 'An order that Amazara, Shopfest or KaufPlatz took for the company.', tables: ['customer_orders'] },
  { term: 'AOV', meaning: 'Average order value: gross sales divided by the number of orders.', tables: ['orders'] },
  { term: 'account', meaning: 'A company in the CRM; it may be a customer or still a prospect.', tables: ['crm_accounts'] },
  { term: 'pipeline', meaning: 'Opportunities that are neither won nor lost, by their amounts.', tables: ['opportunities'] },
  { term: 'NPS', meaning: 'Net promoter score: the share of scores 9–10 less the share of scores 0–6.', tables: ['nps_responses'] },
  { term: 'first response time', meaning: 'From opening a ticket to the first answer to it.', tables: ['support_tickets'] },
  { term: 'stock-out', meaning: 'A variant with nothing on hand in a warehouse.', tables: ['inventory'] },
];
