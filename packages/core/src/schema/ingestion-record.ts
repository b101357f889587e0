import type { ColumnRef } from '../protocol/index.ts';
import type { Settings } from '../settings.ts';
import type { SchemaIndex } from './schema-index.ts';

/** How the values of all tables were read: what was read otherwise has to be read again. */
export interface Sampling extends Pick<Settings['ingestion'], 'valuesPerColumn' | 'valueLength'> {
  /** Most values that were asked for of one column. */
  readonly limit: number;
}

/** How one table was read. */
export interface TableReading {
  readonly table: string;
  /** Of its structure, without what was read from its rows. */
  readonly structure: string;
  /** As the database told it before the rows were read; null when it cannot tell. */
  readonly revision: string | null;
  /** Milliseconds since 1970. */
  readonly readAt: number;
  /** False when its values could not be read. */
  readonly readable: boolean;
}

/** A pair of columns that might have been joined, if their values had not spoken against it. */
export interface RejectedJoin {
  readonly from: ColumnRef;
  readonly to: ColumnRef;
}

/** The texts whose vectors are kept, each as its SHA-256. */
export interface EmbeddedTexts {
  /** The `vectorSpace` of the embedder. */
  readonly embedder: string;
  readonly texts: readonly (readonly [table: string, hash: string])[];
}

/** What ingestion has to remember to read, check and embed only what has changed. JSON, as the catalog is. */
export interface IngestionRecord {
  readonly sampling: Sampling;
  readonly tables: readonly TableReading[];
  readonly rejectedJoins: readonly RejectedJoin[];
  readonly embedded: EmbeddedTexts | null;
}

/** An index with what is needed to bring it up to date. */
export interface IngestedSchema {
  readonly index: SchemaIndex;
  readonly record: IngestionRecord;
}
