/**
 * The neutral query tree: what the guard understood of a statement, the same for every dialect.
 * Names are resolved in place (`target`, `relation`), so that every later step reads the result of
 * one resolution instead of looking names up again.
 */

/** A name as it was written. Unquoted names are folded by the dialect's rule, quoted ones are not. */
export interface Name {
  readonly text: string;
  readonly quoted: boolean;
}

export interface Query {
  readonly kind: 'query';
  readonly ctes: readonly Cte[];
  readonly recursive: boolean;
  readonly body: QueryBody;
  readonly orderBy: readonly OrderItem[];
  readonly limit: number | null;
  readonly offset: number | null;
}

export interface Cte {
  readonly name: Name;
  readonly columns: readonly Name[];
  readonly query: Query;
  readonly materialized: boolean | null;
}

export type QueryBody = Select | SetOperation | Values;

export interface Select {
  readonly kind: 'select';
  readonly distinct: boolean;
  /** `DISTINCT ON (…)`; empty without one. */
  readonly distinctOn: readonly Expression[];
  items: readonly SelectItem[];
  readonly from: From | null;
  readonly where: Expression | null;
  readonly groupBy: readonly Expression[];
  readonly groupModifier: 'rollup' | null;
  readonly having: Expression | null;
  readonly windows: readonly { readonly name: Name; readonly window: Window }[];
}

export interface SetOperation {
  readonly kind: 'set';
  readonly operator: 'union' | 'intersect' | 'except';
  readonly all: boolean;
  readonly left: Query;
  readonly right: Query;
}

export interface Values {
  readonly kind: 'values';
  readonly rows: readonly (readonly Expression[])[];
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
  readonly join: 'comma' | 'inner' | 'left' | 'right' | 'full' | 'cross';
  readonly source: Source;
  on: Expression | null;
  /** The columns of USING. Resolution turns them into `on` and empties the list. */
  using: readonly Name[];
}

export type Source = TableSource | DerivedSource | FunctionSource | NestedJoin;

export interface TableSource {
  readonly kind: 'table';
  readonly schema: Name | null;
  readonly name: Name;
  readonly alias: Name | null;
  /** What the name stands for; `null` until it is resolved. */
  relation: { readonly kind: 'base'; readonly table: string } | { readonly kind: 'cte'; readonly cte: Cte } | null;
}

export interface DerivedSource {
  readonly kind: 'derived';
  readonly query: Query;
  readonly alias: Name | null;
  readonly columns: readonly Name[];
  readonly lateral: boolean;
}

/** A table function, such as `json_each(…)`. */
export interface FunctionSource {
  readonly kind: 'function';
  readonly call: Call;
  readonly alias: Name | null;
  readonly columns: readonly Name[];
}

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
  | { readonly kind: 'output'; readonly item: SelectItem };

export interface Column {
  readonly kind: 'column';
  readonly schema: Name | null;
  readonly table: Name | null;
  readonly name: Name;
  target: ColumnTarget | null;
  /** Whether it must be printed with its source, because several sources are in scope. */
  qualified: boolean;
}

export type BinaryOperator =
  | 'or' | 'and' | 'xor'
  | '=' | '<>' | '<' | '<=' | '>' | '>='
  | 'is' | 'is not' | 'is not distinct from'
  | '+' | '-' | '*' | '/' | '%' | 'div'
  | '||' | '&' | '|' | '<<' | '>>' | '->' | '->>';

export type Expression =
  | Column
  | Literal
  | Call
  | { readonly kind: 'star'; readonly table: Name | null }
  | { readonly kind: 'typed'; readonly type: string; readonly value: string }
  | { readonly kind: 'interval'; readonly value: Expression; readonly unit: string | null }
  | { readonly kind: 'unit'; readonly unit: string }
  | { readonly kind: 'keyword'; readonly word: 'current_date' | 'current_time' | 'current_timestamp' }
  | { readonly kind: 'unary'; readonly operator: '-' | '+' | '~' | 'not'; readonly operand: Expression }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'match';
      readonly operator: 'like' | 'ilike' | 'glob' | 'regexp';
      readonly negated: boolean;
      readonly value: Expression;
      readonly pattern: Expression;
      readonly escape: Expression | null;
    }
  | { readonly kind: 'test'; readonly test: 'null' | 'true' | 'false'; readonly negated: boolean; readonly value: Expression }
  | { readonly kind: 'between'; readonly negated: boolean; readonly value: Expression; readonly low: Expression; readonly high: Expression }
  | { readonly kind: 'in'; readonly negated: boolean; readonly value: Expression; readonly list: readonly Expression[] | Query }
  | { readonly kind: 'exists'; readonly query: Query }
  | { readonly kind: 'subquery'; readonly query: Query }
  | { readonly kind: 'quantified'; readonly operator: BinaryOperator; readonly quantifier: 'any' | 'all'; readonly value: Expression; readonly query: Query }
  | { readonly kind: 'case'; readonly operand: Expression | null; readonly branches: readonly { readonly when: Expression; readonly then: Expression }[]; readonly otherwise: Expression | null }
  | { readonly kind: 'cast'; readonly value: Expression; readonly type: string; readonly lenient: boolean }
  | { readonly kind: 'collate'; readonly value: Expression; readonly collation: string }
  | { readonly kind: 'extract'; readonly unit: string; readonly value: Expression }
  | { readonly kind: 'tuple'; readonly items: readonly Expression[] };

export interface Literal {
  readonly kind: 'literal';
  readonly type: 'string' | 'number' | 'boolean' | 'null';
  /** Decoded text of a string, digits of a number, `true` or `false`, `null`. */
  readonly value: string;
}

export interface Call {
  readonly kind: 'call';
  /** Lower case. */
  readonly name: string;
  readonly distinct: boolean;
  /** `f(*)`. */
  readonly star: boolean;
  readonly args: readonly Expression[];
  /** ORDER BY within the parentheses. */
  readonly orderBy: readonly OrderItem[];
  /** MySQL's `SEPARATOR`. */
  readonly separator: Expression | null;
  readonly withinGroup: readonly OrderItem[];
  readonly filter: Expression | null;
  readonly over: Window | Name | null;
  readonly nulls: 'ignore' | 'respect' | null;
}
