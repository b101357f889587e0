import { ConfigurationError } from '@nl2sql/core/errors';

/** What a server is, as far as its session settings depend on it. */
export interface Server {
  readonly flavour: 'mysql' | 'mariadb';
  /** The database of the connection, as the server spells it. */
  readonly database: string;
  /** The collation of texts in statements. */
  readonly collation: string;
}

/** Reads what {@link recogniseServer} needs, in one row. */
export const SERVER_FACTS = 'SELECT VERSION(), @@version_comment, DATABASE(), @@collation_database';

/** Servers that speak the protocol and are neither MySQL nor MariaDB. */
const OTHERS = /tidb|vitess|planetscale|oceanbase|singlestore|memsql|doris|starrocks|clickhouse|databend|dolt|cratedb|polardb|xpand|manticore|sphinx/i;

/**
 * Tells MariaDB from MySQL.
 *
 * @throws ConfigurationError for any other server, and for versions without a limit on a statement's
 * time: what cannot be limited is not asked
 */
export function recogniseServer(facts: readonly (string | null)[], wantedCollation: string | undefined): Server {
  const [version, comment, database, collation] = facts;
  const [, major = '', minor = ''] = /^(?:5\.5\.5-)?(\d+)\.(\d+)\.\d+/.exec(version ?? '') ?? [];
  const mariadb = /mariadb/i.test(`${version} ${comment}`);
  const known = !OTHERS.test(`${version} ${comment}`) && (mariadb ? Number(major) > 10 || (Number(major) === 10 && Number(minor) >= 4) : Number(major) === 8 || Number(major) === 9);
  if (!known) {
    throw new ConfigurationError('The server is neither MySQL 8 or 9 nor MariaDB of at least 10.4, so its session cannot be made safe; nothing was asked of it.', {
      hint: 'Use a server of one of these, or write an adapter for this one.',
    });
  }
  if (database === null || database === undefined) {
    throw new ConfigurationError('The connection to MySQL has no database.', { hint: 'Name one in `mysql({ database })` or in the settings of the pool.' });
  }
  const own = collation?.startsWith('utf8mb4_') === true ? collation : 'utf8mb4_general_ci';
  return { flavour: mariadb ? 'mariadb' : 'mysql', database, collation: wantedCollation ?? own };
}

export interface SessionLimits {
  /** Milliseconds, at least 1. */
  readonly timeoutMs: number;
  /** Null for statements of the adapter, which have limits of their own. */
  readonly rows: number | null;
}

/** What a session is for. */
export type Access = 'read' | 'write';

export interface SessionChoices {
  readonly timeZone: string;
  readonly onlyFullGroupBy: boolean | undefined;
  readonly maxJoinSize: number | undefined;
}

/** How long a session that writes waits for a lock of another one before it is busy. */
const LOCK_SECONDS = '2';

/** The most rows that `sql_select_limit` knows, which is its default. */
const ALL_ROWS = '18446744073709551615';

/**
 * What a session is pinned to: the setting's name, the value to set, and the text that reading it has
 * to give.
 *
 * The SQL mode is the one that the guard reads statements by: backslash is an escape, `"` a text, and
 * `||` no concatenation. A session that writes is strict: what does not fit its column is an error.
 */
export function pinnedSettings(server: Server, limits: SessionLimits, choices: SessionChoices, access: Access): readonly (readonly [name: string, value: string, reads: string])[] {
  const timeoutMs = Math.max(1, Math.ceil(limits.timeoutMs));
  const grouping = (choices.onlyFullGroupBy ?? server.flavour === 'mysql') ? ['ONLY_FULL_GROUP_BY'] : [];
  const mode = [...grouping, ...(access === 'write' ? ['STRICT_ALL_TABLES', 'ERROR_FOR_DIVISION_BY_ZERO'] : [])].join(',');
  const rows = limits.rows === null ? ALL_ROWS : String(limits.rows);
  const seconds = String(Math.max(1, Math.ceil(timeoutMs / 1000)));
  const lockSeconds = access === 'write' ? LOCK_SECONDS : seconds;
  const onlyReads = access === 'read' ? '1' : '0';
  const settings: (readonly [string, string, string])[] = [
    ['sql_mode', `'${mode}'`, mode],
    ['time_zone', `'${choices.timeZone}'`, choices.timeZone],
    ['character_set_client', 'utf8mb4', 'utf8mb4'],
    ['character_set_results', 'utf8mb4', 'utf8mb4'],
    // Sets character_set_connection as well.
    ['collation_connection', server.collation, server.collation],
    ['sql_select_limit', rows, rows],
    ['lock_wait_timeout', lockSeconds, lockSeconds],
    // A stream whose rows nobody takes for a while is ended by its own limit.
    ['net_write_timeout', seconds, seconds],
  ];
  if (access === 'write') {
    settings.push(['innodb_lock_wait_timeout', lockSeconds, lockSeconds], ['foreign_key_checks', '1', '1'], ['unique_checks', '1', '1']);
    settings.push([server.flavour === 'mariadb' ? 'tx_isolation' : 'transaction_isolation', "'REPEATABLE-READ'", 'REPEATABLE-READ']);
  }
  if (choices.maxJoinSize !== undefined) settings.push(['max_join_size', String(choices.maxJoinSize), String(choices.maxJoinSize)], ['sql_big_selects', '0', '0']);
  if (server.flavour === 'mariadb') settings.push(['tx_read_only', onlyReads, onlyReads], ['max_statement_time', (timeoutMs / 1000).toFixed(3), (timeoutMs / 1000).toFixed(6)]);
  else {
    // Otherwise MySQL tells row counts and times of change as they were up to a day ago.
    settings.push(['transaction_read_only', onlyReads, onlyReads], ['max_execution_time', String(timeoutMs), String(timeoutMs)], ['information_schema_stats_expiry', '0', '0']);
  }
  return settings;
}

/** Sets every pinned setting in one statement. */
export function pinStatement(settings: readonly (readonly [string, string, string])[]): string {
  return `SET ${settings.map(([name, value]) => `SESSION ${name} = ${value}`).join(', ')}`;
}

/** Where a connection is, so that only a statement of the same server is ever stopped. */
export interface Whereabouts {
  readonly connectionId: string;
  /** Host name, port and id of the server. */
  readonly server: string;
}

const WHEREABOUTS = "CONNECTION_ID(), CONCAT_WS('|', @@hostname, @@port, @@server_id)";

/** Reads where a connection of its own has ended up. */
export const READ_WHEREABOUTS = `SELECT ${WHEREABOUTS}`;

/** Reads every pinned setting back, with the database and the whereabouts of the connection. */
export function readBackStatement(settings: readonly (readonly [string, string, string])[]): string {
  return `SELECT DATABASE(), ${WHEREABOUTS}, @@session.character_set_connection, ${settings.map(([name]) => `@@session.${name}`).join(', ')} LIMIT 1`;
}
