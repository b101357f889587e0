import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import type { Database } from '@nl2sql/core/contracts';
import { type DatabaseHarness, trustedSql } from '@nl2sql/core/testing';
import { pglite, type PgliteOptions } from '../pglite.ts';

/** A SELECT with one row that takes far longer than a test waits. */
export const RUNAWAY = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT max(i) FROM n';

/** Asks without the guard. */
export function ask(database: Database, text: string, limits: Partial<Parameters<Database['query']>[1]> = {}) {
  return database.query(trustedSql(text), { timeoutMs: 20_000, maxRows: 100, ...limits });
}

/** What the contract's cases need of this engine. */
export const harness = (directories: TestDirectories): DatabaseHarness => ({
  create: async (statements, options = {}) => directories.open({ dataDir: await directories[options.writes ? 'make' : 'share'](statements), ...options, waitTimeoutMs: 2_000 }),
  runaway: RUNAWAY,
  series: (rows) => `SELECT n FROM generate_series(1, ${rows}) AS series (n) ORDER BY n`,
  isWorking: () => directories.isThreadBusy(),
  disconnect: () => directories.endThreads(),
  oneSession: true,
});

export interface TestDirectories {
  /** A new directory with a database in which the statements were run. The same statements are run once and copied from then on. */
  make(statements: readonly string[]): Promise<string>;
  /** The one that is copied, for what writes nothing. */
  share(statements: readonly string[]): Promise<string>;
  open(options: PgliteOptions): Database;
  /** What databases that are set up here have in the temporary folder. */
  temporary(): Promise<readonly string[]>;
  /** Whether a thread of this process is at work, as Node measures it: also where other programs leave it little of the processor. */
  isThreadBusy(): Promise<boolean>;
  /** Ends the threads of this process. */
  endThreads(): Promise<void>;
  closeAll(): Promise<void>;
  removeAll(): Promise<void>;
}

export function useTestDirectories(): TestDirectories {
  const made = new Map<string, Promise<string>>();
  const root = mkdtemp(join(tmpdir(), 'nl2sql-test-pglite-'));
  const opened: Database[] = [];
  const threads = new Set<Worker>();
  const onWorker = (worker: Worker) => {
    threads.add(worker);
    worker.once('exit', () => threads.delete(worker));
  };
  process.on('worker', onWorker);
  let count = 0;

  async function copyOf(source: string): Promise<string> {
    const directory = join(await root, String(count++));
    await cp(source, directory, { recursive: true });
    return directory;
  }

  function template(statements: readonly string[]): Promise<string> {
    const key = JSON.stringify(statements);
    const found = made.get(key) ?? (async () => {
      const directory = statements.length === 0 ? join(await root, 'empty') : await copyOf(await template([]));
      const engine = await PGlite.create(directory);
      for (const statement of statements) await engine.exec(statement);
      await engine.close();
      return directory;
    })();
    made.set(key, found);
    return found;
  }

  return {
    make: async (statements) => copyOf(await template(statements)),
    share: template,
    open(options) {
      const database = pglite(options);
      opened.push(database);
      return database;
    },
    temporary: async () => (await readdir(tmpdir())).filter((name) => name.startsWith('nl2sql-pglite-')),
    async isThreadBusy() {
      const before = [...threads].map(({ performance }) => [performance, performance.eventLoopUtilization()] as const);
      await new Promise((resolve) => setTimeout(resolve, 50));
      return before.some(([performance, earlier]) => performance.eventLoopUtilization(earlier).utilization > 0.9);
    },
    async endThreads() {
      await Promise.all([...threads].map((worker) => worker.terminate()));
    },
    async closeAll() {
      for (const database of opened.splice(0)) await database.close();
    },
    async removeAll() {
      process.off('worker', onWorker);
      await rm(await root, { recursive: true, force: true });
    },
  };
}
