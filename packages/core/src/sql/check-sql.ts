import type { CheckedSql, Dialect, FilterValue, SqlParser, StatementPolicy } from '../contracts/index.ts';
import type { Lock, Proof, ProofAddition, SqlProblem } from '../protocol/index.ts';
import { applyPolicy, lockWithPolicy } from './apply-policy.ts';
import { brandChecked } from './checked-sql.ts';
import { checkFunctions } from './check-functions.ts';
import { boundGrowth } from './check-growth.ts';
import { checkRecursion } from './check-recursion.ts';
import { checkCounts, checkResources } from './check-resources.ts';
import { checkSeries } from './check-series.ts';
import { checkWork } from './check-work.ts';
import { crossCheck } from './cross-check.ts';
import { dialectRules, type DialectRules } from './dialect-rules.ts';
import { lexSql } from './lex-sql.ts';
import { LIMITS } from './limits.ts';
import { limitRows } from './limit-rows.ts';
import { parseSql } from './parse-query.ts';
import { printStatement } from './print-sql.ts';
import { problem, Refusal } from './problems.ts';
import { prove, ruleOf } from './prove.ts';
import type { Query } from './query-tree.ts';
import { resolveNames } from './resolve-names.ts';
import { summariseTree } from './summarise-tree.ts';

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
   * or by comparing its counter with a constant, or a date with the highest or lowest of a column. Default 10,000; null:
   * only the time limit of the statement ends it.
   */
  readonly recursionSteps?: number | null;
  /** Tables of the lock all of whose columns are locked: a star over them is written out. Default: none. */
  readonly completeTables?: readonly string[];
  /** Row filters and masks of the principal. Default: none. */
  readonly policy?: StatementPolicy;
  /** Other parsers that must read the printed statement alike. Default: none. */
  readonly parsers?: readonly SqlParser[];
  /** Milliseconds that these parsers together may take. Default 2,000. */
  readonly parserTimeoutMs?: number;
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
 * No text makes it throw.
 *
 * @throws ConfigurationError `MISSING_DEPENDENCY` when one of `parsers` is not installed. Nothing has run.
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
  const read = readStatement(sql, options, rules);
  if (!read.ok) return read;
  const plain = readAgain(read.plain, 0, options.lock, options, rules);
  const again = read.text === read.plain ? plain : readAgain(read.text, read.parameters.length, lockWithPolicy(options.lock, options.policy), options, rules);
  if (plain === null || again === null) return refuse([problem('unsupported', 'The statement could not be written out unambiguously. Write it in a simpler way.')]);
  const parsers = (options.parsers ?? []).filter((parser) => parser.dialects.includes(options.dialect));
  const vetoes = await crossCheck(summariseTree(again, rules), parsers, read.text, { dialect: options.dialect, timeoutMs: options.parserTimeoutMs ?? 2_000 });
  if (vetoes.length > 0) return refuse(vetoes);
  const proof: Proof = { ...read.proof, rule: ruleOf(read.added), added: read.added, parsers: parsers.map(({ name }) => name) };
  return { ok: true, checked: brandChecked(read.text, read.parameters, { plain: read.plain, lock: options.lock, policy: options.policy }), tree: plain, proof };
}

interface ReadStatement {
  readonly ok: true;
  /** The statement before the policy was put into it. */
  readonly plain: string;
  /** The statement to run. */
  readonly text: string;
  readonly parameters: readonly FilterValue[];
  readonly proof: ReturnType<typeof prove>;
  readonly added: readonly ProofAddition[];
}

type Refused = Extract<CheckSqlResult, { ok: false }>;

/** Reads, checks, caps and rewrites a statement, and prints what is left. */
function readStatement(sql: string, options: CheckSqlOptions, rules: DialectRules): ReadStatement | Refused {
  try {
    const query = parseSql(lexSql(sql, rules), rules);
    const problems = [...resolveNames(query, options.lock, rules, { completeTables: options.completeTables }), ...checkFunctions(query, rules)];
    if (problems.length > 0) return refuse(problems);
    // What takes long to check is checked last.
    const counts = checkCounts(query);
    if (counts.length > 0) return refuse(counts);
    const work = checkWork(query, rules);
    if (work.length > 0) return refuse(work);
    const recursion = options.recursionSteps === undefined ? LIMITS.recursion : options.recursionSteps;
    const costs = [...boundGrowth(query, rules), ...checkSeries(query, rules), ...checkRecursion(query, recursion), ...checkResources(query, rules)];
    if (costs.length > 0) return refuse(costs);
    const { tree, added } = limitRows(query, options.rowLimit);
    const proof = prove(tree, options.lock, rules);
    const plain = printStatement(tree, rules).text;
    if (options.policy === undefined) return { ok: true, plain, text: plain, parameters: [], proof, added };
    const rewritten = structuredClone(tree);
    const policy = applyPolicy(rewritten, options.policy, options.lock, rules);
    const { text, bound } = printStatement(rewritten, rules);
    return { ok: true, plain, text, parameters: bound.map((index) => policy.values[index]!), proof, added: [...policy.added, ...added] };
  } catch (error) {
    if (error instanceof Refusal) return refuse([error.problem]);
    // Whatever else went wrong while reading, the statement was not understood.
    return refuse([problem('unsupported', 'The statement could not be read. Write it in a simpler way.')]);
  }
}

/** Reads a printed text as a statement of its own, and returns its tree if it is the same, word for word. */
function readAgain(text: string, parameters: number, lock: Lock, options: CheckSqlOptions, rules: DialectRules): Query | null {
  try {
    const query = parseSql(lexSql(text, rules, parameters), rules);
    const problems = [...resolveNames(query, lock, rules, { completeTables: options.completeTables, relations: 2 * LIMITS.relations }), ...checkFunctions(query, rules)];
    return problems.length === 0 && printStatement(query, rules).text === text ? query : null;
  } catch {
    return null;
  }
}

function refuse(problems: readonly SqlProblem[]): Refused {
  return { ok: false, problems };
}
