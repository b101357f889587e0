import type { ErrorCode } from './error-codes.ts';
import { Nl2SqlError, type Nl2SqlErrorOptions } from './nl2sql-error.ts';

/** A language model could not be reached, or did not answer in the form that was asked for. */
export class ModelError extends Nl2SqlError {
  constructor(code: Extract<ErrorCode, `MODEL_${string}`>, message: string, options?: Nl2SqlErrorOptions) {
    super(code, message, options);
  }
}
