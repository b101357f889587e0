import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ConfigurationError, DatabaseError } from '@nl2sql/core/errors';
import { isBusy, toDatabaseError } from '../../databases/sqlite/errors.ts';
import { loadLibsql, type LibsqlConnection, type LibsqlValue } from '../../libsql.ts';

export type Row = readonly LibsqlValue[];

/** One connection to a file of this store, which runs one call at a time. */
export interface StoreFile {
  /** Runs one statement. Numbers have to be bigint. */
  run(sql: string, parameters?: readonly LibsqlValue[]): Promise<readonly Row[]>;
  /** Runs statements that take effect together or not at all. */
  transaction(statements: readonly { readonly sql: string; readonly parameters: readonly LibsqlValue[] }[]): Promise<void>;
  close(): Promise<void>;
}

const VERSION = 1n;

const SCHEMA = [
  'CREATE TABLE IF NOT EXISTS nl2sql_store (version INTEGER NOT NULL)',
  `CREATE TABLE IF NOT EXISTS nl2sql_checkpoints (
     thread_id TEXT NOT NULL, checkpoint_ns TEXT NOT NULL, checkpoint_id TEXT NOT NULL, parent_id TEXT,
     checkpoint_type TEXT NOT NULL, checkpoint BLOB NOT NULL, metadata_type TEXT NOT NULL, metadata BLOB NOT NULL,
     PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id))`,
  `CREATE TABLE IF NOT EXISTS nl2sql_writes (
     thread_id TEXT NOT NULL, checkpoint_ns TEXT NOT NULL, checkpoint_id TEXT NOT NULL, task_path TEXT NOT NULL, task_id TEXT NOT NULL,
     idx INTEGER NOT NULL, channel TEXT NOT NULL, value_type TEXT NOT NULL, value BLOB NOT NULL,
     PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id, task_id, idx))`,
  'CREATE TABLE IF NOT EXISTS nl2sql_runs (run_id TEXT PRIMARY KEY, thread_id TEXT NOT NULL, status TEXT NOT NULL, updated_at TEXT NOT NULL, record TEXT NOT NULL)',
  'CREATE INDEX IF NOT EXISTS nl2sql_runs_by_thread ON nl2sql_runs (thread_id, status, updated_at)',
  'CREATE TABLE IF NOT EXISTS nl2sql_claims (run_id TEXT NOT NULL, interrupt_id TEXT NOT NULL, PRIMARY KEY (run_id, interrupt_id)) WITHOUT ROWID',
];

/**
 * Opens a file, or makes it readable by its owner only, since questions and SQL are kept in it.
 * Write-ahead logging lets several processes use it at once (https://www.sqlite.org/wal.html).
 */
export async function openStoreFile(file: string, busyTimeoutMs: number): Promise<StoreFile> {
  const id = `sqlite:${basename(file)}`;
  const Libsql = await loadLibsql();
  try {
    await (await open(file, 'a', 0o600)).close();
  } catch (cause) {
    throw new DatabaseError('DATABASE_UNAVAILABLE', `The file of ${id} cannot be made or written.`, { hint: `Check that the folder ${basename(dirname(file))} exists and that the file may be written.`, cause });
  }
  const native = connect(() => new Libsql(file), id);
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  /** After whatever was asked for before. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (closed) return Promise.reject(new DatabaseError('DATABASE_UNAVAILABLE', `${id} was closed.`));
    const result = last.then(work).catch((error: unknown) => {
      throw toDatabaseError(error, id);
    });
    last = result.catch(() => undefined);
    return result;
  }

  async function transaction(statements: Parameters<StoreFile['transaction']>[0]): Promise<void> {
    await runStatement(native, 'BEGIN IMMEDIATE');
    try {
      for (const { sql, parameters } of statements) await runStatement(native, sql, parameters);
      await runStatement(native, 'COMMIT');
    } catch (error) {
      await runStatement(native, 'ROLLBACK');
      throw error;
    }
  }

  const store: StoreFile = {
    run: (sql, parameters = []) => inTurn(() => runStatement(native, sql, parameters)),
    transaction: (statements) => inTurn(() => transaction(statements)),
    async close() {
      closed = true;
      await last;
      native.close();
    },
  };

  try {
    await inTurn(async () => {
      await runStatement(native, `PRAGMA busy_timeout = ${busyTimeoutMs}`);
      await useWriteAheadLog(native, busyTimeoutMs);
      await runStatement(native, 'PRAGMA synchronous = NORMAL');
      await transaction(SCHEMA.map((sql) => ({ sql, parameters: [] })));
      await runStatement(native, 'INSERT INTO nl2sql_store SELECT ? WHERE NOT EXISTS (SELECT 1 FROM nl2sql_store)', [VERSION]);
    });
    const [[version] = []] = await store.run('SELECT max(version) FROM nl2sql_store');
    if (version !== VERSION) {
      throw new ConfigurationError(`${id} was written by another version of this package (format ${String(version)}, this one reads ${VERSION}); nothing was changed.`);
    }
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

function connect(open: () => LibsqlConnection, id: string): LibsqlConnection {
  try {
    return open().defaultSafeIntegers(true);
  } catch (error) {
    throw toDatabaseError(error, id);
  }
}

/** A write does all its work in the first step, off the main thread; its rows, if any, are read here. */
async function runStatement(native: LibsqlConnection, sql: string, parameters: readonly LibsqlValue[] = []): Promise<readonly Row[]> {
  const statement = await native.prepare(sql);
  if (!statement.reader) {
    await statement.iterate(parameters);
    return [];
  }
  return [...(await statement.raw().iterate(parameters))];
}

/** SQLite does not wait for other connections while it changes the journal: two processes that start together try again. */
async function useWriteAheadLog(native: LibsqlConnection, busyTimeoutMs: number): Promise<void> {
  const giveUpAt = Date.now() + busyTimeoutMs;
  for (;;) {
    try {
      await runStatement(native, 'PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (Date.now() >= giveUpAt || !isBusy(error)) throw error;
      await setTimeout(5 + Math.random() * 20);
    }
  }
}
