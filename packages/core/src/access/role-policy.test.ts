import { describe, expect, it } from 'vitest';
import type { AccessCatalog, AccessDecision, Principal } from '../contracts/index.ts';
import { isNl2SqlError } from '../errors/index.ts';
import { makeTable } from '../schema/schema.fixture.ts';
import { mayWrite } from './may-write.ts';
import { rolePolicy } from './role-policy.ts';
import type { AccessRule, RolePolicyOptions } from './role-rules.ts';

const catalog: AccessCatalog = {
  databaseId: 'test',
  defaultSchema: 'public',
  tables: [
    makeTable('orders', { columns: { id: 'int', tenant_id: 'text', total: 'int', secret: 'text' } }),
    makeTable('customers', { columns: { id: 'int', name: 'text', ssn: 'text', card_number: 'text' } }),
    makeTable('sales.visits', { columns: { id: 'int', region: 'text' } }),
    makeTable('sales.archive', { columns: { id: 'int' } }),
  ],
};

const ann: Principal = { id: 'ann', tenantId: 'acme', roles: ['analyst'], attributes: { region: 'north', teams: ['a', 'b'], nobody: [] } };
const read = (tables: readonly string[], more: Partial<Extract<AccessRule, { action: 'read'; effect: 'allow' }>> = {}): AccessRule => ({ action: 'read', effect: 'allow', tables, ...more });
const deny = (tables: readonly string[], columns?: readonly string[]): AccessRule => ({ action: 'read', effect: 'deny', tables, ...(columns ? { columns } : {}) });
const ownTenant = { column: 'tenant_id', operator: '=', value: { principal: 'tenantId' } } as const;

function decide(roles: RolePolicyOptions['roles'], principal: Principal | null = ann, options: Omit<RolePolicyOptions, 'roles'> = {}): AccessDecision {
  return rolePolicy({ roles, ...options }).evaluate(principal, catalog) as AccessDecision;
}

/** What is readable, as `table: columns`. */
function readable(decision: AccessDecision): Record<string, readonly string[]> {
  return Object.fromEntries(decision.tables.flatMap(({ table, read: granted }) => (granted ? [[table, granted.columns]] : [])));
}

const rowsOf = (decision: AccessDecision, table: string) => decision.tables.find((each) => each.table === table)?.read?.rows;

describe('a role policy', () => {
  it('denies what no rule allows', () => {
    expect(readable(decide({ analyst: [read(['customers'], { columns: ['id', 'name'] })] }))).toEqual({ customers: ['id', 'name'] });
    expect(readable(decide({ analyst: [] }))).toEqual({});
  });

  it.each([
    ['nobody', null],
    ['somebody without roles', { ...ann, roles: [] }],
    ['an unknown role', { ...ann, roles: ['admin'] }],
    ['a role called like a part of every object', { ...ann, roles: ['constructor', '__proto__', 'toString'] }],
    ['roles that are no list', { ...ann, roles: 'analyst' as unknown as string[] }],
  ])('grants nothing to %s', (_name, principal) => {
    expect(decide({ analyst: [read(['*'])] }, principal).tables).toEqual([]);
  });

  it('takes patterns, with or without the default schema', () => {
    expect(Object.keys(readable(decide({ analyst: [read(['sales.*', 'public.orders'])] })))).toEqual(['orders', 'sales.visits', 'sales.archive']);
    expect(Object.keys(readable(decide({ analyst: [read(['*']), deny(['*_archive', '*.archive', 'public.cust*'])] })))).toEqual(['orders', 'sales.visits']);
    expect(readable(decide({ analyst: [read(['customers'], { columns: ['*n*'] })] }))).toEqual({ customers: ['name', 'ssn', 'card_number'] });
  });

  it('takes nothing in a pattern but the star for special', () => {
    expect(readable(decide({ analyst: [read(['order.', '[a-z]+', 'orders|customers', '%', 'order?'])] }))).toEqual({});
  });

  it('compares an allow letter for letter and a deny whatever the case', () => {
    expect(readable(decide({ analyst: [read(['Orders'])] }))).toEqual({});
    expect(readable(decide({ analyst: [read(['customers']), deny(['CUSTOMERS'], ['SSN', 'Card_*'])] }))).toEqual({ customers: ['id', 'name'] });
  });

  it('lets a deny of one role beat the allow of another, for columns and for tables', () => {
    const both = { ...ann, roles: ['analyst', 'clerk'] };
    expect(readable(decide({ analyst: [read(['*'])], clerk: [deny(['*'], ['ssn', 'secret']), deny(['sales.*'])] }, both))).toEqual({
      orders: ['id', 'tenant_id', 'total'],
      customers: ['id', 'name', 'card_number'],
    });
  });

  it('hides a table of which no column is left', () => {
    expect(readable(decide({ analyst: [read(['sales.archive']), deny(['*'], ['id'])] }))).toEqual({});
  });

  it('fills the principal’s values into row filters', () => {
    const rules = [read(['orders'], { rows: { all: [ownTenant, { not: { column: 'id', operator: 'in', values: { attribute: 'teams' } } }, { any: [{ column: 'total', operator: '>', value: 3 }, { column: 'secret', operator: 'is null' }] }] } })];
    expect(rowsOf(decide({ analyst: rules }), 'orders')).toEqual({
      all: [
        { column: 'tenant_id', operator: '=', value: 'acme' },
        { not: { column: 'id', operator: 'in', values: ['a', 'b'] } },
        { any: [{ column: 'total', operator: '>', value: 3 }, { column: 'secret', operator: 'is null' }] },
      ],
    });
  });

  it.each([
    ['a missing attribute', { column: 'tenant_id', operator: '=', value: { attribute: 'department' } }],
    ['an attribute that every object has', { column: 'tenant_id', operator: '=', value: { attribute: 'constructor' } }],
    ['a list where one value is compared', { column: 'tenant_id', operator: '=', value: { attribute: 'teams' } }],
    ['an empty list', { column: 'tenant_id', operator: 'in', values: { attribute: 'nobody' } }],
    ['a column that the table lacks', { column: 'owner', operator: '=', value: 'ann' }],
    ['a missing attribute under a not', { not: { column: 'tenant_id', operator: '=', value: { attribute: 'department' } } }],
    ['a missing attribute beside another way', { any: [{ column: 'total', operator: '>', value: 0 }, { column: 'tenant_id', operator: '=', value: { attribute: 'department' } }] }],
  ] as const)('grants nothing of a table for %s, not even by another rule of the role', (_name, rows) => {
    expect(readable(decide({ analyst: [read(['orders'], { rows }), read(['orders', 'customers'])] }))).toEqual({ customers: ['id', 'name', 'ssn', 'card_number'] });
  });

  it.each([undefined, ''])('grants nothing of a table whose tenant is compared with %j', (tenantId) => {
    expect(readable(decide({ analyst: [read(['orders'], { rows: ownTenant })] }, { id: 'ann', roles: ['analyst'], ...(tenantId === undefined ? {} : { tenantId }) }))).toEqual({});
  });

  it('joins the filters of one role by AND', () => {
    const rules = [read(['orders'], { columns: ['id'], rows: ownTenant }), read(['orders'], { rows: { column: 'total', operator: '<', value: 9 } })];
    const filters = [{ column: 'tenant_id', operator: '=', value: 'acme' }, { column: 'total', operator: '<', value: 9 }];
    const rows = rowsOf(decide({ analyst: rules }), 'orders');
    expect(rows).toEqual({ all: expect.arrayContaining(filters) });
    expect(rowsOf(decide({ analyst: rules.toReversed() }), 'orders')).toEqual(rows);
  });

  it('joins the filters of several roles that grant the same columns by OR, and drops them when one has none', () => {
    const both = { ...ann, roles: ['analyst', 'clerk'] };
    const analyst = [read(['orders'], { rows: ownTenant })];
    const clerk = [read(['orders'], { rows: { column: 'total', operator: '<', value: 9 } })];
    expect(rowsOf(decide({ analyst, clerk }, both), 'orders')).toEqual({ any: expect.arrayContaining([{ column: 'tenant_id', operator: '=', value: 'acme' }, { column: 'total', operator: '<', value: 9 }]) });
    expect(rowsOf(decide({ analyst, clerk: [read(['orders'])] }, both), 'orders')).toBeNull();
    expect(rowsOf(decide({ analyst, clerk: analyst }, both), 'orders')).toEqual({ column: 'tenant_id', operator: '=', value: 'acme' });
  });

  it('does not let a role that sees all rows of few columns open all columns of them', () => {
    const roles = { viewer: [read(['orders'], { columns: ['id'] })], analyst: [read(['orders'], { rows: ownTenant })] };
    const decision = decide(roles, { ...ann, roles: ['viewer', 'analyst'] });
    expect(readable(decision)).toEqual({ orders: ['id', 'tenant_id', 'total', 'secret'] });
    expect(rowsOf(decision, 'orders')).toEqual({ column: 'tenant_id', operator: '=', value: 'acme' });
  });

  it('masks a column whichever role allows it, with the mask that shows least', () => {
    const mask = (name: 'null' | 'hash' | 'last4'): AccessRule => ({ action: 'read', effect: 'mask', tables: ['CUSTOMERS'], columns: ['card_*'], mask: name });
    const roles = { analyst: [read(['customers'])], clerk: [mask('last4')], auditor: [mask('hash')], guest: [mask('null')] };
    const masks = (names: readonly string[]) => decide(roles, { ...ann, roles: names }, { hashKey: 'a key of sixteen' }).tables[0]?.read?.masks;
    expect(masks(['analyst'])).toEqual([]);
    expect(masks(['analyst', 'clerk'])).toEqual([{ column: 'card_number', mask: 'last4' }]);
    expect(masks(['clerk', 'auditor', 'analyst'])).toEqual([{ column: 'card_number', mask: 'hash' }]);
    expect(masks(['guest', 'auditor', 'clerk', 'analyst'])).toEqual([{ column: 'card_number', mask: 'null' }]);
    expect(readable(decide(roles, { ...ann, roles: ['guest'] }, { hashKey: 'a key of sixteen' }))).toEqual({});
  });

  it('decides on writes apart from reading, with the approvals of every role that allows them', () => {
    const roles: RolePolicyOptions['roles'] = {
      analyst: [
        { action: 'update', effect: 'allow', tables: ['orders'], columns: ['total', 'secret'], rows: ownTenant, approval: { role: 'lead' } },
        { action: 'update', effect: 'deny', tables: ['orders'], columns: ['secret'] },
        { action: 'delete', effect: 'allow', tables: ['*'] },
        { action: 'delete', effect: 'deny', tables: ['customers'] },
      ],
      clerk: [{ action: 'update', effect: 'allow', tables: ['orders'], columns: ['total', 'secret'], approval: { role: 'owner', approvers: 2 } }],
    };
    const decision = decide(roles);
    expect(mayWrite(decision, { action: 'update', table: 'orders', columns: ['total'] })).toEqual({
      allowed: true,
      rows: { column: 'tenant_id', operator: '=', value: 'acme' },
      approvals: [{ role: 'lead' }],
    });
    for (const write of [
      { action: 'update', table: 'orders', columns: ['secret'] },
      { action: 'update', table: 'customers', columns: ['name'] },
      { action: 'insert', table: 'orders', columns: ['total'] },
      { action: 'delete', table: 'customers' },
      { action: 'delete', table: 'missing' },
    ] as const) {
      expect(mayWrite(decision, write)).toEqual({ allowed: false });
    }
    expect(mayWrite(decision, { action: 'delete', table: 'orders' })).toMatchObject({ allowed: true });
    expect(readable(decision)).toEqual({});
    expect(mayWrite(decide(roles, { ...ann, roles: ['analyst', 'clerk'] }), { action: 'update', table: 'orders', columns: ['total'] })).toEqual({
      allowed: true,
      rows: null,
      approvals: [{ role: 'owner', approvers: 2 }, { role: 'lead' }],
    });
  });

  it('policy_immutable: keeps to what it was made of, whatever becomes of the host’s object', () => {
    const rows = { column: 'tenant_id', operator: '=', value: { principal: 'tenantId' } };
    const rule = { action: 'read', effect: 'allow', tables: ['orders'], columns: ['id'], rows };
    const options = { roles: { analyst: [rule] } };
    const policy = rolePolicy(options as unknown as RolePolicyOptions);
    const before = JSON.stringify(policy.evaluate(ann, catalog));
    rule.columns.push('secret');
    rule.tables[0] = '*';
    rows.column = 'id';
    Object.assign(options.roles, { admin: [{ action: 'read', effect: 'allow', tables: ['*'] }] });
    options.roles.analyst.push({ ...rule, tables: ['*'] });
    expect(JSON.stringify(policy.evaluate(ann, catalog))).toBe(before);
    expect(policy.evaluate({ ...ann, roles: ['admin'] }, catalog)).toEqual({ tables: [] });
    expect(() => Object.assign(policy, { evaluate: () => ({ tables: [] }) })).toThrow(TypeError);
  });

  it('reports on demand what comes to nothing in a database', () => {
    const policy = rolePolicy({
      roles: {
        analyst: [read(['orders', 'order']), deny(['customers'], ['ssn', 'social_security']), read(['sales.*'], { rows: { column: 'region', operator: '=', value: { attribute: 'region' } } })],
        clerk: [read(['public.orders', '*.visits'])],
      },
    });
    expect(policy.findProblems(catalog)).toEqual([
      { role: 'analyst', rule: 0, text: 'No table is called “order”.' },
      { role: 'analyst', rule: 1, text: 'No column of its tables is called “social_security”.' },
      { role: 'analyst', rule: 2, text: 'sales.archive has no column “region” to filter by, so the role is granted nothing of it.' },
    ]);
    expect(policy.findProblems({ tables: catalog.tables }).map(({ text }) => text)).toContain('No table is called “public.orders”.');
  });
});

describe('the form of a role policy', () => {
  const rule = { action: 'read', effect: 'allow', tables: ['orders'] };
  it.each([
    ['an unknown key', { ...rule, colums: ['id'] }, 'roles.analyst.0.colums'],
    ['no action', { effect: 'deny', tables: ['orders'] }, 'roles.analyst.0.action'],
    ['an unknown action', { ...rule, action: 'select' }, 'roles.analyst.0.action'],
    ['no tables', { ...rule, tables: [] }, 'roles.analyst.0.tables'],
    ['a name with a blank before it', { ...rule, tables: [' orders'] }, 'roles.analyst.0.tables.0'],
    ['an empty name', { ...rule, columns: [''] }, 'roles.analyst.0.columns.0'],
    ['a comparison with null', { ...rule, rows: { column: 'id', operator: '=', value: null } }, 'roles.analyst.0.rows'],
    ['a comparison that is not known', { ...rule, rows: { column: 'id', operator: 'like', value: 'a%' } }, 'roles.analyst.0.rows'],
    ['SQL for a filter', { ...rule, rows: 'tenant_id = 1' }, 'roles.analyst.0.rows'],
    ['an empty list of values', { ...rule, rows: { column: 'id', operator: 'in', values: [] } }, 'roles.analyst.0.rows'],
    ['an empty condition', { ...rule, rows: { all: [] } }, 'roles.analyst.0.rows'],
    ['a fact that a principal has not', { ...rule, rows: { column: 'id', operator: '=', value: { principal: 'roles' } } }, 'roles.analyst.0.rows'],
    ['a mask that is not known', { action: 'read', effect: 'mask', tables: ['orders'], columns: ['id'], mask: 'first4' }, 'roles.analyst.0.mask'],
    ['columns of a deletion', { action: 'delete', effect: 'allow', tables: ['orders'], columns: ['id'] }, 'roles.analyst.0.columns'],
    ['a filter on a deny', { action: 'read', effect: 'deny', tables: ['orders'], rows: { column: 'id', operator: '=', value: 1 } }, 'roles.analyst.0.rows'],
    ['no rule at all', null, 'roles.analyst.0'],
  ])('is refused with its place for %s', (_name, given, place) => {
    expect(problem({ roles: { analyst: [given as unknown as AccessRule] } })).toContain(`access: ${place}`);
  });

  it('needs roles, a known disclosure, and a secret where a column is hashed', () => {
    expect(problem(undefined as unknown as RolePolicyOptions)).toContain('access');
    expect(problem({} as RolePolicyOptions)).toContain('roles');
    expect(problem({ roles: {}, disclose: true } as unknown as RolePolicyOptions)).toContain('disclose');
    expect(problem({ roles: {}, rules: [] } as unknown as RolePolicyOptions)).toContain('rules');
    const hashed: AccessRule = { action: 'read', effect: 'mask', tables: ['*'], columns: ['ssn'], mask: 'hash' };
    expect(problem({ roles: { analyst: [hashed] } })).toContain('hashKey');
    expect(problem({ roles: { analyst: [hashed] }, hashKey: 'tooshort' })).not.toContain('tooshort');
    expect(() => rolePolicy({ roles: { analyst: [hashed] }, hashKey: 'a key of sixteen' })).not.toThrow();
  });
});

function problem(options: RolePolicyOptions): string {
  try {
    rolePolicy(options);
  } catch (error) {
    if (isNl2SqlError(error) && error.code === 'INVALID_CONFIGURATION') return error.message;
    throw error;
  }
  throw new Error('The policy was taken.');
}
