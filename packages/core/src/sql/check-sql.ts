import type { CheckedSql, Dialect } from '../contracts/index.ts';
import type { Lock, Proof, SqlProblem } from '../protocol/index.ts';
import { brandChecked } from './checked-sql.ts';
import { checkFunctions, functionsUsed } from './check-functions.ts';
import { checkResources } from './check-resources.ts';
import { buildTree } from './build-tree.ts';
import { dialectRules, type DialectRules } from './dialect-rules.ts';
import { columnsUsed, tablesUsed } from './inspect-tree.ts';
import { lexSql } from './lex-sql.ts';
import { limitRows } from './limit-rows.ts';
import { parseSql } from './parse-sql.ts';
import { printSql } from './print-sql.ts';
import { problem, Refusal } from './problems.ts';
import type { Query } from './query-tree.ts';
import { resolveNames } from './resolve-names.ts';

export interface CheckSqlOptions {
  readonly dialect: Dialect;
  /** The only tables and columns that the statement may name. */
  readonly lock: Lock;
  /** The most rows that the statement may return. */
  readonly rowLimit: number;
  /**
   * The schema that unqualified tables are found in: `main` for SQLite and DuckDB, `public` for
   * PostgreSQL, none for MySQL.
   */
  readonly defaultSchema?: string;
  /**
   * The most steps of a recursive query, which must then show in the statement that it ends: by a LIMIT,
   * or by comparing its counter with a constant. Default null: the time limit of the statement ends it.
   */
  readonly recursionSteps?: number | null;
}

export type CheckSqlResult =
  | {
      readonly ok: true;
      /** The statement to run: printed from the checked tree, never the text that came in. */
      readonly checked: CheckedSql;
      readonly tree: Query;
      readonly proof: Proof;
    }
  | {
      readonly ok: false;
      /** At least one. They name nothing outside the lock but what the statement itself wrote. */
      readonly problems: readonly SqlProblem[];
    };

/**
 * Decides whether a statement may run. It is read by the rules of its engine, every table, column and
 * function is resolved and must be allowed, a row limit is set, and the text to run is printed from
 * the checked tree and checked once more. Anything that is not understood is refused.
 *
 * It never throws, whatever the text.
 *
 * @example
 * ```ts
 * import { checkSql } from './check-sql.ts';
 *
 * const lock = { tables: [{ table: 'orders', columns: ['id', 'total'] }], joins: [], values: [] };
 * const result = await checkSql('SELECT sum(total) FROM orders', { dialect: 'sqlite', lock, rowLimit: 1000 });
 * if (result.ok) console.log(result.checked.text); // SELECT sum(total) FROM orders LIMIT 1000
 * else console.log(result.problems.map((problem) => problem.message));
 * ```
 */
export async function checkSql(sql: string, options: CheckSqlOptions): Promise<CheckSqlResult> {
  const rules = dialectRules(options.dialect, options.defaultSchema);
  const first = await readChecked(sql, options, rules);
  if (!first.ok) return first;
  const second = await readChecked(first.text, options, rules);
  if (!second.ok || second.text !== first.text || second.added.length > 0) {
    return refuse([problem('unsupported', 'The statement could not be written out unambiguously. Write it in a simpler way.')]);
  }
  const proof: Proof = {
    decision: 'accepted',
    dialect: options.dialect,
    allowed: options.lock.tables.map(({ table, columns }) => ({ table, columns })),
    used: { tables: tablesUsed(second.tree), columns: columnsUsed(second.tree), functions: functionsUsed(second.tree) },
    added: first.added,
  };
  return { ok: true, checked: brandChecked(second.text, options.lock), tree: second.tree, proof };
}

type ReadResult =
  | { readonly ok: true; readonly tree: Query; readonly text: string; readonly added: readonly string[] }
  | { readonly ok: false; readonly problems: readonly SqlProblem[] };

async function readChecked(sql: string, options: CheckSqlOptions, rules: DialectRules): Promise<ReadResult> {
  try {
    const parsed = await parseSql(lexSql(sql, rules), rules);
    const query = buildTree(parsed, rules);
    const problems = resolveNames(query, options.lock, rules);
    if (problems.length > 0) return refuse([...problems, ...checkFunctions(query, rules)]);
    const costs = [...checkFunctions(query, rules), ...checkResources(query, rules, options.recursionSteps ?? null)];
    if (costs.length > 0) return refuse(costs);
    const { tree, added } = limitRows(query, options.rowLimit);
    return { ok: true, tree, text: printSql(tree, rules), added };
  } catch (error) {
    if (error instanceof Refusal) return refuse([error.problem]);
    // Whatever else went wrong while reading, the statement was not understood.
    return refuse([problem('unsupported', 'The statement could not be read. Write it in a simpler way.')]);
  }
}

function refuse(problems: readonly SqlProblem[]): { readonly ok: false; readonly problems: readonly SqlProblem[] } {
  return { ok: false, problems };
}
