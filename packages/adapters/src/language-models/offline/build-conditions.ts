import { foldText } from '@nl2sql/core/text';
import type { CompareOp } from './cue.ts';
import {
  type Choice,
  closeness,
  credit,
  ownersOf,
  pickColumn,
  pickMeasure,
  pickTable,
} from './choose-names.ts';
import { pickDate } from './choose-time.ts';
import { betweenCondition, holdsTime, isDate, numberCondition, spanCondition, text } from './date-conditions.ts';
import { namesTable, type Restriction } from './frame.ts';
import type { Condition, Expression, Literal } from './query-form.ts';
import { type ColumnView, displayColumnsOf, isMeasure, type TableView } from './schema-view.ts';

/** A restriction with its columns chosen. */
export interface Placed {
  readonly restriction: Restriction;
  /** Null when only the existence of rows is asked for. */
  readonly condition: Condition | null;
  readonly table: TableView;
  readonly column: ColumnView | null;
  readonly counts: boolean;
}

const FLIPPED: Readonly<Record<CompareOp, CompareOp>> = {
  '>': '<',
  '>=': '<=',
  '<': '>',
  '<=': '>=',
  '=': '=',
  '<>': '<>',
};
const NEGATED: Readonly<Record<CompareOp, CompareOp>> = {
  '>': '<=',
  '>=': '<',
  '<': '>=',
  '<=': '>',
  '=': '<>',
  '<>': '=',
};

const MATCH = { exact: 1, folded: 0.95, close: 0.8 } as const;

export const columnOf = (column: ColumnView): Expression => ({ kind: 'column', column });

/** Chooses the column for a restriction, or null when none fits. */
export function placeRestriction(choice: Choice, restriction: Restriction, today: string): Placed | null {
  const { operand } = restriction;
  if (operand.kind === 'exists') return placeExistence(choice, restriction);
  if (operand.kind === 'text' && !(restriction.temporal && isDate(operand.text)))
    return placeText(choice, restriction, operand.text, operand.unit);
  if (restriction.fn === 'count') return placeCount(choice, restriction);
  const chosen = columnFor(choice, restriction);
  if (chosen === null) return null;
  const { column } = chosen;
  const left: Expression =
    restriction.fn === null ? columnOf(column) : { kind: 'aggregate', fn: restriction.fn, column, distinct: false };
  const flipped = chosen.reverse ? FLIPPED[restriction.op] : restriction.op;
  const turns = restriction.negated && operand.kind === 'number' && (flipped !== '=' || column.table === choice.root);
  const op = turns ? NEGATED[flipped] : flipped;
  const placed = (condition: Condition): Placed => ({
    restriction: turns ? { ...restriction, negated: false } : restriction,
    condition,
    table: column.table,
    column,
    counts: restriction.fn !== null,
  });
  switch (operand.kind) {
    case 'number':
      return placed(numberCondition(left, column, op, operand.value, restriction.temporal));
    case 'text':
      return placed({ kind: 'compare', left, op, right: text(operand.text) });
    case 'between':
      return placed(betweenCondition(left, column, operand.low, operand.high));
    case 'like':
      return placed({ kind: 'like', left, pattern: operand.pattern, negated: false });
    case 'span': {
      const condition = spanCondition(left, column, op, operand.span, today);
      return condition === null ? null : placed(condition);
    }
    case 'average':
      if (column.isKey || column.type === 'text') return null;
      return placed({
        kind: 'compare-query',
        left,
        op,
        query: {
          distinct: false,
          select: [{ kind: 'aggregate', fn: 'avg', column, distinct: false }],
          tables: [column.table],
          joins: [],
          where: [],
          groupBy: [],
          having: [],
          orderBy: [],
          limit: null,
        },
      });
  }
}

function columnFor(choice: Choice, restriction: Restriction): { column: ColumnView; reverse: boolean } | null {
  const { attribute, measure, operand } = restriction;
  if (attribute !== null) {
    const like = operand.kind === 'like';
    const picked = pickColumn(
      choice,
      attribute,
      like ? { text: true } : { measure: restriction.op !== '=' || operand.kind !== 'number' },
    );
    const table = pickTable(choice, attribute, 0.75);
    if (picked !== null && (table === null || picked.score >= table.score - 0.3)) {
      const dated = restriction.temporal && !holdsTime(picked.column) ? pickDate(choice) : null;
      credit(choice, picked.score - (dated === null ? 0 : 0.3), dated === null ? attribute : null);
      return { column: dated ?? picked.column, reverse: false };
    }
    if (table !== null && measure === null) {
      if (restriction.temporal) {
        const column = pickDate({ ...choice, root: table.table });
        if (column !== null) return assumeDate(choice, column);
      }
      const aged = !like && restriction.op !== '=' ? pickMeasure(choice, { words: ['age'] }, [table.table]) : null;
      if (aged !== null) {
        credit(choice, 0.4);
        return aged;
      }
      const column = like
        ? displayColumnsOf(table.table)[0]
        : restriction.op === '='
          ? table.table.columns.find((candidate) => candidate.primaryKey)
          : undefined;
      if (column !== undefined && (like || operand.kind === 'number')) {
        credit(choice, 0.4);
        return { column, reverse: false };
      }
    }
  }
  if (measure !== null) {
    const found = pickMeasure(choice, measure, ownersOf(choice.parse, restriction.at));
    if (found !== null) {
      credit(choice, 0.5);
      return found;
    }
  }
  if (!restriction.temporal)
    return operand.kind === 'number' && attribute === null && restriction.op !== '='
      ? pickMeasure(choice, { words: ['age'] }, ownersOf(choice.parse, restriction.at))
      : null;
  const column = pickDate(
    choice,
    ownersOf(choice.parse, restriction.at).filter((table) => closeness(choice, table) < 4),
  );
  return column === null ? null : assumeDate(choice, column);
}

function assumeDate(choice: Choice, column: ColumnView): { column: ColumnView; reverse: boolean } {
  credit(choice, 0.3);
  choice.assumptions.push({ column, text: `The time is taken from ${column.name} of ${column.table.name}.` });
  return { column, reverse: false };
}

function placeExistence(choice: Choice, restriction: Restriction): Placed | null {
  if (restriction.attribute === null) return null;
  const table = pickTable(choice, restriction.attribute);
  if (table !== null && table.table !== choice.root) {
    credit(choice, table.score, restriction.attribute);
    return { restriction, condition: null, table: table.table, column: null, counts: false };
  }
  const picked = pickColumn(choice, restriction.attribute, { least: 0.5 });
  if (picked === null || (picked.column.table === choice.root && picked.column.primaryKey)) return null;
  credit(choice, picked.score * 0.8, restriction.attribute);
  if (picked.column.table !== choice.root)
    return { restriction, condition: null, table: picked.column.table, column: picked.column, counts: false };
  return {
    restriction: { ...restriction, negated: false },
    condition: { kind: 'null', left: columnOf(picked.column), negated: false },
    table: choice.root,
    column: picked.column,
    counts: false,
  };
}

function placeCount(choice: Choice, restriction: Restriction): Placed | null {
  const { operand } = restriction;
  if (operand.kind !== 'number') return null;
  const op = restriction.negated ? NEGATED[restriction.op] : restriction.op;
  const having = (column: ColumnView | null, table: TableView): Placed => ({
    restriction: { ...restriction, negated: false },
    condition: {
      kind: 'compare',
      left: { kind: 'aggregate', fn: 'count', column, distinct: column !== null },
      op,
      right: { kind: 'number', value: operand.value },
    },
    table,
    column,
    counts: true,
  });
  if (restriction.attribute === null) return having(null, choice.root);
  const table = pickTable(choice, restriction.attribute);
  const picked = pickColumn(choice, restriction.attribute, { measure: true, least: 0.45 });
  if (picked !== null && (table === null || table.score < picked.score - 0.05)) {
    credit(choice, picked.score, restriction.attribute);
    if (isMeasure(picked.column)) {
      return {
        restriction: { ...restriction, negated: false },
        condition: {
          kind: 'compare',
          left: columnOf(picked.column),
          op,
          right: { kind: 'number', value: operand.value },
        },
        table: picked.column.table,
        column: picked.column,
        counts: false,
      };
    }
    return having(picked.column, picked.column.table);
  }
  if (table === null) return null;
  credit(choice, table.score, restriction.attribute);
  return having(null, table.table);
}

function placeText(choice: Choice, restriction: Restriction, value: string, unitAt: number | null): Placed | null {
  const unit = unitAt === null ? undefined : choice.parse.units[unitAt];
  const hits = unit?.kind === 'value' ? unit.hits : unit?.kind === 'name' ? unit.values : [];
  const attribute = restriction.attribute === null ? undefined : choice.parse.units[restriction.attribute];
  const links = attribute?.kind === 'name' ? attribute.links : { columns: [], tables: [] };
  const owners = restriction.attribute === null ? [] : ownersOf(choice.parse, restriction.attribute);
  let best: { column: ColumnView; value: string; rank: number; score: number } | null = null;
  for (const hit of hits) {
    const column = choice.schema.columns.find(
      (candidate) => candidate.table.name === hit.table && candidate.name === hit.column,
    );
    if (column === undefined) continue;
    const named = links.columns.find((link) => link.column === column)?.score ?? 0;
    const inTable = links.tables.find((link) => link.table === column.table)?.score ?? 0;
    const agreement =
      Math.max(named, 0.6 * inTable) - (attribute !== undefined && named === 0 && inTable === 0 ? 0.4 : 0);
    const near = 0.12 * Math.min(4, closeness(choice, column.table));
    const place =
      (owners.includes(column.table) ? 0.2 : 0) +
      (column.table === choice.root ? 0.2 : choice.named.has(column.table) ? 0.1 : 0);
    const display = displayColumnsOf(column.table).includes(column) ? 0.05 : 0;
    const beside = unitAt !== null && besides(choice, unitAt, hit.table, hit.column) ? 0.3 : 0;
    const rank = beside + MATCH[hit.match] + agreement + place + display - near;
    if (best === null || rank > best.rank + 1e-9)
      best = { column, value: hit.value, rank, score: MATCH[hit.match] + 0.5 * agreement };
  }
  if (best === null && attribute !== undefined && restriction.attribute !== null) {
    const picked = namesTable(choice.parse, restriction.attribute) ? null : pickColumn(choice, restriction.attribute);
    const table = pickTable(choice, restriction.attribute, 0.75);
    const column = picked?.column ?? (table === null ? undefined : displayColumnsOf(table.table)[0]);
    if (column !== undefined) best = { column, value, rank: 0, score: 0.6 * (picked?.score ?? 0.5) };
  }
  if (best === null && unit?.kind === 'literal' && unit.quoted) {
    const column = displayColumnsOf(choice.root)[0];
    if (column !== undefined) best = { column, value, rank: 0, score: 0.2 };
  }
  if (best === null) return null;
  credit(choice, best.score, unitAt);
  const { column } = best;
  const equals = (stored: string): Condition => {
    const right: Literal = column.type === 'number' && /^-?\d+(?:\.\d+)?$/.test(stored) ? { kind: 'number', value: Number(stored) } : text(stored);
    return { kind: 'compare', left: columnOf(column), op: restriction.op, right };
  };
  // A value that is stored in several spellings is one value all the same.
  const folded = foldText(best.value);
  const spellings = hits.filter((hit) => hit.table === column.table.name && hit.column === column.name && foldText(hit.value) === folded).map((hit) => hit.value);
  const isSpelt = spellings.length > 1 && !restriction.negated && restriction.op === '=';
  return {
    restriction,
    condition: isSpelt ? { kind: 'or', parts: spellings.map(equals) } : equals(best.value),
    table: best.column.table,
    column: best.column,
    counts: false,
  };
}

/** Whether the value next to one is of another column of the same table, as a first and a last name are. */
function besides(choice: Choice, at: number, table: string, column: string): boolean {
  return [at - 1, at + 1].some((next) => {
    const unit = choice.parse.units[next];
    return unit?.kind === 'value' && unit.hits.some((hit) => hit.table === table && hit.column !== column);
  });
}
