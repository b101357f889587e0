import type { FilterValue, Principal, RowFilter } from '../contracts/index.ts';
import type { FilterOperand, RowRule } from './role-rules.ts';

type Value = Exclude<FilterValue, null>;

/**
 * A row rule with its values filled in. Null when it cannot be applied: the table lacks a column, or
 * the principal lacks a fact. A part alone is never left out, since under a `not` that would widen.
 */
export function resolveRows(rule: RowRule, principal: Principal, columns: ReadonlySet<string>): RowFilter | null {
  if ('all' in rule) {
    const all = resolveEach(rule.all, principal, columns);
    return all && { all };
  }
  if ('any' in rule) {
    const any = resolveEach(rule.any, principal, columns);
    return any && { any };
  }
  if ('not' in rule) {
    const not = resolveRows(rule.not, principal, columns);
    return not && { not };
  }
  if (!columns.has(rule.column)) return null;
  if ('value' in rule) {
    const value = scalar(rule.value, principal);
    return value === null ? null : { column: rule.column, operator: rule.operator, value };
  }
  if ('values' in rule) {
    const values = list(rule.values, principal);
    return values && { column: rule.column, operator: rule.operator, values };
  }
  return { column: rule.column, operator: rule.operator };
}

/** The columns that a row rule compares. */
export function columnsOfRows(rule: RowRule): readonly string[] {
  if ('all' in rule) return rule.all.flatMap(columnsOfRows);
  if ('any' in rule) return rule.any.flatMap(columnsOfRows);
  return 'not' in rule ? columnsOfRows(rule.not) : [rule.column];
}

function resolveEach(rules: readonly RowRule[], principal: Principal, columns: ReadonlySet<string>): readonly RowFilter[] | null {
  const filters = rules.map((rule) => resolveRows(rule, principal, columns));
  return filters.every((filter) => filter !== null) ? filters : null;
}

function scalar(operand: FilterOperand, principal: Principal): Value | null {
  const value = valueOf(operand, principal);
  return isValue(value) ? value : null;
}

function list(operands: readonly FilterOperand[] | { readonly attribute: string }, principal: Principal): readonly Value[] | null {
  const given: readonly unknown[] = isList(operands)
    ? operands.map((operand) => valueOf(operand, principal))
    : [valueOf(operands, principal)].flat();
  return given.length > 0 && given.every(isValue) ? given : null;
}

function isList(operands: readonly FilterOperand[] | { readonly attribute: string }): operands is readonly FilterOperand[] {
  return Array.isArray(operands);
}

function valueOf(operand: FilterOperand, { id, tenantId, attributes }: Principal): unknown {
  if (typeof operand !== 'object') return operand;
  if ('attribute' in operand) {
    return attributes !== undefined && Object.hasOwn(attributes, operand.attribute) ? attributes[operand.attribute] : null;
  }
  // An empty id is a host's slip, and rows without an owner may well be stored under it.
  const identity = operand.principal === 'id' ? id : tenantId;
  return identity === '' ? null : identity;
}

function isValue(value: unknown): value is Value {
  return typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}
