import { createHash } from 'node:crypto';
import { createPipeline, rolePolicy } from '@nl2sql/core';
import type { ColumnMask, StatementPolicy } from '@nl2sql/core/contracts';
import { checkSql } from '@nl2sql/core/guard';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, describeOnEngines, rowTexts, spyOn, type TestEngine, type TestStore } from './support/security/engines.ts';
import { promptsOf, readingModel } from './support/security/reading-model.ts';
import { READABLE, SHARED, shopStatements, type Row, type ShopRows } from './support/security/tenant-shop.ts';

const HASH_KEY = 'a key that nobody is shown';
const MASKS = ['null', 'hash', 'last4'] as const satisfies readonly ColumnMask[];

const LOCK = { tables: Object.entries(READABLE).map(([table, columns]) => ({ table, columns })), joins: [], values: [] };

/** Some names occur twice, one is short, one is not there. */
const ROWS: ShopRows = {
  ...SHARED,
  customers: [...SHARED.customers, { ...SHARED.customers[0]!, id: 11 }, { ...SHARED.customers[1]!, id: 12, name: 'Bo' }, { ...SHARED.customers[2]!, id: 13, name: null }],
};
const NAMES = ROWS.customers.flatMap(({ name }) => (typeof name === 'string' ? [name] : []));

const policyOf = (mask: ColumnMask, hashKey = HASH_KEY): StatementPolicy => ({
  hashKey,
  tables: [
    { table: 'customers', rows: null, masks: [{ column: 'name', mask }] },
    { table: 'orders', rows: null, masks: [{ column: 'total', mask: 'null' }, { column: 'label', mask }] },
  ],
});

/** What is shown instead of a text. */
function maskText(dialect: TestEngine['dialect'], mask: ColumnMask, value: Row[string] | undefined): string | null {
  if (typeof value !== 'string' || mask === 'null') return null;
  // SQLite has no digest.
  if (mask === 'hash') return dialect === 'sqlite' ? null : createHash('sha256').update(HASH_KEY + value).digest('hex');
  return value.length > 4 ? `****${value.slice(-4)}` : '****';
}

/** A shop in which the values themselves are what is shown instead of them. */
const maskedRows = (dialect: TestEngine['dialect'], mask: ColumnMask): ShopRows => ({
  ...ROWS,
  customers: ROWS.customers.map((row) => ({ ...row, name: maskText(dialect, mask, row['name']) })),
  orders: ROWS.orders.map((row) => ({ ...row, total: null, label: maskText(dialect, mask, row['label']) })),
});

const STATEMENTS: readonly string[] = [
  'SELECT id, name FROM customers',
  'SELECT id, total, label FROM orders',
  "SELECT id FROM customers WHERE name = 'Ann NORTHCANARY'",
  "SELECT id FROM customers WHERE name LIKE 'A%'",
  "SELECT id FROM customers WHERE name LIKE '%NARY'",
  "SELECT id FROM customers WHERE name IN ('Ann NORTHCANARY', '****NARY')",
  "SELECT id FROM customers WHERE name < 'B' OR name >= 'B'",
  'SELECT id FROM customers WHERE name IS NULL',
  'SELECT id FROM customers WHERE name IS NOT NULL',
  'SELECT id FROM customers WHERE length(name) > 4',
  'SELECT id, name FROM customers ORDER BY name IS NULL, name, id',
  'SELECT id, name FROM customers ORDER BY name IS NULL, name DESC, id DESC LIMIT 4',
  'SELECT name, count(*) AS n FROM customers GROUP BY name',
  'SELECT name, count(*) AS n FROM customers GROUP BY name HAVING count(*) > 1',
  "SELECT count(*) AS n FROM customers HAVING max(name) = 'Nil HIDDENCANARY'",
  'SELECT DISTINCT name FROM customers',
  'SELECT count(DISTINCT name) AS n, min(name) AS low, max(name) AS high FROM customers',
  'SELECT a.id, b.id AS other FROM customers a JOIN customers b ON a.name = b.name AND a.id < b.id',
  'SELECT a.id, b.id AS other FROM customers a LEFT JOIN customers b ON a.name = b.name AND a.id <> b.id',
  'SELECT c.id, o.id AS ordered FROM customers c JOIN orders o ON o.label = c.name',
  "SELECT c.id FROM customers c JOIN (SELECT 'Ann NORTHCANARY' AS name) AS n USING (name)",
  'SELECT name FROM customers WHERE name IN (SELECT label FROM orders)',
  "SELECT id FROM customers WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = customers.id AND o.label = 'NORTHCANARY 1')",
  'SELECT sum(total) AS s, avg(total) AS a, count(total) AS n, max(total) AS m, sum(id) AS ids FROM orders',
  'SELECT sum(total + 1) AS s, sum(coalesce(total, 0)) AS zero, sum(total * id) AS product FROM orders',
  'SELECT customer_id, sum(total) AS s FROM orders GROUP BY customer_id ORDER BY sum(total), customer_id IS NULL, customer_id',
  'SELECT id FROM orders WHERE total > 10 OR total <= 10',
  'SELECT id FROM orders WHERE total BETWEEN 0 AND 100',
  'SELECT id, rank() OVER (ORDER BY total) AS place FROM orders',
  'SELECT id, row_number() OVER (PARTITION BY name ORDER BY id) AS place FROM customers',
  'SELECT name FROM customers UNION SELECT label FROM orders',
  'SELECT name FROM customers EXCEPT SELECT label FROM orders',
  'WITH n AS (SELECT name AS shown, id FROM customers) SELECT upper(shown) AS shouted, id FROM n',
  "SELECT CASE WHEN name = 'Bo' THEN 1 ELSE 0 END AS guess, id FROM customers",
  'SELECT id, (SELECT max(o.label) FROM orders o WHERE o.customer_id = c.id) AS latest FROM customers c',
];

describeOnEngines('masked columns', (engine) => {
  let raw: TestStore;
  let physical: Readonly<Record<(typeof MASKS)[number], TestStore>>;
  beforeAll(async () => {
    raw = await engine.create(shopStatements(engine.dialect, ROWS));
    const masked = async (mask: ColumnMask) => engine.create(shopStatements(engine.dialect, maskedRows(engine.dialect, mask)));
    physical = { null: await masked('null'), hash: await masked('hash'), last4: await masked('last4') };
  });
  afterAll(async () => {
    for (const store of [raw, ...Object.values(physical)]) await store.remove();
  });

  async function answer(sql: string, policy: StatementPolicy) {
    const result = await checkSql(sql, { dialect: engine.dialect, lock: LOCK, rowLimit: 1_000, policy, ...(engine.dialect === 'postgres' ? { defaultSchema: raw.schema } : {}) });
    if (!result.ok) throw new Error(`${sql}: ${JSON.stringify(result.problems)}`);
    for (const hidden of [HASH_KEY, ...NAMES.filter((name) => !sql.includes(name))]) expect(result.checked.text).not.toContain(hidden);
    return raw.database.query(result.checked, { timeoutMs: 10_000, maxRows: 1_000 });
  }

  describe.each(MASKS)('with %s', (mask) => {
    it.each(STATEMENTS)('%s', async (sql) => {
      const { rows } = await answer(sql, policyOf(mask));
      const ordered = /ORDER BY [^()]*(?:\([^()]*\)[^()]*)?$/.test(sql) && !sql.includes('OVER (');
      expect(rowTexts(rows, ordered)).toEqual(rowTexts((await ask(physical[mask].database, sql)).rows, ordered));
      const text = JSON.stringify(rows);
      for (const name of NAMES) expect(text).not.toContain(`"${name}"`);
    });

    it('shows a raw value in no row, event, prompt or error of a run', async () => {
      const access = rolePolicy({
        hashKey: HASH_KEY,
        roles: { clerk: [{ action: 'read', effect: 'allow', tables: ['customers'], columns: READABLE.customers }, { action: 'read', effect: 'mask', tables: ['customers'], columns: ['name'], mask }] },
      });
      const model = readingModel(() => 'SELECT id, name FROM customers');
      const errors: unknown[] = [];
      const pipeline = createPipeline({ database: spyOn(raw.database).database, model, access, onError: (error) => errors.push(error) });
      const stream = pipeline.stream({ question: 'Which customers are there?', principal: { id: 'ann', roles: ['clerk'] } });
      const seen: unknown[] = [];
      for await (const event of stream) seen.push(event);
      const result = await stream.result;
      await pipeline.close();
      expect(result).toMatchObject({ status: 'completed', rowCount: ROWS.customers.length });
      const text = JSON.stringify([seen, result, errors.map(String)]) + promptsOf(model);
      for (const hidden of [HASH_KEY, ...NAMES.filter((name) => name.length > 4)]) expect(text).not.toContain(hidden);
    });
  });

  it('have a digest that is the same for equal values and another one for another key', async () => {
    const digests = async (hashKey: string) => (await answer('SELECT name FROM customers ORDER BY id, city', policyOf('hash', hashKey))).rows.flat();
    const [one, again, other] = [await digests(HASH_KEY), await digests(HASH_KEY), await digests('a key that is not the same')];
    expect(again).toEqual(one);
    if (engine.dialect === 'sqlite') return expect(new Set([...one, ...other])).toEqual(new Set([null]));
    expect(new Set(one.filter((digest) => digest !== null)).size).toBe(new Set(NAMES).size);
    expect(one.filter((digest) => digest !== null && other.includes(digest))).toEqual([]);
    return expect(one.map((digest) => digest === null)).toEqual(other.map((digest) => digest === null));
  });
});
