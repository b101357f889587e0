import { stat } from 'node:fs/promises';
import { DatabaseError } from '@nl2sql/core/errors';

/** What of a file is the same for as long as an opened one may be used. */
export interface FileState {
  /** Which file it is: another one when it was replaced. */
  readonly file: string;
  /** Which content it has, with that of the log beside it, in which changes wait. */
  readonly content: string;
}

/**
 * Looks at a file without opening it: closing it again would take away the locks that this process holds
 * on it (https://man7.org/linux/man-pages/man2/fcntl_locking.2.html).
 *
 * @throws DatabaseError `DATABASE_NOT_FOUND`, `DATABASE_NOT_A_DATABASE`, `DATABASE_UNAVAILABLE`
 */
export async function examineFile(file: string, id: string): Promise<FileState> {
  const stats = await stat(file, { bigint: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') {
      throw new DatabaseError('DATABASE_NOT_FOUND', `There is no database file for ${id}. None was made.`, { hint: 'Check the path in `duckdb({ file })`.', cause });
    }
    throw new DatabaseError('DATABASE_UNAVAILABLE', `The file of ${id} cannot be read (${cause.code ?? 'unknown error'}).`, { hint: 'Check the permissions of the file and its folder.', cause });
  });
  if (!stats.isFile()) throw notADatabase(`${id} is ${stats.isDirectory() ? 'a folder' : 'not a regular file'}, not a DuckDB database.`);
  if (stats.size === 0n) throw notADatabase(`${id} is an empty file, not a DuckDB database.`);
  const log = await stat(`${file}.wal`, { bigint: true }).catch(() => null);
  return {
    file: [stats.dev, stats.ino, stats.birthtimeNs].join(':'),
    content: [stats.mtimeNs, stats.size, ...(log === null ? [] : [log.ino, log.mtimeNs, log.size])].join(':'),
  };
}

function notADatabase(text: string): DatabaseError {
  return new DatabaseError('DATABASE_NOT_A_DATABASE', text, { hint: 'Check the path in `duckdb({ file })`.' });
}
