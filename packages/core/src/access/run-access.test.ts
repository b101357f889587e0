import { describe, expect, it } from 'vitest';
import type { AccessCatalog, AccessDecision, AccessEvaluator, Principal } from '../contracts/index.ts';
import { fullView, type Catalog } from '../schema/catalog.ts';
import { declaredJoins } from '../schema/declared-joins.ts';
import { createLexicalIndex } from '../schema/lexical-index.ts';
import { makeCatalog, makeJoin, makeTable } from '../schema/schema.fixture.ts';
import type { SchemaIndex } from '../schema/schema-index.ts';
import { createValueIndex } from '../schema/value-index.ts';
import { createFindAccess, type RunAccess } from './run-access.ts';

const tables = [
  makeTable('orders', {
    columns: {
      tenant_id: 'int',
      id: 'int',
      customer_id: { type: 'int', comment: 'Who ordered. Compare with customers.ssn.' },
      status: { type: "enum('open','paid')", values: ['open', 'paid'] },
      discount_code: { values: ['SPRING', 'see payroll_runs'] },
    },
    comment: 'Orders of the shop. Wages are in payroll_runs.',
    primaryKey: ['tenant_id', 'id'],
    unique: [['discount_code'], ['customer_id', 'discount_code']],
    foreignKeys: [{ columns: ['customer_id'], referencedTable: 'customers', referencedColumns: [] }],
    rowEstimate: 1200,
  }),
  makeTable('order_items', {
    columns: { tenant_id: 'int', order_id: 'int', sku: { values: ['apple'] } },
    foreignKeys: [{ columns: ['tenant_id', 'order_id'], referencedTable: 'orders', referencedColumns: ['tenant_id', 'id'] }],
  }),
  makeTable('customers', { columns: { id: 'int', name: { values: ['Ann'] }, ssn: { values: ['078-05-1120'] } }, primaryKey: ['id'], unique: [['ssn']] }),
  makeTable('payroll_runs', { columns: { id: 'int', wage: { values: ['9999'] } } }),
];
const catalog: Catalog = makeCatalog(tables, [...declaredJoins(tables), makeJoin('payroll_runs.wage', 'order_items.sku', 'inferred'), makeJoin('orders.discount_code', 'order_items.sku', 'inferred')]);
const index: SchemaIndex = { catalog, lexical: createLexicalIndex(catalog), values: createValueIndex(catalog), dense: null };
const ann: Principal = { id: 'ann', roles: [] };

/** Everything readable, but for what is said otherwise. */
function decisionOf(changes: Readonly<Record<string, Partial<NonNullable<AccessDecision['tables'][number]['read']>> | null>> = {}): AccessDecision {
  return {
    tables: tables.flatMap((table) => {
      const change = changes[table.name];
      return change === null ? [] : [{ table: table.name, read: { columns: table.columns.map((column) => column.name), ...change } }];
    }),
  };
}

const evaluating = (decision: unknown): AccessEvaluator => ({ evaluate: () => decision as AccessDecision });
const accessOf = (decision: unknown, principal: Principal | null = ann): Promise<RunAccess> => createFindAccess(evaluating(decision), 'postgres')(principal, index);
const table = (access: RunAccess, name: string) => access.view.tables.get(name);

describe('a view', () => {
  it('is everything, with the index as it is, when nothing is held back', async () => {
    const open = await createFindAccess(undefined, 'postgres')(null, index);
    expect(open.index).toBe(index);
    expect([...open.view.tables.keys()]).toEqual([...fullView(catalog).tables.keys()]);
    expect(open.policy).toEqual({ tables: [] });
    expect((await accessOf(decisionOf())).index).toBe(index);
  });

  it('PR-2: holds no name and no value of a hidden table or column, wherever they stood', async () => {
    const access = await accessOf(decisionOf({ payroll_runs: null, customers: { columns: ['id', 'name'] } }));
    const everything = JSON.stringify([access.index.catalog, [...access.view.tables.values()], access.view.joins]);
    for (const hidden of ['payroll', 'wage', 'Wages', '9999', 'ssn', '078-05-1120']) expect(everything).not.toContain(hidden);
    expect(table(access, 'orders')?.comment).toBe('Orders of the shop.');
    expect(table(access, 'orders')?.columns[2]?.comment).toBe('Who ordered.');
    expect(table(access, 'orders')?.values['discount_code']).toEqual({ column: 'discount_code', values: ['SPRING'], coverage: 'sample' });
    expect(table(access, 'customers')?.unique).toEqual([]);
    expect(access.view.joinGraph.neighbours('payroll_runs')).toEqual([]);
    expect(access.view.joinGraph.neighbours('order_items')).toEqual(['orders']);
  });

  it('shows a key of several columns whole or not at all', async () => {
    const access = await accessOf(decisionOf({ orders: { columns: ['id', 'customer_id'] } }));
    expect(table(access, 'orders')).toMatchObject({ primaryKey: [], unique: [] });
    expect(table(access, 'order_items')?.foreignKeys).toEqual([]);
    expect(access.view.joins).toEqual([makeJoin('orders.customer_id', 'customers.id'), makeJoin('payroll_runs.wage', 'order_items.sku', 'inferred')]);
  });

  it('drops a key to a primary key that is hidden, which the key itself does not name', async () => {
    const access = await accessOf(decisionOf({ customers: { columns: ['name'] } }));
    expect(access.view.joinGraph.neighbours('customers')).toEqual([]);
  });

  it('keeps apart what differs by its case only', async () => {
    const twins = [
      makeTable('Orders', { columns: { id: 'int', note: { values: ['canary'] } }, primaryKey: ['id'] }),
      makeTable('orders', { columns: { id: 'int', note: { values: ['plain'] } }, primaryKey: ['id'] }),
      makeTable('lines', { columns: { order_id: 'int', ORDER_ID: 'int' }, foreignKeys: [{ columns: ['order_id'], referencedTable: 'Orders', referencedColumns: ['id'] }, { columns: ['ORDER_ID'], referencedTable: 'orders', referencedColumns: ['id'] }] }),
    ];
    const twinCatalog = makeCatalog(twins, declaredJoins(twins));
    const twinIndex = { catalog: twinCatalog, lexical: createLexicalIndex(twinCatalog), values: createValueIndex(twinCatalog), dense: null };
    const find = (decision: AccessDecision) => createFindAccess(evaluating(decision), 'postgres')(ann, twinIndex);
    const lines = { table: 'lines', read: { columns: ['order_id'] } };
    const one = await find({ tables: [{ table: 'Orders', read: { columns: ['id'] } }, { table: 'orders', read: { columns: ['id', 'note'] } }, lines] });
    expect(one.view.tables.get('Orders')?.values).toEqual({});
    expect(one.view.tables.get('orders')?.values).toHaveProperty('note');
    expect(one.view.joins).toEqual([makeJoin('lines.order_id', 'Orders.id')]);
    const other = await find({ tables: [{ table: 'orders', read: { columns: ['id'] } }, lines] });
    expect(other.view.joins).toEqual([]);
    expect(other.view.tables.get('lines')?.foreignKeys).toEqual([]);
  });

  it('tells the days of a column to who sees all its rows unmasked, and to nobody else', async () => {
    const days = { from: '2019-01-02', to: '2024-06-30', coverage: 'complete' as const };
    const plain = makeTable('visits', { columns: { tenant_id: 'int', day: 'date' } });
    const visits = { ...plain, values: { day: { column: 'day', values: [], coverage: 'sample' as const, days } } };
    const daysFor = async (read: object) => {
      const visited = makeCatalog([visits, makeTable('hidden', { columns: { id: 'int' } })], []);
      const visitedIndex: SchemaIndex = { catalog: visited, lexical: createLexicalIndex(visited), values: createValueIndex(visited), dense: null };
      const decision = { tables: [{ table: 'visits', read: { columns: ['tenant_id', 'day'], ...read } }] };
      return table(await createFindAccess(evaluating(decision), 'postgres')(ann, visitedIndex), 'visits')?.values['day']?.days;
    };
    expect(await daysFor({})).toEqual(days);
    expect(await daysFor({ rows: { column: 'tenant_id', operator: '=', value: 1 } })).toBeUndefined();
    expect(await daysFor({ masks: [{ column: 'day', mask: 'null' }] })).toBeUndefined();
    expect(await daysFor({ columns: ['tenant_id'] })).toBeUndefined();
  });

  it('PR-5: holds no values and no number of rows of a table whose rows are filtered', async () => {
    const access = await accessOf(decisionOf({ orders: { rows: { column: 'tenant_id', operator: '=', value: 1 } } }));
    expect(table(access, 'orders')).toMatchObject({ values: {} });
    expect(table(access, 'orders')).not.toHaveProperty('rowEstimate');
    expect(access.index.values.find('SPRING')).toEqual([]);
    expect(access.index.values.nearest('orders', 'discount_code', 'spring')).toBeNull();
    expect(access.index.values.find('apple')).toHaveLength(1);
  });

  it('PR-5: holds no values of a masked column, which is no key and joins nothing', async () => {
    const masks = [{ column: 'discount_code', mask: 'last4' }, { column: 'status', mask: 'null' }] as const;
    const access = await accessOf(decisionOf({ orders: { masks } }));
    expect(JSON.stringify([access.index.catalog.tables[0], access.view.joins])).not.toMatch(/SPRING|paid/u);
    expect(table(access, 'orders')?.columns.slice(3)).toMatchObject([{ name: 'status', type: 'enum', nullable: true }, { name: 'discount_code', type: 'TEXT', nullable: true }]);
    expect(table(access, 'orders')).toMatchObject({ primaryKey: ['tenant_id', 'id'], unique: [] });
    expect(access.view.joinGraph.between('orders', 'order_items').map((join) => join.from.column)).not.toContain('discount_code');
    expect(access.policy).toEqual({ tables: [{ table: 'orders', rows: null, masks }] });
  });

  it('finds by words and values as if nothing else existed', async () => {
    const decision = decisionOf({ payroll_runs: null, customers: { columns: ['id', 'name'] } });
    const access = await accessOf(decision);
    const visible = access.index.catalog;
    for (const question of ['wage of ann', 'ssn 078-05-1120 in SPRING', 'orders of customers', 'payroll']) {
      expect(access.index.lexical.search(question)).toEqual(createLexicalIndex(visible).search(question));
      expect(access.index.values.find(question)).toEqual(createValueIndex(visible).find(question));
    }
    expect(access.index.lexical.search('ssn wage payroll')).toEqual([]);
    expect(access.index.values.find('078-05-1120')).toEqual([]);
  });

  it('is shared by all whose structure is the same, whatever their filters compare with', async () => {
    const findAccess = createFindAccess({ evaluate: (principal) => decisionOf({ orders: { rows: { column: 'tenant_id', operator: '=', value: principal?.id ?? '' } } }) }, 'postgres');
    const [one, two] = await Promise.all([findAccess({ ...ann, id: 'one' }, index), findAccess({ ...ann, id: 'two' }, index)]);
    expect(one.view).toBe(two.view);
    expect(one.policy).not.toEqual(two.policy);
  });

  it('is kept for a bounded number of combinations', async () => {
    const findAccess = createFindAccess({ evaluate: (principal) => decisionOf({ orders: { columns: ['tenant_id', 'id', 'customer_id', 'status'].filter((_, bit) => (Number(principal?.id) >> bit) % 2 === 1) }, payroll_runs: Number(principal?.id) > 15 ? null : {} }) }, 'postgres');
    const first = await findAccess({ ...ann, id: '1' }, index);
    expect((await findAccess({ ...ann, id: '1' }, index)).view).toBe(first.view);
    for (let id = 2; id < 20; id += 1) await findAccess({ ...ann, id: String(id) }, index);
    expect((await findAccess({ ...ann, id: '1' }, index)).view).not.toBe(first.view);
  });

  it('lets vectors be searched only for tables whose text is visible whole', async () => {
    const dense = { embedder: {} as never, vectorStore: {} as never };
    const findAccess = (withValues: boolean) => createFindAccess(evaluating(decisionOf({ payroll_runs: null, customers: { columns: ['id', 'name'] }, order_items: { rows: { column: 'sku', operator: '=', value: 'x' } } })), 'postgres')(ann, { ...index, dense: { ...dense, withValues } });
    // The comment of orders lost a sentence; the values of order_items are not everybody's.
    expect([...((await findAccess(true)).index.dense?.tables ?? [])]).toEqual([]);
    expect([...((await findAccess(false)).index.dense?.tables ?? [])]).toEqual(['order_items']);
  });
});

describe('the hash of a policy', () => {
  const hash = async (decision: AccessDecision) => (await accessOf(decision)).policyHash;

  it('TEN-2, TEN-3: is the same for the same permissions and another for any other', async () => {
    const filter = (value: string) => decisionOf({ orders: { rows: { column: 'status', operator: '=', value } } });
    expect(await hash(filter('open'))).toBe(await hash({ tables: filter('open').tables.toReversed() }));
    const hashes = await Promise.all(
      [
        decisionOf(),
        filter('open'),
        filter('paid'),
        decisionOf({ orders: { columns: ['id'] } }),
        decisionOf({ orders: null }),
        decisionOf({ customers: { masks: [{ column: 'ssn', mask: 'last4' }] } }),
        { tables: decisionOf().tables.map((each) => ({ ...each, update: { columns: ['id'] } })) },
      ].map(hash),
    );
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(hashes.every((each) => /^[0-9a-f]{64}$/u.test(each))).toBe(true);
  });

  it('policy_immutable: stands for something that cannot be changed', async () => {
    const { policy, decision } = await accessOf(decisionOf({ orders: { rows: { all: [{ column: 'status', operator: 'in', values: ['open'] }, { column: 'id', operator: 'is not null' }] } } }));
    const frozen = (value: unknown): boolean => typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(frozen(policy)).toBe(true);
    expect(frozen(decision)).toBe(true);
  });
});

describe('an evaluator of the host', () => {
  it('is asked with the structure and never with a value, and may take its time', async () => {
    let asked: AccessCatalog | undefined;
    const evaluate = async (_principal: Principal | null, given: AccessCatalog) => ((asked = given), decisionOf({ customers: null }));
    const access = await createFindAccess({ evaluate }, 'mysql')(null, index);
    expect(access.view.tables.has('customers')).toBe(false);
    expect(asked).toMatchObject({ databaseId: 'test', defaultSchema: null });
    expect(JSON.stringify(asked)).not.toMatch(/SPRING|078-05-1120/u);
  });

  it('grants nothing by naming what is not there', async () => {
    const access = await accessOf({
      tables: [
        { table: 'ORDERS', read: { columns: ['id'] } },
        { table: 'customers', read: { columns: ['ID', 'name', 'password'] } },
        { table: 'orders', read: { columns: ['id'], rows: { not: { column: 'tenant', operator: '=', value: 1 } } } },
        { table: 'payroll_runs', read: { columns: [] } },
      ],
    });
    expect([...access.view.tables.values()].map(({ name, columns }) => [name, columns.map((column) => column.name)])).toEqual([['customers', ['name']]]);
  });

  it.each([
    ['nothing', undefined],
    ['yes', true],
    ['a table twice', { tables: [{ table: 'orders' }, { table: 'orders', read: { columns: ['id'] } }] }],
    ['a part that is not known', { tables: [{ table: 'orders', read: { columns: ['id'], filter: 'tenant_id = 1' } }] }],
    ['SQL for a filter', { tables: [{ table: 'orders', read: { columns: ['id'], rows: 'tenant_id = 1' } }] }],
    ['a comparison that is not known', { tables: [{ table: 'orders', read: { columns: ['id'], rows: { column: 'id', operator: '= 1 OR 1 =', value: 1 } } }] }],
    ['a filter without conditions', { tables: [{ table: 'orders', read: { columns: ['id'], rows: { any: [] } } }] }],
    ['a value that is no value', { tables: [{ table: 'orders', read: { columns: ['id'], rows: { column: 'id', operator: '=', value: { $ne: 1 } } } }] }],
    ['a mask on a column that it does not grant', { tables: [{ table: 'customers', read: { columns: ['id'], masks: [{ column: 'SSN', mask: 'null' }] } }] }],
    ['a hash without a key', { tables: [{ table: 'customers', read: { columns: ['id'], masks: [{ column: 'id', mask: 'hash' }] } }] }],
  ])('is not followed when it answers %s', async (_name, decision) => {
    await expect(accessOf(decision)).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' });
  });

  it('ends the run when it throws, without telling what', async () => {
    const evaluate = () => Promise.reject(new Error('policy server at 10.0.0.7 said no'));
    const error: unknown = await createFindAccess({ evaluate }, 'postgres')(ann, index).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ACCESS_UNDECIDED', retryable: true });
    expect(String(error)).not.toContain('10.0.0.7');
  });
});

describe('what a question asks of hidden things', () => {
  it('is found by their names and not by their comments or values', async () => {
    const { findHidden } = await accessOf(decisionOf({ payroll_runs: null, customers: { columns: ['id', 'name'] } }));
    expect(findHidden('list all wages')).toEqual(['payroll_runs']);
    expect(findHidden('what is the SSN of Ann?')).toEqual(['customers.ssn']);
    expect(findHidden('the payroll runs of May')).toEqual(['payroll_runs']);
    expect(findHidden('orders by customer')).toEqual([]);
    expect(findHidden('who has 078-05-1120 or 9999?')).toEqual([]);
  });
});
