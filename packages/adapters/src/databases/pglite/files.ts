import { rmSync } from 'node:fs';
import { access, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, DatabaseError } from '@nl2sql/core/errors';
import { sqlStateOf } from '../postgres-engine/errors.ts';
import { type Engine, startEngine } from './engine.ts';

/** The files of one database, over which one engine runs after the other. */
export interface Files {
  /** Starts an engine. The one before has to have ended. */
  start(stopped: AbortSignal): Promise<Engine>;
  /** Removes what was made for as long as the database is open. */
  remove(): Promise<void>;
}

/** Files of the host's, which are never made and never removed. */
export function hostFiles(dataDir: string, id: string): Files {
  return {
    async start(stopped) {
      const directory = await realpath(dataDir).catch((cause: unknown) => {
        throw new DatabaseError('DATABASE_NOT_FOUND', `${id} is not there.`, { hint: 'Check `dataDir`: a directory is not made here.', cause });
      });
      await access(join(directory, 'PG_VERSION')).catch((cause: unknown) => {
        throw new DatabaseError('DATABASE_NOT_A_DATABASE', `${id} is no directory that PGlite has made.`, { hint: 'Make one with `new PGlite(dataDir)` and close it.', cause });
      });
      return startEngine(directory, id, stopped);
    },
    remove: async () => undefined,
  };
}

/**
 * Files in a new directory of the system's temporary folder. They are on disk so that ending an engine's
 * thread loses nothing that was committed.
 */
export function temporaryFiles(setUp: readonly string[], id: string): Files {
  let directory: string | undefined;

  async function make(stopped: AbortSignal): Promise<Engine> {
    const made = await realpath(await mkdtemp(join(tmpdir(), 'nl2sql-pglite-')));
    directory = made;
    removeAtExit(made);
    const engine = await startEngine(made, id, stopped);
    const giveUp = () => void engine.kill();
    stopped.addEventListener('abort', giveUp);
    try {
      for (const [index, text] of setUp.entries()) {
        await engine.script(text).catch((cause: unknown) => {
          const state = sqlStateOf(cause);
          throw state === null ? cause : new ConfigurationError(`pglite({ setUp }) failed at its statement ${index + 1} of ${setUp.length} (SQLSTATE ${state}).`, { hint: 'Run it in a PGlite of your own to see why; nothing is left of the database.', cause });
        });
      }
      return engine;
    } catch (error) {
      await engine.kill();
      throw error;
    } finally {
      stopped.removeEventListener('abort', giveUp);
    }
  }

  async function remove(): Promise<void> {
    if (directory === undefined) return;
    await rm(directory, { recursive: true, force: true });
    leftovers?.delete(directory);
    directory = undefined;
  }

  return {
    async start(stopped) {
      if (directory !== undefined) return startEngine(directory, id, stopped);
      try {
        return await make(stopped);
      } catch (error) {
        await remove();
        throw error;
      }
    },
    remove,
  };
}

/** Directories that are removed with the process at the latest, where that ends by itself. */
let leftovers: Set<string> | undefined;

function removeAtExit(directory: string): void {
  if (leftovers === undefined) {
    const removed = (leftovers = new Set());
    process.once('exit', () => removed.forEach((left) => rmSync(left, { recursive: true, force: true })));
  }
  leftovers.add(directory);
}
