import type { Placed } from './build-conditions.ts';
import type { Choice } from './choose-names.ts';
import { joinTree, type JoinTree } from './join-tree.ts';
import type { Condition, QueryForm } from './query-form.ts';
import { type ColumnView, primaryKeyOf } from './schema-view.ts';

/** Joins conditions by "and" and "or"; what must not exist, or must exist besides, becomes a subquery. */
export function combine(choice: Choice, placed: readonly Placed[], shown: readonly ColumnView[]): Condition[] | null {
  const conditions: Condition[] = [];
  let last: { column: ColumnView | null; isEquality: boolean } | null = null;
  for (const one of placed) {
    const { restriction } = one;
    if (restriction.negated) {
      const before = conditions.at(-1);
      if (
        restriction.joined &&
        one.condition !== null &&
        before?.kind === 'in-query' &&
        before.negated &&
        one.table !== choice.root
      ) {
        conditions[conditions.length - 1] = {
          ...before,
          query: { ...before.query, where: [one.condition, ...before.query.where] },
        };
        continue;
      }
      const negated: Condition | null =
        one.table === choice.root && one.condition !== null
          ? negate(one.condition)
          : membership(choice, one, true, shown);
      if (negated === null) return null;
      conditions.push(negated);
      last = null;
      continue;
    }
    if (one.condition === null) continue;
    const previous = conditions.at(-1);
    const sameColumn: boolean =
      last !== null &&
      last.column !== null &&
      last.column === one.column &&
      isEquality(one) &&
      previous !== undefined;
    if (restriction.both && sameColumn) {
      const also = membership(choice, one, false, shown);
      if (also === null) return null;
      conditions.push(also);
    } else if (
      previous !== undefined &&
      (restriction.connector === 'or' || (sameColumn && (previous.kind === 'or' || last?.isEquality === true)))
    ) {
      conditions[conditions.length - 1] = {
        kind: 'or',
        parts: [previous, one.condition].flatMap((part) => (part.kind === 'or' ? part.parts : [part])),
      };
    } else conditions.push(one.condition);
    last = { column: one.column, isEquality: isEquality(one) };
  }
  return conditions;
}

/** One value of several: "Peru or Kenya", "2022 and 2023". */
const isEquality = ({ condition, restriction }: Placed): boolean =>
  condition !== null &&
  restriction.op === '=' &&
  ((condition.kind === 'compare' && condition.op === '=') ||
    (condition.kind === 'or' && restriction.operand.kind === 'text') || (condition.kind === 'and' && ['span', 'number'].includes(restriction.operand.kind)));

function negate(condition: Condition): Condition | null {
  if (condition.kind === 'compare' && condition.op === '=') return { ...condition, op: '<>' };
  if (condition.kind === 'like' || condition.kind === 'null') return { ...condition, negated: !condition.negated };
  return null;
}

/** `key [NOT] IN (SELECT the same key FROM the joined rows that meet the condition)`. */
function membership(choice: Choice, one: Placed, negated: boolean, shown: readonly ColumnView[]): Condition | null {
  const { root, schema } = choice;
  const where = one.condition === null ? [] : [one.condition];
  if (one.table === root) {
    const key = shown.find((column) => column.table === root) ?? primaryKeyOf(root);
    if (key === undefined || key === null) return null;
    return {
      kind: 'in-query',
      left: key,
      negated,
      query: subquery(key, { tables: [root], joins: [] }, where, negated),
    };
  }
  const path = joinTree([root, one.table], schema);
  const first = path?.joins.find((edge) => edge.left.table === root || edge.right.table === root);
  if (path === null || first === undefined) return null;
  const [own, other] = first.left.table === root ? [first.left, first.right] : [first.right, first.left];
  const rest: JoinTree = {
    tables: path.tables.filter((table) => table !== root),
    joins: path.joins.filter((edge) => edge !== first),
  };
  return { kind: 'in-query', left: own, negated, query: subquery(other, rest, where, negated) };
}

/** `key IN (SELECT the same key FROM the counted rows GROUP BY it HAVING …)`. */
export function groupMembership(choice: Choice, one: Placed): Condition | null {
  const { root, schema } = choice;
  if (one.condition === null) return null;
  const path = joinTree([root, one.table], schema);
  const first = path?.joins.find((edge) => edge.left.table === root || edge.right.table === root);
  if (path === null || first === undefined) return null;
  const [own, other] = first.left.table === root ? [first.left, first.right] : [first.right, first.left];
  const rest: JoinTree = {
    tables: path.tables.filter((table) => table !== root),
    joins: path.joins.filter((edge) => edge !== first),
  };
  return {
    kind: 'in-query',
    left: own,
    negated: false,
    query: { ...subquery(other, rest, [], false), groupBy: [{ kind: 'column', column: other }], having: [one.condition] },
  };
}

function subquery(column: ColumnView, tree: JoinTree, where: readonly Condition[], negated: boolean): QueryForm {
  const known: Condition[] =
    negated && column.nullable && !column.primaryKey
      ? [{ kind: 'null', left: { kind: 'column', column }, negated: true }]
      : [];
  return {
    distinct: false,
    select: [{ kind: 'column', column }],
    tables: tree.tables,
    joins: tree.joins,
    where: [...where, ...known],
    groupBy: [],
    having: [],
    orderBy: [],
    limit: null,
  };
}
