import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessCatalog, AccessDecision, Principal, RowFilter } from '../contracts/index.ts';
import { makeTable } from '../schema/schema.fixture.ts';
import { rolePolicy } from './role-policy.ts';
import type { AccessRule, RowRule } from './role-rules.ts';

const COLUMNS = ['id', 'tenant', 'amount'] as const;
const TABLES = ['orders', 'staff', 'hr.pay'] as const;
const ROLES = ['a', 'b', 'c'] as const;
const catalog: AccessCatalog = {
  databaseId: 'test',
  defaultSchema: 'main',
  tables: TABLES.map((name) => makeTable(name, { columns: Object.fromEntries(COLUMNS.map((column) => [column, 'int'])) })),
};

const operand = fc.constantFrom(0, 1, { attribute: 'level' } as const, { attribute: 'missing' } as const);
const { rows } = fc.letrec<{ rows: RowRule }>((tie) => ({
  rows: fc.oneof(
    { maxDepth: 2 },
    fc.record({ column: fc.constantFrom(...COLUMNS, 'absent'), operator: fc.constantFrom('=', '<>', '<'), value: operand }) as fc.Arbitrary<RowRule>,
    fc.record({ all: fc.array(tie('rows'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ any: fc.array(tie('rows'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: tie('rows') }),
  ),
}));
const tables = fc.uniqueArray(fc.constantFrom(...TABLES, '*', 'hr.*', 'main.orders'), { minLength: 1, maxLength: 2 });
const columns = fc.uniqueArray(fc.constantFrom(...COLUMNS, '*', '*t*'), { minLength: 1, maxLength: 2 });
const optional = <T>(name: string, value: fc.Arbitrary<T>) => fc.option(value, { nil: null }).map((held) => (held === null ? {} : { [name]: held }));

const allow = fc
  .tuple(tables, optional('columns', columns), optional('rows', rows))
  .map(([names, some, filter]) => ({ action: 'read', effect: 'allow', tables: names, ...some, ...filter }) as AccessRule);
const deny = fc.tuple(tables, optional('columns', columns)).map(([names, some]) => ({ action: 'read', effect: 'deny', tables: names, ...some }) as AccessRule);
const mask = fc
  .tuple(tables, columns, fc.constantFrom('null', 'last4'))
  .map(([names, some, kind]) => ({ action: 'read', effect: 'mask', tables: names, columns: some, mask: kind }) as AccessRule);
const rules = fc.array(fc.oneof({ weight: 3, arbitrary: allow }, deny, mask), { maxLength: 4 });
const policies = fc.record({ a: rules, b: rules, c: rules });
const roleNames = fc.uniqueArray(fc.constantFrom(...ROLES), { minLength: 1 });

const principal = (roles: readonly string[]): Principal => ({ id: 'ann', roles, attributes: { level: 1 } });
const decide = (roles: Record<string, readonly AccessRule[]>, who: Principal | null): AccessDecision => rolePolicy({ roles }).evaluate(who, catalog) as AccessDecision;

type Row = Readonly<Record<string, number>>;
const ROWS: readonly Row[] = [0, 1, 2].flatMap((id) => [0, 1].flatMap((tenant) => [0, 1, 2].map((amount) => ({ id, tenant, amount }))));

function passes(filter: RowFilter | null | undefined, row: Row): boolean {
  if (filter == null) return true;
  if ('all' in filter) return filter.all.every((part) => passes(part, row));
  if ('any' in filter) return filter.any.some((part) => passes(part, row));
  if ('not' in filter) return !passes(filter.not, row);
  if (!('value' in filter)) throw new Error('not generated');
  const held = row[filter.column]!;
  return filter.operator === '=' ? held === filter.value : filter.operator === '<>' ? held !== filter.value : held < Number(filter.value);
}

/** Every cell that a decision shows, as `table.column@row`, and how. */
function cells(decision: AccessDecision): ReadonlyMap<string, string> {
  return new Map(
    decision.tables.flatMap(({ table, read }) =>
      ROWS.flatMap((row, index) =>
        read && passes(read.rows, row)
          ? read.columns.map((column): [string, string] => [`${table}.${column}@${index}`, read.masks?.find((each) => each.column === column)?.mask ?? 'plain'])
          : [],
      ),
    ),
  );
}

const STRENGTH = ['plain', 'last4', 'null'];

describe('any role policy', () => {
  it('shows no cell that none of the roles shows alone', () => {
    fc.assert(
      fc.property(policies, roleNames, (roles, names) => {
        const alone = names.map((name) => cells(decide(roles, principal([name]))));
        for (const [cell, shown] of cells(decide(roles, principal(names)))) {
          const strongest = Math.max(...alone.map((shownAlone) => STRENGTH.indexOf(shownAlone.get(cell) ?? 'plain')));
          expect(alone.some((shownAlone) => shownAlone.has(cell))).toBe(true);
          expect(STRENGTH.indexOf(shown)).toBeGreaterThanOrEqual(strongest);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('shows nothing that a deny of any role is about, and with one more deny or mask nothing more', () => {
    fc.assert(
      fc.property(policies, roleNames, fc.oneof(deny, mask), (roles, names, added) => {
        const before = cells(decide(roles, principal(names)));
        const after = cells(decide({ ...roles, [names[0]!]: [...roles[names[0]!], added] }, principal(names)));
        for (const [cell, shown] of after) {
          expect(before.has(cell)).toBe(true);
          expect(STRENGTH.indexOf(shown)).toBeGreaterThanOrEqual(STRENGTH.indexOf(before.get(cell)!));
        }
        if (added.effect !== 'deny') return;
        const everything = cells(decide({ a: [{ ...added, effect: 'allow' } as AccessRule] }, principal(['a'])));
        for (const cell of everything.keys()) expect(after.has(cell)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('decides alike whatever the order of rules and roles', () => {
    fc.assert(
      fc.property(policies, roleNames, (roles, names) => {
        const turned = Object.fromEntries(Object.entries(roles).toReversed().map(([role, own]) => [role, own.toReversed()]));
        expect(decide(turned, principal(names.toReversed()))).toEqual(decide(roles, principal(names)));
      }),
    );
  });

  it('gives nobody and unknown roles nothing, and lets them add nothing', () => {
    fc.assert(
      fc.property(policies, roleNames, fc.string(), (roles, names, unknown) => {
        fc.pre(!ROLES.includes(unknown as (typeof ROLES)[number]));
        expect(decide(roles, null).tables).toEqual([]);
        expect(decide(roles, principal([unknown])).tables).toEqual([]);
        expect(decide(roles, principal([...names, unknown]))).toEqual(decide(roles, principal(names)));
      }),
    );
  });
});
