import { Nl2SqlError, type Nl2SqlErrorOptions } from './nl2sql-error.ts';

/** The caller's question or answer has a form that cannot be used. Nothing was done with it. */
export class InputError extends Nl2SqlError {
  constructor(message: string, options?: Nl2SqlErrorOptions) {
    super('INVALID_INPUT', message, options);
  }
}
