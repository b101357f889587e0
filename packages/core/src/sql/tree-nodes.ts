import type { Call, Column, Expression, Literal, Name, Select, SelectItem, Star } from './query-tree.ts';

/** A column that is not resolved yet. */
export function columnOf(name: Name, table: Name | null = null, schema: Name | null = null): Column {
  return { kind: 'column', schema, table, name, target: null, field: null, maybeText: false, qualified: false };
}

export function literal(type: Literal['type'], value: string): Literal {
  return { kind: 'literal', type, value };
}

export function callOf(name: string, args: readonly Expression[]): Call {
  return { kind: 'call', name, args, distinct: false, star: false, orderBy: [], separator: null, withinGroup: [], filter: null, over: null, nulls: null };
}

export function selectOf(items: readonly SelectItem[]): Select {
  return { kind: 'select', distinct: false, distinctOn: [], items, from: null, where: null, groupBy: [], groupModifier: null, having: null, qualify: null, windows: [] };
}

export function starOf(table: Name | null): Star {
  return { kind: 'star', table, exclude: [], replace: [], rename: [], known: null };
}
