import type { AccessCatalog } from '../contracts/index.ts';
import { compileRule } from './combine-roles.ts';
import { matchNames, namesOfTable } from './name-patterns.ts';
import { columnsOfRows } from './resolve-rows.ts';
import type { AccessRule } from './role-rules.ts';

/** Something in a policy that comes to nothing in a database. */
export interface RuleProblem {
  readonly role: string;
  /** The place of the rule among those of its role, from 0. */
  readonly rule: number;
  /** What does not fit, for the host's own eyes: it names tables and columns. */
  readonly text: string;
}

/** Looks for names in the rules that a database does not have, each of which may be a slip. */
export function findRuleProblems(roles: ReadonlyMap<string, readonly AccessRule[]>, catalog: AccessCatalog): readonly RuleProblem[] {
  return [...roles].flatMap(([role, rules]) =>
    rules.flatMap((rule, index) => problemsOf(rule, catalog).map((text): RuleProblem => ({ role, rule: index, text }))),
  );
}

function problemsOf(rule: AccessRule, catalog: AccessCatalog): string[] {
  const compare = rule.effect === 'allow' ? 'allow' : 'deny';
  const hits = (pattern: string, names: readonly string[]): boolean => names.some(matchNames([pattern], compare));
  const names = catalog.tables.flatMap((table) => namesOfTable(table.name, catalog.defaultSchema));
  const { isFor } = compileRule(rule);
  const tables = catalog.tables.filter((table) => isFor(table.name, catalog.defaultSchema));
  const columns = tables.flatMap((table) => table.columns.map((column) => column.name));
  const listed = 'columns' in rule ? (rule.columns ?? []) : [];
  const compared = 'rows' in rule && rule.rows !== undefined ? [...new Set(columnsOfRows(rule.rows))] : [];
  return [
    ...rule.tables.filter((pattern) => !hits(pattern, names)).map((pattern) => `No table is called “${pattern}”.`),
    ...(tables.length === 0 ? [] : listed.filter((pattern) => !hits(pattern, columns)).map((pattern) => `No column of its tables is called “${pattern}”.`)),
    ...tables.flatMap((table) =>
      compared
        .filter((name) => !table.columns.some((column) => column.name === name))
        .map((name) => `${table.name} has no column “${name}” to filter by, so the role is granted nothing of it.`),
    ),
  ];
}
