import { importOptional } from './optional-dependency.ts';

/** A value as libsql takes and gives it, with safe integers on. */
export type LibsqlValue = null | bigint | number | string | Uint8Array;

/** What this package uses of a statement of `libsql/promise`. */
export interface LibsqlStatement {
  readonly reader: boolean;
  raw(): LibsqlStatement;
  columns(): readonly { readonly name: string; readonly type: string | null }[];
  /**
   * Runs the first step off the main thread. Every further step runs on it: iterate only over
   * statements that do all their work in the first one.
   */
  iterate(parameters: readonly LibsqlValue[]): Promise<Iterable<readonly LibsqlValue[]>>;
}

/** What this package uses of a connection of `libsql/promise`. */
export interface LibsqlConnection {
  prepare(sql: string): Promise<LibsqlStatement>;
  exec(sql: string): Promise<void>;
  defaultSafeIntegers(on: boolean): LibsqlConnection;
  interrupt(): void;
  close(): void;
}

export type OpenLibsql = new (path: string) => LibsqlConnection;

/**
 * Loads the optional package `libsql`.
 *
 * @throws ConfigurationError `MISSING_DEPENDENCY` when it, or its build for this platform, is not installed.
 */
export async function loadLibsql(load: () => Promise<unknown> = () => import('libsql/promise')): Promise<OpenLibsql> {
  const { default: Libsql } = (await importOptional('libsql@0.5', 'SQLite', load)) as { default: OpenLibsql };
  startThreads(Libsql);
  return Libsql;
}

const THREADS_VARIABLE = 'TOKIO_WORKER_THREADS';
const THREADS = 16;
let started = false;

/**
 * A statement keeps its thread of libsql until it ends, and there is one thread a processor: on two
 * processors two slow statements would hold up every other one of the process. libsql's runtime reads
 * another number from the environment when the first connection starts it
 * (https://docs.rs/tokio/latest/tokio/runtime/struct.Builder.html#method.worker_threads), so the
 * variable is set for that moment, unless the host has set it.
 */
function startThreads(Libsql: OpenLibsql): void {
  if (started) return;
  started = true;
  if (process.env[THREADS_VARIABLE] !== undefined) return;
  process.env[THREADS_VARIABLE] = String(THREADS);
  try {
    new Libsql(':memory:').close();
  } finally {
    delete process.env[THREADS_VARIABLE];
  }
}
