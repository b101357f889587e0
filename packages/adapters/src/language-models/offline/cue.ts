/** What a word of the closed class asks for. */
export type Cue =
  | { readonly kind: 'filler' }
  | { readonly kind: 'ask' }
  | { readonly kind: 'command' }
  | { readonly kind: 'count' }
  | { readonly kind: 'aggregate'; readonly fn: 'avg' | 'sum' }
  /** The highest or lowest: an aggregate when it is what is asked for, else the first row of an order. */
  | { readonly kind: 'extreme'; readonly direction: 'asc' | 'desc'; readonly measure: Measure | null }
  /** The most rows: `count` of the thing that follows, `frequency` of the thing itself. */
  | { readonly kind: 'most'; readonly direction: 'asc' | 'desc'; readonly of: 'count' | 'frequency' }
  | { readonly kind: 'compare'; readonly op: CompareOp; readonly measure: Measure | null; readonly temporal: boolean }
  | { readonly kind: 'between' }
  /** Compared with the mean over all rows. */
  | { readonly kind: 'average' }
  | { readonly kind: 'order' }
  | { readonly kind: 'direction'; readonly direction: 'asc' | 'desc'; readonly alphabetical: boolean }
  | { readonly kind: 'each' }
  | { readonly kind: 'not' }
  | { readonly kind: 'and' }
  | { readonly kind: 'or' }
  | { readonly kind: 'both' }
  | { readonly kind: 'also' }
  | { readonly kind: 'distinct' }
  | { readonly kind: 'relative' }
  | { readonly kind: 'with' }
  | { readonly kind: 'of' }
  | { readonly kind: 'preposition' }
  | { readonly kind: 'be' }
  | { readonly kind: 'have' }
  /** Says only that it was so: `took place`. */
  | { readonly kind: 'occur' }
  | { readonly kind: 'like'; readonly where: 'start' | 'end' | 'any' }
  /** "18 years old" */
  | { readonly kind: 'aged' }
  /** All attributes of the thing that follows. */
  | { readonly kind: 'everything' }
  | { readonly kind: 'date'; readonly span: Span };

export type CompareOp = '>' | '>=' | '<' | '<=' | '=' | '<>';

export type CalendarUnit = 'day' | 'week' | 'month' | 'quarter' | 'year';

export type Days = { readonly kind: 'days'; readonly from: string; readonly to: string };

/** A stretch of time: whole days, the second excluded; a unit of the calendar counted from today; or the last so many. */
export type Span =
  | Days
  | { readonly kind: 'unit'; readonly unit: CalendarUnit; readonly offset: number }
  | { readonly kind: 'recent'; readonly unit: CalendarUnit; readonly count: number };

/** The columns that an adjective measures; `reverse` ones order the other way (old: birth date). */
export interface Measure {
  readonly words: readonly string[];
  readonly reverse?: readonly string[];
  /** Any date column will do. */
  readonly temporal?: boolean;
}
