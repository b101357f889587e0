/**
 * The neutral query tree: what the guard understood of a statement, the same for every dialect.
 * Names are resolved in place (`target`, `relation`), so that every later step reads the result of
 * one resolution instead of looking names up again.
 */

import type { Call, Expression, Window } from './expression-tree.ts';

export type * from './expression-tree.ts';

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
