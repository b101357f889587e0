import { baseColumnOf } from './inspect-tree.ts';
import { LIMITS } from './limits.ts';
import type { Measure } from './measure-values.ts';
import type { Column, Expression, PlainSource, Query, Select } from './query-tree.ts';
import { clausesOf, conjunctsOf, isQuery, joinConditions, membersOf, sourcesIn, subqueryOf, withOperands, withQueries } from './walk-tree.ts';

/** What a query, or a source, is estimated to make. */
export interface Estimate {
  readonly rows: number;
  /** Rows that have to be looked at. */
  readonly work: number;
  readonly columns: readonly { readonly name: string | null; readonly value: Measure }[];
}

export interface Sight {
  readonly sources: ReadonlyMap<string, Estimate>;
  readonly parent: Sight | null;
}

/** Rows of a table, of its groups, and of what a value is taken apart into. */
export const ROWS = { table: 1_000, groups: 100, elements: 100, matches: 16 } as const;

/** The name that columns of a source are found by, in lower case. */
export function nameOf(source: PlainSource): string {
  const own = source.kind === 'table' && source.relation?.kind === 'base' ? source.relation.table.slice(source.relation.table.indexOf('.') + 1) : source.kind === 'table' ? source.name.text : source.kind === 'function' ? source.call.name : '';
  return (source.alias?.text ?? own).toLowerCase();
}

/** Whether a source reads the sources before it. */
export function isLateral(source: PlainSource, before: ReadonlyMap<string, Estimate>): boolean {
  return source.kind === 'function' || source.kind === 'json table' || (source.kind === 'derived' && (source.lateral || readsFrom(source.query, before)));
}

/** The names of the sources that the columns of an expression come from, without those of the queries within it. */
export function bindingsOf(expression: Expression): ReadonlySet<string> {
  const names = new Set<string>();
  for (const part of withOperands(expression)) {
    if (part.kind === 'column') note(part, names);
    const inner = subqueryOf(part);
    if (inner !== null) for (const name of readBy(inner)) names.add(name);
  }
  return names;
}

/** The names of the sources around a query that it reads. */
function readBy(query: Query): ReadonlySet<string> {
  const names = new Set<string>();
  const queries = [...withQueries(query)];
  for (const inner of queries) for (const clause of clausesOf(inner)) for (const part of withOperands(clause)) if (part.kind === 'column') note(part, names);
  for (const inner of queries) for (const source of sourcesIn(inner)) names.delete(nameOf(source));
  return names;
}

function note({ target }: Column, names: Set<string>): void {
  if (target !== null && 'binding' in target) names.add(target.binding.text.toLowerCase());
}

/** Whether a query reads one of the sources around it. */
export function readsFrom(query: Query, sources: ReadonlyMap<string, Estimate>): boolean {
  return [...readBy(query)].some((name) => sources.has(name));
}

function conditionsOf(select: Select): readonly Expression[] {
  return [...conjunctsOf(select.where), ...joinConditions(select.from).flatMap((on) => conjunctsOf(on))];
}

/** The sources of each condition that joins by equality. */
export function equalities(select: Select): readonly ReadonlySet<string>[] {
  return conditionsOf(select).filter(isEquality).map(bindingsOf);
}

/** The rows of a join: of sources that are joined by equality the most, of others the product. */
export function joinedRows(select: Select, plain: readonly PlainSource[], sources: ReadonlyMap<string, Estimate>, outer: Sight | null): number {
  const names = plain.map(nameOf);
  const rows = names.map((name) => sources.get(name)?.rows ?? 1);
  const group = names.map((_, index) => index);
  for (const condition of equalities(select)) {
    const touched = [...condition];
    const own = touched.flatMap((name) => (names.includes(name) ? [names.indexOf(name)] : []));
    const [first, ...others] = own;
    if (first === undefined) continue;
    for (const from of others.map((other) => group[other])) {
      group.forEach((value, index) => {
        if (value === from) group[index] = group[first]!;
      });
    }
    // Compared with a constant, or with a row of the query around it.
    if (own.length === 1) rows[first] = Math.min(rows[first]!, touched.length > 1 && outer !== null ? ROWS.matches : ROWS.groups);
  }
  const most = new Map<number, number>();
  group.forEach((value, index) => most.set(value, Math.max(most.get(value) ?? 1, rows[index] ?? 1)));
  // A row of the query around it is one row.
  const alike = conditionsOf(select).filter((condition) => comparesWithItself(condition) && [...bindingsOf(condition)].every((name) => names.includes(name))).length;
  return [...most.values()].reduce((product, count) => product * count, ROWS.matches ** alike);
}

/** Whether a table is joined with itself by one column, which may be as many to as many. */
function comparesWithItself(condition: Expression): boolean {
  if (condition.kind !== 'binary' || condition.operator !== '=') return false;
  const [left, right] = [baseColumnOf(condition.left), baseColumnOf(condition.right)];
  return bindingsOf(condition).size > 1 && left !== null && right !== null && left.table === right.table && left.column === right.column;
}

function isEquality(condition: Expression): boolean {
  if (condition.kind === 'in') return isQuery(condition.list) && !condition.negated;
  return condition.kind === 'binary' && (condition.operator === '=' || condition.operator === 'is not distinct from' || condition.operator === 'is');
}

/** How many turns a recursion may take: by the constant that its counter is compared with. */
export function turnsOf(step: Query): number {
  const numbers = membersOf(step).flatMap((member) => clausesOf(member).flatMap((clause) => [...withOperands(clause)])).flatMap((part) => {
    if (part.kind !== 'binary' || !['<', '<=', '>', '>='].includes(part.operator)) return [];
    return [part.left, part.right].flatMap((side) => (side.kind === 'literal' && side.type === 'number' ? [Number(side.value)] : []));
  });
  return numbers.length === 0 ? ROWS.table : Math.min(LIMITS.recursion, Math.max(1, ...numbers));
}
