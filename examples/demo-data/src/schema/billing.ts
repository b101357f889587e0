/** Subscriptions, and money as each part of finance counts it. */
export const BILLING_SCHEMA = `
CREATE TABLE subscription_plans (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  monthly_price_cents INTEGER NOT NULL,
  included_seats INTEGER NOT NULL,
  is_public INTEGER NOT NULL
);
CREATE TABLE subscriptions (
  id TEXT PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers(id),
  plan_code TEXT NOT NULL REFERENCES subscription_plans(code),
  status TEXT NOT NULL,
  billing_interval TEXT NOT NULL,
  seats INTEGER NOT NULL,
  mrr_cents INTEGER NOT NULL,
  started_on TEXT NOT NULL,
  cancelled_on TEXT,
  cancel_reason TEXT
);
CREATE TABLE subscription_changes (
  id INTEGER PRIMARY KEY,
  subscription_id TEXT NOT NULL REFERENCES subscriptions(id),
  change_type TEXT NOT NULL,
  mrr_delta_cents INTEGER NOT NULL,
  changed_on TEXT NOT NULL
);
CREATE TABLE invoices (
  id INTEGER PRIMARY KEY,
  invoice_number TEXT NOT NULL UNIQUE,
  customer_id INTEGER NOT NULL REFERENCES customers(id),
  order_id INTEGER REFERENCES orders(id),
  subscription_id TEXT REFERENCES subscriptions(id),
  status TEXT NOT NULL,
  net_cents INTEGER NOT NULL,
  tax_cents INTEGER NOT NULL,
  total_cents INTEGER NOT NULL,
  issued_on TEXT NOT NULL,
  due_on TEXT NOT NULL,
  paid_on TEXT
);
CREATE INDEX invoices_by_issue ON invoices (issued_on);
CREATE TABLE payments (
  id TEXT PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers(id),
  invoice_id INTEGER REFERENCES invoices(id),
  order_id INTEGER REFERENCES orders(id),
  method TEXT NOT NULL,
  status TEXT NOT NULL,
  amount_cents INTEGER NOT NULL,
  paid_at TEXT NOT NULL
);
CREATE TABLE refunds (
  id INTEGER PRIMARY KEY,
  payment_id TEXT NOT NULL REFERENCES payments(id),
  reason TEXT,
  amount_cents INTEGER NOT NULL,
  refunded_at TEXT NOT NULL
);
CREATE TABLE billing_transactions (
  txn_id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL,
  txn_type TEXT NOT NULL,
  amount NUMERIC NOT NULL,
  fee NUMERIC NOT NULL,
  currency TEXT NOT NULL,
  reference TEXT,
  posted_at TEXT NOT NULL
);
CREATE INDEX billing_transactions_by_account ON billing_transactions (account_id);
CREATE TABLE revenue_recognition (
  id INTEGER PRIMARY KEY,
  subscription_id TEXT NOT NULL,
  period_month TEXT NOT NULL,
  recognized_amount NUMERIC NOT NULL,
  deferred_amount NUMERIC NOT NULL
);
CREATE TABLE gl_jrnl (
  jrnl_id INTEGER PRIMARY KEY,
  acct_no TEXT NOT NULL,
  inv_no TEXT,
  dr_amt NUMERIC NOT NULL,
  cr_amt NUMERIC NOT NULL,
  pst_dt TEXT NOT NULL
);
`;
