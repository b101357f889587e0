import { type Placed, placeRestriction } from './build-conditions.ts';
import { orderings } from './choose-order.ts';
import { type AssumedColumn, charge, type Choice, pickTable } from './choose-names.ts';
import { combine, groupMembership } from './combine-conditions.ts';
import { type Group, namesTable, nameScores, type Parse, type Target } from './frame.ts';
import { joinTree, type JoinTree } from './join-tree.ts';
import { type Condition, type Expression, isKey, isSame, type Key, type QueryForm } from './query-form.ts';
import { displayColumnsOf, primaryKeyOf, type SchemaView, type TableView } from './schema-view.ts';
import { groupKeys, selectTargets, withGroups } from './select-targets.ts';

/** One reading of a question over the rows of one table. */
export interface Reading {
  readonly root: TableView;
  readonly form: QueryForm;
  /** The better it explains the question, the higher. */
  readonly score: number;
  /** Units that the reading does not take into account. */
  readonly unplaced: ReadonlySet<number>;
  readonly assumptions: readonly AssumedColumn[];
}

/** Whether the answer is one figure. */
const countsOnly = (targets: readonly Target[], groups: readonly Group[]): boolean =>
  groups.length === 0 && targets.length > 0 && targets.every((target) => target.fn !== null);

/** Reads the question as one about the rows of `root`; null when that makes no query. */
export function resolve(parse: Parse, schema: SchemaView, root: TableView, today: string): Reading | null {
  const named = new Set<TableView>();
  parse.units.forEach((unit, at) => {
    if (unit.kind === 'name' && namesTable(parse, at))
      for (const link of unit.links.tables) if (link.score >= 0.9) named.add(link.table);
  });
  const choice: Choice = {
    parse,
    schema,
    root,
    named,
    tables: new Set([root]),
    score: 0,
    unplaced: new Set(),
    assumptions: [],
    time: null,
  };
  const { frame } = parse;
  const placed: Placed[] = [];
  for (const restriction of frame.restrictions) {
    const result = placeRestriction(choice, restriction, today);
    if (result === null) {
      choice.unplaced.add(restriction.at);
      charge(choice, 0.5);
      continue;
    }
    placed.push(result);
    if (restriction.temporal && restriction.attribute === null) choice.time ??= result.column;
    if (!result.restriction.negated && !(result.counts && countsOnly(frame.targets, frame.groups)))
      choice.tables.add(result.table);
  }
  const groups = groupKeys(choice);
  const selected = selectTargets(choice, frame.targets);
  for (const topic of frame.topics) {
    const table = pickTable(choice, topic);
    if (table !== null) {
      choice.tables.add(table.table);
      choice.score += 0.5 * table.score;
    } else if (nameScores(parse, topic).table >= 0.75) choice.unplaced.add(topic);
  }
  const orderBy = orderings(choice, frame.orderings, selected, groups);
  // Periods without a figure of each show nothing but when there were rows.
  if (!selected.expressions.some((expression) => expression.kind === 'aggregate'))
    for (const { at, calendar } of frame.groups) if (calendar !== null) choice.unplaced.add(at);
  const expressions = withGroups(choice, selected.expressions, groups, orderBy);
  if (expressions.length === 0) return null;

  for (const expression of [...expressions, ...orderBy.map((order) => order.by)])
    if (expression.column !== null) choice.tables.add(expression.column.table);
  for (const { column } of groups) choice.tables.add(column.table);
  for (const table of selected.counted) choice.tables.add(table);
  const tree = joinTree([root, ...choice.tables], schema);
  if (tree === null) return null;
  return finish(choice, tree, expressions, selected.counted, groups, placed, orderBy);
}

function finish(
  choice: Choice,
  tree: JoinTree,
  selected: readonly Expression[],
  counted: readonly TableView[],
  groups: readonly Key[],
  placed: readonly Placed[],
  orderBy: readonly { by: Expression; direction: 'asc' | 'desc'; limit: number | null }[],
): Reading | null {
  const plain = selected.filter(isKey);
  const counts = placed.filter((one) => one.counts && !asksExistence(one.condition));
  // "How many customers have more than 3 orders": the groups are counted, not the rows in them.
  const countsGroups = counts.length > 0 && groups.length === 0 && plain.length === 0;
  const members = countsGroups ? counts.map((one) => groupMembership(choice, one)) : [];
  if (members.includes(null)) return null;
  const having = countsGroups
    ? []
    : counts.map((one) => one.condition).filter((condition): condition is Condition => condition !== null);
  const figures =
    [...selected, ...orderBy.map((order) => order.by)].some((expression) => expression.kind === 'aggregate') ||
    having.length > 0;
  const groupBy =
    groups.length > 0
      ? distinctKeys([...groups, ...plain])
      : figures && plain.length > 0
        ? implicitGroup(tree, plain)
        : [];
  const where = combine(
    choice,
    placed.filter((one) => !one.counts),
    plain.flatMap((key) => (key.kind === 'column' ? [key.column] : [])),
  );
  if (where === null) return null;
  const select = groupBy.length > 0 ? selected : selected.map((expression) => countOnce(expression, counted, tree));
  const form: QueryForm = {
    distinct: choice.parse.frame.distinct && plain.length > 0,
    select,
    tables: tree.tables,
    joins: tree.joins,
    where: [...where, ...members.filter((member): member is Condition => member !== null)],
    groupBy,
    having,
    orderBy: orderBy.length > 0 ? orderBy.map(({ by, direction }) => ({ by, direction })) : inTime(groupBy),
    limit: orderBy.find((order) => order.limit !== null)?.limit ?? null,
  };
  return {
    root: choice.root,
    form,
    score: choice.score - 0.15 * (tree.tables.length - 1),
    unplaced: choice.unplaced,
    assumptions: choice.assumptions,
  };
}

/** "at least one" asks for nothing that the join does not. */
const asksExistence = (condition: Condition | null): boolean =>
  condition?.kind === 'compare' &&
  condition.right.kind === 'number' &&
  ((condition.op === '>=' && condition.right.value === 1) || (condition.op === '>' && condition.right.value === 0));

/** Counts each thing once where a join repeats it. */
function countOnce(expression: Expression, counted: readonly TableView[], tree: JoinTree): Expression {
  const table = counted[0];
  if (expression.kind !== 'aggregate' || expression.fn !== 'count' || expression.column !== null || table === undefined)
    return expression;
  const key = primaryKeyOf(table);
  const repeats = tree.joins.some(
    (edge) =>
      (edge.left === key && primaryKeyOf(edge.right.table) !== edge.right) ||
      (edge.right === key && primaryKeyOf(edge.left.table) !== edge.left),
  );
  return key !== null && repeats ? { ...expression, column: key, distinct: true } : expression;
}

/** Rows of one thing are one group; the key tells things of the same name apart. */
function implicitGroup(tree: JoinTree, plain: readonly Key[]): Key[] {
  const owner = plain[0]?.column.table;
  if (owner === undefined || tree.tables.length === 1) return [...plain];
  const key = primaryKeyOf(owner);
  const identifies = plain.some(
    ({ kind, column }) => kind === 'column' && (displayColumnsOf(owner).includes(column) || column === key),
  );
  return key !== null && identifies ? distinctKeys([{ kind: 'column', column: key }, ...plain]) : [...plain];
}

const distinctKeys = (keys: readonly Key[]): Key[] =>
  keys.filter((key, at) => keys.findIndex((other) => isSame(other, key)) === at);

/** Periods are shown in their order. */
const inTime = (groupBy: readonly Key[]): QueryForm['orderBy'] =>
  groupBy.filter((key) => key.kind === 'period').map((by) => ({ by, direction: 'asc' }));
