/** Places, money and the company's own organisation. */
export const REFERENCE_SCHEMA = `
CREATE TABLE regions (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL
);
CREATE TABLE currencies (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  symbol TEXT NOT NULL,
  minor_units INTEGER NOT NULL
);
CREATE TABLE countries (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  region_id INTEGER NOT NULL REFERENCES regions(id),
  currency_code TEXT NOT NULL REFERENCES currencies(code),
  is_eu INTEGER NOT NULL
);
CREATE TABLE cities (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  country_code TEXT NOT NULL REFERENCES countries(code),
  population INTEGER
);
CREATE TABLE exchange_rates (
  currency_code TEXT NOT NULL REFERENCES currencies(code),
  rate_month TEXT NOT NULL,
  units_per_eur REAL NOT NULL,
  PRIMARY KEY (currency_code, rate_month)
);
CREATE TABLE tax_rates (
  id INTEGER PRIMARY KEY,
  country_code TEXT NOT NULL REFERENCES countries(code),
  category TEXT NOT NULL,
  rate_percent REAL NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT
);
CREATE TABLE departments (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  cost_center TEXT NOT NULL UNIQUE,
  parent_id INTEGER REFERENCES departments(id)
);
CREATE TABLE employees (
  id INTEGER PRIMARY KEY,
  department_id INTEGER NOT NULL REFERENCES departments(id),
  manager_id INTEGER REFERENCES employees(id),
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE,
  job_title TEXT NOT NULL,
  city TEXT NOT NULL,
  hired_on TEXT NOT NULL,
  left_on TEXT,
  annual_salary_cents INTEGER NOT NULL
);
CREATE TABLE "Sales Targets" (
  "Target Id" INTEGER PRIMARY KEY,
  "Region Code" TEXT NOT NULL,
  "Quarter" TEXT NOT NULL,
  "Target Amount" NUMERIC NOT NULL,
  "Owner Id" INTEGER
);
`;
