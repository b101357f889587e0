import { importOptional } from '../../optional-dependency.ts';
import type { Client as SessionClient, Values } from '../postgres-engine/session.ts';
import type { CommandResult } from '../postgres-engine/write-session.ts';

/** What a statement is sent with: always parsed, bound and executed as one, never as a text that may hold several. */
export interface Statement {
  readonly text: string;
  readonly values: Values;
  readonly queryMode: 'extended';
  readonly rowMode: 'array';
  readonly types: { getTypeParser(): (text: string) => string };
}

/** What this adapter uses of a client of `pg`. */
export interface Client extends SessionClient {
  query(statement: Statement): Promise<CommandResult>;
  /** With true the connection is closed and not used again. */
  release(destroy: boolean): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
  off(event: 'error', listener: (error: Error) => void): unknown;
  readonly secretKey?: number | null;
  readonly host: string;
  readonly port: number;
  readonly ssl?: unknown;
  readonly sslNegotiation?: string;
}

export interface Pool {
  connect(): Promise<Client>;
  end(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  /** What the pool was made with. */
  readonly options?: PoolSettings;
}

/** What is read of a pool's settings. */
export interface PoolSettings {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly database?: string | undefined;
  readonly user?: string | undefined;
  /** Settings of the session, as the command line of the server takes them. */
  readonly options?: string | undefined;
  readonly connectionString?: string | undefined;
}

/** The part of `pg`'s own connection that carries a request to cancel. */
interface RawConnection {
  connect(port: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
  end(): void;
  readonly stream: { destroy(): void; end(): void };
  on(event: 'connect' | 'sslconnect' | 'error' | 'end', listener: () => void): unknown;
}

interface Driver {
  readonly Pool: new (settings: object) => Pool;
  readonly Connection: new (settings: object) => RawConnection;
}

/**
 * Loads the optional package `pg`.
 *
 * @throws ConfigurationError `MISSING_DEPENDENCY` when it is not installed.
 */
export async function loadPg(load: () => Promise<unknown> = () => import('pg')): Promise<Driver> {
  const { default: driver } = (await importOptional('pg', 'PostgreSQL', load)) as { default: Driver };
  return driver;
}

const asText = (text: string) => text;

/** A statement for the extended protocol, in which the server takes one statement only and values never mix with text. */
export function toStatement(text: string, values: Values = []): Statement {
  return { text, values, queryMode: 'extended', rowMode: 'array', types: { getTypeParser: () => asText } };
}

/**
 * Asks the server to stop what a client runs, over a connection of its own as the protocol has it
 * (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS): it
 * needs no login, no privilege and none of the server's connection slots. Whether it had an effect
 * shows in the statement only. Resolves when the request is out, and never rejects.
 */
export async function requestCancel(client: Client, timeoutMs: number): Promise<void> {
  const { processID, secretKey, host, port, ssl, sslNegotiation } = client;
  if (typeof processID !== 'number' || typeof secretKey !== 'number') return;
  const driver = await loadPg().catch(() => null);
  if (driver === null) return;
  const connection = new driver.Connection({ ssl, sslNegotiation });
  await new Promise<void>((resolve) => {
    const giveUp = setTimeout(() => connection.stream.destroy(), timeoutMs);
    const send = () => {
      connection.cancel(processID, secretKey);
      connection.stream.end();
    };
    connection.on('connect', () => {
      if (!ssl) send();
      else if (sslNegotiation !== 'direct') connection.requestSsl();
    });
    connection.on('sslconnect', send);
    connection.on('error', () => connection.stream.destroy());
    connection.on('end', () => {
      clearTimeout(giveUp);
      resolve();
    });
    if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`);
    else connection.connect(port, host);
  });
}
