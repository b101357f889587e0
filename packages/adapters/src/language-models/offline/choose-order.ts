import { columnOf } from './build-conditions.ts';
import { charge, type Choice, credit, ownersOf, pickColumn, pickMeasure, pickTable } from './choose-names.ts';
import type { Ordering } from './frame.ts';
import { periodKey } from './choose-time.ts';
import { type Expression, isSame, type Key } from './query-form.ts';
import { isMeasure } from './schema-view.ts';
import type { Selected } from './select-targets.ts';

/** Chooses what the rows are ordered by. */
export function orderings(
  choice: Choice,
  asked: readonly Ordering[],
  selected: Selected,
  groups: readonly Key[],
): { by: Expression; direction: 'asc' | 'desc'; limit: number | null }[] {
  const result: { by: Expression; direction: 'asc' | 'desc'; limit: number | null }[] = [];
  for (const ordering of asked) {
    const found = orderingOf(choice, ordering, selected, groups);
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

function orderingOf(
  choice: Choice,
  ordering: Ordering,
  selected: Selected,
  groups: readonly Key[],
): { by: Expression; direction: 'asc' | 'desc' } | null {
  const { direction, name } = ordering;
  if (ordering.calendar !== undefined) {
    const by = periodKey(choice, ordering.at, ordering.calendar, null);
    const shown = [...groups, ...selected.expressions];
    const isOfRows = groups.length === 0 && shown.every((expression) => expression.kind !== 'aggregate');
    return by === null || !(isOfRows || shown.some((expression) => isSame(expression, by))) ? null : { by, direction };
  }
  const count: Expression = { kind: 'aggregate', fn: 'count', column: null, distinct: false };
  if (ordering.fn === 'count') {
    if (name === null) return { by: count, direction };
    const table = pickTable(choice, name);
    const picked = pickColumn(choice, name, { measure: true, least: 0.45 });
    if (
      picked !== null &&
      isMeasure(picked.column) &&
      (table === null || picked.score > table.score + 0.05)
    ) {
      credit(choice, picked.score, name);
      return {
        by:
          picked.column.table === choice.root
            ? columnOf(picked.column)
            : { kind: 'aggregate', fn: 'sum', column: picked.column, distinct: false },
        direction,
      };
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
    const by: Expression =
      ordering.fn === null
        ? columnOf(picked.column)
        : { kind: 'aggregate', fn: ordering.fn, column: picked.column, distinct: false };
    const figure =
      ordering.fn === null
        ? selected.expressions.find(
            (expression) => expression.kind === 'aggregate' && expression.column === picked.column,
          )
        : undefined;
    return { by: figure ?? by, direction };
  }
  if (ordering.measure === null) return null;
  const found = pickMeasure(choice, ordering.measure, ownersOf(choice.parse, ordering.at));
  if (found === null) return null;
  credit(choice, 0.5);
  choice.assumptions.push({ column: found.column, text: `Ordered by ${found.column.name} of ${found.column.table.name}.` });
  return { by: columnOf(found.column), direction: found.reverse ? (direction === 'asc' ? 'desc' : 'asc') : direction };
}
