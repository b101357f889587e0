import { DatabaseError, isNl2SqlError, type Nl2SqlError } from '@nl2sql/core/errors';

/** SQLite's result codes (https://www.sqlite.org/rescode.html), primary part, that have a meaning of their own here. */
function primaryCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return code.split('_').slice(0, 2).join('_');
}

/** True when the connection that raised it must not be used again. */
export function breaksConnection(error: unknown): boolean {
  return ['SQLITE_IOERR', 'SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_CANTOPEN', 'SQLITE_NOMEM'].includes(primaryCode(error));
}

/** A driver's error as the contract has it. */
export function toDatabaseError(cause: unknown, id: string): Nl2SqlError {
  if (isNl2SqlError(cause)) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  switch (primaryCode(cause)) {
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return new DatabaseError('DATABASE_BUSY', `${id} is locked by another connection; nothing was read.`, { hint: 'Try again when the writer has finished.', cause });
    case 'SQLITE_READONLY':
      return new DatabaseError('DATABASE_READ_ONLY', `${id} is opened for reading only; nothing was changed.`, { cause });
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
      return new DatabaseError('DATABASE_NOT_A_DATABASE', `${id} is damaged, encrypted or not a SQLite database.`, { hint: 'Run `PRAGMA integrity_check` on a copy of the file.', cause });
    case 'SQLITE_IOERR':
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_NOMEM':
      return new DatabaseError('DATABASE_UNAVAILABLE', `${id} could not be read.`, { hint: 'Check that the file is there and readable; a database in WAL mode also needs a writable folder.', cause });
    default:
      return new DatabaseError('DATABASE_QUERY_FAILED', `${id} refused the statement: ${reason}`, { cause });
  }
}

/** True when the statement was stopped from outside. */
export function isInterrupt(error: unknown): boolean {
  return primaryCode(error) === 'SQLITE_INTERRUPT';
}
