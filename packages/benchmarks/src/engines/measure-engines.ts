import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dialect } from '@nl2sql/core/contracts';
import type { CorpusItem } from '../guard/corpora.ts';
import type { LockFile } from '../guard/locks.ts';
import { reportProgress } from '../progress.ts';
import { runGuardAlone, runSessionAlone } from './attack-gates.ts';
import { runBenignGates } from './benign-gates.ts';
import type { Engine } from './engine.ts';
import type { Fixtures } from './fixtures.ts';
import type { GateResult } from './gate-result.ts';

/** What came of the gates on one engine. */
export interface EngineMeasurement {
  readonly dialect: Dialect;
  readonly version: string;
  readonly gates: readonly GateResult[];
}

export interface EngineInputs {
  readonly attacks: readonly CorpusItem[];
  readonly benign: readonly CorpusItem[];
  readonly lock: LockFile;
  readonly fixtures: ReadonlyMap<Dialect, Fixtures>;
}

/** Starts an engine. The drivers load with it. */
const START: Readonly<Record<Dialect, () => Promise<Engine>>> = {
  sqlite: async () => (await import('./sqlite-engine.ts')).sqliteEngine(),
  postgres: async () => (await import('./postgres-engine.ts')).postgresEngine(),
  mysql: async () => (await import('./mysql-engine.ts')).mysqlEngine(),
  duckdb: async () => (await import('./duckdb-engine.ts')).duckdbEngine(),
};

/**
 * Holds the guard and the sessions to their promises on every engine that there are fixtures for.
 *
 * @throws CommandError with exit code 2 when a server is missing
 */
export async function measureEngines({ attacks, benign, lock, fixtures }: EngineInputs): Promise<readonly EngineMeasurement[]> {
  const measurements: EngineMeasurement[] = [];
  const engines: Engine[] = [];
  try {
    // All of them first: a missing server is told before minutes have gone by.
    for (const dialect of fixtures.keys()) engines.push(await START[dialect]());
    for (const engine of engines) {
      const scripts = fixtures.get(engine.dialect)!;
      const of = (items: readonly CorpusItem[]): readonly CorpusItem[] => items.filter(({ dialect }) => dialect === engine.dialect);
      const progress = (what: string, items: readonly CorpusItem[]) => reportProgress(`${engine.version}: ${what}`, of(items).length);
      const gates = await inDirectoryOfItsOwn(async () => [
        ...(await runBenignGates(engine, of(benign), lock, scripts, progress('benign statements', benign))),
        await runGuardAlone(engine, of(attacks), lock, scripts, progress('attacks on the guard alone', attacks)),
        await runSessionAlone(engine, of(attacks), lock, scripts, progress('attacks on the session alone', attacks)),
      ]);
      measurements.push({ dialect: engine.dialect, version: engine.version, gates: gates.filter((gate) => gate !== null) });
    }
  } finally {
    for (const engine of engines) await engine.close();
  }
  return measurements;
}

/** Attacks write files; where they name no directory it is one that is removed. */
async function inDirectoryOfItsOwn<T>(work: () => Promise<T>): Promise<T> {
  const before = process.cwd();
  const directory = mkdtempSync(join(tmpdir(), 'nl2sql-bench-'));
  process.chdir(directory);
  try {
    return await work();
  } finally {
    process.chdir(before);
    rmSync(directory, { recursive: true, force: true });
  }
}
