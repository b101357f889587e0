import type { ColumnPurpose, GroundColumnsInput, GroundColumnsReply } from '@nl2sql/core/contracts';
import { interpret } from './interpret.ts';
import { columnsOfCondition, columnsOfExpression, type QueryForm, tablesOfForm } from './query-form.ts';
import { type ColumnView, displayColumnsOf } from './schema-view.ts';

/** Names the columns that the best reading uses, with what for. */
export function groundColumns(input: GroundColumnsInput): GroundColumnsReply {
  const interpretation = interpret(input);
  const [best] = interpretation.readings;
  if (best === undefined) return { columns: [], unresolved: interpretation.unknown };
  const purposes = new Map<ColumnView, Set<ColumnPurpose>>();
  const note = (column: ColumnView, purpose: ColumnPurpose): void => {
    purposes.set(column, (purposes.get(column) ?? new Set<ColumnPurpose>()).add(purpose));
  };
  noteForm(best.form, note);
  // What stands for a row, and its key, must be at hand when the statement is written.
  for (const table of tablesOfForm(best.form)) {
    for (const column of displayColumnsOf(table)) if (!purposes.has(column)) note(column, 'select');
    for (const column of table.columns) if (column.primaryKey && !purposes.has(column)) note(column, 'join');
  }
  const phraseOf = (column: ColumnView): string => {
    let best = { score: 0, phrase: '' };
    for (const unit of interpretation.parse.units) {
      if (unit.kind !== 'name') continue;
      const score = unit.links.columns.find((link) => link.column === column)?.score ?? 0;
      if (score > best.score)
        best = {
          score,
          phrase: interpretation.parse.words
            .slice(unit.from, unit.to)
            .map((word) => word.raw)
            .join(' '),
        };
    }
    return best.phrase;
  };
  return {
    columns: [...purposes].map(([column, found]) => ({
      table: column.table.name,
      column: column.name,
      purposes: [...found],
      phrase: phraseOf(column),
    })),
    unresolved: interpretation.unknown,
  };
}

function noteForm(form: QueryForm, note: (column: ColumnView, purpose: ColumnPurpose) => void): void {
  for (const expression of form.select)
    for (const column of columnsOfExpression(expression))
      note(column, expression.kind === 'aggregate' ? 'aggregate' : 'select');
  for (const condition of [...form.where, ...form.having])
    for (const column of columnsOfCondition(condition)) note(column, 'filter');
  for (const { column } of form.groupBy) note(column, 'group');
  for (const order of form.orderBy) for (const column of columnsOfExpression(order.by)) note(column, 'order');
  for (const join of form.joins) for (const column of [join.left, join.right]) note(column, 'join');
}
