import { Nl2SqlError, type Nl2SqlErrorOptions } from './nl2sql-error.ts';

/** The embedder, the vector store or the catalog store failed. */
export class IndexError extends Nl2SqlError {
  constructor(code: 'EMBEDDING_FAILED' | 'VECTOR_STORE_FAILED' | 'CATALOG_STORE_FAILED', message: string, options?: Nl2SqlErrorOptions) {
    super(code, message, options);
  }
}
