import { columnOf, type Placed, placeRestriction } from './build-conditions.ts';
import { charge, type Choice, credit, ownersOf, pickColumn, pickMeasure, pickShown, pickSought, pickTable } from './choose-names.ts';
import { namesTable, nameScores, type Ordering, type Parse, type Target, textOf } from './frame.ts';
import { joinTree, type JoinTree } from './join-tree.ts';
import { combine, groupMembership } from './combine-conditions.ts';
import type { Condition, Expression, QueryForm } from './query-form.ts';
import { type ColumnView, displayColumnsOf, primaryKeyOf, type SchemaView, type TableView } from './schema-view.ts';

/** One reading of a question over the rows of one table. */
export interface Reading {
  readonly root: TableView;
  readonly form: QueryForm;
  /** The better it explains the question, the higher. */
  readonly score: number;
  /** Units that the reading does not take into account. */
  readonly unplaced: ReadonlySet<number>;
  readonly assumptions: readonly string[];
}

interface Selected {
  readonly expressions: Expression[];
  /** Tables of things that are counted, other than by a column. */
  readonly counted: TableView[];
}

/** Whether the answer is one figure. */
const countsOnly = (targets: readonly Target[], groups: readonly number[]): boolean => groups.length === 0 && targets.length > 0 && targets.every((target) => target.fn !== null);

/** Reads the question as one about the rows of `root`; null when that makes no query. */
export function resolve(parse: Parse, schema: SchemaView, root: TableView, today: string): Reading | null {
  const named = new Set<TableView>();
  parse.units.forEach((unit, at) => {
    if (unit.kind === 'name' && namesTable(parse, at)) for (const link of unit.links.tables) if (link.score >= 0.9) named.add(link.table);
  });
  const choice: Choice = { parse, schema, root, named, tables: new Set([root]), score: 0, unplaced: new Set(), assumptions: [] };
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
    if (!result.restriction.negated && !(result.counts && countsOnly(frame.targets, frame.groups))) choice.tables.add(result.table);
  }
  const groups = groupColumns(choice);
  const selected = selectTargets(choice, frame.targets);
  for (const topic of frame.topics) {
    const table = pickTable(choice, topic);
    if (table !== null) {
      choice.tables.add(table.table);
      choice.score += 0.5 * table.score;
    } else if (nameScores(parse, topic).table >= 0.75) choice.unplaced.add(topic);
  }
  const orderBy = orderings(choice, frame.orderings, selected);
  const expressions = withGroups(choice, selected.expressions, groups, orderBy);
  if (expressions.length === 0) return null;

  for (const expression of [...expressions, ...orderBy.map((order) => order.by)]) if (expression.column !== null) choice.tables.add(expression.column.table);
  for (const column of groups) choice.tables.add(column.table);
  for (const table of selected.counted) choice.tables.add(table);
  const tree = joinTree([root, ...choice.tables], schema);
  if (tree === null) return null;
  return finish(choice, tree, expressions, selected.counted, groups, placed, orderBy);
}

function selectTargets(choice: Choice, targets: readonly Target[]): Selected {
  const expressions: Expression[] = [];
  const counted: TableView[] = [];
  const add = (expression: Expression): void => {
    if (!expressions.some((other) => JSON.stringify(keyOf(other)) === JSON.stringify(keyOf(expression)))) expressions.push(expression);
  };
  for (const target of targets) {
    if (target.fn === null) {
      const whole = target.everything === true && target.name !== null ? pickTable(choice, target.name) : null;
      if (whole !== null) {
        credit(choice, whole.score, target.name);
        choice.tables.add(whole.table);
        for (const column of whole.table.columns) add(columnOf(column));
        continue;
      }
      const sought = target.measure === undefined ? null : pickSought(choice, target.measure);
      if (sought !== null) {
        credit(choice, 0.6);
        add(columnOf(sought));
        continue;
      }
      const shown = target.name === null ? null : pickShown(choice, target.name);
      if (shown === null) {
        choice.unplaced.add(target.at);
        continue;
      }
      credit(choice, shown.score, target.name);
      if (shown.columns[0]?.table === choice.root) choice.score += 0.15;
      if (shown.table !== null) {
        choice.tables.add(shown.table);
      }
      for (const column of shown.columns) add(columnOf(column));
      continue;
    }
    const figure = figureOf(choice, target, counted);
    if (figure === null) choice.unplaced.add(target.at);
    else add(figure);
  }
  return { expressions, counted };
}

const keyOf = (expression: Expression): unknown =>
  expression.kind === 'column' ? expression.column.id : [expression.fn, expression.column?.id ?? null, expression.distinct];

function figureOf(choice: Choice, target: Target, counted: TableView[]): Expression | null {
  if (target.fn === null) return null;
  if (target.name === null) return { kind: 'aggregate', fn: 'count', column: null, distinct: false };
  const table = pickTable(choice, target.name);
  const picked = pickColumn(choice, target.name, { measure: target.fn !== 'count', least: 0.4 });
  const counts = target.fn === 'count' || target.fn === 'sum';
  if (counts && table !== null && (picked === null || table.score >= picked.score - 0.05 || target.fn === 'sum' && picked.column.type !== 'number')) {
    credit(choice, table.score, target.name);
    // "the total amount of loans" adds up what the loans hold an amount of.
    const amount = textOf(choice.parse, target.at).includes('amount') ? pickMeasure(choice, { words: ['amount', 'quantity'] }, [table.table]) : null;
    if (amount !== null && amount.column.table === table.table) return { kind: 'aggregate', fn: 'sum', column: amount.column, distinct: false };
    counted.push(table.table);
    const key = target.distinct && table.table !== choice.root ? primaryKeyOf(table.table) : null;
    return { kind: 'aggregate', fn: 'count', column: key, distinct: key !== null };
  }
  if (picked === null) return null;
  if (target.fn !== 'count' && picked.column.type === 'text' && (target.fn === 'avg' || target.fn === 'sum')) return null;
  credit(choice, picked.score, target.name);
  if (target.fn === 'count' && !target.distinct && holdsNumber(picked.column)) return { kind: 'aggregate', fn: 'sum', column: picked.column, distinct: false };
  return { kind: 'aggregate', fn: target.fn, column: picked.column, distinct: target.fn === 'count' };
}

const AMOUNTS = new Set(['hour', 'minute', 'day', 'number', 'quantity', 'amount', 'total', 'capacity', 'population', 'point', 'vote', 'goal', 'game', 'num', 'no', 'count', 'unit', 'credit', 'seat', 'passenger', 'kid', 'adult', 'employee', 'customer', 'student']);

/** A number of things, rather than one that tells things apart. */
const holdsNumber = (column: ColumnView): boolean =>
  column.type === 'number' && !column.isKey && column.readings.some((reading) => reading.words.some((word) => AMOUNTS.has(word.stem)));

/** Groups by what "for each …" names: a column, or the key of a table. */
function groupColumns(choice: Choice): ColumnView[] {
  const columns: ColumnView[] = [];
  for (const at of choice.parse.frame.groups) {
    const shown = pickShown(choice, at);
    if (shown === null) {
      choice.unplaced.add(at);
      continue;
    }
    credit(choice, shown.score, at);
    if (shown.table !== null) choice.tables.add(shown.table);
    const key = shown.table === null ? null : primaryKeyOf(shown.table);
    columns.push(...(key === null ? shown.columns : [key]));
  }
  return columns;
}

function orderings(choice: Choice, asked: readonly Ordering[], selected: Selected): { by: Expression; direction: 'asc' | 'desc'; limit: number | null }[] {
  const result: { by: Expression; direction: 'asc' | 'desc'; limit: number | null }[] = [];
  for (const ordering of asked) {
    const found = orderingOf(choice, ordering, selected);
    if (found === null) {
      choice.unplaced.add(ordering.at);
      charge(choice, 0.4);
    } else result.push({ ...found, limit: ordering.limit });
  }
  const { sortBySelect } = choice.parse.frame;
  const first = selected.expressions[0];
  if (sortBySelect !== null && first !== undefined) result.push({ by: first, direction: sortBySelect, limit: null });
  return result;
}

function orderingOf(choice: Choice, ordering: Ordering, selected: Selected): { by: Expression; direction: 'asc' | 'desc' } | null {
  const { direction, name } = ordering;
  const count: Expression = { kind: 'aggregate', fn: 'count', column: null, distinct: false };
  if (ordering.fn === 'count') {
    if (name === null) return { by: count, direction };
    const table = pickTable(choice, name);
    const picked = pickColumn(choice, name, { measure: true, least: 0.45 });
    if (picked !== null && picked.column.type === 'number' && !picked.column.isKey && (table === null || picked.score > table.score + 0.05)) {
      credit(choice, picked.score, name);
      return { by: picked.column.table === choice.root ? columnOf(picked.column) : { kind: 'aggregate', fn: 'sum', column: picked.column, distinct: false }, direction };
    }
    if (table !== null) {
      credit(choice, table.score, name);
      choice.tables.add(table.table);
      return { by: count, direction };
    }
    if (picked === null) return null;
    credit(choice, picked.score, name);
    choice.tables.add(picked.column.table);
    return { by: count, direction };
  }
  if (name !== null) {
    const picked = pickColumn(choice, name, { measure: ordering.limit !== null || ordering.fn !== null });
    if (picked === null) return null;
    credit(choice, picked.score, name);
    const by: Expression = ordering.fn === null ? columnOf(picked.column) : { kind: 'aggregate', fn: ordering.fn, column: picked.column, distinct: false };
    const figure = ordering.fn === null ? selected.expressions.find((expression) => expression.kind === 'aggregate' && expression.column === picked.column) : undefined;
    return { by: figure ?? by, direction };
  }
  if (ordering.measure === null) return null;
  const found = pickMeasure(choice, ordering.measure, ownersOf(choice.parse, ordering.at));
  if (found === null) return null;
  credit(choice, 0.5);
  choice.assumptions.push(`Ordered by ${found.column.name} of ${found.column.table.name}.`);
  return { by: columnOf(found.column), direction: found.reverse ? (direction === 'asc' ? 'desc' : 'asc') : direction };
}

/** Adds what a group is known by to what is shown, and shows the rows themselves when nothing is asked for. */
function withGroups(choice: Choice, expressions: readonly Expression[], groups: readonly ColumnView[], orderBy: readonly { by: Expression }[]): Expression[] {
  const shown = [...expressions];
  const front: Expression[] = [];
  for (const group of groups) {
    if (shown.some((expression) => expression.kind === 'column' && expression.column.table === group.table && (group.primaryKey || expression.column === group))) continue;
    front.push(...(group.primaryKey && primaryKeyOf(group.table) === group && !choice.parse.frame.groups.some((at) => pickShown(choice, at)?.columns.includes(group)) ? displayColumnsOf(group.table).map(columnOf) : [columnOf(group)]));
  }
  if (front.length === 0 && shown.length === 0 && (orderBy.length > 0 || choice.parse.frame.restrictions.length > 0 || choice.parse.frame.topics.length > 0)) return displayColumnsOf(choice.root).map(columnOf);
  return [...front, ...shown];
}

function finish(
  choice: Choice, tree: JoinTree, selected: readonly Expression[], counted: readonly TableView[], groups: readonly ColumnView[], placed: readonly Placed[],
  orderBy: readonly { by: Expression; direction: 'asc' | 'desc'; limit: number | null }[],
): Reading | null {
  const plain = selected.filter((expression): expression is Extract<Expression, { kind: 'column' }> => expression.kind === 'column').map((expression) => expression.column);
  const counts = placed.filter((one) => one.counts && !asksExistence(one.condition));
  // "How many customers have more than 3 orders": the groups are counted, not the rows in them.
  const countsGroups = counts.length > 0 && groups.length === 0 && plain.length === 0;
  const members = countsGroups ? counts.map((one) => groupMembership(choice, one)) : [];
  if (members.includes(null)) return null;
  const having = countsGroups ? [] : counts.map((one) => one.condition).filter((condition): condition is Condition => condition !== null);
  const figures = [...selected, ...orderBy.map((order) => order.by)].some((expression) => expression.kind === 'aggregate') || having.length > 0;
  const groupBy = groups.length > 0 ? [...new Set([...groups, ...plain])] : figures && plain.length > 0 ? implicitGroup(tree, plain) : [];
  const where = combine(choice, placed.filter((one) => !one.counts), plain);
  if (where === null) return null;
  const select = groupBy.length > 0 ? selected : selected.map((expression) => countOnce(expression, counted, tree));
  const form: QueryForm = {
    distinct: choice.parse.frame.distinct && plain.length > 0,
    select, tables: tree.tables, joins: tree.joins,
    where: [...where, ...members.filter((member): member is Condition => member !== null)],
    groupBy, having,
    orderBy: orderBy.map(({ by, direction }) => ({ by, direction })),
    limit: orderBy.find((order) => order.limit !== null)?.limit ?? null,
  };
  return { root: choice.root, form, score: choice.score - 0.15 * (tree.tables.length - 1), unplaced: choice.unplaced, assumptions: choice.assumptions };
}

/** "at least one" asks for nothing that the join does not. */
const asksExistence = (condition: Condition | null): boolean =>
  condition?.kind === 'compare' && condition.right.kind === 'number' && ((condition.op === '>=' && condition.right.value === 1) || (condition.op === '>' && condition.right.value === 0));

/** Counts each thing once where a join repeats it. */
function countOnce(expression: Expression, counted: readonly TableView[], tree: JoinTree): Expression {
  const table = counted[0];
  if (expression.kind !== 'aggregate' || expression.fn !== 'count' || expression.column !== null || table === undefined) return expression;
  const key = primaryKeyOf(table);
  const repeats = tree.joins.some((edge) => (edge.left === key && primaryKeyOf(edge.right.table) !== edge.right) || (edge.right === key && primaryKeyOf(edge.left.table) !== edge.left));
  return key !== null && repeats ? { ...expression, column: key, distinct: true } : expression;
}

/** Rows of one thing are one group; the key tells things of the same name apart. */
function implicitGroup(tree: JoinTree, plain: readonly ColumnView[]): ColumnView[] {
  const owner = plain[0]?.table;
  if (owner === undefined || tree.tables.length === 1) return [...plain];
  const key = primaryKeyOf(owner);
  const identifies = plain.some((column) => displayColumnsOf(owner).includes(column) || column === key);
  return key !== null && identifies ? [...new Set([key, ...plain])] : [...plain];
}
