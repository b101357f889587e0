import type { CalendarUnit } from './cue.ts';
import { closeness, type Choice, credit, ownersOf, pickColumn, pickTable } from './choose-names.ts';
import { namesTable } from './frame.ts';
import { holdsTime, namedYear } from './date-conditions.ts';
import type { Key } from './query-form.ts';
import { type ColumnView, isMeasure, type TableView } from './schema-view.ts';

/** Words that say that a column is a time, but not of what. */
const GENERIC = new Set(['date', 'time', 'year', 'month', 'day', 'at', 'on']);

/** Words of columns that record how a row was kept, not what happened. */
const BOOKKEEPING = new Set(['updated', 'modified', 'changed', 'synced', 'imported', 'deleted']);

const stemsOf = ({ readings }: ColumnView | TableView): readonly string[] =>
  readings.flatMap((reading) => reading.words.map((word) => word.stem));

/** How plainly a time is the one that a question is about: named in it, or beside the quantity asked for. */
function obviousness(column: ColumnView, asked: ReadonlySet<string>): number {
  const words = new Set(stemsOf(column));
  const named = [...words].filter((word) => asked.has(word) && !GENERIC.has(word)).length;
  const measured = column.table.columns.some(
    (other) => other !== column && isMeasure(other) && stemsOf(other).some((word) => asked.has(word)),
  );
  const ofTable = stemsOf(column.table).some((word) => words.has(word));
  const isKept = [...words].some((word) => BOOKKEEPING.has(word));
  return named * 4 + (measured ? 3 : 0) + (ofTable ? 2 : 0) + (words.size === 1 ? 1 : 0) + (words.has('created') ? 0.5 : 0) - (isKept ? 4 : 0);
}

/**
 * The one column by which rows are dated: the settled one, else the most obvious. Among equally obvious
 * ones that of what is counted goes first, then those of tables named near by.
 */
export function pickDate(choice: Choice, near: readonly TableView[] = []): ColumnView | null {
  const tables = [...new Set([...countedTables(choice), ...measuredTables(choice), ...near, choice.root, ...choice.tables, ...choice.named])];
  const settled = tables.flatMap((table) => table.columns).find((column) => column.isSettledTime);
  if (settled !== undefined) return settled;
  const asked = new Set(choice.parse.words.map((word) => word.stem));
  const ranked = tables
    .flatMap((table) => table.columns.filter(holdsTime).toSorted((a, b) => kindOf(a) - kindOf(b)))
    .map((column) => ({ column, score: obviousness(column, asked) }));
  return ranked.toSorted((a, b) => b.score - a.score)[0]?.column ?? null;
}

/** Tables whose rows are counted. */
const countedTables = (choice: Choice): TableView[] =>
  choice.parse.frame.targets.flatMap(({ fn, name }) => {
    const table = fn === 'count' && name !== null && namesTable(choice.parse, name) ? pickTable(choice, name) : null;
    return table === null ? [] : [table.table];
  });

/** Tables that a quantity is named of. */
const measuredTables = ({ parse }: Choice): TableView[] =>
  parse.units.flatMap((unit) => (unit.kind === 'name' ? unit.links.columns.filter((link) => link.score >= 0.75 && isMeasure(link.column)) : [])).map((link) => link.column.table);

/** Among the times of a table a year goes first, then what its type says is one. */
const kindOf = (column: ColumnView): number => (namedYear(column) ? 0 : column.type === 'date' ? 1 : 2);

/** A column that holds the number or the name of such periods, as `recital_year` does. */
function holdsPeriods(column: ColumnView, unit: CalendarUnit): boolean {
  const last = column.readings[0]?.words.at(-1)?.stem;
  return last === unit && !/s$/i.test(column.name) && !column.calendar.isTyped && !column.calendar.isWritten;
}

/**
 * What groups by a unit of time: a column that holds it, else the period that the rows' time lies in.
 * Null where no column can tell it.
 */
export function periodKey(choice: Choice, at: number, unit: CalendarUnit, attribute: number | null): Key | null {
  const named = attribute === null ? null : pickColumn(choice, attribute);
  const held = namedPeriod(choice, at, unit);
  if (named === null && held !== null) return held;
  if (named !== null) credit(choice, named.score);
  const near = ownersOf(choice.parse, at).filter((table) => closeness(choice, table) < 4);
  const column = named?.column ?? choice.time ?? pickDate(choice, near);
  if (column === null || !holdsTime(column)) return null;
  if (!column.calendar.isTyped && !column.calendar.isWritten)
    return unit === 'year' && namedYear(column) ? { kind: 'column', column } : null;
  credit(choice, 0.3);
  if (named === null) choice.assumptions.push({ column, text: `The time is taken from ${column.name} of ${column.table.name}.` });
  if (unit === 'week') choice.assumptions.push({ column: null, text: 'Weeks begin on Monday.' });
  return { kind: 'period', column, unit };
}

function namedPeriod(choice: Choice, at: number, unit: CalendarUnit): Key | null {
  const picked = pickColumn(choice, at);
  if (picked === null || !holdsPeriods(picked.column, unit)) return null;
  const { table } = picked.column;
  const isOwn = table === choice.root || choice.named.has(table);
  const isOnly = !table.columns.some(({ calendar }) => calendar.isTyped || calendar.isWritten);
  if (picked.score < 0.75 && !(isOwn && isOnly)) return null;
  credit(choice, Math.max(picked.score, 0.5), at);
  return { kind: 'column', column: picked.column };
}
