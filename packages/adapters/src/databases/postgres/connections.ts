import { DatabaseError } from '@nl2sql/core/errors';
import { type Call, createCalls } from '../calls.ts';
import { toDatabaseError } from '../postgres-engine/errors.ts';
import type { Connections, SessionSettings } from '../postgres-engine/session.ts';
import type { Line } from '../postgres-engine/write-session.ts';
import { keepStopping, timedOut } from '../stopping.ts';
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
  const calls = createCalls(id, toDatabaseError);
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
  function connect(call: Call): Promise<Client> {
    const late = setTimeout(() => call.stop(noConnection(id, connectTimeoutMs)), connectTimeoutMs);
    const connecting = takePool().then((opened) => opened.connect());
    return new Promise<Client>((resolve, reject) => {
      call.stopped.addEventListener('abort', () => reject(call.stopped.reason as Error));
      connecting.then((client) => (call.stopped.aborted ? client.release(false) : resolve(client)), reject);
    }).finally(() => clearTimeout(late));
  }

  async function runOnClient<T>(work: (session: Session, stopped: AbortSignal) => Promise<T>, client: Client, timeoutMs: number, call: Call): Promise<T> {
    let released = false;
    let reusable = false;
    const release = (destroy: boolean) => {
      if (released) return;
      released = true;
      client.release(destroy);
    };
    // A connection that breaks says so to whoever listens, and ends the process when nobody does.
    client.on('error', ignore);
    const deadline = setTimeout(() => call.stop(timedOut(id, timeoutMs)), timeoutMs + LATE_MS);
    const forget = stopInServer(client, call.stopped, () => release(true));
    const send: Line['send'] = async (text, values) => {
      call.stopped.throwIfAborted();
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
        return await work(session, call.stopped);
      } finally {
        reusable = await session.end();
      }
    } finally {
      clearTimeout(deadline);
      forget();
      release(!reusable || call.stopped.aborted);
      client.off('error', ignore);
    }
  }

  return {
    run: (work, { signal, timeoutMs }) => calls.run(async (call) => runOnClient(work, await connect(call), timeoutMs, call), signal),
    close() {
      closing ??= calls.close().then(async () => {
        if (own) await (await pool)?.end();
      });
      return closing;
    },
  };
}

function ignore(): void {}

/** Asks the server to stop as soon as the signal is aborted, until the returned function is called. */
function stopInServer(client: Client, stopped: AbortSignal, destroy: () => void): () => void {
  let destroying: NodeJS.Timeout | undefined;
  const forget = keepStopping(
    stopped,
    () => {
      void requestCancel(client, DESTROY_AFTER_MS);
      destroying ??= setTimeout(destroy, DESTROY_AFTER_MS);
    },
    CANCEL_EVERY_MS,
  );
  return () => {
    forget();
    clearTimeout(destroying);
  };
}

function noConnection(id: string, connectTimeoutMs: number): DatabaseError {
  return new DatabaseError('DATABASE_UNAVAILABLE', `${id} had no connection to give within ${connectTimeoutMs} ms.`, {
    hint: 'Check that the server can be reached and that the pool is large enough.',
  });
}
