import { recordedIn } from '../../vocabulary/business-metrics.ts';
import { columnOf } from './build-conditions.ts';
import { worthOf } from './business-figures.ts';
import { type Choice, credit, pickColumn, pickMeasure, pickShown, pickSought, pickTable } from './choose-names.ts';
import { namesTable, type Target, textOf } from './frame.ts';
import { periodKey } from './choose-time.ts';
import { type Expression, isSame, type Key } from './query-form.ts';
import { type ColumnView, displayColumnsOf, isMeasure, primaryKeyOf, type TableView } from './schema-view.ts';

/** What is shown, with the tables of things that are counted. */
export interface Selected {
  readonly expressions: Expression[];
  /** Tables of things that are counted, other than by a column. */
  readonly counted: TableView[];
}

/** Chooses the columns and figures that the question asks for. */
export function selectTargets(choice: Choice, targets: readonly Target[]): Selected {
  const expressions: Expression[] = [];
  const counted: TableView[] = [];
  const add = (expression: Expression): void => {
    if (!expressions.some((other) => isSame(other, expression))) expressions.push(expression);
  };
  const { groups } = choice.parse.frame;
  const isPeriodic = groups.some((group) => group.calendar !== null);
  const isImplied = groups.some((group) => group.implied === true);
  const figures = targets.some((target) => target.fn !== null);
  for (const asked of targets) {
    const target = figures ? asked : isPeriodic ? impliedFigure(choice, asked) : isImplied ? (impliedFigure(choice, asked) ?? asked) : asked;
    if (target === null) {
      choice.unplaced.add(asked.at);
      continue;
    }
    if (target.calendar !== undefined) {
      const period = periodKey(choice, target.at, target.calendar, target.attribute ?? null);
      if (period !== null) {
        add(period);
        continue;
      }
    }
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

/** "visits per month" counts them, "revenue per month" adds it up; of anything else no figure is asked. */
function impliedFigure(choice: Choice, target: Target): Target | null {
  if (target.name === null) return null;
  if (namesTable(choice.parse, target.name)) return { ...target, fn: 'count' };
  const words = choice.parse.units[target.name];
  const isFigure = words !== undefined && choice.parse.words.slice(words.from, words.to).some((word) => recordedIn(word.stem).length > 0);
  return isFigure ? { ...target, fn: 'sum' } : null;
}

function figureOf(choice: Choice, target: Target, counted: TableView[]): Expression | null {
  if (target.fn === null) return null;
  if (target.name === null) return { kind: 'aggregate', fn: 'count', column: null, distinct: false };
  const table = pickTable(choice, target.name);
  const picked = pickColumn(choice, target.name, { measure: target.fn !== 'count', least: 0.4 });
  const counts = target.fn === 'count' || target.fn === 'sum';
  if (
    counts &&
    table !== null &&
    (picked === null || table.score >= picked.score - 0.05 || (target.fn === 'sum' && !isMeasure(picked.column)))
  ) {
    credit(choice, table.score, target.name);
    // "the total amount of loans" adds up what the loans hold an amount of.
    const asked = textOf(choice.parse, target.at);
    const amount = asked.includes('amount') ? amountOf(choice, table.table) : /\btotal of\b/.test(asked) ? totalOf(choice, table.table) : null;
    if (amount !== null) return { kind: 'aggregate', fn: 'sum', column: amount, distinct: false };
    counted.push(table.table);
    const key = target.distinct && table.table !== choice.root ? primaryKeyOf(table.table) : null;
    return { kind: 'aggregate', fn: 'count', column: key, distinct: key !== null };
  }
  const adds = target.fn === 'sum' || target.fn === 'avg';
  if (picked === null || (adds && (picked.column.isKey || picked.column.type === 'date'))) {
    // "the total amount of orders", "the average order": what a row is worth, whatever its column is called.
    const isWorth = table !== null || /amount|total|value/.test(textOf(choice.parse, target.name));
    const worth = adds && isWorth ? worthOf(table?.table ?? choice.root) : null;
    if (worth === null) return null;
    credit(choice, choice.named.has(worth.table) ? 0.7 : 0.5, target.name);
    return { kind: 'aggregate', fn: target.fn, column: worth, distinct: false };
  }
  if (target.fn !== 'count' && picked.column.type === 'text' && (target.fn === 'avg' || target.fn === 'sum'))
    return null;
  credit(choice, picked.score, target.name);
  if (target.fn === 'count' && !target.distinct && picked.column.type === 'date' && textOf(choice.parse, target.name).includes(' ')) {
    // "how many doctors hired …" counts the doctors, not the days.
    counted.push(picked.column.table);
    return { kind: 'aggregate', fn: 'count', column: null, distinct: false };
  }
  if (target.fn === 'count' && !target.distinct && holdsNumber(picked.column))
    return { kind: 'aggregate', fn: 'sum', column: picked.column, distinct: false };
  return { kind: 'aggregate', fn: target.fn, column: picked.column, distinct: target.fn === 'count' };
}

/** "the total of all orders" adds up a column that is called so; without one the orders are counted. */
function totalOf(choice: Choice, table: TableView): ColumnView | null {
  const named = pickMeasure(choice, { words: ['total'] }, [table]);
  return named !== null && named.column.table === table && isMeasure(named.column) ? named.column : null;
}

function amountOf(choice: Choice, table: TableView): ColumnView | null {
  const named = pickMeasure(choice, { words: ['amount', 'quantity'] }, [table]);
  return named !== null && named.column.table === table ? named.column : worthOf(table);
}

const AMOUNTS = new Set([
  'hour',
  'minute',
  'day',
  'number',
  'quantity',
  'amount',
  'total',
  'capacity',
  'population',
  'point',
  'vote',
  'goal',
  'game',
  'num',
  'no',
  'count',
  'unit',
  'credit',
  'seat',
  'passenger',
  'kid',
  'adult',
  'employee',
  'customer',
  'student',
]);

/** A number of things, rather than one that tells things apart. */
const holdsNumber = (column: ColumnView): boolean =>
  isMeasure(column) &&
  column.readings.some((reading) => reading.words.some((word) => AMOUNTS.has(word.stem)));

/** Groups by what "for each …" names: a column, the key of a table, or the period that a time lies in. */
export function groupKeys(choice: Choice): Key[] {
  const keys: Key[] = [];
  for (const { at, calendar, attribute } of choice.parse.frame.groups) {
    if (calendar !== null) {
      const period = periodKey(choice, at, calendar, attribute);
      if (period === null) choice.unplaced.add(at);
      else keys.push(period);
      continue;
    }
    const shown = pickShown(choice, at);
    if (shown === null) {
      choice.unplaced.add(at);
      continue;
    }
    credit(choice, shown.score, at);
    if (shown.table !== null) choice.tables.add(shown.table);
    const key = shown.table === null ? null : primaryKeyOf(shown.table);
    keys.push(...(key === null ? shown.columns : [key]).map((column): Key => ({ kind: 'column', column })));
  }
  return keys;
}

/** Adds what a group is known by to what is shown, and shows the rows themselves when nothing is asked for. */
export function withGroups(
  choice: Choice,
  expressions: readonly Expression[],
  groups: readonly Key[],
  orderBy: readonly { by: Expression }[],
): Expression[] {
  const shown = [...expressions];
  const front: Expression[] = [];
  for (const group of groups) {
    const { column } = group;
    const isShown = (expression: Expression): boolean =>
      isSame(expression, group) ||
      (group.kind === 'column' && column.primaryKey && expression.kind === 'column' && expression.column.table === column.table);
    if (shown.some(isShown)) continue;
    const isForRow =
      group.kind === 'column' &&
      primaryKeyOf(column.table) === column &&
      !choice.parse.frame.groups.some(({ at, calendar }) => calendar === null && pickShown(choice, at)?.columns.includes(column));
    front.push(...(isForRow ? displayColumnsOf(column.table).map(columnOf) : [group]));
  }
  if (
    front.length === 0 &&
    shown.length === 0 &&
    (orderBy.length > 0 || choice.parse.frame.restrictions.length > 0 || choice.parse.frame.topics.length > 0)
  )
    return displayColumnsOf(choice.root).map(columnOf);
  return [...front, ...shown];
}
