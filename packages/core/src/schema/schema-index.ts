import type { Embedder, VectorStore } from '../contracts/index.ts';
import type { Catalog } from './catalog.ts';
import type { LexicalIndex } from './lexical-index.ts';
import type { ValueIndex } from './value-index.ts';

/** The catalog with everything that finds things in it. Built by ingestion, read by the stages. */
export interface SchemaIndex {
  readonly catalog: Catalog;
  readonly lexical: LexicalIndex;
  readonly values: ValueIndex;
  /** Absent: retrieval is lexical and by values only. */
  readonly dense: { readonly embedder: Embedder; readonly vectorStore: VectorStore } | null;
}
