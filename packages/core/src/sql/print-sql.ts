import { PARAMETER_MARK, printExpression, printOrder, printString, printWindow } from './print-expression.ts';
import { printName, printStoredName, type DialectRules } from './dialect-rules.ts';
import type { Cte, Expression, From, JoinKind, JsonTableColumn, Name, Query, QueryBody, Select, SelectItem, SetOperation, Source } from './query-tree.ts';

const PARAMETER = new RegExp(`${PARAMETER_MARK}(\\d+)${PARAMETER_MARK}`, 'gu');

/** The text of a tree, and the parameters of the tree in the order of the text's placeholders. */
export function printStatement(query: Query, rules: DialectRules): { readonly text: string; readonly bound: readonly number[] } {
  const bound: number[] = [];
  const text = printSql(query, rules).replaceAll(PARAMETER, (_, index: string) => {
    bound.push(Number(index));
    return rules.dialect === 'postgres' || rules.dialect === 'duckdb' ? `$${bound.length}` : '?';
  });
  return { text, bound };
}

/**
 * Prints the tree as one statement of its dialect. The text is what runs, so it says no more and no
 * less than the tree: names as resolved, strings and numbers as decoded, parentheses where they matter.
 */
export function printSql(query: Query, rules: DialectRules): string {
  const parts = [withClause(query, rules), printBody(query.body, rules)];
  if (query.orderBy.length > 0) parts.push(`ORDER BY ${query.orderBy.map((item) => printOrder(item, rules)).join(', ')}`);
  // PostgreSQL takes WITH TIES only in the standard's clause, after OFFSET.
  const fetch = query.ties ? `FETCH FIRST ${printLimit(query.limit, rules)} ROWS WITH TIES` : null;
  if (query.limit !== null && fetch === null) parts.push(`LIMIT ${printLimit(query.limit, rules)}`);
  if (query.offset !== null) {
    // SQLite and MySQL know OFFSET only after LIMIT.
    if (query.limit === null && rules.dialect === 'sqlite') parts.push('LIMIT -1');
    if (query.limit === null && rules.dialect === 'mysql') parts.push('LIMIT 9223372036854775807');
    parts.push(`OFFSET ${typeof query.offset === 'number' ? query.offset : printExpression(query.offset, rules)}`);
  }
  if (fetch !== null) parts.push(fetch);
  return parts.filter((part) => part !== '').join(' ');
}

function printLimit(limit: Query['limit'], rules: DialectRules): string {
  if (limit === null || typeof limit === 'number') return String(limit ?? 'ALL');
  const value = printExpression(limit.value, rules);
  if (limit.most === null) return value;
  // SQLite takes a negative limit for none.
  return rules.dialect === 'sqlite' ? `min(max(${value}, 0), ${limit.most})` : `least(${value}, ${limit.most})`;
}

function withClause(query: Query, rules: DialectRules): string {
  if (query.ctes.length === 0) return '';
  return `WITH ${query.recursive ? 'RECURSIVE ' : ''}${query.ctes.map((cte) => printCte(cte, rules)).join(', ')}`;
}

function printCte(cte: Cte, rules: DialectRules): string {
  const hint = cte.materialized === null || rules.dialect === 'mysql' ? '' : cte.materialized ? 'MATERIALIZED ' : 'NOT MATERIALIZED ';
  return `${printName(cte.name, rules)}${columnList(cte.columns, rules)} AS ${hint}(${printSql(cte.query, rules)})`;
}

function columnList(columns: readonly Name[], rules: DialectRules): string {
  return columns.length === 0 ? '' : `(${columns.map((name) => printName(name, rules)).join(', ')})`;
}

function printBody(body: QueryBody, rules: DialectRules): string {
  switch (body.kind) {
    case 'select':
      return printSelect(body, rules);
    case 'values':
      return printValues(body.rows, rules);
    case 'pivot': {
      const using = body.using.length === 0 ? '' : ` USING ${body.using.map((item) => printItem(item, rules)).join(', ')}`;
      const groups = body.groupBy.length === 0 ? '' : ` GROUP BY ${printList(body.groupBy, rules)}`;
      return `PIVOT ${printSource(body.source, rules)} ON ${printList(body.on, rules)}${using}${groups}`;
    }
    case 'unpivot':
      return `UNPIVOT ${printSource(body.source, rules)} ON ${printList(body.on, rules)} INTO NAME ${printName(body.name, rules)} VALUE ${printName(body.value, rules)}`;
    case 'set':
      return `${printMember(body.left, rules, body)} ${operatorOf(body)} ${printMember(body.right, rules)}`;
  }
}

/** MySQL and MariaDB write VALUES apart, and name its columns apart. */
function printValues(rows: readonly (readonly Expression[])[], rules: DialectRules): string {
  if (rules.dialect !== 'mysql') return `VALUES ${rows.map((row) => `(${printList(row, rules)})`).join(', ')}`;
  const named = (row: readonly Expression[]): string => row.map((cell, index) => `${printExpression(cell, rules)} AS column_${index}`).join(', ');
  return rows.map((row, index) => `SELECT ${index === 0 ? named(row) : printList(row, rules)}`).join(' UNION ALL ');
}

function operatorOf(body: SetOperation): string {
  return body.operator.toUpperCase() + (body.all ? ' ALL' : '') + (body.byName ? ' BY NAME' : '');
}

/** A member stands bare where the dialect reads it alike, and in parentheses otherwise. */
function printMember(member: Query, rules: DialectRules, isFirstOf?: SetOperation): string {
  // The same operation goes from left to right everywhere.
  const chained = member.body.kind === 'set' && isFirstOf !== undefined && operatorOf(member.body) === operatorOf(isFirstOf);
  const several = member.body.kind === 'set' || (member.body.kind === 'values' && member.body.rows.length > 1 && rules.dialect === 'mysql');
  const plain = (!several || chained) && member.orderBy.length === 0 && member.limit === null && member.offset === null && member.ctes.length === 0;
  const text = printSql(member, rules);
  return plain || !rules.parenthesisedMembers ? text : `(${text})`;
}

function printSelect(select: Select, rules: DialectRules): string {
  const distinctOn = select.distinctOn.length === 0 ? '' : ` ON (${select.distinctOn.map((item) => printExpression(item, rules)).join(', ')})`;
  const parts = [`SELECT ${select.distinct ? `DISTINCT${distinctOn} ` : ''}${select.items.map((item) => printItem(item, rules)).join(', ')}`];
  if (select.from !== null) parts.push(`FROM ${printFrom(select.from, rules)}`);
  // Older servers take WHERE only after FROM.
  else if (select.where !== null && rules.dialect === 'mysql') parts.push('FROM DUAL');
  if (select.where !== null) parts.push(`WHERE ${printExpression(select.where, rules)}`);
  if (select.groupModifier === 'all') parts.push('GROUP BY ALL');
  else if (select.groupBy.length > 0) parts.push(`GROUP BY ${printList(select.groupBy, rules)}${select.groupModifier === 'rollup' ? ' WITH ROLLUP' : ''}`);
  if (select.having !== null) parts.push(`HAVING ${printExpression(select.having, rules)}`);
  if (select.windows.length > 0) {
    parts.push(`WINDOW ${select.windows.map(({ name, window }) => `${printName(name, rules)} AS (${printWindow(window, rules)})`).join(', ')}`);
  }
  if (select.qualify !== null) parts.push(`QUALIFY ${printExpression(select.qualify, rules)}`);
  return parts.join(' ');
}

function printList(expressions: readonly Expression[], rules: DialectRules): string {
  return expressions.map((expression) => printExpression(expression, rules)).join(', ');
}

function printItem(item: SelectItem, rules: DialectRules): string {
  const { expression } = item;
  const implied = expression.kind === 'column' && expression.target?.kind === 'output' ? expression.name : null;
  const alias = item.alias ?? implied;
  return printExpression(expression, rules) + (alias === null ? '' : ` AS ${printName(alias, rules)}`);
}

const JOIN_WORDS: Readonly<Record<Exclude<JoinKind, 'comma'>, string>> = {
  inner: 'JOIN', left: 'LEFT JOIN', right: 'RIGHT JOIN', full: 'FULL JOIN', cross: 'CROSS JOIN', semi: 'SEMI JOIN', anti: 'ANTI JOIN',
  asof: 'ASOF JOIN', 'asof left': 'ASOF LEFT JOIN',
};

function printFrom(from: From, rules: DialectRules): string {
  return from.joins.reduce((text, joined) => {
    if (joined.join === 'comma') return `${text}, ${printSource(joined.source, rules)}`;
    const on = joined.on === null ? '' : ` ON ${printExpression(joined.on, rules)}`;
    return `${text} ${JOIN_WORDS[joined.join]} ${printSource(joined.source, rules)}${on}`;
  }, printSource(from.first, rules));
}

function printSource(source: Source, rules: DialectRules): string {
  switch (source.kind) {
    case 'nested':
      return `(${printFrom(source.from, rules)})`;
    case 'table':
      return printTable(source, rules) + aliasOf(source.alias, rules) + columnList(source.columns, rules) + sampleOf(source);
    case 'derived':
      return `${source.lateral ? 'LATERAL ' : ''}(${printSql(source.query, rules)})${aliasOf(source.alias, rules)}${columnList(source.columns, rules)}`;
    case 'function':
      return `${printExpression(source.call, rules)}${source.ordinality ? ' WITH ORDINALITY' : ''}${aliasOf(source.alias, rules)}${columnList(source.columns, rules)}`;
    case 'json table':
      return `JSON_TABLE(${printExpression(source.document, rules)}, ${printString(source.path, rules)} COLUMNS (${source.columns.map((column) => printJsonColumn(column, rules)).join(', ')})) AS ${printName(source.alias, rules)}`;
  }
}

function printTable(source: Extract<Source, { kind: 'table' }>, rules: DialectRules): string {
  if (source.relation?.kind !== 'base') return printName(source.name, rules);
  const { table } = source.relation;
  const dot = table.indexOf('.');
  return dot === -1 ? printStoredName(table, rules) : `${printStoredName(table.slice(0, dot), rules)}.${printStoredName(table.slice(dot + 1), rules)}`;
}

function sampleOf(source: Extract<Source, { kind: 'table' }>): string {
  if (source.sample === null) return '';
  const { method, percent, seed } = source.sample;
  return ` TABLESAMPLE ${method.toUpperCase()} (${percent})${seed === null ? '' : ` REPEATABLE (${seed})`}`;
}

function printJsonColumn(column: JsonTableColumn, rules: DialectRules): string {
  const name = printName(column.name, rules);
  return column.ordinality ? `${name} FOR ORDINALITY` : `${name} ${column.type.toUpperCase()} PATH ${printString(column.path, rules)}`;
}

function aliasOf(alias: Name | null, rules: DialectRules): string {
  return alias === null ? '' : ` AS ${printName(alias, rules)}`;
}
