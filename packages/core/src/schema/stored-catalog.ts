import * as z from 'zod';
import { IndexError } from '../errors/index.ts';
import { catalogKey, type Catalog, type CatalogTable } from './catalog.ts';
import { sha256 } from './fingerprint.ts';
import type { IngestedSchema, IngestionRecord } from './ingestion-record.ts';

/** A catalog as it was kept, with what is needed to bring it up to date. */
export interface StoredCatalog {
  readonly catalog: Catalog;
  readonly record: IngestionRecord;
}

/** Another one whenever the meaning or the shape of what is stored changes. */
const FORMAT = 'nl2sql-catalog-1';

/** A catalog as text: a line with the format and the SHA-256 of what follows, and JSON. */
export function writeCatalog({ index, record }: IngestedSchema): string {
  const json = JSON.stringify({ catalog: index.catalog, record } satisfies StoredCatalog);
  return `${FORMAT} ${sha256(json)}\n${json}`;
}

const columnRef = z.strictObject({ table: z.string(), column: z.string() });
const ends = { from: columnRef, to: columnRef };
const coverage = z.enum(['complete', 'sample']);
const names = z.array(z.string());
const day = z.string().regex(/^\d{4}-\d\d-\d\d$/u);

const columnValues = z.array(z.strictObject({ column: z.string(), values: names, coverage, days: z.strictObject({ from: day, to: day, coverage }).exactOptional() }));
/** No record, since that leaves out a column called `__proto__`. */
const valuesByColumn = z.custom<CatalogTable['values']>((given) => typeof given === 'object' && given !== null && columnValues.safeParse(Object.values(given)).success);

const stored: z.ZodType<StoredCatalog> = z.strictObject({
  catalog: z.strictObject({
    databaseId: z.string(),
    scope: z.string().exactOptional(),
    tables: z.array(
      z.strictObject({
        name: z.string(),
        kind: z.enum(['table', 'view']),
        columns: z.array(z.strictObject({ name: z.string(), type: z.string(), nullable: z.boolean(), comment: z.string().exactOptional() })),
        primaryKey: names,
        unique: z.array(names),
        foreignKeys: z.array(z.strictObject({ columns: names, referencedTable: z.string(), referencedColumns: names })),
        comment: z.string().exactOptional(),
        rowEstimate: z.number().exactOptional(),
        values: valuesByColumn,
        fingerprint: z.string(),
      }),
    ),
    joins: z.array(
      z.discriminatedUnion('source', [
        z.strictObject({ ...ends, source: z.literal('declared') }),
        z.strictObject({
          ...ends,
          source: z.literal('inferred'),
          evidence: z.strictObject({
            name: z.enum(['reference', 'parent', 'same_name', 'table_name', 'abbreviation']),
            type: z.enum(['same', 'comparable', 'unknown']),
            values: z.strictObject({ compared: z.number(), share: z.number(), coverage }).nullable(),
          }),
          confidence: z.number(),
        }),
      ]),
    ),
    fingerprint: z.string(),
  }),
  record: z.strictObject({
    sampling: z.strictObject({ valuesPerColumn: z.number(), valueLength: z.number(), limit: z.number() }),
    tables: z.array(z.strictObject({ table: z.string(), structure: z.string(), revision: z.string().nullable(), readAt: z.number(), readable: z.boolean() })),
    rejectedJoins: z.array(z.strictObject(ends)),
    embedded: z.strictObject({ embedder: z.string(), texts: z.array(z.tuple([z.string(), z.string()])) }).nullable(),
  }),
});

/**
 * Reads what {@link writeCatalog} wrote. The check sum is against accidents; who can write to the store
 * can write any catalog into it, but nothing that is none.
 *
 * @throws IndexError `CATALOG_STORE_FAILED` for another format, another database, or a damaged text
 */
export function readCatalog(text: string, databaseId: string): StoredCatalog {
  const end = text.indexOf('\n');
  const [format, hash] = text.slice(0, end).split(' ');
  const json = text.slice(end + 1);
  if (format !== FORMAT) throw unusable(databaseId, 'has the format of another version');
  if (hash !== sha256(json)) throw unusable(databaseId, 'is damaged');
  const read = stored.safeParse(parsed(json));
  if (!read.success) throw unusable(databaseId, 'is no catalog');
  if (catalogKey(read.data.catalog) !== databaseId) throw unusable(databaseId, 'is of another database');
  return read.data;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function unusable(databaseId: string, why: string): IndexError {
  return new IndexError('CATALOG_STORE_FAILED', `The stored catalog of ${databaseId} ${why}, so it is not used.`, { hint: 'The database is read anew, and the catalog is kept again.' });
}
