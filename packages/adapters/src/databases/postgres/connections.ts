import { DatabaseError } from '@nl2sql/core/errors';
import { toDatabaseError } from '../postgres-engine/errors.ts';
import type { Connections, SessionSettings } from '../postgres-engine/session.ts';
import type { Line } from '../postgres-engine/write-session.ts';
import { cancelled, isClosed, timedOut } from '../stopping.ts';
import { type Client, type Pool, requestCancel, toStatement } from './driver.ts';

interface Transaction {
  /** Undoes what was not committed. False when the connection must not be used again. */
  end(): Promise<boolean>;
}

export interface ConnectionsOptions<Session extends Transaction> {
  /** Called once, when the first connection is needed. */
  openPool(): Promise<Pool>;
  /** Begins the one kind of transaction that these connections are for. */
  begin(client: Client, settings: SessionSettings, timeoutMs: number, line: Line): Promise<Session>;
  readonly settings: SessionSettings;
  readonly connectTimeoutMs: number;
}

/** How long after its own limit the server is still waited for, before it is asked to stop. */
const LATE_MS = 150;
/** A request to stop has no effect between two statements, so it is repeated. */
const CANCEL_EVERY_MS = 100;
/** When the server has not stopped by then, the connection is closed. */
const DESTROY_AFTER_MS = 600;
/** How long a COMMIT or ROLLBACK is waited for. */
const FINISH_MS = 10_000;

export function createConnections<Session extends Transaction>({ openPool, begin, settings, connectTimeoutMs }: ConnectionsOptions<Session>): Connections<Session> {
  const { id, own } = settings;
  const running = new Map<AbortController, Promise<unknown>>();
  let pool: Promise<Pool> | undefined;
  let closing: Promise<void> | undefined;

  function takePool(): Promise<Pool> {
    pool ??= openPool().catch((error: unknown) => {
      pool = undefined;
      throw error;
    });
    return pool;
  }

  /** A client of the pool. One that comes when it is no longer waited for goes back. */
  function connect(stop: AbortController): Promise<Client> {
    const late = setTimeout(() => stop.abort(noConnection(id, connectTimeoutMs)), connectTimeoutMs);
    const connecting = takePool().then((opened) => opened.connect());
    return new Promise<Client>((resolve, reject) => {
      stop.signal.addEventListener('abort', () => reject(stop.signal.reason as Error));
      connecting.then((client) => (stop.signal.aborted ? client.release(false) : resolve(client)), reject);
    }).finally(() => clearTimeout(late));
  }

  async function runOnClient<T>(work: (session: Session, stopped: AbortSignal) => Promise<T>, client: Client, timeoutMs: number, stop: AbortController): Promise<T> {
    let released = false;
    let reusable = false;
    const release = (destroy: boolean) => {
      if (released) return;
      released = true;
      client.release(destroy);
    };
    // A connection that breaks says so to whoever listens, and ends the process when nobody does.
    client.on('error', ignore);
    const deadline = setTimeout(() => stop.abort(timedOut(id, timeoutMs)), timeoutMs + LATE_MS);
    const forget = stopInServer(client, stop.signal, () => release(true));
    const send: Line['send'] = async (text, values) => {
      stop.signal.throwIfAborted();
      if (text.includes('\0')) throw new DatabaseError('DATABASE_QUERY_FAILED', `${id} refused the statement: it has a NUL character.`);
      return client.query(toStatement(text, values));
    };
    const finish: Line['finish'] = async (text) => {
      clearTimeout(deadline);
      forget();
      const giveUp = setTimeout(() => release(true), FINISH_MS);
      return client.query(toStatement(text)).finally(() => clearTimeout(giveUp));
    };
    try {
      const session = await begin(client, settings, timeoutMs, { send, finish });
      try {
        return await work(session, stop.signal);
      } finally {
        reusable = await session.end();
      }
    } finally {
      clearTimeout(deadline);
      forget();
      release(!reusable || stop.signal.aborted);
      client.off('error', ignore);
    }
  }

  return {
    async run(work, { signal, timeoutMs }) {
      if (closing !== undefined) throw isClosed(id);
      if (signal?.aborted) throw cancelled();
      const stop = new AbortController();
      const onAbort = () => stop.abort(cancelled());
      signal?.addEventListener('abort', onAbort);
      const ended = connect(stop).then((client) => runOnClient(work, client, timeoutMs, stop));
      running.set(stop, ended);
      try {
        return await ended;
      } catch (error) {
        const told = toDatabaseError(error, id);
        // Who hears that it was stopped takes the transaction for undone.
        throw stop.signal.aborted && told.code !== 'DATABASE_OUTCOME_UNKNOWN' ? (stop.signal.reason as Error) : told;
      } finally {
        signal?.removeEventListener('abort', onAbort);
        running.delete(stop);
      }
    },
    close() {
      closing ??= (async () => {
        const ended = [...running.values()];
        for (const stop of running.keys()) stop.abort(isClosed(id));
        await Promise.allSettled(ended);
        if (own) await (await pool)?.end();
      })();
      return closing;
    },
  };
}

function ignore(): void {}

/** Asks the server to stop as soon as the signal is aborted, until the returned function is called. */
function stopInServer(client: Client, stopped: AbortSignal, destroy: () => void): () => void {
  let cancelling: NodeJS.Timeout | undefined;
  let destroying: NodeJS.Timeout | undefined;
  const cancel = () => void requestCancel(client, DESTROY_AFTER_MS);
  const onStop = () => {
    cancel();
    cancelling = setInterval(cancel, CANCEL_EVERY_MS);
    destroying = setTimeout(destroy, DESTROY_AFTER_MS);
  };
  stopped.addEventListener('abort', onStop);
  return () => {
    stopped.removeEventListener('abort', onStop);
    clearInterval(cancelling);
    clearTimeout(destroying);
  };
}

function noConnection(id: string, connectTimeoutMs: number): DatabaseError {
  return new DatabaseError('DATABASE_UNAVAILABLE', `${id} had no connection to give within ${connectTimeoutMs} ms.`, {
    hint: 'Check that the server can be reached and that the pool is large enough.',
  });
}
