import { Nl2SqlError, type Nl2SqlErrorOptions } from './nl2sql-error.ts';

/** An option has a wrong value, or an optional package is not installed. */
export class ConfigurationError extends Nl2SqlError {
  constructor(message: string, options?: Nl2SqlErrorOptions & { readonly code?: 'INVALID_CONFIGURATION' | 'MISSING_DEPENDENCY' }) {
    super(options?.code ?? 'INVALID_CONFIGURATION', message, options);
  }
}
