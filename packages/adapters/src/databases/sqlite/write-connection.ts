import type { QueryResult } from '@nl2sql/core/contracts';
import type { OpenLibsql } from '../../libsql.ts';
import { notOneWrite, outcomeUnknown } from '../transact.ts';
import { toQueryResult } from './cells.ts';
import { openHeld, plainRows, refuseOutsideNames, select, toParameter } from './connection.ts';
import { isUndone } from './errors.ts';
import { writableUri } from './file.ts';

type Parameters = readonly (string | number | boolean | null)[];

/** A connection for one transaction that may write. */
export interface WriteConnection {
  begin(): Promise<void>;
  execute(sql: string, parameters: Parameters): Promise<{ readonly affectedRows: number }>;
  query(sql: string, parameters: Parameters, maxRows: number): Promise<QueryResult>;
  /** @throws DatabaseError `DATABASE_OUTCOME_UNKNOWN` when the disk failed meanwhile */
  commit(id: string): Promise<void>;
  interrupt(): void;
  /** Undoes what was not committed, and closes the connection. */
  end(): Promise<void>;
}

const SETTINGS = 'PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON;';
const SETTINGS_HOLD =
  'SELECT (SELECT trusted_schema FROM pragma_trusted_schema) = 0 AND (SELECT cell_size_check FROM pragma_cell_size_check) = 1 AND (SELECT foreign_keys FROM pragma_foreign_keys) = 1';

/** What a statement may begin with. A PRAGMA would take effect while it is compiled. */
const BEGINS_A_WRITE = /^\s*(?:insert|update|delete|with)\b/i;

/** Opens a file for one transaction. It is never made. */
export async function openWriteConnection(Libsql: OpenLibsql, file: string, busyTimeoutMs: number): Promise<WriteConnection> {
  const { native, decoder, outside } = await openHeld(Libsql, writableUri(file), `PRAGMA busy_timeout = ${busyTimeoutMs}; ${SETTINGS}`, SETTINGS_HOLD);

  /**
   * Makes sure that a text is one INSERT, UPDATE or DELETE, without running it: only such a statement can
   * have a RETURNING, none can have two, and where a second statement or an open comment follows, it is not
   * the first one that has it.
   */
  async function refuseOthers(sql: string): Promise<void> {
    refuseOutsideNames(sql, outside);
    if (!BEGINS_A_WRITE.test(sql) || sql.includes('\0')) throw notOneWrite();
    const framed = await native.prepare(`${sql}\nRETURNING 1 AS nl2sql_write`).catch((cause: unknown) => {
      throw cause instanceof Error && cause.message.includes('near "RETURNING"') ? notOneWrite(cause) : cause;
    });
    if (framed.columns().map(({ name }) => name).join() !== 'nl2sql_write') throw notOneWrite();
  }

  return {
    begin: () => native.exec('BEGIN IMMEDIATE'),
    async execute(sql, parameters) {
      await refuseOthers(sql);
      // All of its work is done in the first step, the one that runs off the main thread.
      Array.from(await (await native.prepare(sql)).iterate(parameters.map(toParameter)));
      return { affectedRows: Number((await plainRows(native, 'SELECT changes()'))[0]?.[0]) };
    },
    async query(sql, parameters, maxRows) {
      refuseOutsideNames(sql, outside);
      await native.exec('PRAGMA query_only = ON');
      const result = toQueryResult(await select(native, sql, parameters.map(toParameter), maxRows + 1, decoder), maxRows);
      await native.exec('PRAGMA query_only = OFF');
      return result;
    },
    async commit(id) {
      await native.exec('COMMIT').catch((cause: unknown) => {
        throw isUndone(cause) ? cause : outcomeUnknown(id, cause);
      });
    },
    interrupt: () => native.interrupt(),
    async end() {
      // There is nothing to undo after a COMMIT, or where SQLite has undone it itself.
      await native.exec('ROLLBACK').catch(() => undefined);
      native.close();
    },
  };
}
