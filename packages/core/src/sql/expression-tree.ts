/**
 * The expressions of the query tree. A query may stand in an expression, as an expression may in a query, so
 * that each of the two files needs the other's types.
 */

import type { Name, OrderItem, Query, SelectItem } from './query-tree.ts';

/** What a column name stands for. */
export type ColumnTarget =
  /** A column of a base table; `binding` is the name the source goes by. */
  | { readonly kind: 'base'; readonly table: string; readonly column: string; readonly binding: Name }
  /** An output column of a CTE, a derived table or a table function. */
  | { readonly kind: 'derived'; readonly column: Name; readonly binding: Name; readonly origin: ColumnTarget | null }
  /** An output column of the same SELECT, by its alias. */
  | { readonly kind: 'output'; readonly item: SelectItem }
  /** A whole row of a derived source, all of whose columns are known. */
  | { readonly kind: 'row'; readonly binding: Name }
  /** A parameter of a lambda. */
  | { readonly kind: 'lambda'; readonly name: Name }
  /** SQLite's `"text"` that names no column. */
  | { readonly kind: 'text'; readonly value: string };

export interface Column {
  readonly kind: 'column';
  readonly schema: Name | null;
  readonly table: Name | null;
  readonly name: Name;
  target: ColumnTarget | null;
  /** DuckDB's `column.field` of a struct. */
  field: Name | null;
  /** Whether SQLite may read it as a text: in double quotes, and compared with something. */
  maybeText: boolean;
  /** Whether it must be printed with its source, because several sources are in scope. */
  qualified: boolean;
}

export type BinaryOperator =
  | 'or' | 'and' | 'xor'
  | '=' | '<>' | '<' | '<=' | '>' | '>='
  | 'is' | 'is not' | 'is distinct from' | 'is not distinct from' | 'overlaps'
  | '+' | '-' | '*' | '/' | '%' | 'div' | '//' | '^' | '**'
  | '||' | '&' | '|' | '#' | '<<' | '>>' | '->' | '->>' | '#>' | '#>>'
  | '@>' | '<@' | '&&' | '?' | '?|' | '?&' | '@@' | '@?' | '#-' | '<->' | '~' | '~*' | '!~' | '!~*' | '^@';

/** What PostgreSQL compares with every element of an array, beside the operators. */
export type QuantifiedMatch = 'like' | 'not like' | 'ilike' | 'not ilike';

export type Expression =
  | Column
  | Literal
  | Call
  | Star
  /** DuckDB's `COLUMNS('pattern')`, `COLUMNS(['a', 'b'])` and `COLUMNS(* EXCLUDE (a))`. */
  | { readonly kind: 'columns'; readonly which: string | readonly string[] | Star }
  | { readonly kind: 'typed'; readonly type: string; readonly value: string }
  | { readonly kind: 'interval'; readonly value: Expression; readonly unit: string | null }
  | { readonly kind: 'unit'; readonly unit: string }
  | { readonly kind: 'keyword'; readonly word: 'current_date' | 'current_time' | 'current_timestamp' | 'localtime' | 'localtimestamp' }
  | { readonly kind: 'unary'; readonly operator: '-' | '+' | '~' | 'not'; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'match';
      readonly operator: 'like' | 'ilike' | 'glob' | 'regexp' | 'similar to';
      readonly negated: boolean;
      readonly value: Expression;
      readonly pattern: Expression;
      readonly escape: Expression | null;
    }
  | { readonly kind: 'test'; readonly test: 'null' | 'true' | 'false' | 'unknown'; readonly negated: boolean; readonly value: Expression }
  | { readonly kind: 'between'; readonly negated: boolean; readonly symmetric: boolean; readonly value: Expression; readonly low: Expression; readonly high: Expression }
  | { readonly kind: 'in'; readonly negated: boolean; readonly value: Expression; readonly list: readonly Expression[] | Query }
  | { readonly kind: 'exists'; readonly query: Query }
  | { readonly kind: 'subquery'; readonly query: Query }
  | { readonly kind: 'quantified'; readonly operator: BinaryOperator; readonly quantifier: 'any' | 'all'; readonly value: Expression; readonly query: Query }
  | { readonly kind: 'case'; readonly operand: Expression | null; readonly branches: readonly { readonly when: Expression; readonly then: Expression }[]; readonly otherwise: Expression | null }
  | { readonly kind: 'cast'; readonly value: Expression; readonly type: string; readonly lenient: boolean }
  | { readonly kind: 'collate'; readonly value: Expression; readonly collation: string }
  | { readonly kind: 'extract'; readonly unit: string; readonly value: Expression }
  | { readonly kind: 'tuple'; readonly row: boolean; readonly items: readonly Expression[] }
  | { readonly kind: 'quantified array'; readonly operator: BinaryOperator | QuantifiedMatch; readonly quantifier: 'any' | 'all'; readonly value: Expression; readonly array: Expression }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'array query'; readonly query: Query }
  | { readonly kind: 'struct'; readonly entries: readonly { readonly key: string; readonly value: Expression }[] }
  | { readonly kind: 'subscript'; readonly value: Expression; readonly slice: boolean; readonly from: Expression | null; readonly to: Expression | null }
  | { readonly kind: 'at time zone'; readonly value: Expression; readonly zone: Expression }
  | { readonly kind: 'named'; readonly name: Name; readonly value: Expression }
  | { readonly kind: 'lambda'; readonly parameters: readonly Name[]; readonly body: Expression }
  | { readonly kind: 'grouping'; readonly form: 'rollup' | 'cube' | 'grouping sets'; readonly items: readonly Expression[] }
  | Phrase
  | { readonly kind: 'match against'; readonly columns: readonly Expression[]; readonly words: Expression; readonly mode: 'natural' | 'boolean' }
  /** A value of a row policy, bound to the statement. Only the guard itself makes one. */
  | { readonly kind: 'parameter'; readonly index: number };

/** `*` or `t.*`, with DuckDB's EXCLUDE, REPLACE and RENAME. */
export interface Star {
  readonly kind: 'star';
  readonly table: Name | null;
  readonly exclude: readonly Name[];
  readonly replace: readonly SelectItem[];
  readonly rename: readonly { readonly from: Name; readonly to: Name }[];
  /**
   * The columns that the guard knows of a star that stays, because it stands for columns of PIVOT, which
   * only the engine names, or for a whole row; null for every other star, which is written out.
   */
  known: readonly Name[] | null;
}

/** A function whose arguments are parted by words: `TRIM(BOTH 'x' FROM name)`. */
export interface Phrase {
  readonly kind: 'phrase';
  readonly name: 'trim' | 'position' | 'overlay' | 'substring' | 'convert';
  readonly parts: readonly { readonly word: string | null; readonly value: Expression | null }[];
}

export interface Literal {
  readonly kind: 'literal';
  readonly type: 'string' | 'number' | 'boolean' | 'null' | 'bytes';
  /** Decoded text of a string, digits of a number, `true` or `false`, `null`, hexadecimal digits of bytes. */
  readonly value: string;
}

export interface Call {
  readonly kind: 'call';
  /** Lower case. */
  readonly name: string;
  readonly distinct: boolean;
  /** `f(*)`. */
  readonly star: boolean;
  args: readonly Expression[];
  /** ORDER BY within the parentheses. */
  readonly orderBy: readonly OrderItem[];
  /** MySQL's `SEPARATOR`. */
  readonly separator: Expression | null;
  readonly withinGroup: readonly OrderItem[];
  readonly filter: Expression | null;
  readonly over: Window | Name | null;
  readonly nulls: 'ignore' | 'respect' | null;
}

export interface Window {
  readonly base: Name | null;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly OrderItem[];
  readonly frame: Frame | null;
}

export interface Frame {
  readonly unit: 'rows' | 'range' | 'groups';
  readonly start: FrameBound;
  readonly end: FrameBound | null;
  readonly exclude: 'current row' | 'group' | 'ties' | null;
}

export type FrameBound =
  | { readonly kind: 'unbounded preceding' | 'unbounded following' | 'current row' }
  | { readonly kind: 'preceding' | 'following'; readonly offset: Expression };
