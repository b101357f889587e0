import type { SqlParser } from '@nl2sql/core/contracts';
import { importOptional } from '../optional-dependency.ts';
import { isNode, nodesOf, partsOf, Reading, type CteNames, type TreeNode } from './reading.ts';

/**
 * PostgreSQL's own grammar as a parser beside the guard's, by the optional package `libpg-query`
 * (https://github.com/constructive-io/libpg-query-node, WebAssembly, nothing to compile). It reads what
 * the server reads, for PostgreSQL and for PGlite; the grammar of its version 18 takes all that those of
 * 15 to 17 take. A statement takes it well below a millisecond, whatever its form.
 *
 * `summarise` throws `ConfigurationError` `MISSING_DEPENDENCY` when `libpg-query` is not installed, and
 * an error of the grammar for what is not a statement.
 *
 * @example
 * ```ts
 * import { libpgQuery } from '@nl2sql/adapters/sql-parsers/libpg-query';
 *
 * const parser = libpgQuery();
 * await parser.summarise('SELECT lower(name) FROM customers', 'postgres');
 * // { statements: 1, kind: 'query', tables: [['customers']], functions: ['lower'] }
 * ```
 */
export function libpgQuery(): SqlParser {
  return {
    name: 'libpg-query',
    dialects: ['postgres'],
    async summarise(sql) {
      // Its `parse` loads the grammar at its first use.
      const { parse } = await importOptional('libpg-query', 'The cross-check of PostgreSQL statements', () => import('libpg-query'));
      const statements = nodesOf((await parse(sql)).stmts);
      const reading = new Reading();
      for (const { stmt } of statements) visit(stmt, new Set(), reading);
      return reading.summary(statements.length);
    },
  };
}

/** Walks all of the tree, so that a node that is not known here hides nothing within it. */
function visit(value: unknown, ctes: CteNames, reading: Reading): void {
  if (Array.isArray(value)) for (const item of value) visit(item, ctes, reading);
  if (!isNode(value)) return;
  for (const [tag, body] of Object.entries(value)) {
    if (tag === 'SelectStmt' && isNode(body)) visitSelect(body, ctes, reading);
    else {
      if (isNode(body)) record(tag, body, ctes, reading);
      visit(body, ctes, reading);
    }
  }
}

function visitSelect(select: TreeNode, outer: CteNames, reading: Reading): void {
  const { withClause, ...clauses } = select;
  if (select['intoClause'] !== undefined || select['lockingClause'] !== undefined) reading.addEffect();
  const ctes = isNode(withClause) ? visitWith(withClause, outer, reading) : outer;
  for (const [name, clause] of Object.entries(clauses)) {
    // The members of a set operation come without their tag.
    if ((name === 'larg' || name === 'rarg') && isNode(clause)) visitSelect(clause, ctes, reading);
    else visit(clause, ctes, reading);
  }
}

/** The names in scope behind a WITH: within it, all of them under RECURSIVE and else those that came before. */
function visitWith(clause: TreeNode, outer: CteNames, reading: Reading): CteNames {
  const members = nodesOf(clause['ctes']).map((member) => member['CommonTableExpr']).filter(isNode);
  const ctes = new Set(outer);
  const addName = (member: TreeNode): void => {
    for (const name of partsOf(member['ctename'])) ctes.add(name);
  };
  if (clause['recursive'] === true) members.forEach(addName);
  for (const member of members) {
    visit(member, ctes, reading);
    addName(member);
  }
  return ctes;
}

/** Nodes that the grammar makes of a call, by the name of the function. */
const CALLS: Readonly<Record<string, string>> = {
  CoalesceExpr: 'coalesce',
  GroupingFunc: 'grouping',
  JsonArrayAgg: 'json_arrayagg',
  JsonArrayConstructor: 'json_array',
  JsonArrayQueryConstructor: 'json_array',
  JsonObjectAgg: 'json_objectagg',
  JsonObjectConstructor: 'json_object',
  JsonParseExpr: 'json',
  JsonScalarExpr: 'json_scalar',
  JsonSerializeExpr: 'json_serialize',
  JsonTable: 'json_table',
  RangeTableFunc: 'xmltable',
  XmlSerialize: 'xmlserialize',
};

/** Nodes whose `op` says which function they are: `IS_GREATEST`, `SVFOP_CURRENT_TIME_N`, `JSON_QUERY_OP`. */
const CALLS_BY_OPERATION = new Set(['JsonFuncExpr', 'MinMaxExpr', 'SQLValueFunction', 'XmlExpr']);

function record(tag: string, body: TreeNode, ctes: CteNames, reading: Reading): void {
  const call = CALLS[tag];
  if (call !== undefined) reading.addFunction(call);
  else if (CALLS_BY_OPERATION.has(tag)) reading.addFunction(String(body['op']).replace(/^(IS|SVFOP)_|_(N|OP)$/g, '').toLowerCase());
  else if (tag === 'FuncCall') reading.addFunction(nameOf(body['funcname']));
  else if (tag === 'RangeTableSample') reading.addFunction(nameOf(body['method']));
  else if (tag === 'A_Expr') recordOperator(body, reading);
  else if (tag === 'RangeVar') {
    const parts = partsOf(body['catalogname'], body['schemaname'], body['relname']);
    if (parts.length > 1 || !ctes.has(parts[0] ?? '')) reading.addTable(parts);
  } else if (tag.endsWith('Stmt') || tag === 'CurrentOfExpr') reading.addEffect();
}

/** An operator that is named with its schema is the choice of a function, which no plain operator is. */
function recordOperator(body: TreeNode, reading: Reading): void {
  if (body['kind'] === 'AEXPR_NULLIF') reading.addFunction('nullif');
  const name = nameOf(body['name']);
  if (nodesOf(body['name']).length > 1 && name.includes('.')) reading.addFunction(`operator ${name}`);
}

function nameOf(value: unknown): string {
  const parts = nodesOf(value).flatMap((part) => (isNode(part['String']) ? partsOf(part['String']['sval']) : []));
  return (parts.length > 1 && parts[0] === 'pg_catalog' ? parts.slice(1) : parts).join('.');
}
