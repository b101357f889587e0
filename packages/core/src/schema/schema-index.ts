import type { Embedder } from '../contracts/index.ts';
import type { Catalog } from './catalog.ts';
import type { DenseIndex } from './dense-index.ts';
import { createLexicalIndex, type LexicalIndex } from './lexical-index.ts';
import { createValueIndex, type ValueIndex } from './value-index.ts';

/** The catalog with everything that finds things in it. Built by ingestion, read by the stages. */
export interface SchemaIndex {
  readonly catalog: Catalog;
  readonly lexical: LexicalIndex;
  readonly values: ValueIndex;
  /** Absent: retrieval is lexical and by values only. */
  readonly dense: DenseIndex | null;
}

/** What finds words and values of one catalog. */
type Finders = Pick<SchemaIndex, 'lexical' | 'values'>;

/** Beside the indexes, so that one which takes over the finders of another does not keep all the earlier ones. */
const findersOf = new WeakMap<SchemaIndex, Finders>();

/**
 * An index over a catalog. What finds words and values is made at its first use, so that a stored
 * catalog is there at once; it is taken from another index where the catalogs and the embedders are the same.
 */
export function schemaIndex(catalog: Catalog, dense: DenseIndex | null, other?: SchemaIndex): SchemaIndex {
  const same = other?.catalog.fingerprint === catalog.fingerprint && other.dense?.embedder === dense?.embedder ? findersOf.get(other) : undefined;
  const finders = same ?? lazyFinders(catalog, dense?.embedder);
  const index: SchemaIndex = {
    catalog,
    get lexical() {
      return finders.lexical;
    },
    get values() {
      return finders.values;
    },
    dense,
  };
  findersOf.set(index, finders);
  return index;
}

function lazyFinders(catalog: Catalog, embedder: Embedder | undefined): Finders {
  let lexical: LexicalIndex | undefined;
  let values: ValueIndex | undefined;
  return {
    get lexical() {
      return (lexical ??= createLexicalIndex(catalog, embedder));
    },
    get values() {
      return (values ??= createValueIndex(catalog));
    },
  };
}
