import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDemoDatabase, demoGlossary, type DemoDatabase } from './index.ts';

type Cell = string | number | null;

const TODAY = '2026-06-30';

/** `[table, column, table it refers to, column]`: references that the schema keeps to itself. */
const UNDECLARED = [
  ['billing_transactions', 'account_id', 'crm_accounts', 'id'],
  ['crm_accounts', 'customer_id', 'customers', 'id'],
  ['users', 'customer_id', 'customers', 'id'],
  ['cust_mst', 'cst_no', 'customers', 'customer_no'],
  ['customer_orders', 'customer_ref', 'customers', 'customer_no'],
  ['customer_orders', 'buyer_country', 'countries', 'code'],
  ['customer_order_lines', 'item_no', 'catalog_items', 'item_no'],
  ['catalog_items', 'prod_id', 'products', 'id'],
  ['crm_activities', 'contact_id', 'crm_contacts', 'id'],
  ['crm_activities', 'employee_id', 'employees', 'id'],
  ['leads', 'converted_account_id', 'crm_accounts', 'id'],
  ['leads', 'country', 'countries', 'name'],
  ['stock_movements', 'variant_id', 'product_variants', 'id'],
  ['order_status_history', 'order_id', 'orders', 'id'],
  ['carts', 'customer_id', 'customers', 'id'],
  ['carts', 'order_id', 'orders', 'id'],
  ['revenue_recognition', 'subscription_id', 'subscriptions', 'id'],
  ['gl_jrnl', 'inv_no', 'invoices', 'invoice_number'],
  ['web_sessions', 'customer_id', 'customers', 'id'],
  ['web_sessions', 'campaign_id', 'campaigns', 'id'],
  ['events', 'user_id', 'users', 'id'],
  ['login_audit', 'user_id', 'users', 'id'],
  ['audit_log', 'actor_id', 'users', 'id'],
  ['support_tickets', 'assignee_id', 'employees', 'id'],
  ['tasks', 'assigned_to', 'employees', 'id'],
  ['nps_responses', 'customer_id', 'customers', 'id'],
  ['Sales Targets', 'Owner Id', 'employees', 'id'],
  ['Sales Targets', 'Region Code', 'regions', 'code'],
] as const;

let folder: string;
let shop: DemoDatabase;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-data-'));
  shop = createDemoDatabase({ file: join(folder, 'shop.sqlite'), today: TODAY });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function rowsOf(sql: string, file = shop.file): readonly (readonly Cell[])[] {
  const database = new Database(file, { readonly: true });
  try {
    return database.prepare(sql).raw().all() as Cell[][];
  } finally {
    database.close();
  }
}

function cell(sql: string): Cell {
  return rowsOf(sql)[0]?.[0] ?? null;
}

function tablesOf(file = shop.file): readonly string[] {
  return rowsOf(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name`, file).map(([name]) => String(name));
}

function fingerprint(file: string): string {
  const hash = createHash('sha256');
  for (const table of tablesOf(file)) hash.update(table).update(JSON.stringify(rowsOf(`SELECT * FROM "${table}"`, file)));
  return hash.digest('hex');
}

describe('the schema', () => {
  it('has more than forty tables and two views, and says how many', () => {
    const tables = tablesOf();
    expect(tables.length).toBeGreaterThanOrEqual(44);
    expect(shop).toMatchObject({ tables: tables.length, today: TODAY });
    expect(cell(`SELECT COUNT(*) FROM sqlite_schema WHERE type = 'view'`)).toBe(2);
  });

  it('has rows in every table and view, and counts them', () => {
    const counts = tablesOf().map((table) => Number(cell(`SELECT COUNT(*) FROM "${table}"`)));
    expect(Math.min(...counts)).toBeGreaterThan(0);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(shop.rows);
    expect(cell('SELECT COUNT(*) FROM active_customers')).toBeGreaterThan(20);
    expect(cell('SELECT COUNT(*) FROM monthly_shop_sales')).toBeGreaterThan(35);
  });

  it('holds between 20,000 and 40,000 rows in less than 15 MB', () => {
    expect(shop.rows).toBeGreaterThan(20_000);
    expect(shop.rows).toBeLessThan(40_000);
    expect(statSync(shop.file).size).toBeLessThan(15_000_000);
  });

  it('has a glossary whose tables exist', () => {
    const names = new Set(rowsOf('SELECT name FROM sqlite_schema').map(([name]) => name));
    expect(demoGlossary.flatMap((entry) => entry.tables ?? []).filter((table) => !names.has(table))).toEqual([]);
    expect(new Set(demoGlossary.map((entry) => entry.term)).size).toBe(demoGlossary.length);
  });
});

describe('references', () => {
  it('hold where they are declared', () => {
    expect(cell('SELECT COUNT(*) FROM pragma_foreign_key_list(\'orders\')')).toBeGreaterThan(0);
    expect(rowsOf('PRAGMA foreign_key_check')).toEqual([]);
    expect(cell('PRAGMA integrity_check')).toBe('ok');
  });

  it.each(UNDECLARED)('%s.%s refers to %s.%s without saying so', (table, column, target, key) => {
    const declared = rowsOf(`SELECT "from" FROM pragma_foreign_key_list('${table}')`).map(([from]) => from);
    expect(declared).not.toContain(column);
    expect(cell(`SELECT COUNT("${column}") FROM "${table}"`)).toBeGreaterThan(0);
    expect(
      rowsOf(`SELECT "${column}" FROM "${table}" WHERE "${column}" IS NOT NULL AND "${column}" NOT IN (SELECT "${key}" FROM "${target}") LIMIT 3`),
    ).toEqual([]);
  });
});

describe('the numbers', () => {
  it('answer "revenue last year" differently, table by table', () => {
    const totals = [
      `SELECT SUM(total_cents) / 100.0 FROM orders WHERE ordered_at LIKE '2025%'`,
      `SELECT SUM(order_total) FROM customer_orders WHERE order_date LIKE '2025%'`,
      `SELECT SUM(amount) FROM billing_transactions WHERE posted_at LIKE '2025%'`,
      `SELECT SUM(total_cents) / 100.0 FROM invoices WHERE issued_on LIKE '2025%'`,
      `SELECT SUM(amount_cents) / 100.0 FROM payments WHERE paid_at LIKE '2025%'`,
      `SELECT SUM(recognized_amount) FROM revenue_recognition WHERE period_month LIKE '2025%'`,
    ].map((sql) => Number(cell(sql)));
    expect(Math.min(...totals)).toBeGreaterThan(10_000);
    const apart = totals.toSorted((a, b) => a - b);
    for (const [index, total] of apart.slice(1).entries()) expect(total / (apart[index] ?? 0)).toBeGreaterThan(1.03);
  });

  it('agree where they describe the same thing', () => {
    expect(
      rowsOf(`SELECT id FROM orders WHERE total_cents <> subtotal_cents - discount_cents + shipping_cents + tax_cents
              OR subtotal_cents <> (SELECT SUM(quantity * unit_price_cents) FROM order_items WHERE order_id = orders.id)`),
    ).toEqual([]);
    expect(
      rowsOf(`SELECT order_no FROM customer_orders o
              WHERE ABS(order_total - (SELECT SUM(qty * price) FROM customer_order_lines l WHERE l.order_no = o.order_no)) > 0.005`),
    ).toEqual([]);
    expect(cell('SELECT SUM(mrr_delta_cents) FROM subscription_changes')).toBe(
      cell(`SELECT SUM(mrr_cents) FROM subscriptions WHERE status <> 'cancelled'`),
    );
    expect(cell('SELECT ROUND(SUM(amount), 2) FROM billing_transactions WHERE txn_type IN (\'charge\', \'refund\')')).toBe(
      cell(`SELECT ROUND(((SELECT SUM(amount_cents) FROM payments WHERE status = 'succeeded') - (SELECT SUM(amount_cents) FROM refunds)) / 100.0, 2)`),
    );
    expect(cell('SELECT ROUND(SUM(dr_amt) - SUM(cr_amt), 2) FROM gl_jrnl')).toBe(0);
  });

  it('grow from year to year and lean on a few customers', () => {
    const years = rowsOf(`SELECT COUNT(*) FROM orders WHERE ordered_at < '2026' AND ordered_at >= '2024' GROUP BY substr(ordered_at, 1, 4) ORDER BY substr(ordered_at, 1, 4)`);
    expect(Number(years[1]?.[0])).toBeGreaterThan(Number(years[0]?.[0]) * 1.1);
    const share = cell(`WITH spent AS (SELECT SUM(total_cents) AS cents FROM orders GROUP BY customer_id),
      top AS (SELECT cents FROM spent ORDER BY cents DESC LIMIT (SELECT COUNT(*) / 5 FROM spent))
      SELECT 1.0 * (SELECT SUM(cents) FROM top) / (SELECT SUM(cents) FROM spent)`);
    expect(share).toBeGreaterThan(0.6);
  });

  it('are in no future and in a sensible order', () => {
    for (const [table, column] of [
      ['orders', 'ordered_at'],
      ['customers', 'created_at'],
      ['payments', 'paid_at'],
      ['refunds', 'refunded_at'],
      ['shipments', 'delivered_at'],
      ['order_status_history', 'changed_at'],
      ['returns', 'received_on'],
      ['support_tickets', 'closed_at'],
      ['subscriptions', 'cancelled_on'],
      ['invoices', 'issued_on'],
      ['employees', 'left_on'],
      ['users', 'last_login_at'],
    ]) {
      expect([table, String(cell(`SELECT MAX(${column}) FROM ${table}`)).slice(0, 10) <= TODAY]).toEqual([table, true]);
    }
    expect(rowsOf('SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer_id WHERE date(o.ordered_at) < date(c.created_at)')).toEqual([]);
    expect(rowsOf('SELECT id FROM shipments WHERE delivered_at < shipped_at')).toEqual([]);
    expect(rowsOf('SELECT s.id FROM shipments s JOIN orders o ON o.id = s.order_id WHERE s.shipped_at < o.ordered_at')).toEqual([]);
    expect(rowsOf('SELECT r.id FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE refunded_at < paid_at OR r.amount_cents > p.amount_cents')).toEqual([]);
    expect(rowsOf('SELECT id FROM support_tickets WHERE closed_at < first_response_at OR first_response_at < opened_at')).toEqual([]);
    expect(rowsOf('SELECT id FROM subscriptions WHERE cancelled_on < started_on')).toEqual([]);
  });
});

describe('createDemoDatabase', () => {
  it('gives the same rows for the same seed and day', () => {
    const again = createDemoDatabase({ file: join(folder, 'again.sqlite'), seed: 42, today: TODAY });
    expect(fingerprint(again.file)).toBe(fingerprint(shop.file));
  });

  it('gives other rows for another seed, and they hold together too', () => {
    const other = createDemoDatabase({ file: join(folder, 'other.sqlite'), seed: 7, today: '2024-02-29' });
    expect(other.tables).toBe(shop.tables);
    expect(fingerprint(other.file)).not.toBe(fingerprint(shop.file));
    expect(rowsOf('PRAGMA foreign_key_check', other.file)).toEqual([]);
    expect(rowsOf(`SELECT MIN(ordered_at) >= '2021-02-01', MAX(ordered_at) < '2024-03-01' FROM orders`, other.file)).toEqual([[1, 1]]);
  });

  it('ends on the current day unless told otherwise', () => {
    const before = new Date().toISOString().slice(0, 10);
    const { today, file } = createDemoDatabase({ file: join(folder, 'now.sqlite') });
    expect([before, new Date().toISOString().slice(0, 10)]).toContain(today);
    const lastYear = String(Number(today.slice(0, 4)) - 1);
    expect(rowsOf(`SELECT COUNT(DISTINCT substr(ordered_at, 6, 2)) FROM orders WHERE ordered_at LIKE '${lastYear}%'`, file)).toEqual([[12]]);
  });

  it('leaves an existing file alone, unless asked to replace it', () => {
    const file = join(folder, 'taken.sqlite');
    writeFileSync(file, 'mine');
    expect(() => createDemoDatabase({ file, today: TODAY })).toThrow(/left as it is/);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(createDemoDatabase({ file, today: TODAY, replace: true }).rows).toBe(shop.rows);
    expect(readdirSync(folder).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  it.each(['2026-02-30', '30.06.2026', ''])('refuses "%s" as a day and writes nothing', (today) => {
    const file = join(folder, 'never', 'shop.sqlite');
    expect(() => createDemoDatabase({ file, today })).toThrow(RangeError);
    expect(() => createDemoDatabase({ file, seed: 1.5 })).toThrow(RangeError);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });
});
