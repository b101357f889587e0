import type { Dialect } from '../contracts/index.ts';
import type { BinaryOperator } from './query-tree.ts';

/**
 * How tightly each operator binds, by dialect; a higher number binds tighter. From the grammars of
 * the engines: https://www.sqlite.org/lang_expr.html,
 * https://www.postgresql.org/docs/current/sql-syntax-lexical.html,
 * https://dev.mysql.com/doc/refman/8.4/en/operator-precedence.html, and DuckDB's, which is
 * PostgreSQL's with `->` below everything.
 */
export interface OperatorTable {
  /** Infix operators by their symbol or word. */
  readonly infix: ReadonlyMap<string, { readonly operator: BinaryOperator; readonly level: number }>;
  readonly not: number;
  /** IS NULL, IS TRUE, ISNULL. */
  readonly is: number;
  /** IN, LIKE and their kind. */
  readonly predicate: number;
  /** BETWEEN, where it binds otherwise than IN. */
  readonly comparison: number;
  readonly atTimeZone: number;
  readonly collate: number;
  readonly unary: number;
  /** Every operator without a level of its own. */
  readonly apart: number;
}

type Row = readonly [level: number, ...operators: readonly (BinaryOperator | readonly [string, BinaryOperator])[]];

function table(levels: Omit<OperatorTable, 'infix'>, ...rows: readonly Row[]): OperatorTable {
  const infix = new Map<string, { readonly operator: BinaryOperator; readonly level: number }>();
  for (const [level, ...operators] of rows) {
    for (const entry of operators) {
      const [symbol, operator] = typeof entry === 'string' ? [entry, entry] : entry;
      infix.set(symbol, { operator, level });
    }
  }
  return { infix, ...levels };
}

const COMPARISONS = ['=', '<>', ['!=', '<>'], '<', '<=', '>', '>='] as const;

const POSTGRES = table(
  { not: 30, is: 40, comparison: 50, predicate: 60, atTimeZone: 110, collate: 120, unary: 130, apart: 70 },
  [10, 'or'], [20, 'and'], [50, ...COMPARISONS], [60, 'overlaps'],
  [70, '||', '&', '|', '#', '<<', '>>', '->', '->>', '#>', '#>>', '@>', '<@', '&&', '?', '?|', '?&', '@@', '@?', '#-', '<->', '~', '~*', '!~', '!~*'],
  [80, '+', '-'], [90, '*', '/', '%'], [100, '^'],
);

const DUCKDB = table(
  { not: 30, is: 40, comparison: 50, predicate: 60, atTimeZone: 110, collate: 120, unary: 130, apart: 70 },
  [5, '->'], [10, 'or'], [20, 'and'], [50, ...COMPARISONS, ['==', '=']],
  [70, '||', '&', '|', '<<', '>>', '->>', '@>', '<@', '&&', '^@', '~', '!~'],
  [80, '+', '-'], [90, '*', '/', '%', '//'], [100, '^', '**'],
);

const SQLITE = table(
  { not: 30, is: 50, comparison: 50, predicate: 50, atTimeZone: 0, collate: 120, unary: 130, apart: 70 },
  [10, 'or'], [20, 'and'], [50, '=', ['==', '='], '<>', ['!=', '<>']], [60, '<', '<=', '>', '>='],
  [70, '&', '|', '<<', '>>'], [80, '+', '-'], [90, '*', '/', '%'], [110, '||', '->', '->>'],
);

const MYSQL = table(
  { not: 30, is: 40, comparison: 50, predicate: 60, atTimeZone: 0, collate: 140, unary: 130, apart: 70 },
  [10, 'or'], [15, 'xor'], [20, 'and', ['&&', 'and']], [50, ...COMPARISONS, ['<=>', 'is not distinct from']],
  [70, '|'], [75, '&'], [78, '<<', '>>'], [80, '+', '-'], [90, '*', '/', '%', ['mod', '%'], 'div'], [100, '^'],
  [150, '->', '->>'],
);

const TABLES: Readonly<Record<Dialect, OperatorTable>> = { postgres: POSTGRES, duckdb: DUCKDB, sqlite: SQLITE, mysql: MYSQL };

export function operatorsOf(dialect: Dialect): OperatorTable {
  return TABLES[dialect];
}
