import type { AccessCatalog, AccessEvaluator, Principal, TableAccess } from '../contracts/index.ts';
import { combineRoles, compileRule, rulesByTable, type CompiledRule, type TableRules } from './combine-roles.ts';
import { findRuleProblems, type RuleProblem } from './find-rule-problems.ts';
import { readRolePolicy } from './read-role-policy.ts';
import type { RolePolicyOptions } from './role-rules.ts';

/** Decides by the roles of the principal. */
export interface RolePolicy extends AccessEvaluator {
  /** What of a policy comes to nothing in a database: misspelt names, filters on columns that are not there. */
  findProblems(catalog: Pick<AccessCatalog, 'tables'> & Partial<AccessCatalog>): readonly RuleProblem[];
}

/** Combinations of roles whose rules are kept sorted out by table. */
const COMBINATIONS_KEPT = 64;

/**
 * Access by roles. What no rule allows is denied; nobody, and somebody without a known role, may
 * read nothing.
 *
 * Of several rules and roles:
 * - a deny wins over every allow, whichever role it is of, and a mask shows a column masked whichever
 *   role allows it; of several masks the one that shows least holds (`null`, `hash`, `last4`).
 * - the row filters of one role hold together. Of several roles those rows are readable of which each
 *   readable column is granted by some role: where they grant the same columns, the rows of any of them.
 * - a role whose filter needs an attribute that the principal lacks, or a column that the table
 *   lacks, grants nothing of that table.
 * - names are compared letter for letter in an allow, and whatever their case in a deny or a mask.
 * - a write that is allowed by several roles needs the approvals of all of them.
 *
 * The options are copied: changing them later changes nothing.
 *
 * @example
 * ```ts
 * import { createPipeline, rolePolicy } from '@nl2sql/core';
 * import { sqlite } from '@nl2sql/adapters/databases/sqlite';
 * import { offline } from '@nl2sql/adapters/language-models/offline';
 *
 * const access = rolePolicy({
 *   roles: {
 *     analyst: [
 *       { action: 'read', effect: 'allow', tables: ['orders', 'sales.*'], rows: { column: 'tenant_id', operator: '=', value: { principal: 'tenantId' } } },
 *       { action: 'read', effect: 'allow', tables: ['customers'] },
 *       { action: 'read', effect: 'deny', tables: ['*'], columns: ['ssn'] },
 *       { action: 'read', effect: 'mask', tables: ['customers'], columns: ['card_number'], mask: 'last4' },
 *     ],
 *   },
 * });
 * const pipeline = createPipeline({ database: sqlite({ file: 'shop.sqlite' }), model: offline(), access });
 * await pipeline.run({ question: 'How many orders are there?', principal: { id: 'ann', tenantId: 'acme', roles: ['analyst'] } });
 * await pipeline.close();
 * ```
 * @throws ConfigurationError when a rule has an unknown key, a missing part or a value that is not taken.
 */
export function rolePolicy(options: RolePolicyOptions): RolePolicy {
  const { roles, disclose, hashKey } = readRolePolicy(options);
  const compiled = new Map([...roles].map(([role, rules]) => [role, rules.map(compileRule)]));
  const sorted = new WeakMap<AccessCatalog, Map<string, readonly TableRules[]>>();

  const rulesOf = (principal: Principal, catalog: AccessCatalog): readonly TableRules[] => {
    const names = [...new Set(principal.roles)].filter((role) => compiled.has(role)).toSorted();
    const known = sorted.get(catalog) ?? new Map<string, readonly TableRules[]>();
    sorted.set(catalog, known);
    const key = JSON.stringify(names);
    const held = known.get(key) ?? rulesByTable(names.map((role): readonly CompiledRule[] => compiled.get(role) ?? []), catalog);
    known.delete(key);
    known.set(key, held);
    const [oldest] = known.keys();
    if (known.size > COMBINATIONS_KEPT && oldest !== undefined) known.delete(oldest);
    return held;
  };

  return Object.freeze({
    evaluate: (principal, catalog) => {
      if (principal === null || !Array.isArray(principal.roles)) return { tables: [] };
      const tables = rulesOf(principal, catalog).map((rules): TableAccess => combineRoles(rules, principal));
      return { tables, ...(hashKey === undefined ? {} : { hashKey }) };
    },
    findProblems: (catalog) => findRuleProblems(roles, { databaseId: '', defaultSchema: null, ...catalog }),
    ...(disclose === undefined ? {} : { disclose }),
  } satisfies RolePolicy);
}
