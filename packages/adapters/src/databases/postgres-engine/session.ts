import { DatabaseError } from '@nl2sql/core/errors';
import { sqlStateOf } from './errors.ts';
import { quoteName } from './identifiers.ts';

/** What a session is held to while a statement runs. */
export interface SessionSettings {
  readonly id: string;
  /** Where a name without a schema is looked up, after the server's own names. */
  readonly schema: string;
  readonly timeZone: string;
  readonly lockTimeoutMs: number;
  readonly temporaryFileKb: number;
  readonly workMemoryKb: number | undefined;
  /** True when the connections were made for this adapter alone, so that no settings of the host are on them. */
  readonly own: boolean;
  /** True when the host says that its pooler gives every connection a server process of its own. */
  readonly sessionPooler: boolean;
}

/** Rows as the server writes them: texts and NULL. */
export interface TextResult {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Values that are sent apart from the text of a statement. */
export type Values = readonly (string | number | boolean | null)[];

/** Sends one statement by the extended protocol, in which the server takes one only, and waits for its rows. */
export type Send = (text: string, values?: Values) => Promise<TextResult>;

/** What carries statements to a server process. */
export interface Client {
  readonly processID?: number | null;
}

/** A transaction that can only read. */
export interface Session {
  readonly send: Send;
  /** Undoes what was done. False when the connection must not be used again. */
  end(): Promise<boolean>;
  /** Of an engine that has one session for all callers. */
  readonly shared?: {
    /** Fulfils when somebody else waits for it. */
    readonly wanted: Promise<void>;
    /** Ends it before the work is over. */
    leave(): Promise<void>;
  };
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
}

export interface Connections<Kind = Session> {
  /** Runs work in a session of its own, and stops it in the engine when the signal or the time says so, of which `stopped` tells. */
  run<T>(work: (session: Kind, stopped: AbortSignal) => Promise<T>, options: RunOptions): Promise<T>;
  close(): Promise<void>;
}

/** What is learnt about a connection when it is used for the first time. */
export interface Examined {
  readonly processId: number;
  readonly maySetFileLimit: boolean;
}

const examined = new WeakMap<Client, Examined>();

/** What a rollback leaves as it is, as one text, so that before and after can be compared. */
const LASTING_STATE = `pg_catalog.concat_ws('|', pg_catalog.pg_backend_pid(),
  (SELECT pg_catalog.string_agg(name, ',' ORDER BY name) FROM pg_catalog.pg_prepared_statements),
  (SELECT pg_catalog.string_agg(name, ',' ORDER BY name) FROM pg_catalog.pg_cursors WHERE is_holdable),
  (SELECT pg_catalog.string_agg(channel, ',' ORDER BY channel) FROM pg_catalog.pg_listening_channels() AS channel))`;

/**
 * Begins a transaction that can only read. All that a statement's meaning, its rows or its cost depend
 * on is set within the transaction and verified, so that neither what a host set on its connections
 * nor what an earlier statement left there has a say.
 *
 * @throws DatabaseError `DATABASE_UNAVAILABLE` when the session cannot be held to that
 */
export async function beginSession(client: Client, settings: SessionSettings, timeoutMs: number, send: Send): Promise<Session> {
  const known = await examine(client, settings, send);
  await send('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  await pin(settings, known, { readOnly: true, timeoutMs }, send);
  const before = settings.own ? null : await lastingState(send);
  return {
    send,
    async end() {
      try {
        await send('ROLLBACK');
        if (settings.own) {
          await send('DISCARD ALL');
          return true;
        }
        await send('SELECT pg_catalog.pg_advisory_unlock_all()');
        return (await lastingState(send)) === before;
      } catch {
        return false;
      }
    },
  };
}

/**
 * Sets and verifies all that a transaction is held to.
 *
 * @returns the role whose privileges hold
 * @throws DatabaseError `DATABASE_UNAVAILABLE` when the session cannot be held to it
 */
export async function pin(settings: SessionSettings, { processId, maySetFileLimit }: Examined, { readOnly, timeoutMs }: { readonly readOnly: boolean; readonly timeoutMs: number }, send: Send): Promise<string> {
  const pinned = pinnedSettings(settings, timeoutMs, maySetFileLimit, readOnly);
  const calls = pinned.map(({ lasting }, index) => `pg_catalog.set_config($${2 * index + 1}, $${2 * index + 2}, ${lasting ? 'false' : 'true'})`);
  const { rows } = await send(
    `SELECT pg_catalog.current_setting('transaction_read_only'), pg_catalog.current_setting('transaction_isolation'), pg_catalog.pg_backend_pid(), current_user, ${calls.join(', ')}`,
    pinned.flatMap(({ name, value }) => [name, value]),
  );
  const [onlyReads, isolation, pid, role, ...shown] = rows[0] ?? [];
  if (Number(pid) !== processId) {
    throw refusal(settings.id, 'there is a pooler between that may change the server process from one transaction to the next', 'Connect to the server itself, or say `sessionPooler: true` where the pooler is in session mode.');
  }
  const loose =
    onlyReads !== (readOnly ? 'on' : 'off')
      ? 'transaction_read_only'
      : isolation !== 'repeatable read'
        ? 'transaction_isolation'
        : pinned.find(({ value, verified }, index) => verified && shown[index] !== value)?.name;
  if (loose !== undefined) throw refusal(settings.id, `${loose} could not be set for the session`, 'Let the role change this setting.');
  return String(role);
}

interface PinnedSetting {
  readonly name: string;
  readonly value: string;
  /** What the server shows afterwards has to be the value; it writes durations and sizes in its own way. */
  readonly verified: boolean;
  /** Holds on when the transaction is committed; a rollback, which is how each one that reads ends, undoes it. */
  readonly lasting?: true;
}

function pinnedSettings({ schema, timeZone, lockTimeoutMs, temporaryFileKb, workMemoryKb }: SessionSettings, timeoutMs: number, maySetFileLimit: boolean, readOnly: boolean): PinnedSetting[] {
  const texts: Readonly<Record<string, string>> = {
    search_path: `pg_catalog, ${quoteName(schema)}`,
    client_encoding: 'UTF8',
    standard_conforming_strings: 'on',
    transform_null_equals: 'off',
    row_security: 'on',
    DateStyle: 'ISO, YMD',
    IntervalStyle: 'postgres',
    TimeZone: timeZone,
    bytea_output: 'hex',
    extra_float_digits: '1',
    // A cursor is planned for its first rows otherwise; here all of them are read.
    cursor_tuple_fraction: '1',
  };
  const amounts: Readonly<Record<string, string>> = {
    statement_timeout: `${timeoutMs}ms`,
    lock_timeout: `${Math.min(lockTimeoutMs, timeoutMs)}ms`,
    idle_in_transaction_session_timeout: `${timeoutMs + IDLE_GRACE_MS}ms`,
    ...(maySetFileLimit ? { temp_file_limit: `${temporaryFileKb}kB` } : {}),
    ...(workMemoryKb === undefined ? {} : { work_mem: `${workMemoryKb}kB` }),
  };
  return [
    ...(readOnly ? ([{ name: 'default_transaction_read_only', value: 'on', verified: true, lasting: true }] as const) : []),
    ...Object.entries(texts).map(([name, value]) => ({ name, value, verified: true })),
    ...Object.entries(amounts).map(([name, value]) => ({ name, value, verified: false })),
  ];
}

/** How much longer than a statement a transaction may stand still before the server ends it. */
const IDLE_GRACE_MS = 5_000;

async function lastingState(send: Send): Promise<string | null | undefined> {
  return (await send(`SELECT ${LASTING_STATE}`)).rows[0]?.[0];
}

/** Makes sure that two statements cannot travel in one, whatever the driver does with the request, and learns what the role may set. */
export async function examine(client: Client, { id, sessionPooler }: SessionSettings, send: Send): Promise<Examined> {
  const known = examined.get(client);
  if (known !== undefined) return known;
  const two = await send('SELECT 1; SELECT 2').then(
    () => null,
    (error: unknown) => sqlStateOf(error),
  );
  if (two !== SYNTAX_ERROR) {
    throw refusal(id, 'the driver sends statements in a way in which a second one can ride along', 'Use pg 8.12 or newer, without pg-native.');
  }
  const { rows } = await send("SELECT pg_catalog.pg_backend_pid(), pg_catalog.current_setting('server_version_num')::int >= 150000, rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user");
  const [pid, knowsPrivilege, superuser] = rows[0] ?? [];
  const maySetFileLimit = knowsPrivilege === 't' ? (await send("SELECT pg_catalog.has_parameter_privilege('temp_file_limit', 'SET')")).rows[0]?.[0] === 't' : superuser === 't';
  const found = { processId: sessionPooler ? Number(pid) : (client.processID ?? 0), maySetFileLimit };
  examined.set(client, found);
  return found;
}

const SYNTAX_ERROR = '42601';

export function refusal(id: string, what: string, hint: string): DatabaseError {
  return new DatabaseError('DATABASE_UNAVAILABLE', `${id} is not asked, because ${what}.`, { hint });
}
