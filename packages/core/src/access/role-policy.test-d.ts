import { describe, expectTypeOf, it } from 'vitest';
import type { AccessDecision, AccessEvaluator } from '../contracts/index.ts';
import type { PipelineOptions } from '../options.ts';
import { rolePolicy } from './role-policy.ts';
import type { AccessRule } from './role-rules.ts';

const tables = ['orders'];

describe('a role policy', () => {
  it('is what the pipeline takes', () => {
    expectTypeOf(rolePolicy({ roles: {} })).toExtend<NonNullable<PipelineOptions['access']>>();
    expectTypeOf<AccessEvaluator['evaluate']>().returns.toEqualTypeOf<AccessDecision | Promise<AccessDecision>>();
  });

  it('does not take what a rule has no place for', () => {
    const rules: AccessRule[] = [
      { action: 'read', effect: 'allow', tables, rows: { column: 'tenant', operator: '=', value: { principal: 'tenantId' } } },
      // @ts-expect-error An allow has no mask.
      { action: 'read', effect: 'allow', tables, mask: 'last4' },
      // @ts-expect-error A mask needs columns.
      { action: 'read', effect: 'mask', tables, mask: 'last4' },
      // @ts-expect-error A deny has no rows: what may be read is said by allows.
      { action: 'read', effect: 'deny', tables, rows: { column: 'tenant', operator: 'is null' } },
      // @ts-expect-error Reading needs nobody's approval.
      { action: 'read', effect: 'allow', tables, approval: { role: 'lead' } },
      // @ts-expect-error Whole rows are deleted.
      { action: 'delete', effect: 'allow', tables, columns: ['id'] },
      // @ts-expect-error Only reading is masked.
      { action: 'update', effect: 'mask', tables, columns: ['id'], mask: 'null' },
      // @ts-expect-error Nothing is equal to null; “is null” asks for it.
      { action: 'read', effect: 'allow', tables, rows: { column: 'tenant', operator: '=', value: null } },
      // @ts-expect-error Rows are compared with the id or the tenant of a principal, not with their roles.
      { action: 'read', effect: 'allow', tables, rows: { column: 'tenant', operator: '=', value: { principal: 'roles' } } },
      // @ts-expect-error A filter is no SQL.
      { action: 'read', effect: 'allow', tables, rows: 'tenant = 1' },
    ];
    expectTypeOf(rules).toEqualTypeOf<AccessRule[]>();
  });

  it('discloses in three ways only', () => {
    // @ts-expect-error Whether to name a table is not a yes or no.
    expectTypeOf(rolePolicy({ roles: {}, disclose: true })).toExtend<AccessEvaluator>();
  });
});
