import { DatabaseError, isNl2SqlError, type Nl2SqlError } from '@nl2sql/core/errors';

/** Only for the wording of a refusal: what is refused is everything but a SELECT. */
const WRITES =
  /^\s*(?:insert|update|delete|merge|truncate|create|drop|alter|grant|revoke|copy|vacuum|analyze|reindex|cluster|refresh|comment|call|do|lock|set|reset|begin|start|savepoint|release|commit|end|rollback|abort|prepare|execute|deallocate|discard|listen|notify|unlisten)\b/i;

const WRITES_INSIDE = /\b(?:insert|update|delete|merge)\b/i;

/** What may be said about a failure while a statement runs, when its engine's text could hold values of rows. By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const REASONS: Readonly<Record<string, string>> = {
  '08P01': 'its parameters are not those that it names',
  '0A000': 'it uses something that is not possible here',
  '21000': 'a subquery that has to give one row gave several',
  '22001': 'a text is longer than its column',
  '22003': 'a number is out of the range of its type',
  '22007': 'a value is not a date or time that can be read',
  '22008': 'a date or time is out of range',
  '22012': 'it divides by zero',
  '22P02': 'a value cannot be read as the type that it is converted to',
  '2201B': 'a regular expression is not valid',
  '23502': 'a column that needs a value would have none',
  '23503': 'a row refers to another one that would not be there',
  '23505': 'a value that may be there once would be there twice',
  '23514': 'a row would break a condition of its table',
  '42501': 'the database role lacks a privilege that it needs',
  '42601': 'it is not one SELECT',
  '53100': 'the server ran out of disk space',
  '53200': 'the server ran out of memory',
  '53400': 'it needs more temporary space than is allowed',
  '54001': 'it is too complex',
};

interface ServerError {
  readonly sqlState: string | null;
  readonly message: string;
  /** Where in the statement; there is one only when the statement's own text is what is wrong. */
  readonly position: string | null;
}

function readError(error: unknown): ServerError {
  const given = (typeof error === 'object' && error !== null ? error : {}) as Readonly<Record<string, unknown>>;
  const { code, message, position } = given;
  return {
    sqlState: typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && 'severity' in given ? code : null,
    message: typeof message === 'string' ? message : '',
    position: typeof position === 'string' ? position : null,
  };
}

/** The five characters of PostgreSQL's own error code, null for an error that is not the server's. */
export function sqlStateOf(error: unknown): string | null {
  return readError(error).sqlState;
}

/** A driver's error as the contract has it. `statement` is the text that came from outside, when one was sent. */
export function toDatabaseError(cause: unknown, id: string, statement?: string): Nl2SqlError {
  if (isNl2SqlError(cause)) return cause;
  const { sqlState, message, position } = readError(cause);
  if (sqlState === null) return unavailable(id, 'the connection failed', cause);
  switch (sqlState) {
    case '57014':
    case '25P03':
    case '25P04':
      return new DatabaseError('DATABASE_TIMEOUT', `${id} stopped the statement.`, { hint: 'Ask for less, for example a shorter period, or raise the time limit.', cause });
    case '55P03':
    case '40P01':
    case '40001':
      return new DatabaseError('DATABASE_BUSY', `${id} has a lock that the statement waits for; nothing was changed.`, { hint: 'Try again when the writer has finished.', cause });
    case '25006':
      return notRun(cause);
    case '3D000':
      return new DatabaseError('DATABASE_NOT_FOUND', `${id} is not on the server.`, { hint: 'Check the name of the database.', cause });
  }
  if (sqlState.startsWith('28')) return unavailable(id, 'the server refused the login', cause);
  if (/^(?:08(?!P01)|53300|57P|XX)/.test(sqlState)) return unavailable(id, 'the server ended or refused the connection', cause);
  if (statement !== undefined && (WRITES.test(statement) || (sqlState === '0A000' && WRITES_INSIDE.test(statement)))) return notRun(cause);

  // A text with a position is the parser's, about the statement itself: nothing had been read when it was written.
  const reason = position !== null && statement !== undefined ? message : (REASONS[sqlState] ?? `SQLSTATE ${sqlState}`);
  return new DatabaseError('DATABASE_QUERY_FAILED', `${id} refused the statement: ${reason}.`, { cause });
}

/** As {@link toDatabaseError}, for an INSERT, UPDATE or DELETE that came from outside. */
export function toWriteError(cause: unknown, id: string): Nl2SqlError {
  const { message, position } = readError(cause);
  return position === null ? toDatabaseError(cause, id) : new DatabaseError('DATABASE_QUERY_FAILED', `${id} refused the statement: ${message}.`, { cause });
}

/** True when an error of COMMIT says for sure that nothing was committed. Those of other classes tell of a server or a connection that ended meanwhile. */
export function isUndone(cause: unknown): boolean {
  const sqlState = sqlStateOf(cause);
  return sqlState !== null && !/^(?:08|57P|58|XX)/.test(sqlState);
}

function notRun(cause: unknown): DatabaseError {
  return new DatabaseError('DATABASE_READ_ONLY', 'Only a SELECT is run here; the statement was not, and nothing was changed.', { cause });
}

function unavailable(id: string, what: string, cause: unknown): DatabaseError {
  return new DatabaseError('DATABASE_UNAVAILABLE', `${id} could not be reached: ${what}.`, { hint: 'Check that the server runs and that host, port, role and password are right.', cause });
}
