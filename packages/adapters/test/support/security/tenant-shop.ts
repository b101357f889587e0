import type { AccessEvaluator, Principal } from '@nl2sql/core/contracts';
import { rolePolicy } from '@nl2sql/core';
import type { TestEngine } from './engines.ts';

type Value = string | number | boolean | null;
export type Row = Readonly<Record<string, Value>>;
export type ShopRows = Readonly<Record<keyof typeof COLUMNS, readonly Row[]>>;
type Type = 'integer' | 'text' | 'boolean' | 'date';

/** The columns of each table. Row filters read some that no role may. */
const COLUMNS = {
  customers: { tenant: 'text', id: 'integer', name: 'text', city: 'text', vip: 'boolean', secret: 'text' },
  orders: { id: 'integer', tenant_no: 'integer', customer_id: 'integer', total: 'integer', status: 'text', placed: 'date', label: 'text', archived: 'boolean' },
  products: { id: 'integer', name: 'text', price: 'integer', region: 'text' },
  salaries: { id: 'integer', person: 'text' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Type>>>>;

/** What a role may read; the other columns, and `salaries`, are hidden. */
export const READABLE = {
  customers: ['id', 'name', 'city', 'vip'],
  orders: ['id', 'customer_id', 'total', 'status', 'placed', 'label'],
  products: ['id', 'name', 'price'],
} as const;

/** Words in every text of a tenant, and in whatever is hidden from all of them. */
export const CANARIES = { north: 'NORTHCANARY', south: 'SOUTHCANARY', nobody: 'HIDDENCANARY' } as const;

/** The tenants: their ids, numbers and regions must be in no statement and no prompt. */
export const TENANTS = {
  north: { id: "t-4711' OR '1'='1", no: 700_417, regions: ['r-31', 'r-both'] },
  south: { id: 't-0815', no: 700_815, regions: ['r-77', 'r-both'] },
} as const;
export type Tenant = keyof typeof TENANTS;

export const principalOf = (tenant: Tenant): Principal => ({
  id: `clerk of ${tenant}`,
  tenantId: TENANTS[tenant].id,
  roles: ['clerk'],
  attributes: { no: TENANTS[tenant].no, regions: [...TENANTS[tenant].regions] },
});

const customer = (owner: keyof typeof CANARIES, id: number, name: string, city: string | null, vip: boolean | null): Row => ({
  tenant: owner === 'nobody' ? null : TENANTS[owner].id,
  id,
  name: `${name} ${CANARIES[owner]}`,
  city,
  vip,
  secret: `${CANARIES.nobody} of ${name}`,
});
const order = (owner: keyof typeof CANARIES, id: number, customerId: number | null, total: number | null, status: string | null, placed: string, archived: boolean | null = false): Row => ({
  id,
  tenant_no: owner === 'nobody' ? null : TENANTS[owner].no,
  customer_id: customerId,
  total,
  status,
  placed,
  label: `${CANARIES[owner]} ${id}`,
  archived,
});

/** The tenants have ids, cities, days and states in common, so that a statement that reaches across finds partners. */
export const SHARED: ShopRows = {
  customers: [
    customer('north', 1, 'Ann', 'Oslo', true),
    customer('north', 2, 'Bob', 'Rome', false),
    customer('north', 3, 'Cid', null, null),
    customer('north', 4, 'Dan', 'Oslo', true),
    customer('south', 1, 'Eve', 'Oslo', false),
    customer('south', 2, 'Fay', 'Bern', true),
    customer('south', 5, 'Gus', 'Rome', true),
    customer('south', 6, 'Hal', 'Lima', false),
    customer('nobody', 7, 'Nil', 'Oslo', true),
  ],
  orders: [
    order('north', 1, 1, 10, 'paid', '2026-01-05'),
    order('north', 2, 1, 20, 'open', '2026-02-05'),
    order('north', 3, 2, 30, 'paid', '2026-02-07'),
    order('north', 4, null, 40, 'open', '2026-03-01', null),
    order('north', 5, 9, null, 'paid', '2026-03-02'),
    order('north', 6, 1, 60, 'void', '2026-03-03'),
    order('north', 7, 2, 70, null, '2026-03-04'),
    order('north', 8, 2, 80, 'paid', '2026-03-05', true),
    order('south', 1, 1, 11, 'paid', '2026-01-05'),
    order('south', 2, 2, 22, 'open', '2026-02-05'),
    order('south', 3, 5, 33, 'paid', '2026-02-07'),
    order('south', 4, 6, 44, 'late', '2026-04-01', null),
    order('south', 9, 3, 99, 'open', '2026-04-02'),
    order('nobody', 1, 1, 1_000, 'paid', '2026-01-05'),
  ],
  products: [
    { id: 1, name: `lamp ${CANARIES.north}`, price: 10, region: 'r-31' },
    { id: 2, name: `desk ${CANARIES.south}`, price: 20, region: 'r-77' },
    { id: 3, name: 'chair', price: 20, region: 'r-both' },
    { id: 4, name: `vase ${CANARIES.nobody}`, price: 40, region: null },
    { id: 5, name: `rug ${CANARIES.nobody}`, price: 99, region: 'r-99' },
  ],
  salaries: [{ id: 1, person: CANARIES.nobody }],
};

/** The rows of one tenant, by the rule below read as SQL reads it: what is unknown is not permitted. */
export function rowsOf(tenant: Tenant): ShopRows {
  const { id, no, regions } = TENANTS[tenant];
  return {
    customers: SHARED.customers.filter((row) => row['tenant'] === id),
    orders: SHARED.orders.filter((row) => row['tenant_no'] === no && row['archived'] !== true && row['status'] !== null && row['status'] !== 'void'),
    products: SHARED.products.filter((row) => (regions as readonly Value[]).includes(row['region'] ?? null)),
    salaries: [],
  };
}

export const access: AccessEvaluator = rolePolicy({
  roles: {
    clerk: [
      { action: 'read', effect: 'allow', tables: ['customers'], columns: READABLE.customers, rows: { column: 'tenant', operator: '=', value: { principal: 'tenantId' } } },
      {
        action: 'read',
        effect: 'allow',
        tables: ['orders'],
        columns: READABLE.orders,
        rows: {
          all: [
            { column: 'tenant_no', operator: '=', value: { attribute: 'no' } },
            { any: [{ column: 'archived', operator: '=', value: false }, { column: 'archived', operator: 'is null' }] },
            { not: { column: 'status', operator: '=', value: 'void' } },
          ],
        },
      },
      { action: 'read', effect: 'allow', tables: ['products'], columns: READABLE.products, rows: { column: 'region', operator: 'in', values: { attribute: 'regions' } } },
    ],
  },
});

/** Statements that make the shop with these rows. */
export function shopStatements(dialect: TestEngine['dialect'], rows: ShopRows): readonly string[] {
  return Object.entries(COLUMNS).flatMap(([table, columns]) => {
    const names = Object.keys(columns);
    const tuples = rows[table as keyof ShopRows].map((row) => `(${names.map((name) => literal(row[name] ?? null)).join(', ')})`);
    const create = `CREATE TABLE ${table} (${Object.entries(columns).map(([name, type]) => `${name} ${typeIn(dialect, type)}`).join(', ')})`;
    return [create, ...(tuples.length === 0 ? [] : [`INSERT INTO ${table} VALUES ${tuples.join(', ')}`])];
  });
}

function typeIn(dialect: TestEngine['dialect'], type: Type): string {
  if (type === 'text') return dialect === 'mysql' ? 'VARCHAR(80)' : 'TEXT';
  return dialect === 'sqlite' && type === 'date' ? 'TEXT' : type.toUpperCase();
}

const literal = (value: Value): string => (typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value).toUpperCase());
