import type { SqlParser } from '@nl2sql/core/contracts';
import { asciiLower, isNode, nodesOf, partsOf, Reading, type CteNames, type TreeNode } from './reading.ts';
import { parserThread } from './node-sql-parser-thread.ts';
import { withReadableConstructs } from './readable-constructs.ts';

export interface NodeSqlParserOptions {
  /**
   * Milliseconds that reading one statement may take before its thread is stopped and the statement is
   * refused. Statements take a few; deeply nested ones take the parser minutes. Default: 1,000.
   */
  readonly timeoutMs?: number;
}

/**
 * A second parser for MySQL and MariaDB beside the guard's, by the optional package `node-sql-parser`.
 * It runs in a thread of its own, since the time it takes doubles with every level of some nestings. The
 * thread starts at the first use, lasts as long as the process and does not keep it alive.
 *
 * Its grammar lacks some constructs of the dialect, among them `SUM(DISTINCT …)`, `<=>`, `RANGE` frames
 * and `JSON_TABLE`. A text that it cannot read is read once more with these put in terms that it knows,
 * which leaves the tables, functions and statements as they are. What it cannot read then is refused.
 * It must never be handed comments: it drops those that MySQL executes. The guard's text has none.
 *
 * `summarise` throws `ConfigurationError` `MISSING_DEPENDENCY` when `node-sql-parser` is not installed,
 * and another error for what it cannot read and after the timeout.
 *
 * @example
 * ```ts
 * import { nodeSqlParser } from '@nl2sql/adapters/sql-parsers/node-sql-parser';
 *
 * const parser = nodeSqlParser();
 * await parser.summarise('SELECT lower(name) FROM customers', 'mysql');
 * // { statements: 1, kind: 'query', tables: [['customers']], functions: ['lower'] }
 * ```
 */
export function nodeSqlParser({ timeoutMs = 1_000 }: NodeSqlParserOptions = {}): SqlParser {
  const thread = parserThread(timeoutMs);
  return {
    name: 'node-sql-parser',
    dialects: ['mysql'],
    async summarise(sql) {
      const trees = await thread.parse([sql, withReadableConstructs(sql)]);
      // A semicolon at the end makes a list with an empty member.
      const statements = nodesOf(Array.isArray(trees) ? trees : [trees]);
      const reading = new Reading();
      for (const statement of statements) visitStatement(statement, new Set(), reading);
      return reading.summary(statements.length);
    },
  };
}

function visitStatement(statement: TreeNode, ctes: CteNames, reading: Reading): void {
  if (statement['type'] === 'select') visitSelect(statement, ctes, reading);
  else reading.addEffect();
}

function visitSelect(select: TreeNode, outer: CteNames, reading: Reading): void {
  const { with: members, from, into, locking_read: locking, ...clauses } = select;
  if (isNode(into) && (into['type'] ?? into['keyword'] ?? into['expr'] ?? null) !== null) reading.addEffect();
  if ((locking ?? null) !== null) reading.addEffect();
  const ctes = visitWith(nodesOf(members), outer, reading);
  visitSources(from, ctes, reading);
  // The next member of a set operation, `_next`, is one of the clauses.
  visitChildren(clauses, ctes, reading);
}

/** The names in scope behind a WITH: within it, each sees those that came before and under RECURSIVE itself. */
function visitWith(members: readonly TreeNode[], outer: CteNames, reading: Reading): CteNames {
  const recursive = members.some((member) => member['recursive'] === true);
  const ctes = new Set(outer);
  for (const member of members) {
    const names = isNode(member['name']) ? partsOf(member['name']['value']).map(asciiLower) : [];
    if (recursive) for (const name of names) ctes.add(name);
    visit(member, ctes, reading);
    for (const name of names) ctes.add(name);
  }
  return ctes;
}

/** The sources of FROM: a list, or a node whose `expr` holds what stands in parentheses. */
function visitSources(value: unknown, ctes: CteNames, reading: Reading): void {
  if (Array.isArray(value)) for (const source of value) visitSources(source, ctes, reading);
  if (!isNode(value)) return;
  const { table, expr, ...rest } = value;
  if (typeof table === 'string') {
    const parts = partsOf(value['db'], table);
    if (parts.length > 1 || !ctes.has(asciiLower(table))) reading.addTable(parts);
    visit(expr, ctes, reading);
  } else if (Array.isArray(expr) || (isNode(expr) && typeof expr['table'] === 'string')) {
    visitSources(expr, ctes, reading);
  } else {
    visit(expr, ctes, reading);
  }
  visit(rest, ctes, reading);
}

/** Walks all of the tree, so that a node that is not known here hides nothing within it. */
function visit(value: unknown, ctes: CteNames, reading: Reading): void {
  if (Array.isArray(value)) for (const item of value) visit(item, ctes, reading);
  if (!isNode(value)) return;
  if (value['type'] === 'select') return visitSelect(value, ctes, reading);
  record(value, reading);
  const { ast, ...rest } = value;
  if (isNode(ast)) visitStatement(ast, ctes, reading);
  visitChildren(rest, ctes, reading);
}

function visitChildren(node: TreeNode, ctes: CteNames, reading: Reading): void {
  for (const child of Object.values(node)) visit(child, ctes, reading);
}

function record(node: TreeNode, reading: Reading): void {
  switch (node['type']) {
    case 'function': {
      const { name, schema } = isNode(node['name']) ? node['name'] : {};
      const parts = [...(isNode(schema) ? [schema] : []), ...nodesOf(name)].flatMap((part) => partsOf(part['value']));
      reading.addFunction(asciiLower(parts.join('.')));
      break;
    }
    case 'aggr_func':
      reading.addFunction(asciiLower(String(node['name'])));
      break;
    case 'assign':
    case 'var':
      // Variables of the session and the server: reading one is not reading a table either.
      reading.addEffect();
      break;
    default:
  }
}
