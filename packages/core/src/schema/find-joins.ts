import type { ColumnValues, Database } from '../contracts/index.ts';
import type { ColumnRef, Join } from '../protocol/index.ts';
import type { Settings } from '../settings.ts';
import { sampledValues, type CatalogTable } from './catalog.ts';
import { confirmJoins, proposeJoins } from './infer-joins.ts';
import type { IngestedSchema, RejectedJoin } from './ingestion-record.ts';
import { mapConcurrent } from './map-concurrent.ts';
import { readValues } from './sample-values.ts';
import { throwIfAborted } from './throw-if-aborted.ts';

export interface FindJoinsOptions {
  readonly database: Database;
  readonly settings: Settings;
  readonly previous?: IngestedSchema;
  /** Tables whose rows are as they were at the previous ingestion. */
  readonly kept: ReadonlySet<string>;
  readonly signal?: AbortSignal;
}

/**
 * Undeclared joins, checked against values that are read for the columns in question only. What the
 * previous ingestion found about two tables that are as they were is not looked at again.
 */
export async function findJoins(
  tables: readonly CatalogTable[],
  declared: readonly Join[],
  options: FindJoinsOptions,
): Promise<{ readonly inferred: readonly Join[]; readonly rejected: readonly RejectedJoin[] }> {
  const { previous, kept } = options;
  const before = new Map<string, Join | RejectedJoin>();
  for (const join of previous?.index.catalog.joins ?? []) if (join.source === 'inferred') before.set(pairKey(join), join);
  for (const rejected of previous?.record.rejectedJoins ?? []) before.set(pairKey(rejected), rejected);

  const proposals = proposeJoins(tables, declared);
  const settled = new Map(
    proposals.flatMap((proposal): [string, Join | RejectedJoin][] => {
      const found = kept.has(proposal.from.table) && kept.has(proposal.to.table) ? before.get(pairKey(proposal)) : undefined;
      return found === undefined ? [] : [[pairKey(proposal), found]];
    }),
  );
  const open = proposals.filter((proposal) => !settled.has(pairKey(proposal)));
  const valuesOf = await readColumns(tables, open.flatMap(({ from, to }) => [from, to]), options);
  for (const join of confirmJoins(open, valuesOf)) settled.set(pairKey(join), join);

  const inferred: Join[] = [];
  const rejected: RejectedJoin[] = [];
  for (const proposal of proposals) {
    const found = settled.get(pairKey(proposal));
    if (found !== undefined && 'source' in found) inferred.push(found);
    else rejected.push({ from: proposal.from, to: proposal.to });
  }
  return { inferred, rejected };
}

/** Values of columns: those of the catalog, and of the others those that are read now and not kept. */
async function readColumns(
  tables: readonly CatalogTable[],
  columns: readonly ColumnRef[],
  { database, settings, signal }: FindJoinsOptions,
): Promise<(column: ColumnRef) => ColumnValues | undefined> {
  const known = new Map<string, ColumnValues>();
  const byName = new Map(tables.map((table) => [table.name, table]));
  const wanted = new Map<string, Set<string>>();
  for (const { table, column } of columns) {
    const held = byName.get(table);
    const values = held === undefined ? undefined : sampledValues(held, column);
    if (values !== undefined && values.values.length > 0) known.set(refKey({ table, column }), values);
    else wanted.set(table, (wanted.get(table) ?? new Set()).add(column));
  }
  const limit = settings.ingestion.valuesPerColumn;
  if (limit > 0) {
    await mapConcurrent([...wanted], settings.ingestion.concurrency, async ([table, names]) => {
      throwIfAborted(signal);
      const read = await readValues(database, table, [{ columns: [...names], limit }], signal);
      for (const values of read?.[0] ?? []) known.set(refKey({ table, column: values.column }), values);
    });
  }
  return (column) => known.get(refKey(column));
}

function refKey({ table, column }: ColumnRef): string {
  return `${table}\0${column}`;
}

function pairKey({ from, to }: RejectedJoin): string {
  return `${refKey(from)}\0${refKey(to)}`;
}
