import type { Database, DatabaseSchema, TableInfo } from '../contracts/index.ts';
import type { Settings } from '../settings.ts';
import type { CatalogTable } from './catalog.ts';
import { structureFingerprint, tableFingerprint } from './fingerprint.ts';
import type { IngestedSchema, Sampling, TableReading } from './ingestion-record.ts';
import { mapConcurrent } from './map-concurrent.ts';
import { sampleTable, valueLimit } from './sample-values.ts';
import { throwIfAborted } from './throw-if-aborted.ts';

export interface ReadTablesOptions {
  readonly database: Database;
  readonly settings: Settings;
  readonly previous?: IngestedSchema;
  /** Whether every table is read, changed or not. */
  readonly refresh: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly signal?: AbortSignal;
  readonly onRead: (table: string, done: number) => void;
}

export interface ReadTables {
  readonly tables: readonly CatalogTable[];
  readonly readings: readonly TableReading[];
  readonly sampling: Sampling;
  /** Tables whose values are those of the previous ingestion. */
  readonly kept: ReadonlySet<string>;
}

/**
 * The values of described tables: those of the previous ingestion where neither the structure nor the
 * revision of a table is another. Of a table without a revision, or whose values could not be read, they
 * are kept for `ingestion.valuesTtlMs`.
 */
export async function readTables(schema: DatabaseSchema, options: ReadTablesOptions): Promise<ReadTables> {
  const { database, settings, previous, refresh, now, signal, onRead } = options;
  const sampling = samplingOf(schema.tables, settings, previous?.record.sampling);
  const known = refresh || !isSameSampling(sampling, previous?.record.sampling) ? new Map<string, Known>() : knownTables(previous);
  const kept = new Set<string>();
  const began = performance.now();
  const unsettledMs = ({ name }: TableInfo): number => schema.unsettledMs?.get(name) ?? 0;
  let done = 0;
  // Those that were written just now come last, when what was read of them can be told from what is written later.
  const settledFirst = schema.tables.toSorted((a, b) => unsettledMs(a) - unsettledMs(b));
  const read = await mapConcurrent(settledFirst, settings.ingestion.concurrency, async (table): Promise<Known> => {
    throwIfAborted(signal);
    const structure = structureFingerprint(table);
    const revision = schema.revisions?.get(table.name) ?? null;
    const before = known.get(table.name);
    if (before !== undefined && before.reading.structure === structure && isCurrent(before.reading, revision, now, settings)) {
      kept.add(table.name);
      onRead(table.name, (done += 1));
      return { table: { ...table, values: before.table.values, fingerprint: before.table.fingerprint }, reading: before.reading };
    }
    const isSettled = performance.now() - began >= unsettledMs(table);
    const values = await sampleTable(database, table, { limit: sampling.limit, valueLength: sampling.valueLength, ...(signal === undefined ? {} : { signal }) });
    onRead(table.name, (done += 1));
    return {
      table: { ...table, values: values ?? {}, fingerprint: tableFingerprint(table, values ?? {}) },
      reading: { table: table.name, structure, revision: revision === null || isSettled ? revision : `${revision}${UNSETTLED}`, readAt: now, readable: values !== null },
    };
  });
  const byName = new Map(read.map((one) => [one.table.name, one]));
  const inOrder = schema.tables.flatMap(({ name }) => byName.get(name) ?? []);
  return { tables: inOrder.map(({ table }) => table), readings: inOrder.map(({ reading }) => reading), sampling, kept };
}

/** Added to a revision that may not be the one of what was read: no database tells such a one. */
const UNSETTLED = ' or later';

interface Known {
  readonly table: CatalogTable;
  readonly reading: TableReading;
}

function knownTables(previous: IngestedSchema | undefined): ReadonlyMap<string, Known> {
  const readings = new Map(previous?.record.tables.map((reading) => [reading.table, reading]));
  return new Map(
    previous?.index.catalog.tables.flatMap((table): [string, Known][] => {
      const reading = readings.get(table.name);
      return reading === undefined ? [] : [[table.name, { table, reading }]];
    }),
  );
}

function isCurrent(reading: TableReading, revision: string | null, now: number, { ingestion }: Settings): boolean {
  if (revision !== null && reading.readable) return reading.revision === revision;
  return now - reading.readAt < ingestion.valuesTtlMs;
}

/** One more column must not have every table read again: the limit stays until half or twice as many values would be right. */
function samplingOf(tables: readonly TableInfo[], { ingestion }: Settings, before: Sampling | undefined): Sampling {
  const { valuesPerColumn, valueLength } = ingestion;
  const wanted = valueLimit(tables, ingestion);
  const near = before?.valuesPerColumn === valuesPerColumn && before.limit <= 2 * wanted && wanted <= 2 * before.limit;
  return { valuesPerColumn, valueLength, limit: near ? before.limit : wanted };
}

function isSameSampling(a: Sampling, b: Sampling | undefined): boolean {
  return a.limit === b?.limit && a.valueLength === b.valueLength && a.valuesPerColumn === b.valuesPerColumn;
}
