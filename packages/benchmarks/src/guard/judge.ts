import type { CheckedSql, Dialect, SqlParser, StatementPolicy } from '@nl2sql/core/contracts';
import { checkSql } from '@nl2sql/core/guard';
import type { Lock, SqlProblem } from '@nl2sql/core/protocol';
import type { CorpusItem } from './corpora.ts';
import type { LockFile } from './locks.ts';

/** More rows than a benign statement of any corpus returns, so that the limit changes no result. */
export const ROW_LIMIT = 100_000;

/** What a pipeline sets that lets no recursion run until its time is up. */
export const RECURSION_STEPS = 10_000;

/** What a statement is checked against. */
export interface Bounds {
  readonly lock: Lock;
  readonly schema?: string | undefined;
  /** Tables that have no other columns than the locked ones. Default: none. */
  readonly completeTables?: readonly string[];
  /** Parsers that must read the statement alike; those of other dialects are not asked. */
  readonly parsers?: readonly SqlParser[];
  /** Row filters and masks. Default: none. */
  readonly policy?: StatementPolicy;
}

/** What a statement of a dialect is checked against by a lock file. */
export function boundsOf({ lock, schemas, completeTables }: LockFile, dialect: Dialect): Bounds {
  return { lock, schema: schemas.get(dialect), completeTables };
}

/** What the guard said about an item of a corpus. */
export interface Verdict<T extends CorpusItem = CorpusItem> {
  readonly item: T;
  /** What may run; null when the statement was refused. */
  readonly checked: CheckedSql | null;
  /** Empty when the statement was accepted. */
  readonly problems: readonly SqlProblem[];
}

export async function judge<T extends CorpusItem>(item: T, bounds: Bounds): Promise<Verdict<T>> {
  const result = await checkStatement(item.sql, item.dialect, bounds);
  return result.ok ? { item, checked: result.checked, problems: [] } : { item, checked: null, problems: result.problems };
}

/** The guard as the benchmarks call it. */
export function checkStatement(sql: string, dialect: Dialect, bounds: Bounds): ReturnType<typeof checkSql> {
  const parsers = bounds.parsers?.filter(({ dialects }) => dialects.includes(dialect)) ?? [];
  return checkSql(sql, {
    dialect,
    lock: bounds.lock,
    rowLimit: ROW_LIMIT,
    recursionSteps: RECURSION_STEPS,
    ...(bounds.schema === undefined ? {} : { defaultSchema: bounds.schema }),
    ...(bounds.completeTables === undefined ? {} : { completeTables: bounds.completeTables }),
    ...(parsers.length === 0 ? {} : { parsers }),
    ...(bounds.policy === undefined ? {} : { policy: bounds.policy }),
  });
}

/** Why a statement was refused, in one line. */
export function reasonOf({ problems }: Verdict): string {
  return problems.map(({ code, message }) => `${code}: ${message}`).join(' ');
}
