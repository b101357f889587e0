import { ConfigurationError, DatabaseError } from '@nl2sql/core/errors';
import { type Call, createCalls } from '../calls.ts';
import { sqlStateOf, toDatabaseError } from '../postgres-engine/errors.ts';
import { quoteName } from '../postgres-engine/identifiers.ts';
import { beginSession, type Connections, type RunOptions, type Session, type SessionSettings } from '../postgres-engine/session.ts';
import { beginWriting, type Line, type WritingSession } from '../postgres-engine/write-session.ts';
import { isClosed, timedOut, unlessStopped } from '../stopping.ts';
import type { Engine } from './engine.ts';
import type { Files } from './files.ts';
import { createTurns, type Turn } from './turns.ts';

export interface SessionsOptions {
  readonly settings: SessionSettings;
  readonly files: Files;
  /** As whom statements run that read. */
  readonly role: string;
  /** Milliseconds to wait for a turn. */
  readonly waitTimeoutMs: number;
}

/** How long a COMMIT or ROLLBACK is waited for. */
const FINISH_MS = 10_000;

/** A session as it is begun: what is begun can be left. */
interface Begun<Kind> {
  readonly session: Kind;
  /** Undoes what was not committed, and all that a transaction leaves as it is. False when the engine must not be used again. */
  end(): Promise<boolean>;
}

type Begin<Kind> = (engine: Engine, timeoutMs: number, line: Line) => Promise<Begun<Kind>>;
type Work<Kind, T> = (session: Kind & Pick<Session, 'shared'>, stopped: AbortSignal) => Promise<T>;

/** Sessions of the one engine that may run over a database's files, one after the other. */
export function createSessions({ settings, files, role, waitTimeoutMs }: SessionsOptions): { readonly reading: Connections; readonly writing: Connections<WritingSession> } {
  const { id } = settings;
  const turns = createTurns();
  const calls = createCalls(id, toDatabaseError);
  const closed = new AbortController();
  let engine: Promise<Engine> | undefined;
  /** Until then the files may be written to. */
  let lastEnded: Promise<void> = Promise.resolve();
  let closing: Promise<void> | undefined;

  function takeEngine(): Promise<Engine> {
    engine ??= (async () => {
      try {
        await lastEnded;
        const started = await files.start(closed.signal);
        lastEnded = started.ended.then(() => (engine = undefined)).then(() => undefined);
        return started;
      } catch (error) {
        engine = undefined;
        throw error;
      }
    })();
    return engine;
  }

  async function takeTurn({ stop, stopped }: Call): Promise<Turn> {
    // The first start takes seconds, which are nobody's turn.
    await unlessStopped(takeEngine(), stopped);
    const late = setTimeout(() => stop(noTurn(id, waitTimeoutMs)), waitTimeoutMs);
    return turns.take(stopped).finally(() => clearTimeout(late));
  }

  async function runInTurn<Kind, T>(begin: Begin<Kind>, work: Work<Kind, T>, turn: Turn, timeoutMs: number, { stop, stopped }: Call): Promise<T> {
    let leave = async (): Promise<void> => turn.done();
    let deadline: NodeJS.Timeout | undefined;
    try {
      const client = await unlessStopped(takeEngine(), stopped);
      deadline = setTimeout(() => stop(timedOut(id, timeoutMs)), timeoutMs);
      const { line, letGo } = holdToStop(client, stopped, id);
      const beginning = begin(client, timeoutMs, line);
      const end = async (): Promise<void> => {
        letGo();
        const begun = await beginning.catch(() => null);
        if (begun === null || !(await begun.end())) await client.kill();
        turn.done();
      };
      let left: Promise<void> | undefined;
      leave = () => (left ??= end());
      const { session } = await beginning;
      return await work({ ...session, shared: { wanted: turn.wanted, leave } }, stopped);
    } finally {
      await leave();
      clearTimeout(deadline);
    }
  }

  function run<Kind, T>(begin: Begin<Kind>, work: Work<Kind, T>, { signal, timeoutMs }: RunOptions): Promise<T> {
    return calls.run(async (call) => runInTurn(begin, work, await takeTurn(call), timeoutMs, call), signal);
  }

  const beginReading: Begin<Session> = async (client, timeoutMs, { send }) => {
    const session = await beginSession(client, settings, timeoutMs, send);
    await send(`SET LOCAL ROLE ${quoteName(role)}`).catch((cause: unknown) => {
      throw sqlStateOf(cause) === null ? cause : new ConfigurationError(`pglite({ role }) names a role that ${id} does not have.`, { cause });
    });
    return { session, end: () => session.end() };
  };

  const beginToWrite: Begin<WritingSession> = async (client, timeoutMs, line) => {
    const session = await beginWriting(client, settings, timeoutMs, line);
    return {
      session,
      async end() {
        await session.end();
        return line.finish('DISCARD ALL').then(() => true, () => false);
      },
    };
  };

  function close(): Promise<void> {
    closing ??= (async () => {
      const ended = calls.close();
      closed.abort(isClosed(id));
      await ended;
      await (await engine?.catch(() => undefined))?.close();
      await lastEnded;
      await files.remove();
    })();
    return closing;
  }

  return {
    reading: { run: (work, options) => run(beginReading, work, options), close },
    writing: { run: (work, options) => run(beginToWrite, work, options), close },
  };
}

/** Statements of work that can be stopped: the engine is ended when it is at one of them then. */
function holdToStop(engine: Engine, stopped: AbortSignal, id: string): { readonly line: Line; readonly letGo: () => void } {
  let isHeld = true;
  const onStop = () => {
    if (engine.isBusy()) void engine.kill();
  };
  stopped.addEventListener('abort', onStop);
  /** From then on statements are sent whatever comes, as those that leave a session are. */
  const letGo = () => {
    isHeld = false;
    stopped.removeEventListener('abort', onStop);
  };
  const finish: Line['finish'] = (text) => {
    letGo();
    const giveUp = setTimeout(() => void engine.kill(), FINISH_MS);
    return engine.send(text).finally(() => clearTimeout(giveUp));
  };
  return {
    letGo,
    line: {
      async send(text, values) {
        if (!isHeld) return finish(text);
        stopped.throwIfAborted();
        if (text.includes('\0')) throw new DatabaseError('DATABASE_QUERY_FAILED', `${id} refused the statement: it has a NUL character.`);
        return engine.send(text, values);
      },
      finish,
    },
  };
}

function noTurn(id: string, waitTimeoutMs: number): DatabaseError {
  return new DatabaseError('DATABASE_BUSY', `${id} was busy with other statements for ${waitTimeoutMs} ms; nothing was run.`, { hint: 'Try again later. Within a transaction, ask through the transaction.' });
}
