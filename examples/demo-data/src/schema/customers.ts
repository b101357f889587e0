/** Customers as the shop, the CRM, the app and the old ERP each know them. */
export const CUSTOMER_SCHEMA = `
CREATE TABLE customers (
  id INTEGER PRIMARY KEY,
  customer_no TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  contact_name TEXT,
  email TEXT NOT NULL,
  city TEXT NOT NULL,
  country_code TEXT NOT NULL REFERENCES countries(code),
  segment TEXT NOT NULL,
  status TEXT NOT NULL,
  referred_by INTEGER REFERENCES customers(id),
  created_at TEXT NOT NULL
);
CREATE TABLE customer_addresses (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers(id),
  kind TEXT NOT NULL,
  street TEXT NOT NULL,
  postal_code TEXT NOT NULL,
  city_id INTEGER NOT NULL REFERENCES cities(id)
);
CREATE TABLE users (
  id TEXT PRIMARY KEY,
  customer_id INTEGER NOT NULL,
  full_name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL,
  locale TEXT,
  is_active INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  last_login_at TEXT
);
CREATE TABLE crm_accounts (
  id TEXT PRIMARY KEY,
  account_name TEXT NOT NULL,
  customer_id INTEGER,
  industry TEXT NOT NULL,
  tier TEXT NOT NULL,
  lifecycle_stage TEXT NOT NULL,
  billing_country TEXT NOT NULL,
  employee_count INTEGER,
  owner_id INTEGER NOT NULL REFERENCES employees(id),
  created_on TEXT NOT NULL
);
CREATE TABLE crm_contacts (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES crm_accounts(id),
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  email TEXT,
  phone TEXT,
  job_title TEXT NOT NULL,
  is_primary INTEGER NOT NULL
);
CREATE TABLE opportunities (
  id TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES crm_accounts(id),
  title TEXT NOT NULL,
  stage TEXT NOT NULL,
  amount NUMERIC NOT NULL,
  probability_percent INTEGER NOT NULL,
  owner_id INTEGER NOT NULL REFERENCES employees(id),
  created_on TEXT NOT NULL,
  expected_close_on TEXT NOT NULL,
  closed_on TEXT
);
CREATE TABLE crm_activities (
  id INTEGER PRIMARY KEY,
  contact_id TEXT NOT NULL,
  employee_id INTEGER NOT NULL,
  activity_type TEXT NOT NULL,
  outcome TEXT,
  happened_at TEXT NOT NULL
);
CREATE TABLE cust_mst (
  cst_no TEXT PRIMARY KEY,
  cst_nm TEXT NOT NULL,
  cty TEXT NOT NULL,
  ctry_cd TEXT NOT NULL,
  crd_lmt NUMERIC,
  sts_cd TEXT NOT NULL,
  crt_dt TEXT NOT NULL
);
`;
