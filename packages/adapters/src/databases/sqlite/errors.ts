import { DatabaseError, isNl2SqlError, type Nl2SqlError } from '@nl2sql/core/errors';

/** The SQLite result codes that have a meaning of their own here (https://www.sqlite.org/rescode.html). */
const BUSY = 5;
const LOCKED = 6;
const NOMEM = 7;
const READONLY = 8;
const INTERRUPT = 9;
const IOERR = 10;
const CORRUPT = 11;
const CANTOPEN = 14;
const NOTADB = 26;

/** READONLY_RECOVERY, READONLY_CANTLOCK and READONLY_DIRECTORY: a database in WAL mode that cannot be opened for want of its side files. */
const WITHOUT_SIDE_FILES: ReadonlySet<number | null> = new Set([264, 520, 1544]);

function resultCode(error: unknown): number | null {
  if (typeof error !== 'object' || error === null) return null;
  if ('rawCode' in error && typeof error.rawCode === 'number') return error.rawCode;
  // What libsql throws when it cannot open a file has the code in its text only.
  return error instanceof Error && error.message.startsWith('ConnectionFailed') ? CANTOPEN : null;
}

/** The primary code is the lowest byte of an extended one. */
function primaryCode(error: unknown): number | null {
  const code = resultCode(error);
  return code === null ? null : code & 0xff;
}

/** True when the statement was stopped from outside. */
export function isInterrupt(error: unknown): boolean {
  return primaryCode(error) === INTERRUPT;
}

/** True when another connection holds the lock. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === BUSY;
}

/** True when the connection that raised it must not be used again. */
export function breaksConnection(error: unknown): boolean {
  const primary = primaryCode(error);
  return primary !== null && [NOMEM, READONLY, IOERR, CORRUPT, CANTOPEN, NOTADB].includes(primary);
}

/** True when an error of COMMIT leaves the transaction open, or has undone it. After one of the disk either may be. */
export function isUndone(error: unknown): boolean {
  const primary = primaryCode(error);
  return primary !== null && primary !== IOERR && primary !== CORRUPT;
}

/** A driver's error as the contract has it. */
export function toDatabaseError(cause: unknown, id: string): Nl2SqlError {
  if (isNl2SqlError(cause)) return cause;
  if (WITHOUT_SIDE_FILES.has(resultCode(cause))) {
    return new DatabaseError('DATABASE_UNAVAILABLE', `${id} is in WAL mode and its folder cannot be written, so SQLite cannot open it.`, {
      hint: 'Make the folder writable, or run `PRAGMA journal_mode = DELETE` on the file before it is put there.',
      cause,
    });
  }
  switch (primaryCode(cause)) {
    case BUSY:
    case LOCKED:
      return new DatabaseError('DATABASE_BUSY', `${id} is locked by another connection; nothing was read or changed.`, { hint: 'Try again when the writer has finished.', cause });
    case READONLY:
      return new DatabaseError('DATABASE_READ_ONLY', `${id} can only be read; nothing was changed.`, { cause });
    case NOTADB:
    case CORRUPT:
      return new DatabaseError('DATABASE_NOT_A_DATABASE', `${id} is damaged, encrypted or not a SQLite database.`, { hint: 'Run `PRAGMA integrity_check` on a copy of the file.', cause });
    case IOERR:
    case CANTOPEN:
    case NOMEM:
      return new DatabaseError('DATABASE_UNAVAILABLE', `${id} could not be read.`, { hint: 'Check that the file is there and may be read.', cause });
    default:
      return new DatabaseError('DATABASE_QUERY_FAILED', `${id} refused the statement: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
