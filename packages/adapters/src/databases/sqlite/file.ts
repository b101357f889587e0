import { open, stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { DatabaseError } from '@nl2sql/core/errors';

const HEADER = 'SQLite format 3\0';

/** The address that opens a file for reading only and never makes it (https://www.sqlite.org/uri.html). */
export function readOnlyUri(file: string): string {
  return `${pathToFileURL(file).href}?mode=ro`;
}

/** The address that opens a file for writing as well and never makes it. */
export function writableUri(file: string): string {
  return `${pathToFileURL(file).href}?mode=rw`;
}

/**
 * Checks that a file is a SQLite database, before SQLite is let near it.
 *
 * @returns what tells this state of the file from another file of its name, and from one copied over
 * it, which SQLite itself does not always notice
 * @throws DatabaseError `DATABASE_NOT_FOUND`, `DATABASE_NOT_A_DATABASE`, `DATABASE_UNAVAILABLE`
 */
export async function identifyFile(file: string, id: string): Promise<string> {
  const handle = await open(file, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') {
      throw new DatabaseError('DATABASE_NOT_FOUND', `There is no database file for ${id}. None was made.`, { hint: 'Check the path in `sqlite({ file })`.', cause });
    }
    throw new DatabaseError('DATABASE_UNAVAILABLE', `The file of ${id} cannot be read (${cause.code ?? 'unknown error'}).`, { hint: 'Check the permissions of the file and its folder.', cause });
  });
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) throw notADatabase(`${id} is ${stats.isDirectory() ? 'a folder' : 'not a regular file'}, not a SQLite database.`);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEADER.length), 0, HEADER.length, 0);
    if (bytesRead === 0) throw notADatabase(`${id} is an empty file, not a SQLite database.`);
    if (buffer.toString('latin1') !== HEADER) throw notADatabase(`${id} is not a SQLite database, or it is encrypted.`);
    return [stats.dev, stats.ino, stats.birthtimeNs, stats.mtimeNs, stats.size].join(':');
  } finally {
    await handle.close();
  }
}

/**
 * What tells one content of a file from another: the file's own state, and that of the log beside it in
 * which changes wait in WAL mode (https://www.sqlite.org/wal.html). An empty log is none.
 */
export async function revisionOf(file: string, identity: string): Promise<string> {
  const log = await stat(`${file}-wal`, { bigint: true }).catch(() => null);
  return log === null || log.size === 0n ? identity : `${identity}:${log.mtimeNs}:${log.size}`;
}

function notADatabase(text: string): DatabaseError {
  return new DatabaseError('DATABASE_NOT_A_DATABASE', text, { hint: 'Check the path in `sqlite({ file })`.' });
}
