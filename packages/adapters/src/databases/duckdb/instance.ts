import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { DatabaseError } from '@nl2sql/core/errors';
import { toOpeningError } from './errors.ts';
import { quoteText } from './identifiers.ts';
import { createReach, type ReadTexts, type RefuseReach } from './reach.ts';

/** What an instance has to be held to, whoever opened it, as the engine tells it. */
const HELD: Readonly<Record<string, string>> = {
  enable_external_access: 'false',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  allow_unsigned_extensions: 'false',
  lock_configuration: 'true',
};

export interface InstanceSettings {
  readonly file: string;
  readonly writes: boolean;
  readonly memoryLimitMb: number;
  readonly threads: number;
  readonly timeZone: string;
}

/** An engine that is held to reading tables. */
export interface Opened {
  readonly instance: DuckDBInstance;
  readonly refuseReach: RefuseReach;
}

/**
 * Opens a file and holds the engine to it: no other file, no network, no extension, no temporary file, and
 * no setting that could be changed again. What was set is read back.
 *
 * @throws DatabaseError `DATABASE_UNAVAILABLE` when a setting does not hold, and what opening the file fails with
 */
export async function openFile({ DuckDBInstance }: Pick<typeof import('@duckdb/node-api'), 'DuckDBInstance'>, settings: InstanceSettings, id: string): Promise<Opened> {
  const { file, writes, memoryLimitMb, threads, timeZone } = settings;
  const instance = await DuckDBInstance.create(file, {
    access_mode: writes ? 'READ_WRITE' : 'READ_ONLY',
    memory_limit: `${memoryLimitMb}MiB`,
    threads: String(threads),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_unsigned_extensions: 'false',
    allow_persistent_secrets: 'false',
  }).catch((error: unknown) => {
    throw toOpeningError(error, id);
  });
  try {
    return await withConnection(instance, async (connection) => {
      // The place of temporary files can only be taken away while other files may still be reached, and the lock comes last.
      for (const setting of ["temp_directory = ''", `TimeZone = ${quoteText(timeZone)}`, 'enable_external_access = false', 'lock_configuration = true']) {
        await connection.run(`SET GLOBAL ${setting}`);
      }
      const [[kind] = []] = await readTexts(connection)(KIND);
      if (kind !== 'duckdb') throw new DatabaseError('DATABASE_NOT_A_DATABASE', `${id} is not a DuckDB database.`, { hint: 'Check the path in `duckdb({ file })`.' });
      const loose = await looseSetting(connection, { ...HELD, access_mode: writes ? 'read_write' : 'read_only', temp_directory: '', threads: String(threads), TimeZone: timeZone });
      if (loose !== null) throw new DatabaseError('DATABASE_UNAVAILABLE', `DuckDB does not keep ${loose}, which makes it safe to read from, so nothing is run.`);
      return { instance, refuseReach: await createReach(readTexts(connection)) };
    });
  } catch (error) {
    instance.closeSync();
    throw toOpeningError(error, id);
  }
}

/**
 * Takes an instance of the host as it is, if the host has closed it up.
 *
 * @throws DatabaseError `DATABASE_UNAVAILABLE` when it has not
 */
export async function examineInstance(instance: DuckDBInstance, id: string): Promise<Opened> {
  return withConnection(instance, async (connection) => {
    const loose = (await looseSetting(connection, HELD)) ?? (await readTexts(connection)(OTHER_FILES))[0]?.[0];
    if (loose != null) {
      throw new DatabaseError('DATABASE_UNAVAILABLE', `${id} is not asked, because its ${loose} would let a statement reach beyond it.`, {
        hint: `Run these before it is handed over: ${Object.entries(HELD).map(([name, value]) => `SET GLOBAL ${name} = ${value}`).join('; ')}.`,
      });
    }
    return { instance, refuseReach: await createReach(readTexts(connection)) };
  });
}

/** The files of the database itself, and its temporary ones, may be reached. */
const OTHER_FILES = `
  SELECT 'allowed_paths' FROM (SELECT unnest(list_concat(current_setting('allowed_directories'), current_setting('allowed_paths'))) AS path)
   WHERE NOT EXISTS (SELECT 1 FROM duckdb_databases() AS d WHERE d.database_name = current_database() AND starts_with(path, d.path))
     AND NOT (current_setting('temp_directory') <> '' AND ends_with(rtrim(path, '/'), rtrim(current_setting('temp_directory'), '/')))`;

const KIND = 'SELECT type FROM duckdb_databases() WHERE database_name = current_database()';

async function withConnection<T>(instance: DuckDBInstance, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const connection = await instance.connect();
  try {
    return await work(connection);
  } finally {
    connection.closeSync();
  }
}

async function looseSetting(connection: DuckDBConnection, expected: Readonly<Record<string, string>>): Promise<string | null> {
  const shown = new Map((await readTexts(connection)('SELECT name, value FROM duckdb_settings()')).map(([name, value]) => [name, value ?? '']));
  return Object.entries(expected).find(([name, value]) => shown.get(name) !== value)?.[0] ?? null;
}

/** Reads rows of a statement of this adapter. */
export function readTexts(connection: DuckDBConnection): ReadTexts {
  return async (sql) => {
    const rows = (await connection.runAndReadAll(sql)).getRows();
    return rows.map((row) => row.map((value) => (value === null ? null : String(value))));
  };
}
