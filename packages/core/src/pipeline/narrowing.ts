import { RunError } from '../errors/index.ts';
import type { Lock, StageName } from '../protocol/index.ts';
import { findColumn, type CatalogView } from '../schema/catalog.ts';

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

/** A lock holds tables and columns of the view only. */
export function assertLockWithin(lock: Lock, view: CatalogView): void {
  const columns = [
    ...lock.tables.flatMap((table) => table.columns.map((column) => ({ table: table.table, column }))),
    ...lock.joins.flatMap((join) => [join.from, join.to]),
    ...lock.values,
  ];
  assertTablesWithin(lock.tables.map((table) => table.table), view.tables, 'ground-columns');
  const known = columns.every(({ table, column }) => {
    const info = view.tables.get(table);
    return info !== undefined && findColumn(info, column) !== undefined;
  });
  if (known) return;
  throw new RunError('STAGE_CONTRACT', 'ground-columns locked a column that the caller may not read.', {
    stage: 'ground-columns',
    hint: 'Nothing was run. A replaced grounder may lock columns of the view only.',
  });
}
