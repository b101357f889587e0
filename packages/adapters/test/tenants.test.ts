import { createPipeline, type Pipeline } from '@nl2sql/core';
import { checkSql } from '@nl2sql/core/guard';
import type { RowFilter } from '@nl2sql/core/contracts';
import type { RunEvent } from '@nl2sql/core/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, describeOnEngines, rowTexts, spyOn, type Spy, type TestStore } from './support/security/engines.ts';
import { promptsOf, readingModel } from './support/security/reading-model.ts';
import { access, CANARIES, principalOf, READABLE, rowsOf, SHARED, shopStatements, TENANTS, type Row, type Tenant } from './support/security/tenant-shop.ts';
import { statementsFor } from './support/security/varied-statements.ts';

const QUESTION = 'Show the customers, their orders and the products';
const TENANT_NAMES = ['north', 'south'] as const satisfies readonly Tenant[];
const otherOf = (tenant: Tenant): Tenant => (tenant === 'north' ? 'south' : 'north');
/** What the row filters compare with, up to what has to be escaped. */
const POLICY_VALUES = Object.values(TENANTS).flatMap(({ id, no, regions }) => [id.slice(0, 6), String(no), ...regions]);

describeOnEngines('two tenants who ask the same', (engine) => {
  let shared: TestStore;
  let own: Readonly<Record<Tenant, TestStore>>;
  let spy: Spy;
  let pipeline: Pipeline;
  let statement = '';
  const errors: unknown[] = [];
  const model = readingModel(() => statement);
  beforeAll(async () => {
    const create = (rows: typeof SHARED) => engine.create(shopStatements(engine.dialect, rows));
    shared = await create(SHARED);
    own = { north: await create(rowsOf('north')), south: await create(rowsOf('south')) };
    spy = spyOn(shared.database);
    pipeline = createPipeline({ database: spy.database, model, access, onError: (error) => errors.push(error) });
  });
  afterAll(async () => {
    await pipeline.close();
    for (const store of [shared, own.north, own.south]) await store.remove();
  });

  async function askAs(tenant: Tenant, sql: string, question = QUESTION) {
    statement = sql;
    const from = { ran: spy.ran.length, requests: model.requests.length, errors: errors.length };
    const stream = pipeline.stream({ question, principal: principalOf(tenant) });
    const events: RunEvent[] = [];
    for await (const event of stream) events.push(event);
    const result = await stream.result;
    return {
      result,
      ran: spy.ran.slice(from.ran),
      seen: JSON.stringify([events, result, errors.slice(from.errors).map(String)]),
      prompts: promptsOf(model, from.requests),
    };
  }

  function expectNothingOfOthers(tenant: Tenant, { ran, seen, prompts }: Awaited<ReturnType<typeof askAs>>): void {
    for (const text of [seen, prompts]) {
      for (const hidden of [CANARIES[otherOf(tenant)], CANARIES.nobody, ...POLICY_VALUES]) expect(text).not.toContain(hidden);
    }
    for (const { text } of ran) for (const value of POLICY_VALUES) expect(text).not.toContain(value);
  }

  describe.each(TENANT_NAMES)('G-ROW-2: %s', (tenant) => {
    it.each(statementsFor(engine.dialect))('%s', async (sql) => {
      const run = await askAs(tenant, sql);
      if (run.result.status !== 'completed') throw new Error(JSON.stringify(run.result));
      const ordered = /ORDER BY (?:[^()]|\([^()]*\))*$/.test(sql) && !sql.includes('OVER (');
      const expected = await ask(own[tenant].database, sql);
      expect(rowTexts(run.result.rows, ordered)).toEqual(rowTexts(expected.rows, ordered));
      expectNothingOfOthers(tenant, run);
    });

    it('is told nothing of others by what fails', async () => {
      for (const sql of ['SELECT secret FROM customers', 'SELECT tenant FROM customers', "SELECT person FROM salaries WHERE person = 'x'", 'SELECT name FROM customers GROUP BY']) {
        const run = await askAs(tenant, sql);
        expect(run.result.status, sql).toBe('refused');
        expect(run.ran, sql).toEqual([]);
        expectNothingOfOthers(tenant, run);
      }
    });

    it('finds no value of others in its question', async () => {
      const stranger = SHARED.customers.find((row) => row['tenant'] === TENANTS[otherOf(tenant)].id)?.['name'];
      const { result, prompts } = await askAs(tenant, 'SELECT name FROM customers', `Orders of the customers called ${String(stranger).split(' ')[0]}`);
      expect(result).toMatchObject({ status: 'completed', lock: { values: [] } });
      expect(prompts).not.toContain(CANARIES[otherOf(tenant)]);
    });
  });

  it('get different answers, each from a statement of the same text', async () => {
    const [north, south] = [await askAs('north', 'SELECT name FROM customers'), await askAs('south', 'SELECT name FROM customers')];
    expect(north.ran.map(({ text }) => text)).toEqual(south.ran.map(({ text }) => text));
    expect(new Set(north.ran.at(-1)?.parameters)).toEqual(new Set([TENANTS.north.id]));
    expect(new Set(south.ran.at(-1)?.parameters)).toEqual(new Set([TENANTS.south.id]));
    expect(north.seen).toContain(CANARIES.north);
    expect(south.seen).toContain(CANARIES.south);
  });

  describe('a row filter', () => {
    /** What SQL makes of a condition that is not known to hold: not in the result, negated or not. */
    const known = (column: string, holds: (value: never) => boolean) => (row: Row) => row[column] !== null && holds(row[column] as never);
    const CASES: readonly (readonly [what: string, filter: RowFilter, holds: (row: Row) => boolean])[] = [
      ['an integer', { column: 'total', operator: '=', value: 30 }, known('total', (total: number) => total === 30)],
      ['a bound of an integer', { column: 'total', operator: '>=', value: 33 }, known('total', (total: number) => total >= 33)],
      ['a fraction, of an integer column', { column: 'total', operator: '>', value: 29.5 }, known('total', (total: number) => total > 29.5)],
      ['a number beyond what the column holds', { column: 'total', operator: '<', value: 5_000_000_000 }, known('total', () => true)],
      ['a negative number', { column: 'total', operator: '>', value: -1 }, known('total', () => true)],
      ['a text', { column: 'status', operator: '=', value: 'paid' }, known('status', (status: string) => status === 'paid')],
      ['a text that no row has', { column: 'status', operator: '<>', value: "' OR ''='" }, known('status', () => true)],
      ['a text with a backslash', { column: 'status', operator: '<>', value: "\\' OR 1=1 -- " }, known('status', () => true)],
      ['a text of digits, of an integer column', { column: 'total', operator: '=', value: '30' }, known('total', (total: number) => total === 30)],
      ['a day', { column: 'placed', operator: '<', value: '2026-02-07' }, known('placed', (placed: string) => placed < '2026-02-07')],
      ['true', { column: 'archived', operator: '=', value: true }, known('archived', (archived: boolean) => archived)],
      ['false', { column: 'archived', operator: '=', value: false }, known('archived', (archived: boolean) => !archived)],
      ['not true', { not: { column: 'archived', operator: '=', value: true } }, known('archived', (archived: boolean) => !archived)],
      ['is null', { column: 'customer_id', operator: 'is null' }, (row) => row['customer_id'] === null],
      ['is not null', { column: 'customer_id', operator: 'is not null' }, (row) => row['customer_id'] !== null],
      ['in', { column: 'status', operator: 'in', values: ['open', 'late'] }, known('status', (status: string) => ['open', 'late'].includes(status))],
      ['in numbers', { column: 'total', operator: 'in', values: [10, 99, 1.5] }, known('total', (total: number) => [10, 99].includes(total))],
      ['not in', { column: 'status', operator: 'not in', values: ['open', 'late'] }, known('status', (status: string) => !['open', 'late'].includes(status))],
      ['in nothing', { column: 'status', operator: 'in', values: [] }, () => false],
      ['not in nothing', { column: 'status', operator: 'not in', values: [] }, () => true],
      ['all of nothing', { all: [] }, () => true],
      ['any of nothing', { any: [] }, () => false],
      ['not any', { not: { any: [{ column: 'status', operator: '=', value: 'paid' }, { column: 'total', operator: '>', value: 40 }] } }, (row) => row['status'] !== null && row['status'] !== 'paid' && row['total'] !== null && Number(row['total']) <= 40],
      ['any of all', { any: [{ all: [{ column: 'status', operator: '=', value: 'paid' }, { column: 'total', operator: '<', value: 20 }] }, { column: 'customer_id', operator: 'is null' }] }, (row) => (row['status'] === 'paid' && row['total'] !== null && Number(row['total']) < 20) || row['customer_id'] === null],
    ];

    it.each(CASES)('%s', async (_, rows, holds) => {
      const lock = { tables: [{ table: 'orders', columns: READABLE.orders }], joins: [], values: [] };
      const policy = { tables: [{ table: 'orders', rows, masks: [] }] };
      const result = await checkSql('SELECT label FROM orders', { dialect: engine.dialect, lock, rowLimit: 100, policy, ...(engine.dialect === 'postgres' ? { defaultSchema: shared.schema } : {}) });
      if (!result.ok) throw new Error(JSON.stringify(result.problems));
      const answer = await shared.database.query(result.checked, { timeoutMs: 10_000, maxRows: 100 });
      expect(rowTexts(answer.rows, false)).toEqual(rowTexts(SHARED.orders.filter(holds).map((row) => [row['label']]), false));
    });
  });

  // PostgreSQL takes no text for a number; it fails.
  describe.skipIf(engine.dialect === 'postgres')('a text that only begins with a number', () => {
    const filters: readonly RowFilter[] = [
      { column: 'total', operator: '=', value: '30 and more' },
      { column: 'total', operator: 'in', values: ['30x', 'nothing'] },
    ];
    it.each(filters.map((filter) => [JSON.stringify(filter), filter] as const))('is no number: %s', async (_, rows) => {
      const lock = { tables: [{ table: 'orders', columns: READABLE.orders }], joins: [], values: [] };
      const result = await checkSql('SELECT label FROM orders', { dialect: engine.dialect, lock, rowLimit: 100, policy: { tables: [{ table: 'orders', rows, masks: [] }] } });
      if (!result.ok) throw new Error(JSON.stringify(result.problems));
      expect((await shared.database.query(result.checked, { timeoutMs: 10_000, maxRows: 100 })).rows).toEqual([]);
    });
  });

  /*
   * A condition that fails on some values says, by failing, that there are rows with such values. It may
   * fail only because of rows that the tenant may read.
   */
  describe('ERR-1: a statement that could fail on the rows of others', () => {
    const PROBES: Readonly<Record<typeof engine.dialect, readonly string[]>> = {
      sqlite: [
        "SELECT name FROM customers WHERE json_extract(CASE WHEN name LIKE 'Fay%' THEN '{' ELSE '{}' END, '$.a') IS NULL",
        "SELECT name FROM customers WHERE abs(CASE WHEN name LIKE 'Fay%' THEN -9223372036854775807 - 1 ELSE 1 END) = 1",
        'SELECT name FROM products WHERE abs(CASE WHEN price = 99 THEN -9223372036854775807 - 1 ELSE 1 END) = 1',
        'SELECT sum(price) AS s FROM products WHERE abs(CASE WHEN price = 99 THEN -9223372036854775807 - 1 ELSE 1 END) = 1 GROUP BY name HAVING sum(price) > 0',
      ],
      postgres: [
        "SELECT name FROM customers WHERE 1 / (CASE WHEN name LIKE 'Fay%' THEN 0 ELSE 1 END) = 1",
        "SELECT name FROM customers WHERE CAST(CASE WHEN name LIKE 'Fay%' THEN name ELSE '1' END AS integer) = 1",
        'SELECT name FROM products WHERE 1 / (price - 99) <= 1',
        'SELECT p.name FROM products p JOIN orders o ON o.total = p.price WHERE 1 / (p.price - 99) <= 1',
        'SELECT name FROM products p WHERE EXISTS (SELECT 1 FROM products q WHERE q.id = p.id AND 1 / (q.price - 99) <= 1)',
      ],
      mysql: [
        "SELECT name FROM customers WHERE (CASE WHEN name LIKE 'Fay%' THEN 9223372036854775807 ELSE 1 END) + 1 > 0",
        'SELECT name FROM products WHERE (CASE WHEN price = 99 THEN 9223372036854775807 ELSE 1 END) + 1 > 0',
      ],
    };

    /** The more a filter costs, the sooner an engine tries other conditions first. */
    it.each(PROBES[engine.dialect])('whatever the filter costs: %s', async (sql) => {
      const names = Array.from({ length: 7 }, (_, index) => `nobody ${index}`);
      const policy = {
        tables: Object.keys(READABLE).map((table) => {
          const [column, values] = table === 'customers' ? ['tenant', [TENANTS.north.id, ...names]] : table === 'products' ? ['region', ['r-31', ...names]] : ['label', names];
          return { table, rows: { column, operator: 'in', values }, masks: [] } as const;
        }),
      };
      const lock = { tables: Object.entries(READABLE).map(([table, columns]) => ({ table, columns })), joins: [], values: [] };
      const result = await checkSql(sql, { dialect: engine.dialect, lock, rowLimit: 100, policy, ...(engine.dialect === 'postgres' ? { defaultSchema: shared.schema } : {}) });
      if (!result.ok) throw new Error(JSON.stringify(result.problems));
      const { rows } = await shared.database.query(result.checked, { timeoutMs: 10_000, maxRows: 100 });
      expect(JSON.stringify(rows)).not.toMatch(/SOUTH|HIDDEN/);
    });

    it.each(PROBES[engine.dialect])('%s', async (sql) => {
      const run = await askAs('north', sql);
      if (run.result.status !== 'completed') throw new Error(JSON.stringify(run.result));
      expect(rowTexts(run.result.rows, false)).toEqual(rowTexts((await ask(own.north.database, sql)).rows, false));
    });
  });
});
