import type { AccessAction, AccessCatalog, ColumnMask, Principal, RowFilter, TableAccess, WriteAccess, WriteApproval } from '../contracts/index.ts';
import { canonicalJson } from '../schema/fingerprint.ts';
import { matchNames, namesOfTable, type NameMatcher } from './name-patterns.ts';
import { resolveRows } from './resolve-rows.ts';
import type { AccessRule, RowRule } from './role-rules.ts';

/** A rule whose names are ready to be compared. */
export interface CompiledRule {
  readonly rule: AccessRule;
  readonly isFor: (table: string, defaultSchema: string | null) => boolean;
  readonly covers: NameMatcher;
}

export function compileRule(rule: AccessRule): CompiledRule {
  const compare = rule.effect === 'allow' ? 'allow' : 'deny';
  const tables = matchNames(rule.tables, compare);
  return {
    rule,
    isFor: (table, defaultSchema) => namesOfTable(table, defaultSchema).some(tables),
    covers: 'columns' in rule && rule.columns !== undefined ? matchNames(rule.columns, compare) : () => true,
  };
}

/** What the rules of some roles say of one table, whoever has the roles. */
export interface TableRules {
  readonly table: string;
  readonly columns: ReadonlySet<string>;
  readonly actions: Readonly<Record<AccessAction, ActionRules>>;
  /** The mask of each column that has one. */
  readonly masks: ReadonlyMap<string, ColumnMask>;
}

interface ActionRules {
  readonly roles: readonly RoleRules[];
  readonly denied: ReadonlySet<string>;
}

/** What one role allows: the columns of its rules, and the rows that satisfy all of them. */
interface RoleRules {
  readonly columns: ReadonlySet<string>;
  readonly rows: readonly RowRule[];
  readonly approvals: readonly WriteApproval[];
}

/** Sorts out which rules are about which table; a table that no rule is about is left out. */
export function rulesByTable(roles: readonly (readonly CompiledRule[])[], catalog: AccessCatalog): readonly TableRules[] {
  return catalog.tables.flatMap((table) => {
    const about = roles.map((rules) => rules.filter((rule) => rule.isFor(table.name, catalog.defaultSchema)));
    if (about.every((rules) => rules.length === 0)) return [];
    const names = table.columns.map((column) => column.name);
    const of = (action: AccessAction) => actionRules(action, names, about);
    const actions = { read: of('read'), insert: of('insert'), update: of('update'), delete: of('delete') };
    return [{ table: table.name, columns: new Set(names), actions, masks: masksOf(names, about.flat()) }];
  });
}

function actionRules(action: AccessAction, names: readonly string[], roles: readonly (readonly CompiledRule[])[]): ActionRules {
  const denies = roles.flat().filter(({ rule }) => rule.effect === 'deny' && rule.action === action);
  return {
    roles: roles.flatMap((rules): RoleRules[] => {
      const allows = rules.filter(({ rule }) => rule.effect === 'allow' && rule.action === action);
      if (allows.length === 0) return [];
      return [
        {
          columns: new Set(names.filter((name) => allows.some((allow) => allow.covers(name)))),
          rows: allows.flatMap(({ rule }) => ('rows' in rule && rule.rows !== undefined ? [rule.rows] : [])),
          approvals: allows.flatMap(({ rule }) => ('approval' in rule && rule.approval !== undefined ? [rule.approval] : [])),
        },
      ];
    }),
    // Half a row cannot be deleted.
    denied: new Set(names.filter((name) => denies.some((deny) => action === 'delete' || deny.covers(name)))),
  };
}

/** From the one that shows the most to the one that shows nothing. */
const STRENGTH: Readonly<Record<ColumnMask, number>> = { last4: 1, hash: 2, null: 3 };

function masksOf(names: readonly string[], rules: readonly CompiledRule[]): ReadonlyMap<string, ColumnMask> {
  return new Map(
    names.flatMap((name): [string, ColumnMask][] => {
      const masks = rules.flatMap(({ rule, covers }) => (rule.effect === 'mask' && covers(name) ? [rule.mask] : []));
      const [strongest] = masks.toSorted((a, b) => STRENGTH[b] - STRENGTH[a]);
      return strongest === undefined ? [] : [[name, strongest]];
    }),
  );
}

/** What a principal may do with a table. */
export function combineRoles(rules: TableRules, principal: Principal): TableAccess {
  const read = combine(rules, 'read', principal);
  const writes = (['insert', 'update', 'delete'] as const).flatMap((action): [string, WriteAccess][] => {
    const grant = combine(rules, action, principal);
    return grant === null ? [] : [[action, grant]];
  });
  const masks = (columns: readonly string[]) => columns.flatMap((column) => (rules.masks.has(column) ? [{ column, mask: rules.masks.get(column) ?? 'null' }] : []));
  return {
    table: rules.table,
    ...(read === null ? {} : { read: { columns: read.columns, rows: read.rows, masks: masks(read.columns) } }),
    ...Object.fromEntries(writes),
  };
}

interface RoleGrant {
  readonly columns: ReadonlySet<string>;
  readonly rows: RowFilter | null;
  readonly approvals: readonly WriteApproval[];
}

function combine({ columns: known, actions }: TableRules, action: AccessAction, principal: Principal): Required<WriteAccess> | null {
  const { roles, denied } = actions[action];
  const grants = roles.flatMap(({ columns, rows, approvals }): RoleGrant[] => {
    const filters = rows.map((rule) => resolveRows(rule, principal, known));
    // One condition that cannot be applied takes the whole role: without it the others would show more.
    return filters.every((filter) => filter !== null) ? [{ columns, rows: group('all', filters), approvals }] : [];
  });
  const allowed = [...known].filter((column) => grants.some((grant) => grant.columns.has(column)));
  const columns = allowed.filter((column) => !denied.has(column));
  if (columns.length === 0) return null;
  // Over the denied columns as well: a deny must not free rows that are held back for their sake.
  return { columns, rows: rowsOf(allowed, grants), approvals: distinct(grants.flatMap((grant) => grant.approvals)) };
}

/**
 * The rows of which each of the columns is granted by some role. Where the roles grant the same
 * columns, these are the rows of any of them.
 */
function rowsOf(columns: readonly string[], grants: readonly RoleGrant[]): RowFilter | null {
  if (grants.every((grant) => grant.rows === null)) return null;
  const conditions = columns.flatMap((column): RowFilter[] => {
    const filters = grants.flatMap((grant) => (grant.columns.has(column) ? [grant.rows] : []));
    const limits = filters.flatMap((filter) => (filter === null ? [] : [filter]));
    if (limits.length < filters.length) return [];
    const either = group('any', limits);
    return either === null ? [] : [either];
  });
  return group('all', conditions);
}

/** Filters as one, each once and in an order of their own; null for none. */
function group(kind: 'all' | 'any', filters: readonly RowFilter[]): RowFilter | null {
  const parts = distinct(filters);
  const [only] = parts;
  if (only === undefined) return null;
  if (parts.length === 1) return only;
  return kind === 'all' ? { all: parts } : { any: parts };
}

function distinct<T>(items: readonly T[]): readonly T[] {
  if (items.length < 2) return items;
  const byText = new Map(items.map((item) => [canonicalJson(item), item]));
  return [...byText].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}
