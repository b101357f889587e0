/**
 * The neutral query tree: what the guard understood of a statement, the same for every dialect.
 * Names are resolved in place (`target`, `relation`), so that every later step reads the result of
 * one resolution instead of looking names up again.
 */

/** A name as it was written. Unquoted names are folded by the dialect's rule, quoted ones are not. */
export interface Name {
  readonly text: string;
  readonly quoted: boolean;
  /** In double quotes: SQLite reads it as a text where it names no column. */
  readonly double?: true;
}

export interface Query {
  readonly kind: 'query';
  readonly ctes: readonly Cte[];
  readonly recursive: boolean;
  readonly body: QueryBody;
  orderBy: readonly OrderItem[];
  readonly limit: number | ComputedLimit | null;
  /** `WITH TIES`: also the rows that compare equal to the last one. */
  readonly ties: boolean;
  readonly offset: number | Expression | null;
}

/** `LIMIT (SELECT …)`. It is capped when it is printed. */
export interface ComputedLimit {
  readonly value: Expression;
  /** The most rows; null until the row limit is set. */
  readonly most: number | null;
}

export interface Cte {
  readonly name: Name;
  readonly columns: readonly Name[];
  readonly query: Query;
  readonly materialized: boolean | null;
}

export type QueryBody = Select | SetOperation | Values | Pivot | Unpivot;

export interface Select {
  readonly kind: 'select';
  readonly distinct: boolean;
  /** `DISTINCT ON (…)`; empty without one. */
  readonly distinctOn: readonly Expression[];
  items: readonly SelectItem[];
  from: From | null;
  readonly where: Expression | null;
  readonly groupBy: readonly Expression[];
  /** MySQL's `WITH ROLLUP`; DuckDB's `GROUP BY ALL`. */
  readonly groupModifier: 'rollup' | 'all' | null;
  readonly having: Expression | null;
  readonly qualify: Expression | null;
  readonly windows: readonly { readonly name: Name; readonly window: Window }[];
}

export interface SetOperation {
  readonly kind: 'set';
  readonly operator: 'union' | 'intersect' | 'except';
  readonly all: boolean;
  /** DuckDB's `BY NAME`: columns are matched by their names. */
  readonly byName: boolean;
  readonly left: Query;
  readonly right: Query;
}

export interface Values {
  readonly kind: 'values';
  readonly rows: readonly (readonly Expression[])[];
}

/** DuckDB's `PIVOT source ON … USING … GROUP BY …`. Its columns are known to the engine alone. */
export interface Pivot {
  readonly kind: 'pivot';
  source: Source;
  readonly on: readonly Expression[];
  readonly using: readonly SelectItem[];
  readonly groupBy: readonly Expression[];
}

/** DuckDB's `UNPIVOT source ON … INTO NAME … VALUE …`. */
export interface Unpivot {
  readonly kind: 'unpivot';
  source: Source;
  on: readonly Expression[];
  readonly name: Name;
  readonly value: Name;
}

export interface SelectItem {
  readonly kind: 'item';
  readonly expression: Expression;
  readonly alias: Name | null;
}

/** The FROM clause as it was written: sources joined from left to right. */
export interface From {
  readonly first: Source;
  readonly joins: readonly JoinedSource[];
}

export interface JoinedSource {
  readonly join: JoinKind;
  readonly source: Source;
  /** `NATURAL`: resolution turns it into `on`. */
  readonly natural: boolean;
  on: Expression | null;
  /** The columns of USING. Resolution turns them into `on` and empties the list. */
  using: readonly Name[];
}

export type JoinKind = 'comma' | 'inner' | 'left' | 'right' | 'full' | 'cross' | 'semi' | 'anti' | 'asof' | 'asof left';

export type Source = TableSource | DerivedSource | FunctionSource | JsonTableSource | NestedJoin;

/** Every source but joins within parentheses. */
export type PlainSource = Exclude<Source, NestedJoin>;

export interface TableSource {
  readonly kind: 'table';
  readonly schema: Name | null;
  readonly name: Name;
  readonly alias: Name | null;
  /** New names for the columns of a CTE: `AS t(a, b)`. Never allowed for a base table. */
  readonly columns: readonly Name[];
  readonly sample: { readonly method: 'bernoulli' | 'system'; readonly percent: number; readonly seed: number | null } | null;
  /** What the name stands for; `null` until it is resolved. */
  relation: { readonly kind: 'base'; readonly table: string } | { readonly kind: 'cte'; readonly cte: Cte } | null;
}

export interface DerivedSource {
  readonly kind: 'derived';
  readonly query: Query;
  /** Resolution names a source that has no name, so that its columns can be qualified. */
  alias: Name | null;
  readonly columns: readonly Name[];
  readonly lateral: boolean;
}

/** A table function, such as `json_each(…)`. */
export interface FunctionSource {
  readonly kind: 'function';
  readonly call: Call;
  readonly alias: Name | null;
  readonly columns: readonly Name[];
  /** `WITH ORDINALITY`: one more column, which counts the rows. */
  readonly ordinality: boolean;
}

/** MySQL's `JSON_TABLE(document, path COLUMNS (…)) AS alias`. */
export interface JsonTableSource {
  readonly kind: 'json table';
  readonly document: Expression;
  readonly path: string;
  readonly columns: readonly JsonTableColumn[];
  readonly alias: Name;
}

export type JsonTableColumn =
  | { readonly name: Name; readonly ordinality: true }
  | { readonly name: Name; readonly ordinality: false; readonly type: string; readonly path: string };

/** Sources joined within parentheses. */
export interface NestedJoin {
  readonly kind: 'nested';
  readonly from: From;
}

export interface OrderItem {
  expression: Expression;
  readonly descending: boolean;
  readonly nulls: 'first' | 'last' | null;
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
   * only the engine names; null for every other star, which is written out.
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
