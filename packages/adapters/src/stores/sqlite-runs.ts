import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { resolve } from 'node:path';
import type { RunStore } from '@nl2sql/core/contracts';
import { ConfigurationError } from '@nl2sql/core/errors';
import { importOptional } from '../optional-dependency.ts';
import { createCheckpointer } from './sqlite-runs/checkpointer.ts';
import { sqliteRunStore } from './sqlite-runs/run-store.ts';
import { openStoreFile } from './sqlite-runs/store-file.ts';

export interface SqliteRunsOptions {
  /** Path of the file; it is made when it is not there. Its folder has to be. */
  readonly file: string;
  /** Milliseconds to wait for another process's write before `DATABASE_BUSY`. Default 5,000. */
  readonly busyTimeoutMs?: number;
}

/** Where paused runs and the records of runs are kept. */
export interface SqliteRuns {
  /** A LangGraph checkpoint saver. */
  readonly checkpointer: BaseCheckpointSaver;
  readonly runs: RunStore;
  /** Waits for what is being written. */
  close(): Promise<void>;
}

/**
 * Keeps paused runs in a SQLite file, so that another process, now or after a restart, can go on
 * with them. Any number of processes on one machine may use the file at once; it must not lie on a
 * network file system. Questions and SQL are kept in it, result rows are not.
 *
 * @throws ConfigurationError `MISSING_DEPENDENCY` when `libsql` or `@langchain/langgraph-checkpoint`
 * is not installed
 * @throws DatabaseError `DATABASE_UNAVAILABLE`, `DATABASE_NOT_A_DATABASE`, `DATABASE_BUSY`
 *
 * @example
 * ```ts
 * import { sqliteRuns } from '@nl2sql/adapters/stores/sqlite-runs';
 *
 * const { checkpointer, runs, close } = await sqliteRuns({ file: 'runs.sqlite' });
 * console.log(await runs.claim('run-1', 'interrupt-1')); // true, for one of all callers
 * await close();
 * ```
 */
export async function sqliteRuns({ file, busyTimeoutMs = 5_000 }: SqliteRunsOptions): Promise<SqliteRuns> {
  if (typeof file !== 'string' || file === '') throw new ConfigurationError('sqliteRuns({ file }) needs the path of a file.');
  if (!Number.isSafeInteger(busyTimeoutMs) || busyTimeoutMs < 0) throw new ConfigurationError('sqliteRuns({ busyTimeoutMs }) must be a whole number of at least 0.');
  const checkpoints = await importOptional('@langchain/langgraph-checkpoint', 'sqliteRuns', () => import('@langchain/langgraph-checkpoint'));
  const store = await openStoreFile(resolve(file), busyTimeoutMs);
  return { checkpointer: createCheckpointer(checkpoints, store), runs: sqliteRunStore(store), close: () => store.close() };
}
