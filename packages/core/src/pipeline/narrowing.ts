import type { CheckedSql } from '../contracts/index.ts';
import { RunError } from '../errors/index.ts';
import type { Lock, StageName } from '../protocol/index.ts';
import { findColumn, type CatalogView } from '../schema/catalog.ts';
import { lockOfChecked } from '../sql/index.ts';

/** Each step of a run may only narrow what the step before let through, whoever wrote the stage. */
export function assertTablesWithin(
  tables: readonly string[],
  allowed: { has(table: string): boolean },
  stage: StageName,
): void {
  if (tables.every((table) => allowed.has(table))) return;
  throw new RunError('STAGE_CONTRACT', `${stage} returned a table that it was not given.`, {
    stage,
    hint: 'Nothing was run. A replaced stage may drop tables, never add one.',
  });
}

/**
 * A lock holds the selected tables and the bridges that join them, columns of the view, and joins
 * and values within its own columns.
 */
export function assertLockWithin(lock: Lock, selected: readonly string[], view: CatalogView): void {
  const plan = view.joinGraph.connect(selected);
  const bridges = plan.kind === 'connected' ? [plan, ...plan.alternatives].flatMap((way) => way.added) : [];
  assertTablesWithin(lock.tables.map((table) => table.table), new Set([...selected, ...bridges]), 'ground-columns');
  const locked = new Map(lock.tables.map(({ table, columns }) => [table, new Set(columns)]));
  const inView = lock.tables.every(({ table, columns }) => {
    const info = view.tables.get(table);
    return info !== undefined && columns.every((column) => findColumn(info, column) !== undefined);
  });
  const inLock = [...lock.joins.flatMap((join) => [join.from, join.to]), ...lock.values].every(({ table, column }) =>
    locked.get(table)?.has(column),
  );
  if (inView && inLock) return;
  throw new RunError('STAGE_CONTRACT', 'ground-columns locked a column that it was not given.', {
    stage: 'ground-columns',
    hint: 'Nothing was run. A replaced grounder may lock columns of the selected tables only, and joins and values within them.',
  });
}

/** A statement counts as checked only when it was checked against the run's own lock. */
export function assertCheckedAgainst(lock: Lock, checked: CheckedSql): void {
  if (JSON.stringify(lockOfChecked(checked)) === JSON.stringify(lock)) return;
  throw new RunError('STAGE_CONTRACT', 'validate-sql accepted a statement that was checked against another lock.', {
    stage: 'validate-sql',
    hint: 'Nothing was run. A replaced validator may refuse more than the guard, never allow more.',
  });
}

/** A lock that no later stage can add to, not even by writing into it. */
export function frozenCopy(lock: Lock): Lock {
  return deepFreeze(structuredClone(lock));
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
