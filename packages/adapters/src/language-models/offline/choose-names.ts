import type { Measure } from './cue.ts';
import { isCue, isName, namesTable, type Parse } from './frame.ts';
import { distanceBetween } from './join-tree.ts';
import { wordSimilarity } from './name-words.ts';
import { type ColumnView, displayColumnsOf, personNameOf, type SchemaView, type TableView } from './schema-view.ts';

/** A column that was taken though the question does not name it. */
export interface AssumedColumn {
  /** Null where it is no column that was assumed. */
  readonly column: ColumnView | null;
  readonly text: string;
}

/** What the question's names are taken for, when it is about the rows of one table. */
export interface Choice {
  readonly parse: Parse;
  readonly schema: SchemaView;
  readonly root: TableView;
  /** Tables that the question names outright. */
  readonly named: ReadonlySet<TableView>;
  /** Tables taken so far. */
  readonly tables: Set<TableView>;
  score: number;
  /** Units that found no place. */
  readonly unplaced: Set<number>;
  readonly assumptions: AssumedColumn[];
  /** The time that a restriction was taken to be about. */
  time: ColumnView | null;
}

/** Below this, a word and the name it was linked to have little in common. */
const DOUBTFUL = 0.5;

/** Counts a link in favour of the choice; the unit whose link is weak stays in doubt. */
export function credit(choice: Choice, score: number, unit: number | null = null): void {
  choice.score += score;
  if (unit !== null && score < DOUBTFUL) choice.unplaced.add(unit);
}

export function charge(choice: Choice, penalty: number): void {
  choice.score -= penalty;
}

export interface Picked {
  readonly column: ColumnView;
  readonly score: number;
}

const FAR = 9;

export function closeness(choice: Pick<Choice, 'schema' | 'root' | 'tables'>, table: TableView): number {
  if (choice.tables.has(table)) return 0;
  let nearest = Math.min(FAR, distanceBetween(choice.root, table, choice.schema));
  for (const other of choice.tables) nearest = Math.min(nearest, distanceBetween(other, table, choice.schema));
  return nearest;
}

const bestTablesOf = (parse: Parse, at: number): TableView[] => {
  const unit = parse.units[at];
  if (unit?.kind !== 'name' || !namesTable(parse, at)) return [];
  const top = unit.links.tables[0]?.score ?? 0;
  return unit.links.tables.filter((link) => link.score >= top - 0.05).map((link) => link.table);
};

/** The tables that own the attribute named at a place: "name of the singer", "singer's name". */
export function ownersOf(parse: Parse, at: number): TableView[] {
  if (isName(parse, at - 1) && parse.units[at]?.breakBefore === 'none') {
    const before = bestTablesOf(parse, at - 1);
    if (before.length > 0) return before;
  }
  for (let next = at + 1; next < parse.units.length; next += 1) {
    if (parse.units[next]?.breakBefore === 'sentence') break;
    const tables = bestTablesOf(parse, next);
    if (tables.length > 0 && isCue(parse, next - 1, 'of', 'preposition', 'each', 'with', 'distinct', 'extreme', 'most'))
      return tables;
    if (isCue(parse, next, 'relative', 'ask', 'command', 'compare', 'not', 'with', 'have', 'be')) break;
  }
  for (let before = at - 1; before >= 0; before -= 1) {
    const tables = bestTablesOf(parse, before);
    if (tables.length > 0) return tables;
  }
  return [];
}

/** Whether a unit names a table outright that no join reaches: what it is only like is not what it means. */
export function namesUnreached(choice: Pick<Choice, 'parse' | 'schema' | 'root' | 'tables'>, at: number): boolean {
  const tables = bestTablesOf(choice.parse, at);
  return tables.length > 0 && tables.every((table) => closeness(choice, table) >= FAR);
}

/** The table that a unit names, given what the question is about. */
export function pickTable(choice: Choice, at: number, least = 0.5): { table: TableView; score: number } | null {
  const unit = choice.parse.units[at];
  if (unit?.kind !== 'name') return null;
  let best: { table: TableView; score: number; rank: number } | null = null;
  for (const { table, score } of unit.links.tables) {
    if (score < (table === choice.root ? Math.min(least, 0.3) : least)) continue;
    const distance = closeness(choice, table);
    // What no join reaches cannot be part of the answer; a column of the same name may be.
    if (distance >= FAR) continue;
    const rank = score - 0.1 * Math.min(4, distance) + (table === choice.root ? 0.1 : 0);
    if (best === null || rank > best.rank + 1e-9) best = { table, score, rank };
  }
  return best;
}

export interface Wanted {
  /** A number or date to compare, add up or sort by. */
  readonly measure?: boolean;
  readonly text?: boolean;
  readonly least?: number;
}

/** The column that a unit names, given what the question is about. */
export function pickColumn(choice: Choice, at: number, wanted: Wanted = {}): Picked | null {
  const unit = choice.parse.units[at];
  if (unit?.kind !== 'name') return null;
  const owners = new Set(ownersOf(choice.parse, at));
  const least = Math.max(wanted.least ?? 0.3, namesUnreached(choice, at) ? DOUBTFUL : 0);
  let best: (Picked & { rank: number }) | null = null;
  for (const { column, score } of unit.links.columns) {
    if (score < least) continue;
    const distance = closeness(choice, column.table);
    if (distance >= FAR) continue;
    let rank = score - 0.12 * Math.min(4, distance);
    if (owners.has(column.table)) rank += 0.4;
    if (column.table === choice.root) rank += 0.25;
    else if (choice.named.has(column.table)) rank += 0.15;
    if (wanted.measure === true && column.type === 'text') rank -= 0.3;
    if (wanted.measure === true && column.isKey) rank -= 0.2;
    if (wanted.text === true && column.type === 'number') rank -= 0.3;
    if (best === null || rank > best.rank + 1e-9) best = { column, score, rank };
  }
  return best;
}

/** What a unit shows when it is asked for: one column, or the columns that stand for a row. */
export function pickShown(
  choice: Choice,
  at: number,
): { columns: readonly ColumnView[]; table: TableView | null; score: number } | null {
  const table = pickTable(choice, at);
  const picked = pickColumn(choice, at);
  const unit = choice.parse.units[at];
  const stems = unit === undefined ? [] : choice.parse.words.slice(unit.from, unit.to).map((word) => word.stem);
  if (stems.length === 1 && stems[0] === 'name') {
    const owner = ownersOf(choice.parse, at)[0] ?? choice.root;
    const columns = displayColumnsOf(owner).filter((column) => column.type === 'text');
    if (columns.length > 0 && (picked === null || picked.column.table !== owner || columns.length > 1))
      return { columns, table: null, score: 0.8 };
  }
  const owned =
    picked !== null && ownersOf(choice.parse, at).includes(picked.column.table) && table?.table !== picked.column.table;
  if (
    table !== null &&
    (picked === null ||
      (table.score >= picked.score - 0.05 &&
        (table.score >= 0.75 || picked.score < 0.5) &&
        !(owned && picked.score >= 0.9)))
  ) {
    return { columns: displayColumnsOf(table.table), table: table.table, score: table.score };
  }
  if (picked === null) return null;
  // A person's name is the first and the last one.
  if (stems.at(-1) === 'name' && picked.score < 0.75) {
    const person = personNameOf(picked.column.table);
    if (person.includes(picked.column)) return { columns: person, table: null, score: picked.score };
  }
  return { columns: [picked.column], table: null, score: picked.score };
}

/** The column that an adjective measures, and whether it counts the other way round. */
export function pickMeasure(
  choice: Choice,
  measure: Measure,
  tables: readonly TableView[],
): { column: ColumnView; reverse: boolean } | null {
  const order = [...new Set([...tables, choice.root])];
  const hasWord = (column: ColumnView, words: readonly string[]): boolean =>
    column.readings.some((reading) => reading.words.some((word) => words.includes(word.stem)));
  for (const table of order) {
    for (const word of measure.words) {
      const column = table.columns.find(
        (candidate) =>
          hasWord(candidate, [word]) && !candidate.isKey && (candidate.type !== 'text' || measure.temporal === true),
      );
      if (column !== undefined) return { column, reverse: false };
    }
    if (measure.temporal === true) {
      const column = table.columns.find((candidate) => candidate.type === 'date');
      if (column !== undefined) return { column, reverse: false };
    }
    const reversed =
      measure.reverse === undefined
        ? undefined
        : table.columns.find((column) => hasWord(column, measure.reverse ?? []) && !column.isKey);
    if (reversed !== undefined) return { column: reversed, reverse: true };
  }
  return null;
}

/** The column that `where` or `when` asks for: of several, the one that the question says more of. */
export function pickSought(choice: Choice, measure: Measure): ColumnView | null {
  const asked = choice.parse.words.map((word) => word.stem);
  const shares = (column: ColumnView): number =>
    (column.readings[0]?.words ?? []).filter(
      (word) => !measure.words.includes(word.stem) && asked.some((other) => wordSimilarity(other, word.stem) >= 0.75),
    ).length;
  for (const word of measure.words) {
    const columns = choice.root.columns.filter(
      (column) => !column.isKey && column.readings.some((reading) => reading.words.some((name) => name.stem === word)),
    );
    const [first, second] = columns.toSorted((a, b) => shares(b) - shares(a));
    if (first !== undefined && (second === undefined || shares(first) > shares(second))) return first;
  }
  return null;
}
