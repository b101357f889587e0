import { DatabaseError, isNl2SqlError, type Nl2SqlError } from '@nl2sql/core/errors';

/** Error numbers by what they mean here (https://mariadb.com/kb/en/mariadb-error-codes/, https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html). */
const TIMED_OUT: ReadonlySet<number> = new Set([1317, 1969, 3024]);
const READ_ONLY: ReadonlySet<number> = new Set([1290, 1792, 1836]);
const BUSY: ReadonlySet<number> = new Set([1040, 1203, 1205, 1213, 1226]);
const REFUSED: ReadonlySet<number> = new Set([1044, 1045, 1698, 1862, 3118, 3955, 4151]);
const GONE: ReadonlySet<number> = new Set([1053, 1077, 1079, 1080, 1152, 1158, 1159, 1160, 1161, 1184, 1927]);
const NO_DATABASE = 1049;

/** A hidden name and a missing one give the same text, so that the text tells nothing about what is there. */
const UNREADABLE = 'it names a table, column or function that is not there or may not be read';

/** Why the engine refused a statement, in words of this adapter. An engine's own text can carry values. */
const REASONS: ReadonlyMap<number, string> = new Map([
  ...[1054, 1051, 1109, 1142, 1143, 1146, 1227, 1305, 1370].map((errno) => [errno, UNREADABLE] as const),
  [1064, 'it is not valid SQL there'],
  [1149, 'it is not valid SQL there'],
  [1052, 'a column name is ambiguous'],
  [1055, 'a selected column is neither grouped nor aggregated'],
  [1140, 'a selected column is neither grouped nor aggregated'],
  [4098, 'a selected column is neither grouped nor aggregated'],
  [1056, 'it groups by an aggregate'],
  [1060, 'a derived table has two columns of one name'],
  [1066, 'two tables have one name'],
  [1111, 'an aggregate stands where none may'],
  [1222, 'the parts of a set operation have different numbers of columns'],
  [1241, 'it compares different numbers of columns'],
  [1242, 'a subquery gives more than one row'],
  [1248, 'a derived table has no name'],
  [1267, 'it compares texts of different collations'],
  [1270, 'it compares texts of different collations'],
  [1271, 'it compares texts of different collations'],
  [1104, 'it would look at more rows than the server allows'],
  [1365, 'it divides by zero'],
  [1690, 'a number is out of range'],
  [1582, 'a function has the wrong number of arguments'],
  [1318, 'a function has the wrong number of arguments'],
  [1048, 'a column that needs a value would have none'],
  [1364, 'a column that needs a value would have none'],
  [1062, 'a value that may be there once would be there twice'],
  [1216, 'a row refers to another one that would not be there'],
  [1217, 'a row refers to another one that would not be there'],
  [1451, 'a row refers to another one that would not be there'],
  [1452, 'a row refers to another one that would not be there'],
  [3819, 'a row would break a condition of its table'],
  [4025, 'a row would break a condition of its table'],
  [1264, 'a number is out of the range of its column'],
  [1366, 'a value cannot be read as the type of its column'],
  [1406, 'a text is longer than its column'],
  [1210, 'it has the wrong parameters'],
]);

function errorNumber(error: unknown): number | null {
  return typeof error === 'object' && error !== null && 'errno' in error && typeof error.errno === 'number' ? error.errno : null;
}

function errorCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** A driver's error as the contract has it. Nothing of the engine's text is repeated; it stays in `cause`. */
export function toDatabaseError(cause: unknown, id: string): Nl2SqlError {
  if (isNl2SqlError(cause)) return cause;
  const errno = errorNumber(cause);
  // A positive number is the server's; the system's are negative, and losing a connection has none.
  if (errno === null || errno < 1_000) return new DatabaseError('DATABASE_UNAVAILABLE', `${id} could not be reached, or the connection was lost${/^[A-Z_]+$/.test(errorCode(cause)) ? ` (${errorCode(cause)})` : ''}.`, { hint: 'Check that the server runs and can be reached from here.', cause });
  if (TIMED_OUT.has(errno)) return new DatabaseError('DATABASE_TIMEOUT', `The statement was stopped on ${id} at its time limit.`, { hint: 'Ask for less, for example a shorter period, or raise the time limit.', cause });
  if (READ_ONLY.has(errno)) return new DatabaseError('DATABASE_READ_ONLY', `${id} is only read here; nothing was changed.`, { cause });
  if (BUSY.has(errno)) return new DatabaseError('DATABASE_BUSY', `${id} is busy (error ${errno}); nothing was read or changed.`, { hint: 'Try again later.', cause });
  if (REFUSED.has(errno)) return new DatabaseError('DATABASE_UNAVAILABLE', `${id} refused the connection (error ${errno}).`, { hint: 'Check the user, the password and what it may reach.', cause });
  if (errno === NO_DATABASE) return new DatabaseError('DATABASE_NOT_FOUND', `The server has no such database as ${id}.`, { hint: 'Check the name of the database.', cause });
  if (GONE.has(errno)) return new DatabaseError('DATABASE_UNAVAILABLE', `${id} ended the connection (error ${errno}).`, { hint: 'Try again when the server is back.', cause });
  return new DatabaseError('DATABASE_QUERY_FAILED', `${id} refused the statement: ${REASONS.get(errno) ?? 'it cannot be run there'} (error ${errno}).`, { cause });
}

/** True when an error of COMMIT says for sure that nothing was committed: another session was given way to. */
export function isUndone(cause: unknown): boolean {
  return BUSY.has(errorNumber(cause) ?? 0);
}

/** True for an error that the server gave to a statement while it keeps the connection. */
export function isStatementError(error: unknown): boolean {
  if (error instanceof DatabaseError) return error.code === 'DATABASE_READ_ONLY' || error.code === 'DATABASE_QUERY_FAILED' || isStatementError(error.cause);
  return (errorNumber(error) ?? 0) >= 1_000 && (error as { readonly fatal?: unknown }).fatal !== true;
}

/** What a caller is told for whom no connection became free. */
export function noConnection(id: string, connectTimeoutMs: number): DatabaseError {
  return new DatabaseError('DATABASE_BUSY', `No connection to ${id} became free within ${connectTimeoutMs} ms; nothing was asked.`, { hint: 'Try again later, or allow more connections.' });
}
