/**
 * The functions, types and collations that a statement of one dialect may name. Everything else is
 * refused: a name gets onto these lists because it only computes, never by being absent from a list
 * of dangerous ones.
 *
 * All names are in lower case. A name may be in several sets: SQLite's `min(a)` aggregates and
 * `min(a, b)` does not, so it is in `scalar` and in `aggregate`.
 */
export interface FunctionList {
  /** Functions that make one value of their arguments. Where a name is in `aggregate` too, its number of arguments decides. */
  readonly scalar: ReadonlySet<string>;
  /** Functions that make one value of many rows, those with `WITHIN GROUP` included. */
  readonly aggregate: ReadonlySet<string>;
  /** Functions that stand only before `OVER`. Aggregates may stand there as well. */
  readonly window: ReadonlySet<string>;
  /** Functions that may stand in a select list and make several rows there, as PostgreSQL's `unnest`. */
  readonly setReturning: ReadonlySet<string>;
  /**
   * Functions that may stand in `FROM`, with the columns they yield. An empty list means one column
   * that is called like the alias, or like the function where there is no alias.
   */
  readonly table: ReadonlyMap<string, readonly string[]>;
  /** Functions that are written without parentheses, as `current_date`. */
  readonly bare: ReadonlySet<string>;
  /** Types that a cast may name, without their parameters, words separated by one space. */
  readonly types: ReadonlySet<string>;
  readonly collations: ReadonlySet<string>;
  /** Functions whose first argument is a unit of time written as a word, as in `TIMESTAMPDIFF(MONTH, a, b)`. */
  readonly unitFirst: ReadonlySet<string>;
  /** Functions whose result is as long as one argument says, with the position of that argument, counted from 0. */
  readonly growing: ReadonlyMap<string, number>;
  /** Functions with a format text whose widths make the result longer, with the position of the format, counted from 0. */
  readonly formats: ReadonlyMap<string, number>;
  /**
   * Functions whose result may be as long as the product of the lengths of two arguments, as
   * `replace(a, 'x', b)`. One inside the other grows with each level.
   */
  readonly multiplying: ReadonlySet<string>;
  /** Functions of `table`, `setReturning` or `scalar` that make as many rows or elements as their bounds and step say. */
  readonly series: ReadonlySet<string>;
  /** Functions that take the whole row of a table as an argument, as in `to_json(t)`. */
  readonly wholeRow: ReadonlySet<string>;
}

/** A set of the words of a text. */
export function words(...texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.flatMap((text) => text.split(/\s+/)).filter((word) => word !== ''));
}
