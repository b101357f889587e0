import { DatabaseError, isNl2SqlError, type Nl2SqlError } from '@nl2sql/core/errors';

/** The kind that DuckDB writes in front of a message: `Binder Error: …`. */
const KIND = /^(?:Failed to [a-z ]+: |Failure [a-z ]+: )?(?<kind>[A-Za-z ]+?) Error: (?<text>.*)/;

interface EngineError {
  readonly kind: string | null;
  /** The first line; names that would have been there instead and pieces of the statement are on the next. */
  readonly text: string;
}

function readError(error: unknown): EngineError {
  const message = error instanceof Error ? error.message : String(error);
  const { kind = null, text = '' } = KIND.exec(message)?.groups ?? {};
  return { kind, text };
}

/** What is told in full: it is about the statement itself, and nothing had been read when it was written. */
const ABOUT_THE_STATEMENT: ReadonlySet<string | null> = new Set(['Parser', 'Binder', 'Catalog', 'Syntax']);

/** What may be said of a failure whose text can hold values of rows. */
const REASONS: Readonly<Record<string, string>> = {
  Constraint: 'it breaks a constraint of a table: a key, a reference, a check or NOT NULL',
  Conversion: 'a value cannot be read as the type that it is converted to',
  'Invalid Input': 'a function or clause does not take a value that it was given',
  'Out of Memory': 'it needs more memory than it may have',
  'Out of Range': 'a number is out of the range of its type',
  Permission: 'it reaches beyond the tables of the database',
  'Not implemented': 'it uses something that is not possible here',
};

/** True when the engine takes no further statement. */
export function breaksInstance(error: unknown): boolean {
  const { kind } = readError(isNl2SqlError(error) ? error.cause : error);
  return kind === 'FATAL' || kind === 'INTERNAL' || kind === 'IO';
}

/** An error of the engine while it runs a statement, as the contract has it. */
export function toDatabaseError(cause: unknown, id: string): Nl2SqlError {
  if (isNl2SqlError(cause)) return cause;
  const { kind, text } = readError(cause);
  if (/read-only/.test(text)) return notRun(cause);
  if (kind === 'TransactionContext' && /conflict/i.test(text)) {
    return new DatabaseError('DATABASE_BUSY', `${id} was changed by another transaction meanwhile; nothing was changed by this one.`, { hint: 'Try again.', cause });
  }
  if (breaksInstance(cause)) return new DatabaseError('DATABASE_UNAVAILABLE', `${id} could not be read or written.`, { hint: 'Check that the file is there, is whole and may be read.', cause });
  const reason = ABOUT_THE_STATEMENT.has(kind) ? text : (REASONS[kind ?? ''] ?? 'it cannot be run');
  return new DatabaseError('DATABASE_QUERY_FAILED', `${id} refused the statement: ${reason}`.replace(/[.!]?$/, '.'), { cause });
}

/** What a caller is told whose statement is no SELECT. */
export function notRun(cause?: unknown): DatabaseError {
  return new DatabaseError('DATABASE_READ_ONLY', 'Only a SELECT is run here; the statement was not, and nothing was changed.', { cause });
}

/** An error of the engine while it opens a file. */
export function toOpeningError(cause: unknown, id: string): Nl2SqlError {
  if (isNl2SqlError(cause)) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  if (message.includes('Could not set lock')) {
    return new DatabaseError('DATABASE_BUSY', `${id} is open in another process, which lets nobody else in; nothing was read or changed.`, {
      hint: 'A DuckDB file is open to one process that writes or to many that only read. Try again when the other one has closed it.',
      cause,
    });
  }
  if (message.includes('version number')) return notADatabase(`${id} was written by another version of DuckDB, which this one cannot read.`, 'Install the version of @duckdb/node-api that belongs to it.', cause);
  if (/not a valid DuckDB|extension|encrypt|corrupt|checksum/i.test(message)) return notADatabase(`${id} is damaged, encrypted or not a DuckDB database.`, 'Check the path in `duckdb({ file })`.', cause);
  if (message.includes('does not exist')) return new DatabaseError('DATABASE_NOT_FOUND', `There is no database file for ${id}. None was made.`, { hint: 'Check the path in `duckdb({ file })`.', cause });
  return new DatabaseError('DATABASE_UNAVAILABLE', `${id} could not be opened.`, { hint: 'Check that the file is whole and may be read, and the limits of memory and threads.', cause });
}

function notADatabase(text: string, hint: string, cause: unknown): DatabaseError {
  return new DatabaseError('DATABASE_NOT_A_DATABASE', text, { hint, cause });
}
