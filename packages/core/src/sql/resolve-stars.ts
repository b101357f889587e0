import { foldName, type DialectRules } from './dialect-rules.ts';
import type { Binding, Scope } from './name-scope.ts';
import { Refusal } from './problems.ts';
import { starColumn } from './query-outputs.ts';
import type { ColumnTarget, Expression, Name, SelectItem, Star } from './query-tree.ts';
import type { Resolution } from './resolve-sources.ts';
import { columnOf, starOf } from './tree-nodes.ts';
import { withOperands } from './walk-tree.ts';

type Columns = Extract<Expression, { kind: 'columns' }>;

/** Writes out every star over sources all of whose columns are known, and reports the others. */
export function expandStars(items: readonly SelectItem[], scope: Scope, resolution: Resolution): readonly SelectItem[] {
  return items.flatMap((item) => {
    const expanded = expandItem(item, scope, resolution);
    if (expanded !== null) return expanded;
    resolution.report('star', 'A star is not allowed. Name the columns.');
    return [];
  });
}

function expandItem(item: SelectItem, scope: Scope, resolution: Resolution): readonly SelectItem[] | null {
  const { expression } = item;
  if (expression.kind === 'star') return expandStar(expression, scope, resolution, () => true);
  // DuckDB's `* LIKE 'a%'`.
  if (expression.kind === 'match' && expression.value.kind === 'star') {
    const pattern = likePattern(expression);
    return pattern === null ? null : expandStar(expression.value, scope, resolution, (name) => matches(pattern, name) !== expression.negated);
  }
  const [first, ...more] = [...withOperands(expression)].filter((part): part is Columns => part.kind === 'columns');
  if (first === undefined) return [item];
  // Several of them in one expression go through the same columns together.
  if (more.some((other) => JSON.stringify(other) !== JSON.stringify(first))) return null;
  const chosen = expandColumns(first, scope, resolution);
  // DuckDB calls what is made of a column like the column.
  return chosen?.map(({ expression: column, alias }): SelectItem => {
    const name = expression.kind === 'columns' || column.kind !== 'column' ? alias : column.name;
    return { kind: 'item', expression: withColumn(expression, column), alias: item.alias ?? name };
  }) ?? null;
}

function expandColumns({ which }: Columns, scope: Scope, resolution: Resolution): readonly SelectItem[] | null {
  const all = starOf(null);
  if (typeof which === 'string') {
    const pattern = namePattern(which);
    return pattern === null ? null : expandStar(all, scope, resolution, (name) => matches(pattern, name));
  }
  if (!('kind' in which)) return expandStar(all, scope, resolution, (name) => which.includes(name));
  return which.replace.length > 0 || which.rename.length > 0 ? null : expandStar(which, scope, resolution, () => true);
}

/** The expression with a column in place of COLUMNS. The tree has not been resolved yet, so it can be copied. */
function withColumn<T>(part: T, column: Expression): T {
  if (Array.isArray(part)) return part.map((entry: unknown) => withColumn(entry, column)) as T;
  if (typeof part !== 'object' || part === null || ('kind' in part && part.kind === 'query')) return part;
  if ('kind' in part && part.kind === 'columns') return structuredClone(column) as T;
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, withColumn(value as unknown, column)])) as T;
}

function expandStar(star: Star, scope: Scope, resolution: Resolution, isChosen: (name: string) => boolean): SelectItem[] | null {
  const { rules } = resolution;
  const fold = (name: Name): string => foldName(name, rules);
  const { table } = star;
  const bindings = table === null ? scope.bindings : scope.bindings.filter((binding) => binding.name !== null && fold(binding.name) === fold(table));
  if (bindings.length === 1 && bindings[0]!.open) return openStar(star, bindings[0]!, fold);
  if (bindings.length === 0 || !bindings.every((binding) => isKnown(binding, scope))) return null;
  const columns = table === null && scope.merged.size > 0 ? mergedColumns(scope, resolution) : bindings.flatMap((binding) => [...binding.columns].map(([key, target]) => ({ key, target })));
  if (columns === null) return null;
  const excluded = new Set(star.exclude.map(fold));
  const replaced = new Map(star.replace.flatMap((item) => (item.alias === null ? [] : [[fold(item.alias), item]])));
  const renamed = new Map(star.rename.map(({ from, to }) => [fold(from), to]));
  return columns.flatMap(({ key, target }): SelectItem[] => {
    if (target === null || excluded.has(key) || !isChosen(nameOf(target).text)) return [];
    const alias = renamed.get(key) ?? null;
    const expression = table === null && scope.merged.has(key) ? columnOf(nameOf(target)) : starColumn(target, scope);
    return [replaced.get(key) ?? { kind: 'item', alias, expression }];
  });
}

/** The columns of joins with USING, each merged one once; null where their order is not known. */
function mergedColumns(scope: Scope, { rules }: Resolution): { key: string; target: ColumnTarget | null }[] | null {
  const all = scope.bindings.flatMap((binding) => [...binding.columns].map(([key, target]) => ({ key, target })));
  for (const [key, { join, sources }] of scope.merged) if (join === null || all.filter((column) => column.key === key).length > sources) return null;
  const once = all.filter(({ key }, at) => !scope.merged.has(key) || all.findIndex((column) => column.key === key) === at);
  // DuckDB and SQLite leave a merged column where it first stands; the standard puts those of the last join first.
  if (rules.dialect === 'duckdb' || rules.dialect === 'sqlite') return once;
  const place = (key: string): number => scope.merged.get(key)?.join ?? -1;
  // Those of one join are in the order of USING, or in MySQL of the left table.
  const inOrder = rules.dialect === 'mysql' ? once.filter(({ key }) => scope.merged.has(key)) : [...scope.merged.keys()].flatMap((key) => once.filter((column) => column.key === key));
  const merged = inOrder.sort((a, b) => place(b.key) - place(a.key));
  return [...merged, ...once.filter(({ key }) => !scope.merged.has(key))];
}

/** A star over columns of PIVOT stays: they hold nothing but what the query under it puts out. */
function openStar(star: Star, { name, columns }: Binding, fold: (name: Name) => string): SelectItem[] | null {
  if (star.replace.length > 0 || star.rename.length > 0 || name === null) return null;
  const excluded = new Set(star.exclude.map(fold));
  const known = [...columns].flatMap(([key, target]) => (target === null || excluded.has(key) ? [] : [nameOf(target)]));
  return [{ kind: 'item', alias: null, expression: { ...star, known } }];
}

/** PostgreSQL's `f(source.*)` takes the whole row, which may stay of a subquery: all of its columns are known. */
export function keepWholeRow(star: Star, scope: Scope | null, rules: DialectRules): void {
  const { table } = star;
  if (rules.dialect !== 'postgres' || table === null) return;
  const binding = scope?.bindings.find(({ name }) => name !== null && foldName(name, rules) === foldName(table, rules));
  const targets = [...(binding?.columns.values() ?? [])];
  if (binding?.generated === true || binding?.complete !== true || !targets.every((target) => target?.kind === 'derived')) return;
  star.known = targets.map(nameOf);
}

function isKnown(binding: Binding, scope: Scope): boolean {
  const named = binding.name !== null || scope.bindings.length === 1;
  return named && binding.closed && binding.complete && [...binding.columns.values()].every((target) => target !== null);
}

function nameOf(target: ColumnTarget): Name {
  if (target.kind === 'derived') return target.column;
  return { text: target.kind === 'base' ? target.column : '', quoted: true };
}

/** How often a pattern may repeat something, and how long a name may be that it is tried on: what takes long grows with both. */
const MOST_REPEATS = 3;
const LONGEST_NAME = 128;

/** The regular expression of `COLUMNS('…')`, as far as all engines of regular expressions read it alike, and soon. */
function namePattern(pattern: string): RegExp | null {
  if (!/^[\w.*^$|+?() -]{1,64}$/.test(pattern) || /\(\?|\)[*+?]/.test(pattern) || repeats(pattern, /[*+?]/g) > MOST_REPEATS) return null;
  try {
    return new RegExp(pattern);
  } catch {
    return null;
  }
}

function repeats(pattern: string, sign: RegExp): number {
  return pattern.match(sign)?.length ?? 0;
}

function matches(pattern: RegExp, name: string): boolean {
  if (name.length > LONGEST_NAME) throw new Refusal('too_complex', `A column that is chosen by a pattern has a name of more than ${LONGEST_NAME} characters.`);
  return pattern.test(name);
}

function likePattern({ operator, pattern, escape }: Extract<Expression, { kind: 'match' }>): RegExp | null {
  if ((operator !== 'like' && operator !== 'ilike') || escape !== null || pattern.kind !== 'literal' || !/^[\w%]{1,64}$/.test(pattern.value) || repeats(pattern.value, /%/g) > MOST_REPEATS) return null;
  return new RegExp(`^${pattern.value.replaceAll('%', '.*').replaceAll('_', '.')}$`, operator === 'ilike' ? 'i' : '');
}
