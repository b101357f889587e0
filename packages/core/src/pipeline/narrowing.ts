import type { CheckedSql, StatementPolicy } from '../contracts/index.ts';
import { RunError } from '../errors/index.ts';
import type { ColumnRef, Lock, StageName } from '../protocol/index.ts';
import { findColumn, type CatalogView } from '../schema/catalog.ts';
import { lockOfChecked, policyOfChecked } from '../sql/index.ts';
import { wayId } from '../stages/ambiguity/join-paths.ts';
import type { RunState } from './run-state.ts';

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
  const inView = isWithinView(lock.tables, view);
  const inLock = [...lock.joins.flatMap((join) => [join.from, join.to]), ...lock.values].every(({ table, column }) =>
    locked.get(table)?.has(column),
  );
  if (inView && inLock) return;
  throw new RunError('STAGE_CONTRACT', 'ground-columns locked a column that it was not given.', {
    stage: 'ground-columns',
    hint: 'Nothing was run. A replaced grounder may lock columns of the selected tables only, and joins and values within them.',
  });
}

/** Whether these tables, and of each these columns, are in a view. */
export function isWithinView(tables: Lock['tables'], view: CatalogView): boolean {
  return tables.every(({ table, columns }) => {
    const info = view.tables.get(table);
    return info !== undefined && columns.every((column) => findColumn(info, column) !== undefined);
  });
}

/** Whether everything that a paused run has found, offered and settled is still in a view. */
export function isStateWithin(state: RunState, view: CatalogView): boolean {
  const { candidates, ranking, selected, resolutions, assumptions, interrupt } = state;
  const options = interrupt?.clarification.options ?? [];
  const readings: readonly Partial<ColumnRef>[] = [
    ...[...candidates, ...ranking].map(({ table }) => ({ table })),
    ...selected.map((table) => ({ table })),
    ...resolutions.flatMap(({ chosen, rejected }): readonly Partial<ColumnRef>[] => ('id' in chosen ? [chosen, ...rejected] : rejected)),
    ...assumptions.flatMap(({ chosen, alternatives = [] }) => [...(chosen ? [chosen] : []), ...alternatives]),
    ...options,
  ];
  const isSeen = readings.every(({ table, column }) => table === undefined || isWithinView([{ table, columns: column === undefined ? [] : [column] }], view));
  if (!isSeen) return false;
  // A way to join names the tables that it passes in its id only.
  const plan = view.joinGraph.connect(selected);
  const ways = new Set((plan.kind === 'connected' ? [plan, ...plan.alternatives] : []).map((way) => wayId(way.joins)));
  const offered = [
    ...(interrupt?.clarification.kind === 'join_path' ? options : []),
    ...resolutions.flatMap(({ kind, chosen }) => (kind === 'join_path' && 'id' in chosen ? [chosen] : [])),
    ...assumptions.flatMap(({ kind, chosen, alternatives = [] }) => (kind === 'join' && chosen ? [chosen, ...alternatives] : [])),
  ];
  return offered.every(({ id }) => ways.has(id));
}

/** Whether a statement was checked with these row filters and masks. */
export function isCheckedWith(policy: StatementPolicy, checked: CheckedSql): boolean {
  const used = policyOfChecked(checked);
  return used === undefined ? policy.tables.length === 0 : JSON.stringify(used) === JSON.stringify(policy);
}

/** A statement counts as checked only when it was checked against the run's own lock and policy. */
export function assertCheckedAgainst(lock: Lock, policy: StatementPolicy, checked: CheckedSql): void {
  if (JSON.stringify(lockOfChecked(checked)) === JSON.stringify(lock) && isCheckedWith(policy, checked)) return;
  throw new RunError('STAGE_CONTRACT', 'validate-sql accepted a statement that was checked against another lock or policy.', {
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
