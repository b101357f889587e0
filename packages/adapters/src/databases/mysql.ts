import type { Database } from '@nl2sql/core/contracts';
import { unsupported } from '@nl2sql/core/errors';
import { introspect } from './mysql/introspect.ts';
import { type MysqlOptions, openSessions } from './mysql/options.ts';
import { sampleValues } from './mysql/sample-values.ts';
import { BATCH_ROWS, relayRows } from './relay-rows.ts';
import { transact } from './transact.ts';
import { wholeNumber } from './whole-number.ts';

export type { MysqlOptions, MysqlPool, MysqlServer } from './mysql/options.ts';
export { leastPrivilegeScript, type LeastPrivilegeOptions } from './mysql/least-privilege.ts';
export { checkPrivileges } from './mysql/privileges.ts';
export type { PrivilegeFinding, PrivilegeReport } from './privileges.ts';

const PROMPT_NOTES: readonly string[] = [
  'MySQL or MariaDB. Write names that are reserved words or have spaces in `backticks`, texts in single quotes. Double quotes make a text, not a name.',
  "Dates: NOW(), CURDATE(), YEAR(d), MONTH(d), DATE(d), DATE_FORMAT(d, '%Y-%m'), DATEDIFF(a, b) in days, TIMESTAMPDIFF(MONTH, a, b), DATE_SUB(CURDATE(), INTERVAL 1 MONTH). There is no DATE_TRUNC, strftime or TO_CHAR.",
  'There is no boolean type: TRUE is 1 and FALSE is 0, and a condition gives 1, 0 or NULL.',
  'Dividing integers with / gives a decimal; DIV gives the whole part. Casts are CAST(x AS SIGNED | UNSIGNED | DECIMAL(p, s) | CHAR | DATE | DATETIME), not x::type.',
  'Join texts with CONCAT(a, b); || is not a concatenation. GROUP_CONCAT(x ORDER BY y SEPARATOR \', \') joins the texts of a group. A backslash in a text escapes the next character.',
  'Comparing texts and LIKE usually ignore case; there is no ILIKE. REGEXP matches a regular expression.',
  'Limit rows with LIMIT n OFFSET m at the end. NULL sorts first; there is no NULLS LAST: write ORDER BY x IS NULL, x.',
  'There is no FULL OUTER JOIN, no QUALIFY, no DISTINCT ON, no FILTER (WHERE …): write SUM(CASE WHEN … THEN 1 ELSE 0 END). WITH and window functions are there.',
];

/** Reading the catalog or compiling a statement is quick; a server that takes longer is in trouble. */
const CATALOG_TIMEOUT_MS = 30_000;

/**
 * A MySQL or MariaDB database to ask, through the optional package `mysql2`.
 *
 * Every statement runs in a session of its own making, whatever the connection was used for before:
 * the session is reset, its SQL mode, character set, collation, time zone, time limit and row limit
 * are set and read back, and nothing runs where they differ. It is a read-only transaction in a
 * session that only makes such, the statement is prepared and has to be a SELECT, and both are undone
 * afterwards. That takes about ten round trips to the server. A pool is not used when it was made
 * with `multipleStatements`, `infileStreamFactory`, `queryFormat` or a character set that is not UTF-8.
 *
 * At its time limit the server stops a statement itself (`max_execution_time` of MySQL,
 * `max_statement_time` of MariaDB). An aborted signal ends its connection with `KILL`, sent over
 * a connection outside the pool; a connection that was stopped is never used again.
 *
 * With `writes` a transaction can write, in sessions of their own that nothing else is run in: at
 * REPEATABLE READ, with the same settings, in strict mode, with foreign keys checked, and on a connection
 * that is closed afterwards. One INSERT, UPDATE or DELETE is run at a time, prepared first; REPLACE, a
 * statement that begins with WITH or a comment, one that returns rows, and one that names a table without
 * transactions, such as one of MyISAM, is refused. What a view or a trigger writes there could not be
 * undone. Row counts are of rows that matched; ON DUPLICATE KEY UPDATE counts a row that it changes twice.
 * A lock that is not to be had within 2 seconds and a deadlock are `DATABASE_BUSY`, after which nothing is
 * changed.
 *
 * Decimals, and integers beyond 2^53, are strings; dates and times are ISO texts in the session's time
 * zone, also dates that are none, such as `0000-00-00`; bytes are base64.
 *
 * It is measured with MariaDB 10.11, and written for MySQL 8 and 9 and MariaDB from 10.4 on. Any other
 * server is refused. Nothing is opened before the first call. The user of the connection should be
 * able to read a few tables and nothing else: see {@link leastPrivilegeScript} and {@link checkPrivileges}.
 *
 * @throws ConfigurationError when an option is wrong or the pool cannot be made safe; from every
 * method for a server that is neither MySQL nor MariaDB or a session that does not keep its settings,
 * and `MISSING_DEPENDENCY` when mysql2 is not installed
 * @throws DatabaseError from every method: `DATABASE_UNAVAILABLE`, `DATABASE_NOT_FOUND`,
 * `DATABASE_BUSY`, `DATABASE_TIMEOUT`, `DATABASE_READ_ONLY`, `DATABASE_QUERY_FAILED`; from
 * `transaction` also `DATABASE_UNSUPPORTED`, `DATABASE_OUTCOME_UNKNOWN`
 *
 * @example
 * ```ts
 * import { mysql } from '@nl2sql/adapters/databases/mysql';
 *
 * const password = process.env.SHOP_PASSWORD ?? '';
 * const database = mysql({ server: { host: 'localhost', user: 'reader', password, database: 'shop' } });
 * const { tables } = await database.introspect();
 * console.log(database.id, tables.length);
 * await database.close();
 * ```
 */
export function mysql(options: MysqlOptions): Database {
  const sampleRows = wholeNumber('mysql', 'sampleRows', options.sampleRows ?? 100_000, 1);
  const sampleTimeoutMs = wholeNumber('mysql', 'sampleTimeoutMs', options.sampleTimeoutMs ?? 10_000, 1);
  const databases = options.databases ?? [];
  const { id, scope, sessions, writing } = openSessions(options);
  return {
    id,
    scope,
    dialect: 'mysql',
    capabilities: { cancel: true, explain: true, stream: true, write: writing !== null },
    promptNotes: PROMPT_NOTES,
    introspect: ({ signal } = {}) => sessions.run((session) => introspect(session, databases), { signal, timeoutMs: CATALOG_TIMEOUT_MS, rows: null }),
    sampleValues: (table, columns, { limit, signal }) =>
      sessions.run((session) => sampleValues(session, table, columns, { limit, scanRows: sampleRows, databases }), { signal, timeoutMs: sampleTimeoutMs, rows: null }),
    query: ({ text, parameters }, { signal, timeoutMs, maxRows }) =>
      sessions.run(
        async (session) => {
          const { columns, rows } = await session.select(text, parameters, maxRows);
          return { columns: columns.map(({ name, type }) => ({ name, type })), rows: rows.slice(0, maxRows), truncated: rows.length > maxRows };
        },
        { signal, timeoutMs, rows: maxRows + 1 },
      ),
    stream: ({ text, parameters }, { signal, timeoutMs, maxRows, batchRows = BATCH_ROWS }) =>
      relayRows(
        (give, leaving) =>
          sessions.run((session, stopped) => session.stream(text, parameters, { maxRows, batchRows }, (batch) => give(batch, stopped)), { signal: leaving, timeoutMs, rows: maxRows + 1 }),
        signal,
      ),
    async transaction(work, { signal, timeoutMs, end }) {
      if (writing === null) throw unsupported(id, 'transaction');
      const outcome = await writing.run((session, stopped) => transact({ id, session, work, end, stopped }), { signal, timeoutMs, rows: null });
      return outcome();
    },
    explain: ({ text }, { signal } = {}) => sessions.run((session) => session.compile(text), { signal, timeoutMs: CATALOG_TIMEOUT_MS, rows: null }),
    async close() {
      await Promise.all([sessions.close(), writing?.close()]);
    },
  };
}
