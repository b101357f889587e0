import { Nl2SqlError, type Nl2SqlErrorOptions } from './nl2sql-error.ts';

/** The caller stopped the work. */
export class CancelledError extends Nl2SqlError {
  constructor(message = 'The run was cancelled.', options?: Nl2SqlErrorOptions) {
    super('CANCELLED', message, options);
  }
}
