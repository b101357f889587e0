/** What a dialect's functions may be called. Everything else is refused. */
export interface FunctionList {
  readonly scalar: ReadonlySet<string>;
  readonly aggregate: ReadonlySet<string>;
  readonly window: ReadonlySet<string>;
  /** Table functions with the columns they yield. */
  readonly table: ReadonlyMap<string, readonly string[]>;
  readonly types: ReadonlySet<string>;
  readonly collations: ReadonlySet<string>;
  /** Functions whose first argument is a unit of time, as in `TIMESTAMPDIFF(MONTH, a, b)`. */
  readonly unitFirst: ReadonlySet<string>;
}

/** A set of the words of a text. */
export function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).filter((word) => word !== ''));
}
