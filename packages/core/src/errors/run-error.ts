import { Nl2SqlError, type Nl2SqlErrorOptions } from './nl2sql-error.ts';

/** A run could not be started, continued or found. */
export class RunError extends Nl2SqlError {
  constructor(code: 'RUN_NOT_FOUND' | 'RUN_NOT_WAITING' | 'ALREADY_RESUMED' | 'RUN_TIMEOUT' | 'PIPELINE_CLOSED' | 'STAGE_CONTRACT' | 'ACCESS_UNDECIDED', message: string, options?: Nl2SqlErrorOptions) {
    super(code, message, options);
  }
}
