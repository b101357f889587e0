import type { CheckedWrite } from '@nl2sql/core/contracts';
import { DatabaseError } from '@nl2sql/core/errors';
import { outcomeUnknown, type WriteSession } from '../transact.ts';
import type { Session } from './connections.ts';
import { DELETE, INSERT, UPDATE } from './driver.ts';
import { breaksInstance, toDatabaseError } from './errors.ts';
import { bind, select } from './select.ts';

const WRITES: ReadonlySet<number> = new Set([INSERT, UPDATE, DELETE]);

/** What a statement has to begin with: the engine calls a TRUNCATE a DELETE. */
const BEGINS_A_WRITE = /^\s*(?:insert|update|delete|with)\b/i;

/** Begins a transaction that may write. What is not committed is undone when the session's connection is closed. */
export async function beginWriting(session: Session, id: string): Promise<WriteSession> {
  const { connection, examine, finish } = session;
  const told = (cause: unknown): never => {
    examine(cause);
    throw toDatabaseError(cause, id);
  };
  await connection.run('BEGIN TRANSACTION');
  return {
    execute: (sql) => execute(session, sql).catch(told),
    query: (sql, maxRows) => select(session, sql, maxRows).catch(told),
    async commit() {
      finish();
      await connection.run('COMMIT').catch((cause: unknown) => {
        throw breaksInstance(cause) ? outcomeUnknown(id, cause) : cause;
      });
    },
  };
}

async function execute({ connection, refuseReach }: Session, { text, parameters }: CheckedWrite): Promise<{ readonly affectedRows: number }> {
  if (text.includes('\0')) throw new DatabaseError('DATABASE_QUERY_FAILED', 'The statement has a NUL character; it was not run.');
  refuseReach(text);
  const statements = await connection.extractStatements(text);
  const prepared = statements.count === 1 && BEGINS_A_WRITE.test(text) ? await statements.prepare(0) : null;
  if (prepared === null || !WRITES.has(prepared.statementType)) {
    throw new DatabaseError('DATABASE_QUERY_FAILED', 'Only one INSERT, UPDATE or DELETE is executed here; the statement was not.');
  }
  bind(prepared, parameters);
  const result = await prepared.run();
  // A statement with RETURNING gives its rows instead of their number.
  return { affectedRows: result.returnType === CHANGED_ROWS ? result.rowsChanged : result.rowCount };
}

/** By the numbers of DuckDB's C interface (`duckdb_result_type`). */
const CHANGED_ROWS = 1;
