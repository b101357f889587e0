import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { sqlite } from '@nl2sql/adapters/databases/sqlite';
import type { Database } from '@nl2sql/core/contracts';
import { CancelledError, ConfigurationError, DatabaseError, unsupported } from '@nl2sql/core/errors';
import Libsql from 'libsql';
import { parseCsv } from './parse-csv.ts';

export interface CsvFolderOptions {
  /** A folder with `schema.sql`, which makes the tables, and a file `<table>.csv` for each. */
  readonly folder: string;
}

/**
 * A folder of CSV files as a database to ask. The files are read once, at the first call, into a SQLite
 * file of its own, which `close` removes. The rest is the adapter for SQLite.
 *
 * @throws DatabaseError from every method: `DATABASE_NOT_FOUND` where a file is missing,
 * `DATABASE_NOT_A_DATABASE` where one is not what it ought to be, and what `sqlite` throws
 */
export function csvFolder({ folder }: CsvFolderOptions): Database {
  if (typeof folder !== 'string' || folder === '') throw new ConfigurationError('csvFolder({ folder }) needs the path of a folder.');
  const home = resolve(folder);
  const id = `csv:${basename(home)}`;
  const copyFolder = join(tmpdir(), `csv-folder-${randomUUID()}`);
  const file = join(copyFolder, 'copy.sqlite');
  const copy = sqlite({ file });
  let loaded: Promise<void> | undefined;
  let closed = false;

  /** The copy, when it is there. What failed is tried anew by the next call. */
  async function ready(signal?: AbortSignal): Promise<Database> {
    if (closed) throw new DatabaseError('DATABASE_UNAVAILABLE', `${id} is closed.`, { hint: 'Make a new one with csvFolder().' });
    if (signal?.aborted === true) throw new CancelledError();
    loaded ??= load(home, file, id);
    try {
      await loaded;
    } catch (error) {
      loaded = undefined;
      await rm(copyFolder, { recursive: true, force: true });
      throw error;
    }
    return copy;
  }

  return {
    id,
    dialect: copy.dialect,
    capabilities: { ...copy.capabilities, write: false },
    promptNotes: copy.promptNotes,
    introspect: async (options) => (await ready(options?.signal)).introspect(options),
    sampleValues: async (table, columns, options) => (await ready(options.signal)).sampleValues(table, columns, options),
    query: async (sql, options) => (await ready(options.signal)).query(sql, options),
    async *stream(sql, options) {
      yield* (await ready(options.signal)).stream(sql, options);
    },
    explain: async (sql, options) => (await ready(options?.signal)).explain(sql, options),
    transaction: async () => {
      throw unsupported(id, 'transaction');
    },
    async close() {
      closed = true;
      await loaded?.catch(() => undefined);
      await copy.close();
      await rm(copyFolder, { recursive: true, force: true });
    },
  };
}

async function load(home: string, file: string, id: string): Promise<void> {
  const schema = await read(join(home, 'schema.sql'), id);
  await mkdir(resolve(file, '..'), { recursive: true, mode: 0o700 });
  const writer = new Libsql(file);
  try {
    runSchema(writer, schema, id);
    const tables = writer.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name").all() as { name: string }[];
    for (const { name } of tables) fill(writer, name, parseCsv(await read(join(home, `${name}.csv`), id)), id);
  } finally {
    writer.close();
  }
}

function runSchema(writer: InstanceType<typeof Libsql>, schema: string, id: string): void {
  try {
    writer.exec(schema);
  } catch (cause) {
    throw new DatabaseError('DATABASE_NOT_A_DATABASE', `The schema.sql of ${id} is not SQL that SQLite can run.`, { hint: 'Try it with the sqlite3 command.', cause });
  }
}

/** The first row names the columns. SQLite makes of a text what the type of its column says. */
function fill(writer: InstanceType<typeof Libsql>, table: string, [header = [], ...rows]: ReturnType<typeof parseCsv>, id: string): void {
  const quote = (name: string | null): string => `"${(name ?? '').replaceAll('"', '""')}"`;
  let row = 1;
  try {
    const insert = writer.prepare(`INSERT INTO ${quote(table)} (${header.map(quote).join(', ')}) VALUES (${header.map(() => '?').join(', ')})`);
    writer.exec('BEGIN');
    for (const values of rows) {
      row += 1;
      insert.run(...values);
    }
    writer.exec('COMMIT');
  } catch (cause) {
    // Only its place: the values of a row may be nobody's business.
    throw new DatabaseError('DATABASE_NOT_A_DATABASE', `Row ${row} of ${table}.csv in ${id} does not fit its table.`, { hint: 'Compare it with schema.sql.', cause });
  }
}

async function read(file: string, id: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new DatabaseError('DATABASE_NOT_FOUND', `${id} has no ${basename(file)} that can be read.`, { hint: 'Check the path in csvFolder({ folder }).', cause });
  }
}
