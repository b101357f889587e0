export { ERROR_CODES, type ErrorCode } from './error-codes.ts';
export { isNl2SqlError, Nl2SqlError, type Nl2SqlErrorOptions } from './nl2sql-error.ts';
export { CancelledError } from './cancelled-error.ts';
export { ConfigurationError } from './configuration-error.ts';
export { DatabaseError, unsupported } from './database-error.ts';
export { IndexError } from './index-error.ts';
export { InputError } from './input-error.ts';
export { ModelError } from './model-error.ts';
export { RunError } from './run-error.ts';
