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
  let done = 0;
  const read = await mapConcurrent(schema.tables, settings.ingestion.concurrency, async (table): Promise<Known> => {
    throwIfAborted(signal);
    const structure = structureFingerprint(table);
    const revision = schema.revisions?.get(table.name) ?? null;
    const before = known.get(table.name);
    if (before !== undefined && before.reading.structure === structure && isCurrent(before.reading, revision, now, settings)) {
      kept.add(table.name);
      onRead(table.name, (done += 1));
      return { table: { ...table, values: before.table.values, fingerprint: before.table.fingerprint }, reading: before.reading };
    }
    const values = await sampleTable(database, table, { limit: sampling.limit, valueLength: sampling.valueLength, ...(signal === undefined ? {} : { signal }) });
    onRead(table.name, (done += 1));
    return {
      table: { ...table, values: values ?? {}, fingerprint: tableFingerprint(table, values ?? {}) },
      reading: { table: table.name, structure, revision, readAt: now, readable: values !== null },
    };
  });
  return { tables: read.map(({ table }) => table), readings: read.map(({ reading }) => reading), sampling, kept };
}

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
