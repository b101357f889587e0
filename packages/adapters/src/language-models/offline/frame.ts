import type { CalendarUnit, CompareOp, Cue, Measure, Span } from './cue.ts';
import type { QuestionWord } from './question-words.ts';
import type { AggregateFn } from './query-form.ts';
import { isMeasure } from './schema-view.ts';
import type { Unit } from './units.ts';

/** What is asked for: a thing, an attribute, or a figure. `name` is the index of its unit; null counts rows. */
export interface Target {
  readonly at: number;
  readonly name: number | null;
  readonly fn: AggregateFn | null;
  readonly distinct: boolean;
  /** Every attribute of it. */
  readonly everything?: boolean;
  /** Asked for by `where` or `when`. */
  readonly measure?: Measure;
  /** Asked for by "which month": the period that a time lies in. */
  readonly calendar?: CalendarUnit;
  /** Index of the unit that names that time, where one does. */
  readonly attribute?: number;
}

export type Operand =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly text: string; readonly unit: number | null }
  | { readonly kind: 'between'; readonly low: string | number; readonly high: string | number }
  | { readonly kind: 'average' }
  | { readonly kind: 'like'; readonly pattern: string }
  | { readonly kind: 'span'; readonly span: Span }
  | { readonly kind: 'exists' };

/** A restriction, before it is known which columns it is about. */
export interface Restriction {
  readonly at: number;
  /** Index of the unit that names the attribute, when one does. */
  readonly attribute: number | null;
  readonly fn: AggregateFn | null;
  readonly measure: Measure | null;
  readonly temporal: boolean;
  readonly op: CompareOp;
  readonly operand: Operand;
  readonly negated: boolean;
  readonly connector: 'and' | 'or';
  /** The same rows must also be found by the restriction before, by other rows of the joined table. */
  readonly both: boolean;
  /** The value goes with the one before, as a first with a last name. */
  readonly joined: boolean;
}

export interface Ordering {
  readonly at: number;
  readonly name: number | null;
  readonly fn: AggregateFn | null;
  readonly measure: Measure | null;
  readonly direction: 'asc' | 'desc';
  readonly limit: number | null;
  /** By how often each value of what is asked for occurs. */
  readonly frequency: boolean;
  /** By the period that a time lies in. */
  readonly calendar?: CalendarUnit;
}

/** What "for each …" names: a unit, or with `calendar` the period that a time lies in. */
export interface Group {
  readonly at: number;
  readonly calendar: CalendarUnit | null;
  /** Index of the unit that names the time, where one does: "hired per year". */
  readonly attribute: number | null;
  /** True where the figure of each is left to be understood. */
  readonly implied?: boolean;
}

/** The parts of a question by their roles; names are indices of units. */
export interface Frame {
  readonly targets: Target[];
  readonly groups: Group[];
  readonly restrictions: Restriction[];
  readonly orderings: Ordering[];
  /** Names that only say what it is about. */
  readonly topics: number[];
  distinct: boolean;
  /** Sort by the first thing that is asked for. */
  sortBySelect: 'asc' | 'desc' | null;
}

export type Region = 'select' | 'where' | 'order';

/** A question under analysis: its units without fillers, what is taken, and the frame so far. */
export interface Parse {
  readonly words: readonly QuestionWord[];
  readonly units: readonly Unit[];
  readonly regions: Region[];
  readonly used: Set<number>;
  readonly frame: Frame;
}

export function cueOf(parse: Parse, at: number): Cue | null {
  const unit = parse.units[at];
  return unit?.kind === 'cue' ? unit.cue : null;
}

export function isCue(parse: Parse, at: number, ...kinds: readonly Cue['kind'][]): boolean {
  const cue = cueOf(parse, at);
  return cue !== null && kinds.includes(cue.kind);
}

export function isName(parse: Parse, at: number): boolean {
  return parse.units[at]?.kind === 'name';
}

export function textOf(parse: Parse, at: number): string {
  const unit = parse.units[at];
  return unit === undefined
    ? ''
    : parse.words
        .slice(unit.from, unit.to)
        .map((word) => word.text)
        .join(' ');
}

/** Best score of a unit as the name of a table, and as the name of a column. */
export function nameScores(parse: Parse, at: number): { table: number; column: number } {
  const unit = parse.units[at];
  if (unit?.kind !== 'name') return { table: 0, column: 0 };
  return { table: unit.links.tables[0]?.score ?? 0, column: unit.links.columns[0]?.score ?? 0 };
}

/** A unit that names a table more than a column. */
export function namesTable(parse: Parse, at: number): boolean {
  const { table, column } = nameScores(parse, at);
  return table >= 0.75 && table >= column - 0.05;
}

/** A name whose best column holds a number that measures. */
export function namesMeasure(parse: Parse, at: number): boolean {
  const unit = parse.units[at];
  const best = unit?.kind === 'name' ? unit.links.columns[0] : undefined;
  return (
    best !== undefined &&
    best.score >= 0.5 &&
    !namesTable(parse, at) &&
    isMeasure(best.column)
  );
}

export function use(parse: Parse, ...at: readonly number[]): void {
  for (const index of at) parse.used.add(index);
}
