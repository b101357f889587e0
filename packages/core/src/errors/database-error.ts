import type { ErrorCode } from './error-codes.ts';
import { Nl2SqlError, type Nl2SqlErrorOptions } from './nl2sql-error.ts';

/** The database could not be reached, or refused or stopped a statement. */
export class DatabaseError extends Nl2SqlError {
  constructor(code: Extract<ErrorCode, `DATABASE_${string}`>, message: string, options?: Nl2SqlErrorOptions) {
    super(code, message, options);
  }
}
