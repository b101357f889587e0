/** Support, marketing, the use of the app, and the trails they leave. */
export const ENGAGEMENT_SCHEMA = `
CREATE TABLE campaigns (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  channel TEXT NOT NULL,
  status TEXT NOT NULL,
  budget_cents INTEGER NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT
);
CREATE TABLE campaign_spend (
  campaign_id INTEGER NOT NULL REFERENCES campaigns(id),
  spend_month TEXT NOT NULL,
  spend NUMERIC NOT NULL,
  impressions INTEGER NOT NULL,
  clicks INTEGER NOT NULL,
  PRIMARY KEY (campaign_id, spend_month)
);
CREATE TABLE leads (
  id INTEGER PRIMARY KEY,
  company TEXT NOT NULL,
  contact_name TEXT NOT NULL,
  email TEXT,
  country TEXT NOT NULL,
  source TEXT NOT NULL,
  status TEXT NOT NULL,
  score INTEGER,
  campaign_id INTEGER REFERENCES campaigns(id),
  converted_account_id TEXT,
  created_at TEXT NOT NULL
);
CREATE TABLE newsletter_subscribers (
  email TEXT PRIMARY KEY,
  language TEXT NOT NULL,
  subscribed_on TEXT NOT NULL,
  unsubscribed_on TEXT
);
CREATE TABLE web_sessions (
  session_id TEXT PRIMARY KEY,
  customer_id INTEGER,
  campaign_id INTEGER,
  device TEXT NOT NULL,
  country_code TEXT NOT NULL,
  landing_page TEXT NOT NULL,
  page_views INTEGER NOT NULL,
  started_at TEXT NOT NULL,
  ended_at TEXT
);
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  user_id TEXT NOT NULL,
  event_name TEXT NOT NULL,
  properties TEXT,
  occurred_at TEXT NOT NULL
);
CREATE TABLE support_tickets (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers(id),
  assignee_id INTEGER,
  subject TEXT NOT NULL,
  category TEXT NOT NULL,
  priority TEXT NOT NULL,
  status TEXT NOT NULL,
  opened_at TEXT NOT NULL,
  first_response_at TEXT,
  closed_at TEXT,
  satisfaction INTEGER
);
CREATE TABLE ticket_comments (
  id INTEGER PRIMARY KEY,
  ticket_id INTEGER NOT NULL REFERENCES support_tickets(id),
  author_email TEXT NOT NULL,
  is_internal INTEGER NOT NULL,
  body TEXT NOT NULL,
  created_at TEXT NOT NULL
);
CREATE TABLE tasks (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  assigned_to INTEGER,
  ticket_id INTEGER REFERENCES support_tickets(id),
  status TEXT NOT NULL,
  priority TEXT NOT NULL,
  due_on TEXT,
  created_at TEXT NOT NULL,
  completed_at TEXT
);
CREATE TABLE nps_responses (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL,
  score INTEGER NOT NULL,
  comment TEXT,
  responded_on TEXT NOT NULL
);
CREATE TABLE audit_log (
  id INTEGER PRIMARY KEY,
  actor_id TEXT,
  action TEXT NOT NULL,
  entity_type TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  ip_address TEXT,
  created_at TEXT NOT NULL
);
CREATE TABLE login_audit (
  id INTEGER PRIMARY KEY,
  user_id TEXT NOT NULL,
  succeeded INTEGER NOT NULL,
  ip_address TEXT NOT NULL,
  attempted_at TEXT NOT NULL
);
`;
