import { printExpression, printOrder, printWindow } from './print-expression.ts';
import { printName, printStoredName, type DialectRules } from './dialect-rules.ts';
import type { Cte, From, JoinedSource, Name, Query, QueryBody, Select, SelectItem, SetOperation, Source } from './query-tree.ts';

/**
 * Prints the tree as one statement of its dialect. The text is what runs, so it says no more and no
 * less than the tree: names as resolved, strings and numbers as decoded, parentheses where they matter.
 */
export function printSql(query: Query, rules: DialectRules): string {
  const parts = [withClause(query, rules), printBody(query.body, rules)];
  if (query.orderBy.length > 0) parts.push(`ORDER BY ${query.orderBy.map((item) => printOrder(item, rules)).join(', ')}`);
  if (query.limit !== null) parts.push(`LIMIT ${query.limit}`);
  if (query.offset !== null) {
    // SQLite and MySQL know OFFSET only after LIMIT.
    if (query.limit === null && rules.dialect === 'sqlite') parts.push('LIMIT -1');
    if (query.limit === null && rules.dialect === 'mysql') parts.push('LIMIT 9223372036854775807');
    parts.push(`OFFSET ${query.offset}`);
  }
  return parts.filter((part) => part !== '').join(' ');
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
      return `VALUES ${body.rows.map((row) => `(${row.map((cell) => printExpression(cell, rules)).join(', ')})`).join(', ')}`;
    case 'set':
      return `${printMember(body.left, rules)} ${operatorOf(body)} ${printMember(body.right, rules)}`;
  }
}

function operatorOf(body: SetOperation): string {
  return body.operator.toUpperCase() + (body.all ? ' ALL' : '');
}

/** A member stands bare where the dialect reads it alike, and in parentheses otherwise. */
function printMember(member: Query, rules: DialectRules): string {
  const plain = member.body.kind !== 'set' && member.orderBy.length === 0 && member.limit === null && member.offset === null && member.ctes.length === 0;
  const text = printSql(member, rules);
  return plain || !rules.parenthesisedMembers ? text : `(${text})`;
}

function printSelect(select: Select, rules: DialectRules): string {
  const distinctOn = select.distinctOn.length === 0 ? '' : ` ON (${select.distinctOn.map((item) => printExpression(item, rules)).join(', ')})`;
  const parts = [`SELECT ${select.distinct ? `DISTINCT${distinctOn} ` : ''}${select.items.map((item) => printItem(item, rules)).join(', ')}`];
  if (select.from !== null) parts.push(`FROM ${printFrom(select.from, rules)}`);
  if (select.where !== null) parts.push(`WHERE ${printExpression(select.where, rules)}`);
  if (select.groupBy.length > 0) {
    const modifier = select.groupModifier === 'rollup' ? ' WITH ROLLUP' : '';
    parts.push(`GROUP BY ${select.groupBy.map((item) => printExpression(item, rules)).join(', ')}${modifier}`);
  }
  if (select.having !== null) parts.push(`HAVING ${printExpression(select.having, rules)}`);
  if (select.windows.length > 0) {
    parts.push(`WINDOW ${select.windows.map(({ name, window }) => `${printName(name, rules)} AS (${printWindow(window, rules)})`).join(', ')}`);
  }
  return parts.join(' ');
}

function printItem(item: SelectItem, rules: DialectRules): string {
  const { expression } = item;
  const implied = expression.kind === 'column' && expression.target?.kind === 'output' ? expression.name : null;
  const alias = item.alias ?? implied;
  return printExpression(expression, rules) + (alias === null ? '' : ` AS ${printName(alias, rules)}`);
}

const JOIN_WORDS: Readonly<Record<Exclude<JoinedSource['join'], 'comma'>, string>> = {
  inner: 'JOIN', left: 'LEFT JOIN', right: 'RIGHT JOIN', full: 'FULL JOIN', cross: 'CROSS JOIN',
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
      return printTable(source, rules) + aliasOf(source.alias, rules);
    case 'derived':
      return `${source.lateral ? 'LATERAL ' : ''}(${printSql(source.query, rules)})${aliasOf(source.alias, rules)}${columnList(source.columns, rules)}`;
    case 'function':
      return `${printExpression(source.call, rules)}${aliasOf(source.alias, rules)}${columnList(source.columns, rules)}`;
  }
}

function printTable(source: Extract<Source, { kind: 'table' }>, rules: DialectRules): string {
  if (source.relation?.kind !== 'base') return printName(source.name, rules);
  const { table } = source.relation;
  const dot = table.indexOf('.');
  return dot === -1 ? printStoredName(table, rules) : `${printStoredName(table.slice(0, dot), rules)}.${printStoredName(table.slice(dot + 1), rules)}`;
}

function aliasOf(alias: Name | null, rules: DialectRules): string {
  return alias === null ? '' : ` AS ${printName(alias, rules)}`;
}
