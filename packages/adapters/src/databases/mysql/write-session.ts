import { ConfigurationError, DatabaseError } from '@nl2sql/core/errors';
import { timedOut, within } from '../stopping.ts';
import { notOneWrite, outcomeUnknown, type WriteSession } from '../transact.ts';
import { FOUND_ROWS, type MysqlConnection } from './driver.ts';
import { isUndone, toDatabaseError } from './errors.ts';
import type { Entered, SessionKind } from './sessions.ts';
import { compile, givesRows, keep, openRows, select } from './statements.ts';

/** Sessions in a transaction that may write. Their connections are closed afterwards, so that nothing of them reaches who reads. */
export const WRITING: SessionKind<WriteSession> = {
  access: 'write',
  begin: writeSession,
  async leave(connection) {
    // After a COMMIT there is nothing left to undo.
    await keep(connection, 'ROLLBACK');
  },
  reuse: false,
};

/** How long a COMMIT is waited for. */
const COMMIT_MS = 10_000;

/** Rows that are read and dropped at a time. */
const DROPPED_ROWS = 1_000;

/**
 * What a statement has to begin with. In the protocol for prepared statements it is one statement, and of
 * these words none begins another kind, DELETE HISTORY apart. A comment before the word could be one that
 * the server runs.
 */
const BEGINS_A_WRITE = /^\s*(?:insert|update|delete)\s+(?!\s|history\b|\/\*|--|#)/i;

function writeSession({ id, connection, timeoutMs, discard, finish }: Entered): WriteSession {
  if (((connection.config.clientFlags ?? 0) & FOUND_ROWS) === 0) {
    throw new ConfigurationError('mysql({ pool }) was made without FOUND_ROWS, so that row counts would leave out rows; nothing is written over it.', { hint: 'Make a pool without `-FOUND_ROWS` among its flags.' });
  }
  const end = performance.now() + timeoutMs;
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      const result = await work();
      // An interrupted SLEEP() gives 1 and no error.
      if (performance.now() >= end) throw timedOut(id, timeoutMs);
      return result;
    } catch (error) {
      throw toDatabaseError(error, id);
    }
  };
  return {
    execute: ({ text, parameters }) =>
      step(async () => {
        if (!BEGINS_A_WRITE.test(text) || text.includes('\0')) throw notOneWrite();
        if (await givesRows(connection, text)) throw notOneWrite();
        await refuseLastingTables(connection, text);
        const open = openRows(connection, text, parameters);
        await open.read(1);
        // MariaDB does not say of a DELETE with RETURNING, before it runs, that it gives rows. The server undoes it with the connection.
        if (open.columns().length > 0) {
          discard();
          throw notOneWrite();
        }
        return { affectedRows: open.affectedRows() };
      }),
    query: ({ text, parameters }, maxRows) =>
      step(async () => {
        await keep(connection, 'SAVEPOINT nl2sql_read');
        await compile(connection, text);
        const open = openRows(connection, text, parameters);
        const rows = await open.read(maxRows + 1);
        // Leaving them would cost the connection, and the transaction with it.
        while ((await open.read(DROPPED_ROWS)).length === DROPPED_ROWS);
        await keep(connection, 'ROLLBACK TO SAVEPOINT nl2sql_read');
        return { columns: open.columns().map(({ name, type }) => ({ name, type })), rows: rows.slice(0, maxRows), truncated: rows.length > maxRows };
      }),
    async commit() {
      finish();
      await within(keep(connection, 'COMMIT'), COMMIT_MS, () => timedOut(id, COMMIT_MS)).catch((cause: unknown) => {
        throw isUndone(cause) ? toDatabaseError(cause, id) : outcomeUnknown(id, cause);
      });
    },
  };
}

/** A name in a statement, in backticks or not. */
const WORD = /`((?:[^`]|``)+)`|[\p{L}\p{N}_$]+/gu;

/**
 * Refuses a statement that names a table whose engine has no transactions, such as MyISAM: what is written
 * there stays, whatever becomes of the transaction.
 */
async function refuseLastingTables(connection: MysqlConnection, text: string): Promise<void> {
  const words = [...new Set([...text.matchAll(WORD)].map(([word, quoted]) => quoted?.replaceAll('``', '`') ?? word))];
  const places = words.map(() => '?').join(', ');
  const { rows } = await select(
    connection,
    `SELECT t.table_name FROM information_schema.tables AS t JOIN information_schema.engines AS e ON e.engine = t.engine
      WHERE e.transactions <> 'YES' AND t.table_schema IN (DATABASE(), ${places}) AND t.table_name IN (${places}) LIMIT 1`,
    [...words, ...words],
    1,
  );
  if (rows.length > 0) throw new DatabaseError('DATABASE_QUERY_FAILED', 'The statement names a table whose engine has no transactions, so that nothing could be undone; it was not run.', { hint: 'Convert the table to InnoDB.' });
}
