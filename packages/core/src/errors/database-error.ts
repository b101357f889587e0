import type { ErrorCode } from './error-codes.ts';
import { Nl2SqlError, type Nl2SqlErrorOptions } from './nl2sql-error.ts';

/** The database could not be reached, or refused or stopped a statement. */
export class DatabaseError extends Nl2SqlError {
  constructor(code: Extract<ErrorCode, `DATABASE_${string}`>, message: string, options?: Nl2SqlErrorOptions) {
    super(code, message, options);
  }
}

/**
 * What a database throws for a capability that it does not declare.
 *
 * @example
 * ```ts
 * import { unsupported } from '@nl2sql/core/errors';
 *
 * const transaction = async (): Promise<never> => {
 *   throw unsupported('legacy:billing', 'transaction');
 * };
 * ```
 */
export function unsupported(id: string, method: 'explain' | 'stream' | 'transaction'): DatabaseError {
  return new DatabaseError('DATABASE_UNSUPPORTED', `${id} does not offer ${method}(); nothing was done.`, {
    hint: method === 'transaction' ? 'A database is written to only where its adapter is told so: see its option `writes`.' : 'See the capabilities of the database.',
  });
}
