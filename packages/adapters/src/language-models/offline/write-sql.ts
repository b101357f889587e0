import type { Dialect } from '@nl2sql/core/contracts';
import type { Condition, Expression, Literal, QueryForm } from './query-form.ts';
import type { ColumnView, TableView } from './schema-view.ts';
import { periodSql } from './write-period.ts';

/** How names are written in a dialect. */
interface Spelling {
  readonly quote: '"' | '`';
  /** Letters of a name that need no quotation marks. */
  readonly plain: RegExp;
}

const SPELLINGS: Readonly<Record<Dialect, Spelling>> = {
  sqlite: { quote: '"', plain: /^[A-Za-z_][A-Za-z0-9_]*$/ },
  duckdb: { quote: '"', plain: /^[A-Za-z_][A-Za-z0-9_]*$/ },
  mysql: { quote: '`', plain: /^[A-Za-z_][A-Za-z0-9_]*$/ },
  // An unquoted name is folded to lower case.
  postgres: { quote: '"', plain: /^[a-z_][a-z0-9_]*$/ },
};

/** Words that are keywords in one of the dialects: quoted everywhere. */
const RESERVED = new Set(
  'all alter analyse analyze and any array as asc between both by call case cast check collate column condition constraint create cross current_date current_time current_user cursor database databases default delete desc describe distinct div do drop each else end escape except exists explain false fetch for foreign from full function grant group groups having if ignore in index inner insert intersect interval into is join key keys kill lateral leading left like limit lock match mod natural not null of offset on only or order outer over partition primary procedure range rank read references release rename repeat replace return right row rows schema select set show some system table then to trigger true union unique unlock update usage use user using values when where window with write year_month'.split(
    ' ',
  ),
);

function nameWriter(dialect: Dialect): (name: string) => string {
  const { quote, plain } = SPELLINGS[dialect];
  return (name) =>
    plain.test(name) && !RESERVED.has(name.toLowerCase())
      ? name
      : `${quote}${name.replaceAll(quote, quote + quote)}${quote}`;
}

/** The name of a computed column in the result. */
function titleOf(value: Expression): string | null {
  if (value.kind === 'column') return null;
  if (value.kind === 'period') return value.unit;
  if (value.column === null) return 'count';
  const figure = value.fn === 'avg' ? 'average' : value.fn;
  const words = [figure, ...(value.distinct ? ['different'] : []), value.column.name].join('_');
  return words.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '_');
}

/** Writes a query form as one SELECT statement of a dialect, with at most `rowLimit` rows. */
export function writeSql(form: QueryForm, dialect: Dialect, rowLimit: number): string {
  const name = nameWriter(dialect);
  const table = (view: TableView): string => view.name.split('.').map(name).join('.');
  const column = (view: ColumnView): string => `${table(view.table)}.${name(view.name)}`;
  const text = (value: string): string =>
    `'${(dialect === 'mysql' ? value.replaceAll('\\', '\\\\') : value).replaceAll("'", "''")}'`;
  const literal = (value: Literal): string => (value.kind === 'number' ? String(value.value) : text(value.text));

  const expression = (value: Expression): string => {
    if (value.kind === 'column') return column(value.column);
    if (value.kind === 'period') return periodSql(column(value.column), value.unit, dialect);
    if (value.column === null) return 'COUNT(*)';
    return `${value.fn.toUpperCase()}(${value.distinct ? 'DISTINCT ' : ''}${column(value.column)})`;
  };

  // A computed column is known by what it is, not by the calls that make it.
  const titled = (value: Expression, index: number, all: readonly Expression[]): string => {
    const title = titleOf(value);
    const isFirst = all.findIndex((other) => titleOf(other) === title) === index;
    return title !== null && isFirst ? `${expression(value)} AS ${name(title)}` : expression(value);
  };

  const condition = (value: Condition): string => {
    switch (value.kind) {
      case 'compare':
        return `${expression(value.left)} ${value.op} ${literal(value.right)}`;
      case 'between':
        return `${expression(value.left)} BETWEEN ${literal(value.low)} AND ${literal(value.high)}`;
      case 'like':
        return `${expression(value.left)} ${value.negated ? 'NOT ' : ''}${dialect === 'postgres' || dialect === 'duckdb' ? 'ILIKE' : 'LIKE'} ${text(value.pattern)}`;
      case 'null':
        return `${expression(value.left)} IS ${value.negated ? 'NOT ' : ''}NULL`;
      case 'compare-query':
        return `${expression(value.left)} ${value.op} (${select(value.query)})`;
      case 'in-query':
        return `${column(value.left)} ${value.negated ? 'NOT ' : ''}IN (${select(value.query)})`;
      case 'and':
      case 'or':
        return `(${value.parts.map(condition).join(value.kind === 'and' ? ' AND ' : ' OR ')})`;
    }
  };

  const from = (query: QueryForm): string => {
    const [first, ...others] = query.tables;
    if (first === undefined) return '';
    const joined = new Set([first]);
    const parts = [table(first)];
    const waiting = [...query.joins];
    while (waiting.length > 0) {
      const at = waiting.findIndex((edge) => joined.has(edge.left.table) || joined.has(edge.right.table));
      if (at < 0) break;
      const [edge] = waiting.splice(at, 1);
      if (edge === undefined) break;
      const added = joined.has(edge.left.table) ? edge.right.table : edge.left.table;
      joined.add(added);
      parts.push(`JOIN ${table(added)} ON ${column(edge.left)} = ${column(edge.right)}`);
    }
    for (const other of others) if (!joined.has(other)) parts.push(`CROSS JOIN ${table(other)}`);
    return parts.join(' ');
  };

  const select = (query: QueryForm, item: typeof titled = expression): string => {
    const clauses = [
      `SELECT ${query.distinct ? 'DISTINCT ' : ''}${query.select.map(item).join(', ')}`,
      `FROM ${from(query)}`,
    ];
    if (query.where.length > 0) clauses.push(`WHERE ${query.where.map(condition).join(' AND ')}`);
    if (query.groupBy.length > 0) clauses.push(`GROUP BY ${query.groupBy.map(expression).join(', ')}`);
    if (query.having.length > 0) clauses.push(`HAVING ${query.having.map(condition).join(' AND ')}`);
    if (query.orderBy.length > 0)
      clauses.push(
        `ORDER BY ${query.orderBy.map((order) => `${expression(order.by)} ${order.direction.toUpperCase()}`).join(', ')}`,
      );
    if (query.limit !== null) clauses.push(`LIMIT ${query.limit}`);
    return clauses.join(' ');
  };

  return select({ ...form, limit: Math.min(form.limit ?? rowLimit, rowLimit) }, titled);
}
