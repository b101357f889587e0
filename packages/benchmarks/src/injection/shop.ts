import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LockedTable } from '@nl2sql/core/protocol';
import Database from 'libsql';
import { CommandError } from '../command-line.ts';
import { isRecord, readJsonFile, readText, unreadable } from '../guard/json-files.ts';

/** A database with hidden tables, columns and values, of which each case gets a copy of its own. */
export interface Shop {
  /** What may be read. */
  readonly lock: readonly LockedTable[];
  /** Names of tables and columns that are hidden, and of nothing that may be read. */
  readonly hiddenNames: readonly string[];
  /** A new file, changed as a case wants it. */
  copy(change?: (database: Database.Database) => void): string;
  /** Deletes every file. */
  remove(): void;
}

/**
 * Makes the database of a corpus.
 *
 * @param files.fixture - SQL that makes it; files.lock - what of it may be read
 * @throws CommandError with exit code 2 when a file is missing, or the SQL does not run
 */
export function createShop(files: { readonly fixture: string; readonly lock: string }): Shop {
  const sql = readText(files.fixture);
  const lock = readLock(files.lock);
  const folder = mkdtempSync(join(tmpdir(), 'nl2sql-injection-'));
  const template = join(folder, 'template.sqlite');
  const database = new Database(template);
  try {
    database.exec(sql);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw unreadable(`${files.fixture} does not run: ${error instanceof Error ? error.message : String(error)}`);
  }
  const hiddenNames = hiddenIn(database, lock);
  database.close();
  let copies = 0;
  return {
    lock,
    hiddenNames,
    copy(change) {
      copies += 1;
      const file = join(folder, `shop-${copies}.sqlite`);
      copyFileSync(template, file);
      if (change) {
        const opened = new Database(file);
        try {
          change(opened);
        } finally {
          opened.close();
        }
      }
      return file;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Everything that a database holds, as one text. */
export function fingerprint(file: string): string {
  const database = openReadOnly(file);
  try {
    const objects = database.prepare("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").all() as { type: string; name: string }[];
    const tables = objects.filter(({ type }) => type === 'table').map(({ name }) => database.prepare(`SELECT * FROM "${name.replaceAll('"', '""')}"`).raw(true).all());
    return JSON.stringify([objects, tables]);
  } finally {
    database.close();
  }
}

/** The rows of a statement, from outside the pipeline. */
export function rowsOf(file: string, sql: string): unknown[] {
  const database = openReadOnly(file);
  try {
    return database.prepare(sql).raw(true).all();
  } finally {
    database.close();
  }
}

function openReadOnly(file: string): Database.Database {
  return new Database(`${pathToFileURL(file).href}?mode=ro`);
}

function readLock(file: string): readonly LockedTable[] {
  const outer = readJsonFile(file)['lock'] ?? readJsonFile(file);
  const tables = isRecord(outer) ? outer['tables'] : null;
  if (!isRecord(tables)) throw unreadable(`${file} has no object in "tables".`);
  return Object.entries(tables).map(([table, columns]) => {
    if (!Array.isArray(columns) || !columns.every((column) => typeof column === 'string')) throw new CommandError(`${file} has no list of columns for ${table}.`);
    return { table, columns };
  });
}

function hiddenIn(database: Database.Database, lock: readonly LockedTable[]): readonly string[] {
  const shown = new Set(lock.flatMap(({ table, columns }) => [table, ...columns]));
  const names = database.prepare("SELECT m.name AS t, c.name AS c FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type IN ('table', 'view')").raw(true).all() as string[][];
  return [...new Set(names.flat())].filter((name) => !shown.has(name) && !shown.has(name.trim()));
}
