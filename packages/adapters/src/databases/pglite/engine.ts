import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { DatabaseError } from '@nl2sql/core/errors';
import { importOptional } from '../../optional-dependency.ts';
import type { Client, Values } from '../postgres-engine/session.ts';
import type { CommandResult } from '../postgres-engine/write-session.ts';

/** What the thread is told to do, one thing at a time. */
export type Order =
  | { readonly kind: 'statement'; readonly text: string; readonly values: Values }
  /** Statements of the host, as they are. */
  | { readonly kind: 'script'; readonly text: string }
  | { readonly kind: 'close' };

/** What the thread says when it has started, and of each order. */
export type Answer =
  | { readonly kind: 'result'; readonly result: CommandResult }
  | { readonly kind: 'done' }
  | { readonly kind: 'failure'; readonly failure: EngineFailure };

/** An error of a statement, with the names that PostgreSQL's drivers use. */
interface EngineFailure {
  readonly message: string | undefined;
  readonly code: string | undefined;
  readonly severity: string;
  readonly position: string | undefined;
}

/** A PGlite in a thread of its own, over the files of one directory. */
export interface Engine extends Client {
  /** Sends one statement by the extended protocol. One at a time. */
  send(text: string, values?: Values): Promise<CommandResult>;
  script(text: string): Promise<void>;
  /** True while it is at work. */
  isBusy(): boolean;
  /** Ends it at once, whatever it is doing. What it had committed is in its files. */
  kill(): Promise<void>;
  /** Shuts it down in good order. */
  close(): Promise<void>;
  /** Fulfils when its thread has ended, however it came to that. */
  readonly ended: Promise<void>;
}

/** Who waits for the answer of the thread. */
interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** How long a shutdown may take before the thread is ended. */
const CLOSE_MS = 5_000;

/** Directories that an engine of this process has open: a second one would destroy their files. */
const held = new Set<string>();

/**
 * Starts an engine over a directory, and makes the files of a new database in an empty one.
 *
 * @param stopped - Gives up the start when it is aborted.
 * @throws ConfigurationError `MISSING_DEPENDENCY` when PGlite is not installed
 * @throws DatabaseError `DATABASE_BUSY` when another engine of this process has the directory, `DATABASE_UNAVAILABLE` when it does not start
 */
export async function startEngine(directory: string, id: string, stopped: AbortSignal): Promise<Engine> {
  await importOptional('@electric-sql/pglite', 'PGlite', async () => createRequire(import.meta.url).resolve('@electric-sql/pglite'));
  if (held.has(directory)) throw new DatabaseError('DATABASE_BUSY', `${id} is open in this process already; nothing was read.`, { hint: 'Use the database object that has it open, or close that one first.' });
  held.add(directory);
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: directory, execArgv: [] });
  let waiting: Waiting | undefined;
  /** The thread keeps the process alive while it is at work, and not while it waits. */
  const settle = (tell: (who: Waiting) => void): void => {
    const told = waiting;
    waiting = undefined;
    worker.unref();
    if (told !== undefined) tell(told);
  };
  let cause: unknown;
  const ended = new Promise<void>((resolve) => {
    worker.on('error', (error) => (cause = error));
    worker.on('exit', () => {
      held.delete(directory);
      resolve();
      settle(({ reject }) => reject(hasEnded(id, cause)));
    });
  });
  let isEnding = false;
  void ended.then(() => (isEnding = true));
  worker.on('message', (answer: Answer) => settle(({ resolve }) => resolve(answer)));

  const answered = () => new Promise<Answer>((resolve, reject) => (waiting = { resolve, reject }));
  const obey = async (order: Order): Promise<Answer> => {
    if (isEnding) throw hasEnded(id, cause);
    worker.ref();
    const answering = answered();
    worker.postMessage(order, []);
    const answer = await answering;
    if (answer.kind === 'failure') throw Object.assign(new Error(answer.failure.message), answer.failure);
    return answer;
  };
  const kill = async () => {
    isEnding = true;
    await worker.terminate();
    await ended;
  };

  const giveUp = () => void kill();
  if (stopped.aborted) giveUp();
  stopped.addEventListener('abort', giveUp);
  await answered().finally(() => stopped.removeEventListener('abort', giveUp)).catch((error: unknown) => {
    throw new DatabaseError('DATABASE_UNAVAILABLE', `${id} could not be started.`, {
      hint: 'Check that its directory can be written, was made by a PGlite with the same major version of PostgreSQL, and is open in no other process.',
      cause: error,
    });
  });
  return {
    async send(text, values = []) {
      const answer = await obey({ kind: 'statement', text, values });
      if (answer.kind !== 'result') throw hasEnded(id, cause);
      return answer.result;
    },
    async script(text) {
      await obey({ kind: 'script', text });
    },
    isBusy: () => waiting !== undefined,
    kill,
    async close() {
      const giveUp = setTimeout(() => void kill(), CLOSE_MS);
      await obey({ kind: 'close' }).catch(() => undefined);
      clearTimeout(giveUp);
      await kill();
    },
    ended,
  };
}

function hasEnded(id: string, cause: unknown): DatabaseError {
  return new DatabaseError('DATABASE_UNAVAILABLE', `The engine of ${id} ended while it was at work; what was not committed is undone.`, { hint: 'Try again: the next call starts a new one from its files.', ...(cause === undefined ? {} : { cause }) });
}
